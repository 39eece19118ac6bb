"""One prompt, scored: its new score beside the one on record."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste import __version__
from motjuste.workspace.default_check import default_check
from motjuste.workspace.file_settings import inside
from motjuste.workspace.score_change import compare, mean_interval
from motjuste.workspace.score_state import address_in, prompt_digest
from motjuste.workspace.scores import PromptScore

if TYPE_CHECKING:
    from collections.abc import Mapping

    from motjuste.cli.record import Record
    from motjuste.cli.source import Source
    from motjuste.evals.case import EvalSet
    from motjuste.workspace.score_change import Change
    from motjuste.workspace.scores import Entry

_PLACES = 6
"""Decimals of a score in the file."""


@dataclass(frozen=True, slots=True)
class Scored:
    """What an eval found out about one prompt."""

    source: Source
    record: Record
    eval_set: EvalSet
    entry: Entry | None
    """What the scores file held before; None when it held nothing of this prompt."""
    cases: Mapping[str, float]
    """The new score, 0 to 1, by case id, rounded as the file has it."""

    @property
    def mean(self) -> float:
        """The new mean, 0 to 1, rounded likewise."""
        return round(self.record.mean or 0.0, _PLACES)

    @property
    def model(self) -> str:
        """The task model that was asked."""
        assert self.record.started is not None
        return self.record.started.task_model

    @property
    def name(self) -> str:
        """The prompt, as the command line names it."""
        return self.source.document.address

    @property
    def address(self) -> str:
        """The prompt's name in the scores file."""
        return address_in(self.source.document, self.source.workspace.root)

    @property
    def before(self) -> PromptScore | None:
        """The score the prompt is held to."""
        return None if self.entry is None else self.entry.baseline or self.entry.score

    @property
    def change(self) -> Change | None:
        """The new score against the one it is held to; None when there is none, or none of the same cases."""
        return None if self.before is None else compare(self.before.cases, self.cases)


def scored(source: Source, record: Record, entries: Mapping[str, Entry]) -> Scored:
    """Put together what a finished run found."""
    workspace = source.workspace
    link = workspace.link(source.document)
    assert link is not None
    eval_set = workspace.eval_set(link, source.document)
    entry = entries.get(address_in(source.document, workspace.root))
    cases = {case: round(score, _PLACES) for part in record.scored for case, score in part.scores}
    return Scored(source, record, eval_set, entry, cases)


def new_score(one: Scored) -> PromptScore:
    """What is to be written down. Works out the interval, for which scipy is imported."""
    source, record = one.source, one.record
    link = source.workspace.link(source.document)
    assert link is not None
    low, high = mean_interval([one.cases[case] for case in sorted(one.cases)])
    return PromptScore(
        prompt_sha256=prompt_digest(source.document, default_check(source.document)),
        evalset=inside(link.path, source.workspace.root),
        evalset_sha256=one.eval_set.digest,
        model=one.model,
        splits={part.split: part.cases for part in record.scored},
        mean=one.mean,
        interval=(round(low, _PLACES), round(high, _PLACES)),
        date=dt.datetime.now(dt.UTC).date().isoformat(),
        motjuste=__version__,
        cases=one.cases,
    )


def recorded_json(one: Scored) -> dict[str, object] | None:
    """The comparison with the scores file, for programs; None when nothing of the same cases is on record."""
    before, change = one.before, one.change
    if before is None or change is None:
        return None
    return {
        "date": before.date,
        "model": before.model,
        "n": change.shared,
        "before": round(change.before, _PLACES),
        "now": round(change.now, _PLACES),
        "interval": [round(end, _PLACES) for end in change.interval()],
        "fallen": list(change.fallen),
        "risen": list(change.risen),
    }
