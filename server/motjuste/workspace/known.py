"""What earlier runs found: marks by content and the last run by file, kept as small JSON files outside workspaces."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from motjuste.optimize.events import Mark, PlannedEdit
from motjuste.workspace.write import write_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownMarks:
    """The words a run wants edited, valid for exactly one text, eval set and pair of models."""

    marks: tuple[Mark, ...]
    gradient: tuple[str, ...]
    run: str
    evalset: str
    evalset_digest: str
    mean: float | None
    """The prompt's mean score (0..1) on the cases read; None when it was not told."""
    cases: int
    at: float
    """When they were found, in seconds since 1970."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """How the last optimize or eval run of a file ended."""

    run: str
    job: str
    path: str
    text_sha256: str
    """Of the text the run started from."""
    best_sha256: str
    """Of the text it ended with; the same when nothing is offered."""
    evalset: str
    evalset_digest: str
    status: str
    """`done`, `failed` or `cancelled`."""
    message: str
    verdict: str | None
    p: float | None
    interval: tuple[float, float] | None
    n: int
    wins: int
    losses: int
    seed_dev: float | None
    seed_gate: float | None
    best_dev: float | None
    best_gate: float | None
    mean: float | None
    """An eval run's mean score."""
    cases: int
    edits: tuple[PlannedEdit, ...]
    best_text: str
    at: float
    """When it ended, in seconds since 1970."""
    stale: bool = False
    """The text or the eval set changed since."""


def text_digest(text: str) -> str:
    """The sha256 that names a text, whatever its file is called."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def marks_key(text_sha256: str, evalset_digest: str, models: str) -> str:
    """The name under which marks are kept: anything else they depend on gives other marks."""
    return hashlib.sha256(f"{text_sha256}\n{evalset_digest}\n{models}".encode()).hexdigest()[:32]


def save_marks(folder: Path, key: str, known: KnownMarks) -> None:
    """Keep marks for later sessions."""
    _save(folder / "marks" / f"{key}.json", asdict(known))


def read_marks(folder: Path, key: str) -> KnownMarks | None:
    """The marks kept under a key, if any."""
    data = _read(folder / "marks" / f"{key}.json")
    if data is None:
        return None
    try:
        marks = tuple(Mark(**{**one, "cases": tuple(one["cases"])}) for one in data.pop("marks"))
        return KnownMarks(marks=marks, gradient=tuple(data.pop("gradient")), **data)
    except (KeyError, TypeError):
        return None


def save_summary(folder: Path, file: Path, summary: RunSummary) -> None:
    """Keep how the last run of a file ended; an older run's summary gives way."""
    _save(_summary_path(folder, file), asdict(summary))


def read_summary(folder: Path, file: Path) -> RunSummary | None:
    """How the last run of a file ended, if one is known."""
    data = _read(_summary_path(folder, file))
    if data is None:
        return None
    try:
        edits = tuple(PlannedEdit(**one) for one in data.pop("edits"))
        interval = data.pop("interval")
        return RunSummary(edits=edits, interval=tuple(interval) if interval else None, **data)
    except (KeyError, TypeError):
        return None


def now() -> float:
    """The time of day; here so that nothing deeper reads a clock."""
    return time.time()


def _summary_path(folder: Path, file: Path) -> Path:
    name = hashlib.sha256(str(file.resolve()).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return folder / "last" / f"{name}.json"


def _save(path: Path, data: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(path, json.dumps(data, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def _read(path: Path) -> dict[str, Any] | None:
    """A kept file's data; a missing or damaged one is as good as none, since a run finds it all again."""
    try:
        data = json.loads(path.read_bytes().decode("utf-8", "surrogatepass"))
    except (OSError, ValueError):
        return None
    return data if isinstance(data, dict) else None
