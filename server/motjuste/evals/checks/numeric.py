"""The check `numeric`: the last number of the output is the expected one, as GSM8K is scored.

What people and models put round a number is ignored: currency signs, percent signs, thousands separators,
a full stop after it. After `####` (GSM8K's mark of the final answer) only what follows the last mark is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation, localcontext

from motjuste.evals.case import Score
from motjuste.evals.checks.bad_check import BadCheck
from motjuste.evals.checks.phrase import shown
from motjuste.evals.checks.value import one_text, options_of

NUMBER = re.compile(
    r"(?<![^\W_])"  # not the tail of a word or of another number
    r"(?P<sign>(?:(?<![\w)])[-+\u2212])?)"  # a minus after a digit or bracket is subtraction or a range
    r"(?:[$€£¥₹₩₽]\s?)?(?P<minus>-?)"
    r"(?P<whole>\d{1,3}(?:,\d{3})+(?!\d)|\d+)"
    r"(?P<rest>(?:\.\d+)?(?:[eE][-+]?\d{1,3}(?!\w))?)"
    r"|(?<![\w.])(?P<point>[-\u2212]?\.\d+)",
)
"""One number; the groups put together without commas are what `Decimal` reads."""

LONGEST_TAIL = 20_000
"""Characters at the end of an output that are searched; a final answer does not stand further up."""


@dataclass(frozen=True, slots=True)
class Numeric:
    """The last number of the output differs from `expected` by at most `tolerance`."""

    name: str
    expected: Decimal
    tolerance: Decimal

    @property
    def demand(self) -> str:
        """The demand in words."""
        within = f" within {self.tolerance}" if self.tolerance else ""
        return f"end in the number {self.expected}{within}"

    def score(self, output: str) -> Score:
        """1 if the number is right. An output without a number scores 0 and says so."""
        got = last_number(output)
        if got is None:
            return Score(0.0, f"expected {self.expected}, got no number: {shown(output)}")
        if self._near(got):
            return Score(1.0)
        return Score(0.0, f"expected {self.expected}, got {got}")

    def _near(self, got: Decimal) -> bool:
        if got == self.expected:
            return True
        with localcontext(prec=60):
            return abs(got - self.expected) <= self.tolerance


def last_number(text: str) -> Decimal | None:
    """The last number after the last `####`, else of the whole text; None if there is none."""
    marked = text.rpartition("####")[2]
    for passage in (marked, text):
        found = list(NUMBER.finditer(passage[-LONGEST_TAIL:]))
        if found:
            return _decimal(found[-1])
    return None


def _decimal(match: re.Match[str]) -> Decimal | None:
    written = match["point"] or "".join(
        (match["sign"].strip(), match["minus"], match["whole"], match["rest"])
    )
    try:
        return Decimal(written.replace(",", "").replace("\u2212", "-"))
    except InvalidOperation:
        return None


def build(name: str, value: object) -> Numeric:
    """Build it from a number, a text that ends in one, or `{value: 3.14, tolerance: 0.01}`.

    Raises:
        BadCheck: There is no number in the value, or the tolerance is no number from 0 up.
    """
    plain, options = options_of(name, value, ("tolerance",))
    text = one_text(name, plain)
    expected = last_number(text)
    if expected is None:
        raise BadCheck(f"`{name}` needs a number, and there is none in {shown(text)}")
    return Numeric(name, expected, _tolerance(name, options.get("tolerance", 0)))


def _tolerance(name: str, value: object) -> Decimal:
    try:
        tolerance = Decimal(one_text(name, value).strip())
    except InvalidOperation:
        tolerance = Decimal(-1)
    if not tolerance.is_finite() or tolerance < 0:
        raise BadCheck(f"`{name}` needs a tolerance from 0 up, not {shown(str(value))}")
    return tolerance
