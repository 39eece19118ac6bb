"""What earlier runs found: marks by content and the last run by file, kept as small JSON files outside workspaces."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from motjuste.workspace.write import write_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from motjuste.optimize.events import GateSummary, Mark


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
    """How the last finished optimize or eval run of a file ended."""

    run: str
    job: str
    """`optimize` or `eval`."""
    path: str
    text_sha256: str
    """Of the text the run started from."""
    evalset: str
    evalset_digest: str
    task_model: str
    mean: float | None
    """The prompt's mean score over the splits it was wholly scored on; None when it was on none."""
    cases: int
    """Behind `mean`; of an optimize run the number of dev cases."""
    verdict: GateSummary | None
    """The gate's figures, edits and text; None for an eval run."""
    at: float
    """When it ended, in seconds since 1970."""
    split: str = "all"
    """The split `mean` is of; `all` when it is of several."""
    stale: bool = False
    """The text or the eval set changed since."""

    @property
    def best_sha256(self) -> str:
        """Of the text the run ended with."""
        return text_digest(self.verdict.text) if self.verdict else self.text_sha256


def text_digest(text: str) -> str:
    """The sha256 that names a text, whatever its file is called."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def marks_key(text_sha256: str, evalset_digest: str, models: str) -> str:
    """The name under which marks are kept: anything else they depend on gives other marks."""
    return hashlib.sha256(f"{text_sha256}\n{evalset_digest}\n{models}".encode()).hexdigest()[:32]


def save_marks(folder: Path, key: str, known: KnownMarks) -> None:
    """Keep marks for later sessions.

    Raises:
        UserError: The folder cannot be written.
    """
    _save(folder / "marks" / f"{key}.json", asdict(known))


def read_marks(folder: Path, key: str) -> KnownMarks | None:
    """The marks kept under a key, if any."""
    data = _read(folder / "marks" / f"{key}.json")
    try:
        marks = tuple(_mark(one) for one in data.pop("marks"))
        return KnownMarks(marks=marks, gradient=tuple(data.pop("gradient")), **data)
    except (KeyError, TypeError, AttributeError):
        return None


def save_summary(folder: Path, file: Path, summary: RunSummary) -> None:
    """Keep how the last run of a file ended; the summary of an earlier run of the same job gives way.

    Raises:
        UserError: The folder cannot be written.
    """
    _save(_summary_path(folder, file, summary.job), asdict(summary))


def read_summary(folder: Path, file: Path, job: str) -> RunSummary | None:
    """How the last run of a file ended, if one is known."""
    data = _read(_summary_path(folder, file, job))
    try:
        verdict = data.pop("verdict")
        return RunSummary(verdict=_verdict(verdict) if verdict else None, **data)
    except (KeyError, TypeError, AttributeError):
        return None


def now() -> float:
    """The time of day in seconds since 1970; here so that nothing deeper reads a clock."""
    return time.time()


def _mark(data: Mapping[str, Any]) -> Mark:
    from motjuste.optimize.events import Mark

    return Mark(**{**data, "cases": tuple(data["cases"])})


def _verdict(data: Mapping[str, Any]) -> GateSummary:
    from motjuste.optimize.events import GateSummary, PlannedEdit, Totals

    interval = data["interval"]
    changed = {
        "totals": Totals(**data["totals"]),
        "interval": tuple(interval) if interval else None,
        "edits": tuple(PlannedEdit(**one) for one in data["edits"]),
    }
    return GateSummary(**{**data, **changed})


def _summary_path(folder: Path, file: Path, job: str) -> Path:
    name = hashlib.sha256(str(file.resolve()).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return folder / "last" / f"{name}-{job}.json"


def _save(path: Path, data: Mapping[str, Any]) -> None:
    write_bytes(path, json.dumps(data, ensure_ascii=False).encode("utf-8", "surrogatepass"), make_folder=True)


def _read(path: Path) -> dict[str, Any]:
    """A kept file's data; a missing or damaged one is as good as empty, since a run finds it all again."""
    try:
        data = json.loads(path.read_bytes().decode("utf-8", "surrogatepass"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}
