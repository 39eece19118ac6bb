"""What a proposal must not do. Everything here is decided before a proposal costs a single task call."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from unicodedata import normalize

from motjuste.document.model import PieceKind
from motjuste.evals.case import Split
from motjuste.optimize.bans import folded, gives_answer, holds_code, repeats_example, starts_with_digits
from motjuste.optimize.candidate import plain
from motjuste.optimize.leaks import without_leaks
from motjuste.optimize.numbered import readable
from motjuste.optimize.operators.registry import FILLED
from motjuste.text.scripts import written_alike
from motjuste.text.words import count_words, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from motjuste.document.model import Document
    from motjuste.evals.case import Case
    from motjuste.optimize.candidate import Candidate
    from motjuste.optimize.events import PlannedEdit

CHATTER = re.compile(
    r"^\s*(?:sure\b|certainly\b|of course\b|absolutely\b|unfortunately\b|here(?: is|'s) (?:the|a|your)\b|hello\b)|"
    r"\bi(?:'?m| am) (?:sorry|unable)\b|\bi (?:cannot|can['\u2019]?t)\b|\bas an? (?:ai|language model)\b|"
    r"\b(?:new|revised|updated|improved) (?:prompt|instruction)s?\s*:",
    re.IGNORECASE,
)
FILLED_NAMES = frozenset(operator.name for operator in FILLED)
COPY_WORDS = 5
RARE_ANSWER = 2


@dataclass(frozen=True, slots=True)
class Guard:
    """Checks candidates against the seed and against the eval set's texts."""

    seed: Document
    max_words: int
    """Length cap of the whole prompt, words: max(1.5 |p0|, |p0| + 60) (method.md 3.2)."""
    runs: frozenset[tuple[str, ...]]
    """All runs of five words of the cases' inputs that the seed does not hold itself."""
    answers: frozenset[str]
    """Expected answers too particular to be labels."""
    golds: frozenset[str] = frozenset()
    """All expected answers that the seed does not hold, in the form of `bans.folded`."""
    twins: frozenset[str] = frozenset()
    """Ids of train cases whose inputs a dev or gate case has as well: to quote one would tell the answer of the other."""
    untold: frozenset[tuple[str, ...]] = frozenset()
    """Those of `runs` that no train case holds: not even an example may have them."""

    def fault(self, candidate: Candidate) -> str | None:
        """Why a candidate must not enter the race, as one of the reasons of ProposalRejected; None if it may."""
        return next((reason for reason, broken in self._tests() if broken(candidate)), None)

    def _tests(self) -> tuple[tuple[str, Callable[[Candidate], bool]], ...]:
        """Every reason with its test, the cheap and telling ones first."""
        return (
            ("outside-marks", self._outside),
            ("unwritable", lambda candidate: not candidate.writable),
            ("tag-leak", lambda candidate: any(_leaks(edit) for edit in candidate.edits)),
            ("no-op", self._same),
            ("answer-like", lambda candidate: any(map(self._answers, _written(candidate)))),
            (
                "code",
                lambda candidate: any(holds_code(edit.new, self.seed.text) for edit in _written(candidate)),
            ),
            ("repeated", lambda candidate: any(self._parrots(edit) for edit in _written(candidate))),
            ("chatter", lambda candidate: any(CHATTER.search(edit.new) for edit in candidate.edits)),
            ("other-script", lambda candidate: any(self._foreign(edit) for edit in candidate.edits)),
            ("placeholder-lost", lambda candidate: _templates(candidate.document) != _templates(self.seed)),
            ("template-broken", lambda candidate: _roles(candidate.document) != _roles(self.seed)),
            ("template-broken", lambda candidate: len(candidate.document.faults) > len(self.seed.faults)),
            ("too-long", lambda candidate: count_words(readable(candidate.document)) > self.max_words),
            ("repeated", _repeats),
            ("copied-example", lambda candidate: any(self._copies(edit) for edit in candidate.edits)),
        )

    def _same(self, candidate: Candidate) -> bool:
        return not candidate.edits or _folded(readable(candidate.document)) == _folded(readable(self.seed))

    def _outside(self, candidate: Candidate) -> bool:
        """Whether an edit reaches beyond what may be edited, or moves where the front matter ends."""
        regions = self.seed.literal_spans
        spans = [edit.span for edit in plain(candidate.edits)]
        if not all(any(region.contains(span) for region in regions) for span in spans):
            return True
        return candidate.document.front_matter != self.seed.front_matter

    def _answers(self, edit: PlannedEdit) -> bool:
        """Whether words that a model wrote are an answer and no instruction."""
        return starts_with_digits(edit.new, edit.old) or gives_answer(edit.new, self.golds)

    def _parrots(self, edit: PlannedEdit) -> bool:
        """Whether words that a model wrote are those of our own example."""
        return repeats_example(edit.new, self.seed.text)

    def _foreign(self, edit: PlannedEdit) -> bool:
        """Whether a model's words are not in the script of the words they replace; operators know what they insert."""
        return edit.source != "operator" and not written_alike(edit.new, edit.old, self.seed.text)

    def _copies(self, edit: PlannedEdit) -> bool:
        """Whether an edit holds five words of a case in a row, or an answer; quoting train cases openly is allowed."""
        told = set(_runs(edit.new))
        if edit.quotes_case:
            return not (self.untold.isdisjoint(told) and self.twins.isdisjoint(edit.quotes_case.split()))
        return not self.runs.isdisjoint(told) or any(answer in _folded(edit.new) for answer in self.answers)


