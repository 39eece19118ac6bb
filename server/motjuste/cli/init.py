"""`motjuste init`: write motjuste.toml and link eval sets; never overwrites anything."""

from __future__ import annotations

import json
import os
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.cli.terminal import note, say, warn
from motjuste.errors import UserError
from motjuste.evals.glob import matches
from motjuste.evals.within_reach import is_file, is_folder
from motjuste.settings import FILE_NAME
from motjuste.settings.globs import as_glob
from motjuste.settings.toml_file import PYPROJECT, nearest_file
from motjuste.workspace.named import check_named, unreachable
from motjuste.workspace.walk import walk

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from motjuste.settings.toml_file import TomlFile
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
        raise UserError("This is a file", remedy="Name the folder it stands in", path=str(folder))
    if (arguments.prompt is None) != (arguments.evals is None):
        raise UserError("--prompt and --evals go together", remedy="Name the prompt and its eval set")
    links = tuple(_links(arguments, folder))
    above = nearest_file(folder.resolve())
    _refuse_settings(above, folder, links)
    path = folder / FILE_NAME
    _create(path, _TEMPLATE.format(links=_table(links)))
    say(f"Wrote {path}.")
    for one in links:
        say(f"Linked {one.glob} to {one.evals}.")
    if above is not None:
        note(
            f"What {above.path} says holds in this folder no longer; to keep it, put this line first: "
            f"extend = {_quoted(Path(os.path.relpath(above.path, folder.resolve())).as_posix())}"
        )
    if links:
        note(f"Next: motjuste doctor, then motjuste optimize {shlex.quote(str(folder / links[0].prompt))}")
    else:
        note("Next: name a prompt and its eval set under [evals], then motjuste doctor.")
    return 0


@dataclass(frozen=True, slots=True)
class _Link:
    """One line of the table; paths from the folder, with `/`."""

    glob: str
    evals: str
    prompt: str
    """The first prompt that the glob matches."""


def _links(arguments: argparse.Namespace, folder: Path) -> Iterator[_Link]:
    """The pairs to write: the one named, else prompts and eval sets of one name that nothing links yet."""
    from motjuste.workspace.workspace import Workspace

    workspace = Workspace.discover(folder)
    if arguments.prompt is not None:
        evals = _named_evals(folder, arguments.evals)
        yield _named_link(workspace, folder, arguments.prompt, evals)
        return
    files = _files(folder)
    by_name: dict[str, list[Path]] = {}
    for evalset in (one for one in files if one.name.endswith(_EVAL_SUFFIXES)):
        by_name.setdefault(_name(evalset), []).append(evalset)
    for prompt in (one for one in files if one.name.endswith(_PROMPT_SUFFIXES)):
        found = by_name.get(_name(prompt), [])
        if len(found) == 1 and not _linked(workspace, prompt):
            place = prompt.relative_to(folder).as_posix()
            yield _Link(as_glob(place), found[0].relative_to(folder).as_posix(), place)


def _named_evals(folder: Path, named: str) -> str:
    """An eval set named outright must be readable and inside the folder, or the link is of no use."""
    from motjuste.evals.load import read_eval_set

    evals = _below(folder, named)
    if evals is None or not (folder / evals).resolve().is_relative_to(folder.resolve()):
        raise UserError(
            "The eval set lies outside the folder", remedy="Run init in a folder that holds both", path=named
        )
    read_eval_set(folder / evals, display=str(folder / evals))
    return evals


def _named_link(workspace: Workspace, folder: Path, named: str, evals: str) -> _Link:
    """The link of a prompt, of one prompt of a file, or of all that a glob matches; there must be one.

    Raises:
        UserError: There is none, or it lies outside the folder.
    """
    from motjuste.document.parse import split_address

    file, name = split_address(named)
    place = _below(folder, file)
    if place is None:
        raise UserError(
            "The prompt lies outside the folder", remedy="Run init in a folder that holds both", path=named
        )
    end = "" if name is None else f"::{name}"
    if is_file(folder / place):
        # Reading it also finds a name that no prompt of it has.
        workspace.document(f"{folder / place}{end}")
        return _Link(f"{as_glob(place)}{end}", evals, f"{place}{end}")
    below = (path.relative_to(folder).as_posix() for path in walk(folder, folder))
    first = next((one for one in below if matches(one, place)), None)
    if first is None:
        raise UserError(
            "There is no such file, and as a glob it matches none", remedy="Check the spelling", path=named
        )
    return _Link(f"{place}{end}", evals, f"{first}{end}")


def _below(folder: Path, named: str) -> str | None:
    """A path from a folder, with `/`, however it was named; None if it lies outside."""
    for top, path in (
        (os.path.abspath(folder), os.path.abspath(folder / named)),  # noqa: PTH100 - names, not what links lead to
        (os.path.realpath(folder), os.path.realpath(folder / named)),
    ):
        if Path(path).is_relative_to(top):
            return Path(path).relative_to(top).as_posix()
    return None


def _refuse_settings(nearest: TomlFile | None, folder: Path, links: Sequence[_Link]) -> None:
    """Leave settings of the folder alone, and tell what to add: a new file would take the old one's place.

    Raises:
        UserError: The folder has settings.
    """
    if nearest is None or nearest.path.parent != folder.resolve():
        return
    table = "[tool.motjuste.evals]" if nearest.path.name == PYPROJECT else "[evals]"
    lines = _table(links).replace("\n", "; ")
    raise UserError(
        "There are settings already, and they were left as they are",
        remedy=f"To link, add under {table}: {lines}" if links else "Edit them by hand",
        path=str(folder / nearest.path.name),
    )


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


def _table(links: Sequence[_Link]) -> str:
    """The links as TOML; JSON's strings are TOML's."""
    if not links:
        return '# "prompts/triage*.md" = "evals/triage.jsonl"'
    return "\n".join(f"{_quoted(one.glob)} = {_quoted(one.evals)}" for one in links)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _create(path: Path, text: str) -> None:
    """Create the file; whatever is there already is left alone."""
    try:
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError:
        raise UserError(
            "Something of this name is there already, and it was left as it is",
            remedy="Move it away",
            path=str(path),
        ) from None
    except OSError as error:
        path.unlink(missing_ok=True)
        raise UserError(
            f"The settings cannot be written: {error.strerror or error}", path=str(path)
        ) from error
