"""The marks of open texts: they follow their words through edits, and go when their words change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from motjuste.text.edit import map_span
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from motjuste.evals.case import Case, EvalSet
    from motjuste.lsp.steps import Step
    from motjuste.optimize.events import Mark


@dataclass(frozen=True, slots=True)
class FailingCase:
    """A case behind a mark."""

    id: str
    label: str
    line: int
    """Of its row in the eval file, from 1."""
    reason: str
    """Why it failed, if a run said so."""


@dataclass(frozen=True, slots=True)
class LiveMark:
    """A mark where its words stand now."""

    span: Span
    text: str
    reason: str
    cases: tuple[FailingCase, ...]


@dataclass(frozen=True, slots=True)
class MarkSet:
    """All marks of one text, from one run."""

    marks: tuple[LiveMark, ...]
    gradient: tuple[str, ...]
    """Why the failures happen, in words."""
    evals: str
    """Path of the eval file the cases stand in."""
    stale: bool = False
    """The text changed since the run; the marked words did not."""


class Marks:
    """Mark sets by URI and prompt: a file of several prompts has one for each that was marked."""

    def __init__(self) -> None:
        self.revision = 0
        """Counts every change, so that a client can be told whether anything is new."""
        self._sets: dict[str, dict[str | None, MarkSet]] = {}

    def get(self, uri: str, prompt: str | None = None) -> MarkSet | None:
        """The marks of a prompt, if any are known."""
        return self._sets.get(uri, {}).get(prompt)

    def all(self, uri: str) -> tuple[MarkSet, ...]:
        """The marks of all prompts of a text."""
        return tuple(self._sets.get(uri, {}).values())

    def put(self, uri: str, marks: MarkSet, steps: Sequence[Step] = (), *, prompt: str | None = None) -> None:
        """Keep a run's marks.

        Args:
            uri: Whose they are.
            marks: Where they stood in the text the run read.
            steps: What happened to the text since.
            prompt: Which prompt of the text they are in.
        """
        self.revision += 1
        self._sets.setdefault(uri, {})[prompt] = _followed(marks, steps)

    def hold_to(self, uri: str, text: str) -> None:
        """Let go every mark whose words are not where it points: changes nobody followed, as before a reopening."""
        for prompt, held in self._sets.get(uri, {}).items():
            if any(mark.span.of(text) != mark.text for mark in held.marks):
                true = tuple(mark for mark in held.marks if mark.span.of(text) == mark.text)
                self._sets[uri][prompt] = replace(held, marks=true, stale=True)
                self.revision += 1

    def follow(self, uri: str, steps: Sequence[Step]) -> None:
        """Move a text's marks through its changes."""
        for prompt, held in self._sets.get(uri, {}).items():
            self._sets[uri][prompt] = _followed(held, steps)
            self.revision += 1

    def drop(self, uri: str) -> None:
        """A text was closed, or its marks no longer hold."""
        if self._sets.pop(uri, None) is not None:
            self.revision += 1


def _followed(held: MarkSet, steps: Sequence[Step]) -> MarkSet:
    if not steps:
        return held
    moved = tuple(mark for mark in (_moved(one, steps) for one in held.marks) if mark is not None)
    return replace(held, marks=moved, stale=True)


def mark_set(
    marks: Iterable[Mark],
    gradient: tuple[str, ...],
    evals: tuple[EvalSet, str] | None,
    reasons: Mapping[str, str],
) -> MarkSet:
    """A run's marks with the rows of their failing cases.

    Args:
        marks: As the run found them.
        gradient: Why the failures happen.
        evals: Where the cases' rows are looked up, and the path of their file; without it cases are left out.
        reasons: Why a case failed, by case id.
    """
    cases = {case.id: case for case in evals[0].cases} if evals else {}
    live = tuple(
        LiveMark(Span(mark.start, mark.end), mark.text, mark.reason, _cases(mark.cases, cases, reasons))
        for mark in marks
    )
    return MarkSet(live, gradient, evals[1] if evals else "")


def _cases(
    ids: Iterable[str], cases: Mapping[str, Case], reasons: Mapping[str, str]
) -> tuple[FailingCase, ...]:
    found = (cases[one] for one in ids if one in cases)
    return tuple(FailingCase(case.id, case.label, case.line, reasons.get(case.id, "")) for case in found)


def _moved(mark: LiveMark, steps: Iterable[Step]) -> LiveMark | None:
    """Where a mark stands after changes; None when one changed the words or grew a word at their border."""
    span = mark.span
    for step in steps:
        edit, new = step.edit, step.edit.text
        found = map_span(span, (edit,))
        if found is None:
            return None
        if edit.span.end == span.start and _joined((step.before + new)[-1:], mark.text[:1]):
            return None
        if edit.span.start == span.end and _joined(mark.text[-1:], (new + step.after)[:1]):
            return None
        span = found
    return replace(mark, span=span)


def _joined(one: str, other: str) -> bool:
    """Whether a letter or digit stands on both sides of a border: what was a word's end is now its middle."""
    return one.isalnum() and other.isalnum()