def _written(candidate: Candidate) -> list[PlannedEdit]:
    """The edits whose words a model wrote."""
    return [edit for edit in candidate.edits if edit.source != "operator" or edit.operator in FILLED_NAMES]


def _leaks(edit: PlannedEdit) -> bool:
    """Whether new words hold marks' tags."""
    return without_leaks(edit.new, edit.old)[1]


def _repeats(candidate: Candidate) -> bool:
    """Whether two places were given the same new words: a sign that the words answer no place in particular."""
    new = [_folded(edit.new) for edit in candidate.edits if count_words(edit.new) > 1]
    return len(set(new)) < len(new)


def longest(seed: Document) -> int:
    """How many words a prompt that began as `seed` may have (method.md 3.2)."""
    length = count_words(readable(seed))
    return max(length * 3 // 2, length + 60)


def make_guard(seed: Document, cases: Iterable[Case]) -> Guard:
    """The guard of a run.

    Args:
        seed: The prompt to start from.
        cases: All cases of the eval set, whatever their split: none may be copied into a prompt.
    """
    known = list(cases)
    own = readable(seed)
    names = frozenset(seed.variable_names) or None
    runs = {run for case in known for value in case.inputs.values() for run in _runs(value)}
    train = [case for case in known if case.split is Split.TRAIN]
    shared = {run for case in train for value in case.inputs.values() for run in _runs(value)}
    held_out = {_inputs(case, names) for case in known if case.split is not Split.TRAIN}
    answers = Counter(_folded(case.expected) for case in known if case.expected)
    rare = {text for text, count in answers.items() if count <= RARE_ANSWER and len(text) >= COPY_WORDS}
    return Guard(
        seed=seed,
        max_words=longest(seed),
        runs=frozenset(runs - set(_runs(own))),
        answers=frozenset(text for text in rare if text not in _folded(own)),
        golds=frozenset(
            gold for text in answers if (gold := folded(text)) and f" {gold} " not in f" {_folded(own)} "
        ),
        twins=frozenset(case.id for case in train if _inputs(case, names) in held_out),
        untold=frozenset(runs - shared - set(_runs(own))),
    )


def _inputs(case: Case, names: frozenset[str] | None) -> tuple[str, ...]:
    """What a case puts into the prompt: the values of its variables, or all where it has none."""
    return tuple(_folded(value) for name, value in sorted(case.inputs.items()) if not names or name in names)


def _runs(text: str) -> list[tuple[str, ...]]:
    folded = [word.of(text).casefold() for word in words(text)]
    return [tuple(folded[at : at + COPY_WORDS]) for at in range(len(folded) - COPY_WORDS + 1)]


def _folded(text: str) -> str:
    return " ".join(normalize("NFC", text).casefold().split())


def _templates(document: Document) -> Counter[str]:
    """The multiset of everything in the prompt that is not literal: placeholders, statements, tags, directives."""
    return Counter(
        piece.span.of(document.text)
        for message in document.messages
        for piece in message.pieces
        if piece.kind is not PieceKind.LITERAL
    )


def _roles(document: Document) -> list[str | None]:
    """Who says each message: new words may make none where a line's first word names a role."""
    return [message.role for message in document.messages]
