"""A candidate prompt: the seed with some edits, each knowing who proposed it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from motjuste.document.parse import parse
from motjuste.document.transcript import Unwritable
from motjuste.optimize.events import PlannedEdit, Source
from motjuste.text.edit import Edit, apply_edits, compose
from motjuste.text.span import Span
from motjuste.text.words import count_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.document.model import Document


@dataclass(frozen=True, slots=True)
class Origin:
    """Who proposed an edit."""

    source: Source
    operator: str = ""
    quotes_case: str = ""
    """Ids of the train cases it quotes, with blanks between them."""
    level: str = ""
    """How much a model's proposal was free to change; see `events.LevelChanged.level`."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A whole prompt that results from edits to the seed."""

    id: int
    """0 is the seed; then in order of proposal."""
    document: Document
    edits: tuple[PlannedEdit, ...]
    """Against the seed's text: sorted, disjoint."""
    parent: int = 0
    writable: bool = True
    """Whether the file can hold these words: read back from its source, they are what was meant."""

    @property
    def text(self) -> str:
        """The whole file's text as it reads."""
        return self.document.text

    @property
    def changed_words(self) -> int:
        """How many words the edits take out and put in; ties go to the candidate with fewer."""
        return sum(map(_words, self.edits))

    @property
    def quoted(self) -> set[str]:
        """Ids of the cases whose answers stand in it, so that solving them shows nothing."""
        return {case for edit in self.edits for case in edit.quotes_case.split()}


@lru_cache(maxsize=4096)
def _words(edit: PlannedEdit) -> int:
    return count_words(edit.old) + count_words(edit.new)


def seed_candidate(document: Document) -> Candidate:
    """The prompt as the user wrote it."""
    return Candidate(0, document, ())


def derive(
    seed: Document, parent: Candidate, edits: Sequence[Edit], origin: Origin, number: int
) -> Candidate:
    """The candidate that edits to `parent` make, with all edits told against the seed.

    Args:
        seed: The seed's document.
        parent: The candidate the edits' offsets belong to.
        edits: Disjoint edits of the parent's text.
        origin: Who proposed them.
        number: The new candidate's id.
    """
    composed = compose(seed.text, plain(parent.edits), edits)
    known = {(edit.start, edit.end, edit.new): edit for edit in parent.edits}
    planned = tuple(
        known.get((edit.span.start, edit.span.end, edit.text))
        or plan(seed.text, edit, _with_quotes(edit, parent.edits, _of_edit(edit, edits, origin)))
        for edit in composed
    )
    document, writable = rewritten(seed, plain(planned))
    return Candidate(number, document, planned, parent.id, writable)


def without(seed: Document, candidate: Candidate, edit: PlannedEdit, number: int) -> Candidate:
    """The candidate with one of its edits taken back."""
    kept = tuple(other for other in candidate.edits if other != edit)
    document, writable = rewritten(seed, plain(kept))
    return Candidate(number, document, kept, candidate.id, writable)


def rewritten(seed: Document, edits: Sequence[Edit]) -> tuple[Document, bool]:
    """The seed's file with edits written into its source, read again; and whether it reads as was meant."""
    try:
        source = seed.written(edits)
    except Unwritable:
        return seed, False
    document = parse(
        seed.path, source, protect=seed.protect_patterns, prompt=seed.name, dialect=seed.forced_dialect
    )
    return document, document.text == apply_edits(seed.text, edits)


def plain(edits: Sequence[PlannedEdit]) -> tuple[Edit, ...]:
    """Planned edits as text edits."""
    return tuple(Edit(Span(edit.start, edit.end), edit.new) for edit in edits)


def plan(text: str, edit: Edit, origin: Origin) -> PlannedEdit:
    """A text edit with the words it replaces and who proposed it."""
    return PlannedEdit(
        start=edit.span.start,
        end=edit.span.end,
        old=edit.span.of(text),
        new=edit.text,
        source=origin.source,
        operator=origin.operator,
        quotes_case=origin.quotes_case,
    )


def _of_edit(edit: Edit, edits: Sequence[Edit], origin: Origin) -> Origin:
    """The origin of one of a proposal's edits: what it quotes stands in the longest; a label with it quotes nothing."""
    longest = max((len(one.text) for one in edits), default=0)
    return origin if len(edit.text) >= longest else replace(origin, quotes_case="")


def _with_quotes(edit: Edit, before: Sequence[PlannedEdit], origin: Origin) -> Origin:
    """The origin of an edit that may hold earlier ones: what these quote, it quotes as well."""
    held = [one for one in before if edit.span.contains(Span(one.start, one.end)) and one.new in edit.text]
    quoted = dict.fromkeys(" ".join((*(one.quotes_case for one in held), origin.quotes_case)).split())
    return replace(origin, quotes_case=" ".join(quoted))


def grown(span: Span, edits: Sequence[Edit]) -> Span:
    """Where a span of the seed's text stands in the edited text, with all that edits inside it put there."""
    start, end = span.start, span.end
    for edit in edits:
        growth = len(edit.text) - len(edit.span)
        if edit.span.end <= span.start and edit.span != Span(span.start, span.start):
            start, end = start + growth, end + growth
        elif edit.span.start < span.end or edit.span == Span(span.end, span.end):
            end += growth
    return Span(start, end)
