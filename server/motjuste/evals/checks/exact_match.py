"""The check `exact-match`: the output, or what a pattern takes from it, is the expected text once both are levelled.

The options are those of lm-eval's metric of that name: case, punctuation, digits and patterns can be ignored.
"""

from __future__ import annotations

import string
from dataclasses import dataclass

from motjuste.evals.case import Score
from motjuste.evals.checks.bad_check import BadCheck
from motjuste.evals.checks.demanding import Undecided
from motjuste.evals.checks.phrase import shown
from motjuste.evals.checks.regex import SECONDS, compiled
from motjuste.evals.checks.value import filled_text, many_texts, one_text, options_of

OPTIONS = ("ignore_case", "ignore_punctuation", "ignore_numbers", "regexes_to_ignore", "extract", "pick")
PUNCTUATION = str.maketrans("", "", string.punctuation)
DIGITS = str.maketrans("", "", string.digits)


@dataclass(frozen=True, slots=True)
class ExactMatch:
    """The levelled output is the levelled `expected`."""

    name: str
    expected: str
    ignore_case: bool
    ignore_punctuation: bool
    ignore_numbers: bool
    ignored: tuple[str, ...]
    """Patterns whose matches are taken out of both."""
    extract: str | None
    """A pattern that takes the answer out of the output; its first group that took part, if it has groups."""
    pick: int
    """Which of its matches: 0 the first, -1 the last."""

    @property
    def demand(self) -> str:
        """The demand in words."""
        return f"answer {shown(self.expected)}"

    def score(self, output: str) -> Score:
        """1 if the texts are the same. Patterns out of time score 0."""
        try:
            got = self._extracted(output)
            if got is None:
                return Score(0.0, f"does not match /{shown(self.extract or '')}/, got {shown(output)}")
            if self._levelled(got) == self._levelled(self.expected):
                return Score(1.0)
        except TimeoutError:
            return Undecided(0.0, f"a pattern took longer than {SECONDS:g} s")
        return Score(0.0, f"expected {shown(self.expected)}, got {shown(got)}")

    def _extracted(self, output: str) -> str | None:
        if self.extract is None:
            return output
        found = list(compiled(self.extract).finditer(output, timeout=SECONDS))
        if not -len(found) <= self.pick < len(found):
            return None
        match = found[self.pick]
        return str(next((group for group in match.groups() if group), match.group()))

    def _levelled(self, text: str) -> str:
        for pattern in self.ignored:
            text = compiled(pattern).sub("", text, timeout=SECONDS)
        text = text.lower() if self.ignore_case else text
        text = text.translate(PUNCTUATION) if self.ignore_punctuation else text
        return (text.translate(DIGITS) if self.ignore_numbers else text).strip()


def build(name: str, value: object) -> ExactMatch:
    """Build it from a text, or `{value: Paris, ignore_case: true, extract: "answer: (.*)"}`.

    Raises:
        BadCheck: There is no value, an option is unknown, or a pattern is none.
    """
    expected, given = options_of(name, value, OPTIONS)
    ignored = many_texts(name, given["regexes_to_ignore"]) if "regexes_to_ignore" in given else ()
    extract = filled_text(name, given["extract"]) if "extract" in given else None
    for pattern in (*ignored, *([extract] if extract else ())):
        compiled(pattern)
    pick = one_text(name, given.get("pick", 0)).strip()
    if pick.removeprefix("-") not in {"0", "1"}:
        raise BadCheck(f"`{name}` picks match 0 (the first), 1 or -1 (the last), not {shown(pick)}")
    case, punctuation, numbers = (
        one_text(name, given.get(option, False)).lower() == "true" for option in OPTIONS[:3]
    )
    return ExactMatch(name, one_text(name, expected), case, punctuation, numbers, ignored, extract, int(pick))
