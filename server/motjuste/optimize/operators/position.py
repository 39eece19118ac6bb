"""Rules by which answers follow from the places of letters and words in their inputs, found by trying each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FEWEST = 5
"""Fewer cases than this show no rule."""
MOST_HELD = 0.9
"""The share of cases that a rule must explain: eval sets have mistakes in them."""
ORDINALS = ((0, "first"), (1, "second"), (2, "third"), (3, "fourth"), (-1, "last"))


@dataclass(frozen=True, slots=True)
class PositionRule:
    """How an answer is made from its input, capitals aside."""

    step: str
    """As the first of several steps: `take the second letter of the input`."""
    make: Callable[[str], str]
    """The answer for an input; empty when the rule says nothing of it."""


def position_rule(pairs: Sequence[tuple[str, str]]) -> PositionRule | None:
    """The first rule that explains the answers; None when none does, or an answer is just its input.

    Args:
        pairs: Input and expected answer of each case.
    """
    folded = [(given.strip().casefold(), answer.strip().casefold()) for given, answer in pairs]
    if len(folded) < FEWEST or 2 * sum(given == answer for given, answer in folded) > len(folded):
        return None
    needed = MOST_HELD * len(folded)
    return next(
        (rule for rule in RULES if sum(rule.make(given) == answer for given, answer in folded) >= needed),
        None,
    )


def copied(pairs: Sequence[tuple[str, str]]) -> bool:
    """Whether the answers stand in their inputs word for word, as parts of them."""
    found = sum(answer.strip() in given and answer.strip() != given.strip() for given, answer in pairs)
    return len(pairs) >= FEWEST and found >= MOST_HELD * len(pairs)


def turned_round(pairs: Sequence[tuple[str, str]]) -> bool:
    """Whether each answer is `B, A` where its input says `A B`."""
    halves = [(given, answer.strip().partition(", ")) for given, answer in pairs]
    found = sum(bool(second) and f"{second} {first}" in given for given, (first, _, second) in halves)
    return len(pairs) >= FEWEST and found >= MOST_HELD * len(pairs)


def _at(parts: Sequence[str], place: int) -> str:
    return parts[place] if len(parts) > max(place, 0) else ""


def _placed(place: int, name: str) -> tuple[PositionRule, PositionRule]:
    return (
        PositionRule(f"take the {name} letter of the input", lambda text: _at(text, place)),
        PositionRule(f"take the {name} word of the input", lambda text: _at(text.split(), place)),
    )


def _heads(text: str, between: str) -> str:
    return between.join(word[0] for word in text.split())


RULES: tuple[PositionRule, ...] = (
    *(rule for place, name in ORDINALS for rule in _placed(place, name)),
    PositionRule(
        "take all letters of the input one by one, with a blank between them",
        lambda text: " ".join("".join(text.split())),
    ),
    PositionRule("take the first letter of each word of the input", lambda text: _heads(text, "")),
    PositionRule(
        "take the first letter of each word of the input, with a blank between them",
        lambda text: _heads(text, " "),
    ),
    PositionRule(
        "put the words of the input in alphabetical order", lambda text: " ".join(sorted(text.split()))
    ),
    PositionRule(
        "put the words of the input in the opposite order", lambda text: " ".join(reversed(text.split()))
    ),
    PositionRule("read the letters of the input from the last to the first", lambda text: text[::-1]),
)
"""From the most to the least common."""
