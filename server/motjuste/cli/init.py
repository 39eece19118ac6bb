"""`motjuste init`: write motjuste.toml and link eval sets; never overwrites anything."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.cli.terminal import note, say, warn
from motjuste.errors import UserError
from motjuste.evals.within_reach import is_file, is_folder
from motjuste.settings import FILE_NAME
from motjuste.workspace.named import check_named, unreachable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from motjuste.workspace.workspace import Workspace

_EVAL_SUFFIXES = (".jsonl", ".csv", ".yaml", ".yml")
_PROMPT_SUFFIXES = (".md", ".txt", ".j2", ".jinja", ".jinja2")

_TEMPLATE = """\
# Settings of Mot Juste. Everything here is optional; a line that begins with # shows a default or an example.

# The model that runs your prompts: any OpenAI-compatible endpoint. With nothing configured, both models are the
# embedded one, which needs no key and no network once it is fetched.
# [models.task]
# base_url = "https://api.openai.com/v1"
# model = "gpt-4o-mini"
# api_key_env = "OPENAI_API_KEY"    # the name of the variable, never the key
# concurrency = 32

# The model that reasons about failures and proposes edits; without this table, the task model.
# [models.optimizer]
# model = "local"                   # the embedded model

# Which eval set belongs to which prompt; a prompt's own front matter (evals: ./cases.jsonl) wins.
[evals]
{links}

# Further prompt files, and how their braces are read where their names do not tell (`motjuste config` lists all keys).
# [prompts]
# include = ["agents/*.md"]
# [prompts.dialects]
# "templates/*.txt" = "jinja"

# Rules: codes or beginnings of codes; `motjuste rule --all` lists them.
# [lint]
# extend-select = []
# ignore = []
# [lint.per-file-ignores]
# "legacy/**" = ["T002"]

# How far a prompt may score below its best on record (motjuste eval --update) before `motjuste check` says so.
# [scores]
# max-drop = 0.0

# [optimize]
# max-words = 5
# max-calls = 2000
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument("folder", nargs="?", metavar="FOLDER", type=Path, default=Path(), help="where (here)")
    parser.add_argument(
        "--prompt", metavar="PATH", help="the prompt, or a glob of prompts, to link; relative to FOLDER"
    )
    parser.add_argument("--evals", metavar="PATH", help="the eval set to link it to; relative to FOLDER")


def run(arguments: argparse.Namespace) -> int:
    """Write the file, and say what comes next."""
    folder: Path = arguments.folder
    check_named(folder)
    if not folder.is_dir():
        raise UserError("There is no such folder", remedy="Make it first", path=str(folder))
    if (arguments.prompt is None) != (arguments.evals is None):
        raise UserError("--prompt and --evals go together", remedy="Name the prompt and its eval set")
    links = dict(_links(arguments, folder))
    path = folder / FILE_NAME
    _create(path, _TEMPLATE.format(links=_table(links)), links)
    say(f"Wrote {path}.")
    for glob, evalset in links.items():
        say(f"Linked {glob} to {evalset}.")
    prompt = next(iter(links), None)
    if prompt:
        note(f"Next: motjuste doctor, then motjuste optimize {shlex.quote(str(folder / prompt))}")
    else:
        note("Next: name a prompt and its eval set under [evals], then motjuste doctor.")
    return 0


def _links(arguments: argparse.Namespace, folder: Path) -> Iterator[tuple[str, str]]:
    """The pairs to write: the one named, else prompts and eval sets of one name that nothing links yet."""
    if arguments.prompt is not None:
        _check_named(folder, arguments.evals)
        yield arguments.prompt, arguments.evals
        return
    from motjuste.workspace.workspace import Workspace

    workspace = Workspace.discover(folder)
    files = _files(folder)
    by_name: dict[str, list[Path]] = {}
    for evalset in (one for one in files if one.name.endswith(_EVAL_SUFFIXES)):
        by_name.setdefault(_name(evalset), []).append(evalset)
    for prompt in (one for one in files if one.name.endswith(_PROMPT_SUFFIXES)):
        found = by_name.get(_name(prompt), [])
        if len(found) == 1 and not _linked(workspace, prompt):
            yield prompt.relative_to(folder).as_posix(), found[0].relative_to(folder).as_posix()


def _check_named(folder: Path, evals: str) -> None:
    """An eval set named outright must be readable and inside the folder, or the link is of no use."""
    from motjuste.evals.load import read_eval_set

    path = folder / evals
    if not path.resolve().is_relative_to(folder.resolve()):
        raise UserError(
            "The eval set lies outside the folder", remedy="Run init in a folder that holds both", path=evals
        )
    read_eval_set(path, display=str(path))


def _files(folder: Path) -> list[Path]:
    """Files of a folder and of the folders directly in it."""
    below = (path for path in _entries(folder) if is_folder(path) and not path.name.startswith("."))
    return [path for place in (folder, *below) for path in _entries(place) if is_file(path)]


def _entries(folder: Path) -> list[Path]:
    """What a folder holds, sorted; one that cannot be read is told and holds nothing."""
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        warn(str(unreachable(folder, error)))
        return []


def _name(path: Path) -> str:
    """What a prompt and its eval set have in common: `triage` of `triage.md.j2` and `triage.evals.jsonl`."""
    return path.name.split(".")[0]


def _linked(workspace: Workspace, prompt: Path) -> bool:
    return workspace.link(workspace.document(prompt)) is not None


def _table(links: dict[str, str]) -> str:
    """The links as TOML; JSON's strings are TOML's."""
    if not links:
        return '# "prompts/triage*.md" = "evals/triage.jsonl"'
    return "\n".join(f"{_quoted(glob)} = {_quoted(evalset)}" for glob, evalset in links.items())


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _create(path: Path, text: str, links: dict[str, str]) -> None:
    """Create the file; one that is there already is left alone, and the user told what to add."""
    try:
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError:
        remedy = (
            f"To link, add under [evals]: {_table(links).replace(chr(10), '; ')}"
            if links
            else "Edit it by hand"
        )
        raise UserError(
            "There are settings already, and they were left as they are", remedy=remedy, path=str(path)
        ) from None
    except OSError as error:
        path.unlink(missing_ok=True)
        raise UserError(
            f"The settings cannot be written: {error.strerror or error}", path=str(path)
        ) from error
