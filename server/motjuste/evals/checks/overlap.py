"""The checks `rouge-n`, `bleu`, `gleu` and `f1`: how much of a reference's wording the output shares.

Each gives a score from 0 to 1 and passes from its threshold on; of several references the best counts.
"""

from __future__ import annotations

import math
import re
import string
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.evals.case import Score
from motjuste.evals.checks.bad_check import BadCheck
from motjuste.evals.checks.phrase import shown
from motjuste.evals.checks.value import filled_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LONGEST = 200_000
"""Characters of an output that are compared; what follows could only lower the score."""

ORDERS = (1, 2, 3, 4)
"""Lengths of the word sequences that BLEU and GLEU count."""

WORD_OR_MARK = re.compile(r"\w+|[^\w\s]")
ARTICLE = re.compile(r"\b(?:a|an|the)\b")
PUNCTUATION = str.maketrans("", "", string.punctuation)
SMALLEST = 1e-7
"""What stands for a precision of 0 in BLEU's geometric mean."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """The output's wording is close to that of one of `references`."""

    name: str
    references: tuple[str, ...]
    threshold: float

    @property
    def demand(self) -> str:
        """The demand in words."""
        return f"share the wording of {shown(self.references[0])} ({self.name} from {self.threshold:g} on)"

    def score(self, output: str) -> Score:
        """The best of the references; passes from the threshold on."""
        measure, _ = MEASURES[self.name]
        value = min(1.0, max(measure(output[:LONGEST], reference) for reference in self.references))
        if value >= self.threshold:
            return Score(value, passed=True)
        reason = f"{self.name} {value:.2f} is below {self.threshold:g}, expected {shown(self.references[0])}, got {shown(output)}"
        return Score(value, reason, passed=False)


def rouge(output: str, reference: str) -> float:
    """ROUGE-1: the share of the reference's words and marks that the output has (Lin 2004, recall)."""
    wanted = Counter(WORD_OR_MARK.findall(reference))
    return _ratio((wanted & Counter(WORD_OR_MARK.findall(output))).total(), wanted.total())


def bleu(output: str, reference: str) -> float:
    """BLEU-4 of one sentence: clipped precisions, geometric mean, brevity penalty (Papineni et al. 2002)."""
    got, wanted = output.lower().split(), reference.lower().split()
    if not got:
        return 0.0
    logs = [math.log(_precision(got, wanted, order) or SMALLEST) for order in ORDERS]
    brevity = 1.0 if len(got) >= len(wanted) else math.exp(1 - len(wanted) / len(got))
    return brevity * math.exp(math.fsum(logs) / len(ORDERS))


def gleu(output: str, reference: str) -> float:
    """GLEU: the smaller of precision and recall over all sequences of 1 to 4 words (Wu et al. 2016)."""
    got, wanted = ([word.rstrip(".") for word in text.lower().split()] for text in (output, reference))
    ours = Counter(gram for order in ORDERS for gram in _grams(got, order))
    theirs = Counter(gram for order in ORDERS for gram in _grams(wanted, order))
    shared = (ours & theirs).total()
    return min(_ratio(shared, ours.total()), _ratio(shared, theirs.total()))


def f1(output: str, reference: str) -> float:
    """F1 of the words, without case, punctuation and articles (Rajpurkar et al. 2016)."""
    got, wanted = (
        Counter(ARTICLE.sub(" ", text.lower().translate(PUNCTUATION)).split()) for text in (output, reference)
    )
    return _ratio(2 * (got & wanted).total(), got.total() + wanted.total())


MEASURES: dict[str, tuple[Callable[[str, str], float], float]] = {
    "rouge-n": (rouge, 0.75),
    "bleu": (bleu, 0.5),
    "gleu": (gleu, 0.5),
    "f1": (f1, 0.5),
}
"""Each measure with the threshold it has unless a row gives one; promptfoo's, and a half for `f1`."""


def _precision(got: Sequence[str], wanted: Sequence[str], order: int) -> float:
    grams = Counter(_grams(got, order))
    return _ratio((grams & Counter(_grams(wanted, order))).total(), grams.total())


def _grams(words: Sequence[str], order: int) -> list[tuple[str, ...]]:
    return [tuple(words[start : start + order]) for start in range(len(words) - order + 1)]


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def build(name: str, value: object, threshold: float | None) -> Overlap:
    """Build it from a reference text or a list of them.

    Raises:
        BadCheck: There is no reference, an empty one, or the threshold is above 1.
    """
    items = value if isinstance(value, (list, tuple)) and value else [value]
    references = tuple(filled_text(name, item) for item in items)
    least = MEASURES[name][1] if threshold is None else threshold
    if least > 1:
        raise BadCheck(f"`{name}` has the threshold {least:g}; its scores go from 0 to 1")
    return Overlap(name, references, least)
