"""The run files of this machine: which there are, and which one a user means."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.document.decode import decode
from motjuste.document.parse import split_address
from motjuste.errors import UserError
from motjuste.evals.within_reach import is_file
from motjuste.workspace import known

if TYPE_CHECKING:
    from collections.abc import Iterator

LAST = "last"
_SUFFIX = ".jsonl"
_TOLD = 5
"""Runs that a message names."""


@dataclass(frozen=True, slots=True)
class RunOnDisk:
    """A run file, as far as its first line tells."""

    id: str
    path: Path
    job: str
    prompt: str
    """As the user named it; empty when the run never began."""
    address: str = ""
    """`prompt`, absolute; empty in files of older versions."""
    text_sha256: str = ""
    """Of the text the run started from."""


def known_runs() -> Iterator[RunOnDisk]:
    """All runs of this machine, the newest first."""
    paths = _folder().glob(f"*{_SUFFIX}") if _folder().is_dir() else ()
    for path in sorted(paths, key=_begun, reverse=True):
        yield _described(path)


def _begun(path: Path) -> tuple[str, int]:
    """When a run began, by its name; of those of one second, when each was last written to."""
    return path.name[: len("YYYYMMDD-HHMMSS")], path.stat().st_mtime_ns


def find_run(name: str) -> Path:
    """The run file that a user means.

    Args:
        name: A run's id, a run file, `last`, or a prompt for its last run.

    Raises:
        UserError: There is no such run; the message names the ones there are.
    """
    if name.endswith(_SUFFIX) and is_file(Path(name)):
        return Path(name)
    runs = list(known_runs())
    if name == LAST and runs:
        return runs[0].path
    by_id = [run.path for run in runs if run.id == name]
    return next(iter(by_id), None) or _last_of(name, runs) or _unknown(name, runs)


def _last_of(prompt: str, runs: list[RunOnDisk]) -> Path | None:
    """The newest run of a prompt, wherever the user stood then and stands now."""
    from motjuste.llm.places import state_dir

    wanted = Path(prompt).resolve()
    ids = {
        summary.run
        for job in ("optimize", "eval")
        if (summary := known.read_summary(state_dir(), wanted, job)) is not None
    }
    return next((run.path for run in runs if run.id in ids or _is_of(run, wanted)), None)


def _is_of(run: RunOnDisk, wanted: Path) -> bool:
    """Whether a run worked on a prompt. A path that was told relative to a folder nobody noted says it with the text."""
    if run.address:
        return Path(run.address) == wanted
    if not run.prompt or Path(run.prompt).resolve() != wanted:
        return False
    return Path(run.prompt).is_absolute() or run.text_sha256 == _text_now(wanted)


def _text_now(address: Path) -> str | None:
    """The digest of a prompt file's text; None where it cannot be read."""
    try:
        data = Path(split_address(str(address))[0]).read_bytes()
    except OSError:
        return None
    return known.text_digest(decode(data).text)


def _unknown(name: str, runs: list[RunOnDisk]) -> Path:
    if not runs:
        raise UserError(
            "There is no run yet" if name == LAST else f"There is no run {name!r}, nor any other",
            remedy="`motjuste optimize PROMPT` makes one",
        )
    told = ", ".join(
        f"{run.id} ({run.job or 'broken'} {run.prompt})".replace(" )", ")") for run in runs[:_TOLD]
    )
    more = f" and {len(runs) - _TOLD} more" if len(runs) > _TOLD else ""
    raise UserError(
        f"There is no run {name!r}",
        remedy=f"Name a run, a run file, a prompt that was run, or `last`; known are {told}{more}",
    )


def _described(path: Path) -> RunOnDisk:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            data = json.loads(file.readline())
        told = (str(data.get(key, "")) for key in ("address", "text_sha256"))
        return RunOnDisk(path.stem, path, str(data["job"]), str(data["path"]), *told)
    except (OSError, ValueError, KeyError, TypeError):
        return RunOnDisk(path.stem, path, "", "")


def _folder() -> Path:
    from motjuste.llm.places import state_dir

    return state_dir() / "runs"
