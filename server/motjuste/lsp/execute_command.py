"""Commands: mark, optimize and evaluate start a run and answer at once; cancel ends runs.

Each takes one argument, an object: `uri` (may be left out when one text is open), and for `motjuste.optimize` either
`range` (an editor's range: only these words) or `tagged: true` (only what stands between `<edit>` tags). `options` holds
limits of the run by the command line's names: `{"max-calls": 200}`. `motjuste.cancel` takes `uri` or `run`, or nothing
for all runs. The answer is `{"run": NAME}`, which is also the progress bar's token, or null when nothing was started.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cattrs.errors import BaseValidationError
from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer  # noqa: TC002 - pygls reads the handlers' annotations at run time

from motjuste.lsp.convert import to_span

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from motjuste.lsp.documents import Snapshot
    from motjuste.lsp.runs import Job
    from motjuste.lsp.server import MotjusteServer

MARK = "motjuste.mark"
OPTIMIZE = "motjuste.optimize"
EVALUATE = "motjuste.evaluate"
CANCEL = "motjuste.cancel"

_JOBS: dict[str, Job] = {MARK: "mark", OPTIMIZE: "optimize", EVALUATE: "eval"}

_OPTIONS: dict[Job, frozenset[str]] = {
    "mark": frozenset({"max-words", "max-calls", "seed"}),
    "optimize": frozenset({"scope", "max-words", "steps", "beam", "candidates", "max-calls", "seed"}),
    "eval": frozenset({"split", "repeat", "max-calls"}),
}
"""Which of the command line's flags an editor may set, by job: numbers and words, never paths."""


def register(ls: MotjusteServer) -> None:
    """Offer the commands."""
    for name, job in _JOBS.items():
        ls.command(name)(_starter(ls, job))
    ls.command(CANCEL)(_canceller(ls))


def _starter(ls: MotjusteServer, job: Job) -> Callable[..., Awaitable[object]]:
    async def start(_: LanguageServer, *arguments: object) -> object:
        return await start_run(ls, job, _only(arguments))

    return start


def _canceller(ls: MotjusteServer) -> Callable[..., object]:
    def cancel(_: LanguageServer, *arguments: object) -> object:
        return cancel_runs(ls, _only(arguments))

    return cancel


async def start_run(ls: MotjusteServer, job: Job, argument: Mapping[str, Any]) -> dict[str, str] | None:
    """Start a run on an open text.

    Raises:
        JsonRpcInvalidParams: The argument is not what this module's docstring says, or the text is not open.
    """
    snapshot = _snapshot(ls, argument)
    if not ls.trusted:
        ls.say(
            "This workspace is not trusted, so no model is contacted from it. Findings still work; trust the "
            "workspace to start runs.",
            types.MessageType.Warning,
        )
        return None
    if not snapshot.on_disk:
        ls.say(
            f"{snapshot.name} is not a file on this machine, so it has no eval set. Save it beside its eval set first.",
            types.MessageType.Warning,
        )
        return None
    flags = (*_scope_flags(ls, snapshot, argument), *_option_flags(job, argument.get("options")))
    run = ls.runs.start(job, await ls.analysis(snapshot), flags)
    return None if run is None else {"run": run.token}


def cancel_runs(ls: MotjusteServer, argument: Mapping[str, Any]) -> dict[str, int]:
    """Cancel runs; says how many."""
    uri, token = argument.get("uri"), argument.get("run")
    if not isinstance(uri, str | None) or not isinstance(token, str | None):
        raise _invalid("uri and run are strings")
    return {"cancelled": ls.runs.cancel(uri, token)}


def _only(arguments: tuple[object, ...]) -> Mapping[str, Any]:
    """The one argument; a bare string is taken for a URI."""
    if not arguments or arguments[0] is None:
        return {}
    first = arguments[0]
    if isinstance(first, str):
        return {"uri": first}
    if isinstance(first, dict):
        return first
    raise _invalid("the argument is an object like {uri: 'file:///…'}")


def _snapshot(ls: MotjusteServer, argument: Mapping[str, Any]) -> Snapshot:
    uri = argument.get("uri")
    if uri is None:
        texts = list(ls.documents)
        if len(texts) == 1:
            return texts[0]
        raise _invalid("say which prompt: {uri: 'file:///…'}")
    snapshot = ls.documents.get(uri) if isinstance(uri, str) else None
    if snapshot is None:
        raise _invalid(f"no open text has the uri {uri!r}")
    return snapshot


def _scope_flags(ls: MotjusteServer, snapshot: Snapshot, argument: Mapping[str, Any]) -> tuple[str, ...]:
    if argument.get("tagged"):
        return ("--tagged",)
    chosen = argument.get("range")
    if chosen is None:
        return ()
    try:
        area = ls.protocol._converter.structure(chosen, types.Range)  # noqa: SLF001 - pygls offers no other way to it
    except (BaseValidationError, TypeError, ValueError, AttributeError) as error:
        raise _invalid(
            "range is an object like {start: {line, character}, end: {line, character}}"
        ) from error
    span = to_span(snapshot, area)
    return ("--span", f"{span.start}:{span.end}")


def _option_flags(job: Job, options: object) -> tuple[str, ...]:
    if options is None:
        return ()
    if not isinstance(options, dict):
        raise _invalid("options is an object like {'max-calls': 200}")
    flags: list[str] = []
    for name, value in options.items():
        plain = isinstance(value, int | str) and not isinstance(value, bool)
        if name not in _OPTIONS[job] or not plain or str(value).startswith("-"):
            raise _invalid(f"option {name!r}: {value!r} is none of {', '.join(sorted(_OPTIONS[job]))}")
        flags += (f"--{name}", str(value))
    return tuple(flags)


def _invalid(message: str) -> JsonRpcInvalidParams:
    return JsonRpcInvalidParams(message=message)
