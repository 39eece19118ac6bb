"""The check `choice`: of several options, the output picks the expected one.

An option is a letter (`B`, `(B)`) or a label (`positive`, `not enough information`). Models wrap it: "The answer
is (B)", "**B**", "B. Because …", "Sentiment: positive". An output that names several options without saying
which is its answer picks none, since a reader could not tell either.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from motjuste.evals.case import Score
from motjuste.evals.checks.bad_check import BadCheck
from motjuste.evals.checks.phrase import shown
from motjuste.evals.checks.value import many_texts, one_text, options_of

LETTER = re.compile(r"\W*(?P<letter>[A-Za-z])\W*", re.ASCII)
ANSWER = re.compile(
    r"\b(?:answer|choice|option|label|category|class|sentiment|verdict|conclusion)\b[^\S\n]*(?:is|are|would be|[:=])?"
    r"[^\S\n]*[:=]?[^\S\n]*(?P<said>[^\n]+)",
    re.IGNORECASE,
)
"""A phrase that announces the answer, and the rest of its line."""
MARKED_LETTER = re.compile(
    r"\((?P<round>[A-Za-z])\)|\*\*\(?(?P<bold>[A-Z])\)?[.:]?\*\*|\\boxed\{\(?(?P<boxed>[A-Za-z])\)?\}"
)
LONE_LETTER = re.compile(r"(?<![\w'\u2019])(?P<letter>[A-Z])(?=$|[.):,;]|\s*\n|\s+[-\u2013\u2014]|\s*$)")
LEADING_LETTER = re.compile(r"\s*[*_(\[\"'`]*(?P<letter>[A-Za-z])(?:[)\].:,;*_\"'`]|\s*$|\s*\n)")
WRAPPING = " \t\r\n*_`\"'\u201c\u201d\u2018\u2019()[]{}.:;,!?。、"


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


def plain(text: str) -> str:
    """A label for comparison: case, white space and the marks round it do not count."""
    return " ".join(text.casefold().split()).strip(WRAPPING)


def picked_letters(output: str) -> set[str]:
    """The option letters an output picks, upper case: none, one, or several when it does not decide.

    The surest reading wins: the output is a letter; it announces its answer (the last announcement counts);
    it begins with a letter; it marks letters as `(B)` or in bold; a capital stands alone.
    """
    whole = LETTER.fullmatch(output)
    if whole:
        return {whole["letter"].upper()}
    announced = [_letters(match["said"], LEADING_LETTER) for match in ANSWER.finditer(output)]
    for letters in reversed(announced):
        if letters:
            return letters
    leading = LEADING_LETTER.match(output)
    if leading:
        return {leading["letter"].upper()}
    return _letters(output, MARKED_LETTER) or _letters(output, LONE_LETTER)


def _letters(text: str, pattern: re.Pattern[str]) -> set[str]:
    if pattern is LEADING_LETTER:
        match = pattern.match(text)
        return {match["letter"].upper()} if match else _letters(text, MARKED_LETTER)
    return {next(filter(None, match.groups())).upper() for match in pattern.finditer(text)}


def picked_labels(output: str, options: tuple[str, ...]) -> set[str]:
    """The labels of `options` (plain) an output picks: the surest reading that names any wins.

    With one option only (the others are unknown) the label must be announced, or be the output's first or last
    line, or open the output: a label somewhere in a sentence may as well be denied there.
    """
    lines = [line for line in output.splitlines() if line.strip()]
    if not lines:
        return set()
    announced = [match["said"] for match in ANSWER.finditer(output)]
    for passage in (output, lines[-1], lines[0], *reversed(announced)):
        if plain(passage) in options:
            return {plain(passage)}
    for passage in (*reversed(announced), *(line.rpartition(":")[2] for line in (lines[-1], lines[0]))):
        named = _opening(plain(passage), options)
        if named:
            return named
    return _named(plain(output), options) if len(options) > 1 else set()


def _opening(passage: str, options: tuple[str, ...]) -> set[str]:
    """The longest option `passage` opens with, as whole words."""
    opening = [option for option in options if re.match(rf"{re.escape(option)}(?!\w)", passage)]
    return {max(opening, key=len)} if opening else set()


def _named(passage: str, options: tuple[str, ...]) -> set[str]:
    """The options named as whole words; a shorter one inside a longer one (`sad` in `not sad`) does not count."""
    named: set[str] = set()
    for option in sorted(options, key=len, reverse=True):
        pattern = rf"(?<!\w){re.escape(option)}(?!\w)"
        if re.search(pattern, passage):
            named.add(option)
            passage = re.sub(pattern, " ", passage)
    return named


def build(name: str, value: object) -> ChoiceOfLetter | ChoiceOfLabel:
    """Build it from a letter, a label, or `{value: positive, options: [positive, negative]}`.

    Raises:
        BadCheck: There is no value, or it is not among the options.
    """
    chosen, options = options_of(name, value, ("options",))
    text = one_text(name, chosen).strip()
    if not plain(text):
        raise BadCheck(f"`{name}` needs a letter or a label")
    labels = many_texts(name, options["options"]) if "options" in options else ()
    if labels and plain(text) not in {plain(label) for label in labels}:
        raise BadCheck(f"`{name}` expects {shown(text)}, which is not among its options {', '.join(labels)}")
    letter = LETTER.fullmatch(text)
    if letter:
        return ChoiceOfLetter(name, letter["letter"].upper())
    return ChoiceOfLabel(name, text, labels)
