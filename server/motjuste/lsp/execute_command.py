"""Commands: mark, optimize and evaluate start a run and answer at once; cancel ends runs.

Each takes one argument, an object, as docs/editors/protocol.md describes it: `uri` (may be left out when one text is
open), what of it, and `options`, limits of the run by the command line's names: `{"max-calls": 200}`. The answer is
`{"run": NAME}`, which is also the progress bar's token, or null when nothing was started.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cattrs.errors import BaseValidationError
from lsprotocol import types

from motjuste.lsp.convert import to_span
from motjuste.lsp.own_methods import invalid, offer_command, open_text
from motjuste.lsp.run import Order

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from motjuste.document.model import Document
    from motjuste.lsp.analysis import Analysis
    from motjuste.lsp.documents import Snapshot
    from motjuste.lsp.run import Job
    from motjuste.lsp.server import MotjusteServer
    from motjuste.text.span import Span

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
        offer_command(ls, name, _starter(job))
    offer_command(ls, CANCEL, cancel_runs)


def _starter(job: Job) -> Callable[[MotjusteServer, Mapping[str, Any]], Awaitable[object]]:
    async def start(ls: MotjusteServer, argument: Mapping[str, Any]) -> object:
        return await start_run(ls, job, argument)

    return start


async def start_run(ls: MotjusteServer, job: Job, argument: Mapping[str, Any]) -> dict[str, str] | None:
    """Start a run on an open text.

    Raises:
        JsonRpcInvalidParams: The argument is not what this module's docstring says, or the text is not open.
    """
    snapshot = _snapshot(ls, argument)
    options = (*_option_flags(job, argument.get("options")), *_case_flags(job, argument))
    if not ls.trusted:
        ls.say(
            "This workspace is not trusted, so no model is contacted from it. Findings still work; trust the "
            "workspace to start runs.",
            types.MessageType.Warning,
        )
        return None
    if not snapshot.on_disk:
        ls.say(_elsewhere(snapshot), types.MessageType.Warning)
        return None
    analysis = await ls.analysis(snapshot)
    if argument.get("range") is not None and ls.documents.get(snapshot.uri) is not snapshot:
        ls.say(
            f"No run was started, because {snapshot.name} changed before its words could be found. Choose them again.",
            types.MessageType.Warning,
        )
        return None
    chosen = _range(ls, snapshot, argument)
    document = _document(analysis, argument, chosen)
    span, tagged = _scope(document, chosen, argument)
    order = Order(
        job,
        document.name,
        options=(*tagged, *options),
        span=span,
        cases=len(argument["cases"]) if argument.get("cases") else None,
    )
    return {"run": ls.runs.start(order, analysis).token}


async def cancel_runs(ls: MotjusteServer, argument: Mapping[str, Any]) -> dict[str, int]:
    """Cancel runs; says how many."""
    uri, token = argument.get("uri"), argument.get("run")
    if not isinstance(uri, str | None) or not isinstance(token, str | None):
        raise invalid("uri and run are strings")
    return {"cancelled": ls.runs.cancel(uri, token)}


def _elsewhere(snapshot: Snapshot) -> str:
    """Why no run can be started on a text that is no file here."""
    if snapshot.uri.startswith("untitled:"):
        return f"{snapshot.name} is not saved yet, so it has no eval set. Save it beside its eval set first."
    return (
        f"{snapshot.name} is not a file on this machine, so its eval set cannot be read. Findings still work; "
        "to run it, open a copy on this machine, or start the editor where the file is."
    )


def _snapshot(ls: MotjusteServer, argument: Mapping[str, Any]) -> Snapshot:
    uri = argument.get("uri")
    if uri is None:
        texts = list(ls.documents)
        if len(texts) == 1:
            return texts[0]
        raise invalid("say which prompt: {uri: 'file:///…'}")
    return open_text(ls, uri)


def _range(ls: MotjusteServer, snapshot: Snapshot, argument: Mapping[str, Any]) -> Span | None:
    chosen = argument.get("range")
    if chosen is None:
        return None
    try:
        area = ls.protocol._converter.structure(chosen, types.Range)  # noqa: SLF001 - pygls offers no other way to it
    except (BaseValidationError, TypeError, ValueError, AttributeError) as error:
        raise invalid("range is an object like {start: {line, character}, end: {line, character}}") from error
    return to_span(snapshot, area)


def _document(analysis: Analysis, argument: Mapping[str, Any], chosen: Span | None) -> Document:
    """The prompt that is named, or that stands at the range; the foremost otherwise."""
    name = argument.get("prompt")
    if name is not None:
        found = next((one for one in analysis.documents if one.name == name), None)
        if found is None:
            raise invalid(f"the text has no prompt {name!r}")
        return found
    return analysis.foremost if chosen is None else analysis.at(chosen)


def _scope(
    document: Document, chosen: Span | None, argument: Mapping[str, Any]
) -> tuple[Span | None, tuple[str, ...]]:
    """The words a run keeps to, and the flag that means all tagged ones."""
    scope = argument.get("scope")
    if scope not in {None, "paragraph"}:
        raise invalid(f"scope: {scope!r} is not 'paragraph'")
    if argument.get("tagged"):
        return None, ("--tagged",)
    if scope == "paragraph":
        if chosen is None:
            raise invalid("scope 'paragraph' goes with a range: the cursor or selection in it")
        from motjuste.document.paragraph import paragraph_at

        return paragraph_at(document, chosen), ()
    return chosen, ()


def _case_flags(job: Job, argument: Mapping[str, Any]) -> tuple[str, ...]:
    cases = argument.get("cases")
    if cases is None:
        return ()
    plain = isinstance(cases, list | tuple) and all(isinstance(one, str) and one.isalnum() for one in cases)
    if job != "eval" or not plain or not cases:
        raise invalid("cases is a list of case ids, for motjuste.evaluate")
    return ("--cases", ",".join(cases))


def _option_flags(job: Job, options: object) -> tuple[str, ...]:
    if options is None:
        return ()
    if not isinstance(options, dict):
        raise invalid("options is an object like {'max-calls': 200}")
    flags: list[str] = []
    for name, value in options.items():
        plain = isinstance(value, int | str) and not isinstance(value, bool)
        if name not in _OPTIONS[job] or not plain or str(value).startswith("-"):
            raise invalid(f"option {name!r}: {value!r} is none of {', '.join(sorted(_OPTIONS[job]))}")
        flags += (f"--{name}", str(value))
    return tuple(flags)
