"""The check `choice`: of several options, the output picks the expected one.

An option is a letter (`B`, `(B)`) or a label (`positive`, `not enough information`); `picked.py` reads the output.
"""

from __future__ import annotations

from dataclasses import dataclass

from motjuste.evals.case import Score
from motjuste.evals.checks.bad_check import BadCheck
from motjuste.evals.checks.phrase import shown
from motjuste.evals.checks.picked import ONLY_LETTER, picked_labels, picked_letters, plain
from motjuste.evals.checks.value import many_texts, one_text, options_of


@dataclass(frozen=True, slots=True)
class ChoiceOfLetter:
    """The output picks the option of a letter."""

    name: str
    letter: str
    """Upper case."""

    @property
    def demand(self) -> str:
        """The demand in words."""
        return f"choose ({self.letter})"

    def score(self, output: str) -> Score:
        """1 if that letter alone is picked."""
        picked = picked_letters(output)
        if picked == {self.letter}:
            return Score(1.0)
        return Score(0.0, f"expected ({self.letter}), got {_said(picked, output)}")


@dataclass(frozen=True, slots=True)
class ChoiceOfLabel:
    """The output picks a label; `options` are all labels, if they are known, which makes this surer."""

    name: str
    label: str
    options: tuple[str, ...]

    @property
    def demand(self) -> str:
        """The demand in words."""
        return f"choose {shown(self.label)}"

    def score(self, output: str) -> Score:
        """1 if that label alone is picked."""
        label = plain(self.label)
        picked = picked_labels(output, tuple(plain(option) for option in self.options) or (label,))
        if picked == {label}:
            return Score(1.0)
        return Score(0.0, f"expected {shown(self.label)}, got {_said(picked, output)}")


def _said(picked: set[str], output: str) -> str:
    if not picked:
        return f"no clear choice: {shown(output)}"
    return " and ".join(sorted(picked))


def build(name: str, value: object) -> ChoiceOfLetter | ChoiceOfLabel:
    """Build it from a letter, a label, or `{value: positive, options: [positive, negative]}`.

    Raises:
        BadCheck: There is no value, it is not among the options, or one of them is blank.
    """
    chosen, given = options_of(name, value, ("options",))
    text = one_text(name, chosen).strip()
    options = many_texts(name, given["options"]) if "options" in given else ()
    if not all(map(plain, (text, *options))):
        raise BadCheck(f"`{name}` needs letters or labels, and one of them is blank")
    if options and plain(text) not in map(plain, options):
        raise BadCheck(f"`{name}` expects {shown(text)}, which is not among its options {', '.join(options)}")
    letter = ONLY_LETTER.fullmatch(text)
    if letter and all(map(ONLY_LETTER.fullmatch, options)):
        return ChoiceOfLetter(name, letter["letter"].upper())
    return ChoiceOfLabel(name, text, options)
