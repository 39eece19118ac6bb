"""Operator: turn a rule that says what not to do into one that says what to do, in place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.optimize.operators.operator import Rewording
from motjuste.text.edit import Edit
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from motjuste.optimize.operators.operator import Change, Workbench

NEGATIVE = re.compile(
    r"\b(?:do not|don['\u2019]t|never|avoid)\b(?P<what>[^.!?;\r\n]{1,120})(?=[.!?;\r\n]|$)", re.IGNORECASE
)
MOST = 2


@dataclass(frozen=True, slots=True)
class Turn:
    """What to do in place of something."""

    object: re.Pattern[str]
    """What the rule forbids."""
    instead: str
    holds: Callable[[str], bool]
    """Whether an expected answer is as the new rule wants it."""


def _turn(words: str, instead: str, holds: Callable[[str], bool] = bool) -> Turn:
    return Turn(re.compile(rf"\b(?:{words})\b", re.IGNORECASE), instead, holds)


TURNS = (
    _turn("capitals?|capital letters|upper ?-?case|capitali[sz]e", "write in small letters", str.islower),
    _turn("lower ?-?case|small letters", "write in capital letters", str.isupper),
    _turn(
        "commas?|punctuation|periods?|full stops?|special characters|symbols",
        "use letters, digits and blanks only",
        lambda answer: bool(answer) and all(sign.isalnum() or sign.isspace() for sign in answer),
    ),
    _turn(
        "digits?|numerals|figures",
        "write numbers as words",
        lambda answer: bool(answer) and not any(sign.isdigit() for sign in answer),
    ),
    _turn("words|units?", "write digits only", lambda answer: answer.replace(".", "", 1).isdigit()),
    _turn(
        "explain|explanations?|sentences?|reasoning|extra|comments?|anything else|other text|introductions?",
        "write only the answer itself",
        lambda answer: bool(answer) and len(answer.split()) <= SHORT,
    ),
    _turn("markdown|formatting|bold|code blocks?", "write plain text", lambda answer: "`" not in answer),
    _turn("guess|invent|make up|make things up|assume", "use only what the text says"),
)
SHORT = 8
"""Words of an answer that is no explanation."""


class PositiveRule:
    """Replaces `Do not use commas` by what the expected answers do, where all of them do it."""

    name = "positive-rule"

    def changes(self, bench: Workbench) -> Sequence[Change]:
        """One rewording a negative rule, for the first two that train bears out."""
        return list(self._found(bench))[:MOST] if bench.failing and bench.answers else []

    def _found(self, bench: Workbench) -> Iterator[Change]:
        text = bench.document.text
        for region in bench.document.literal_spans:
            for rule in NEGATIVE.finditer(text, region.start, region.end):
                instead = _instead(rule["what"], bench.answers)
                if instead:
                    first = instead[0].upper() if rule[0][0].isupper() else instead[0]
                    yield Rewording((Edit(Span(*rule.span()), first + instead[1:]),))


def _instead(what: str, answers: Sequence[str]) -> str | None:
    return next(
        (
            turn.instead
            for turn in TURNS
            if turn.object.search(what) and all(turn.holds(answer.strip()) for answer in answers)
        ),
        None,
    )
