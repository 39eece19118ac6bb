"""C001 contradictory-constraints: two instructions of the prompt cannot both be followed.

## What it does

Reports a sentence that contradicts one before it, in four plain cases: an upper and a lower limit to the length of the
same thing that exclude each other; JSON and nothing else, yet an answer in Markdown; the same act demanded always and
never; two languages to answer in. Sentences with a condition (`if`, `unless`, `except`, …), about the parts of an
answer (`each`, `field`) or in code are left alone, and so are sentences with template statements between them, of which
not both need be sent. A sentence below a heading speaks for its section and those inside it only. The other sentence is
shown with the finding.

## Why is this bad

A model follows one of the two, and which one changes from model to model and from input to input. Reasoning models
spend their tokens on reconciling them.

## Example

```text
Keep your answer under 50 words.
Explain the reasons; your answer must have at least 100 words.
```

Keep one of the two.

## Fix safety

There is no fix: only the author knows which of the two was meant.

## Evidence

OpenAI's guide to GPT-5 prompting (openai-cookbook) finds contradictory instructions more harmful to stronger models;
its GPT-4.1 guide notes that the one nearer the end tends to win. The patterns are narrow on purpose: in 1,632
public prompt files they find nothing that is not at fault.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from motjuste.document.model import PieceKind
from motjuste.lint.finding import Related, Severity
from motjuste.lint.reading import readings
from motjuste.lint.rule import Problem, Rule
from motjuste.lint.sentences import Sentence, sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

    from motjuste.document.model import Document
    from motjuste.lint.context import LintContext
    from motjuste.lint.reading import Reading
    from motjuste.text.span import Span

    _Reader = Callable[[Sentence], Iterator["_Constraint"]]

_NUMBERS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}
_UNITS = ("word", "sentence", "character", "paragraph", "line", "bullet point")
_COUNT = r"(?P<count>\d[\d,]{0,8}|" + "|".join(_NUMBERS) + r") (?P<unit>" + "|".join(_UNITS) + r")s?\b"
_AMOUNT = re.compile(_COUNT, re.IGNORECASE)
_UPPER = re.compile(
    r"(?i)\b(?:no (?:more|longer) than|at most|maximum(?: of)?|under|fewer than|less than|up to|exactly|"
    r"(?:must|should|do|can) ?not exceed) " + _COUNT
)
_LOWER = re.compile(r"(?i)\b(?:at least|minimum(?: of)?|no (?:fewer|less) than|more than|exactly) " + _COUNT)
_THING = re.compile(r"(?i)\b(answer|response|reply|output)\b")
_PART = re.compile(
    r"(?i)\b(?:each|every|per|fields?|keys?|values?|strings?|columns?|first|last|second|third)\b"
)
_JSON_ONLY = re.compile(
    r"(?i)\b(?:respond|answer|reply|output|return)\b[^.]{0,40}?\b(?P<words>(?:only|nothing but|just)(?: with| in)?"
    r"(?: a| an| one)?(?: single| raw| valid)* json\b|json only\b)"
)
_MARKDOWN = re.compile(
    r"(?i)\b(?:format|write|structure|give|respond|answer|reply)\b(?: (?:your|the|all|every) \w+| \w+s?)?"
    r" (?P<words>(?:in|as|using|with) (?:clean |proper |valid |github[- ]flavou?red )?markdown)\b"
)
_LANGUAGES = (
    *(
        "english",
        "french",
        "german",
        "spanish",
        "italian",
        "portuguese",
        "dutch",
        "polish",
        "russian",
        "turkish",
    ),
    *("arabic", "hindi", "chinese", "japanese", "korean"),
)
_LANGUAGE = re.compile(
    r"(?i)(?:please |always |you must |you should )*(?:respond|answer|reply|write your (?:answer|response|reply))"
    r"(?: only| always| exclusively)? (?P<words>in (?P<language>"
    + "|".join(_LANGUAGES)
    + r"|the same language as\b[^.,]{0,40}))"
)
_IN_LANGUAGE = re.compile(" in (" + "|".join(_LANGUAGES) + ")")
_ACT = re.compile(r"(?i)(?:you )?(?P<way>always|never|do not|don't)\b (?P<clause>[^.!?;:,()]+)[.!?;]?$")
_AT_MOST = (
    "at most",
    "no more than",
    "no longer than",
    "maximum",
    "under ",
    "fewer than",
    "less than",
    "up to ",
    "exceed",
)
_AT_LEAST = ("at least", "minimum", "no fewer", "no less", "more than", "exactly")
_ACT_WORDS = ("always ", "never ", "do not ", "don't ")
_SAME = "same language as"
_MATTER = (*_AT_MOST, *_AT_LEAST, "json", "markdown", "always ", _SAME)
_ACT_BEGINS = {word: re.compile(word + r"([^.!?;:,()\r\n]{1,60})") for word in _ACT_WORDS}
"""What follows each: one pattern a word, as a text is searched fastest for words that are given."""
_NEVER = frozenset({"never", "do not", "don't"})
_KEPT = 20
"""Demands on one subject that later ones are held against."""
_MOST = 20
"""Findings a prompt; a text that contradicts itself throughout is no prompt."""
_HEADING = re.compile(r"(?m)^ {0,3}(?P<level>\#{1,6})[ \t]")
_BRACES = frozenset({"{{", "}}"})
"""Statements of a `str.format` template that decide nothing."""
_IDLE = frozenset({"the", "a", "an", "any", "your", "all"})
_WORD = re.compile(r"[\w'-]+")


@dataclass(frozen=True, slots=True)
class _Constraint:
    """One demand, told apart by `subject`."""

    subject: tuple[str, ...]
    value: object
    sentence: Sentence
    start: int
    end: int
    """The words of it that bear the demand, in offsets of the lines it was read from."""


@dataclass(frozen=True, slots=True)
class _Demand:
    """A demand where it stands in the document."""

    constraint: _Constraint
    place: _Place
    span: Span


@dataclass(frozen=True, slots=True)
class _Place:
    """How far a demand reaches."""

    section: tuple[int, ...]
    """Where the headings stand, in the document, below which it does; the highest first."""
    branch: int
    """Template statements above it."""

    def reaches(self, other: _Place) -> bool:
        """Whether a place further down is in the same section, or one inside it, with no statement between."""
        return self.branch == other.branch and other.section[: len(self.section)] == self.section


def _check(document: Document, _context: LintContext) -> Iterator[Problem]:
    return islice(_contradictions(document), _MOST)


def _contradictions(document: Document) -> Iterator[Problem]:
    met: dict[tuple[str, ...], list[_Demand]] = {}
    for demand in _demands(document):
        subject = demand.constraint.subject
        # A section that is over, and a branch, stay so: what they demand counts no more.
        reaching = [one for one in met.get(subject, ()) if one.place.reaches(demand.place)]
        met[subject] = reaching
        against = next((one for one in reaching if _excludes(one.constraint, demand.constraint)), None)
        if against is not None:
            yield _problem(document, against, demand)
        elif len(reaching) < _KEPT:
            reaching.append(demand)


def _demands(document: Document) -> Iterator[_Demand]:
    """What the sentences of a document demand, with their places; demands of one kind in order."""
    statements: list[int] | None = None
    for reading in readings(document):
        for read, words in () if reading.branches else _kinds(reading):
            sections = _Sections(reading)
            for by, said in reading.outside_code(_outright, read, words):
                for _, constraint in said:
                    span = reading.span(by + constraint.start, by + constraint.end)
                    statements = _statements(document) if statements is None else statements
                    place = _Place(sections.at(by + constraint.start), bisect_left(statements, span.start))
                    yield _Demand(constraint, place, span)


def _statements(document: Document) -> list[int]:
    """Where the template decides something."""
    return [
        piece.span.start
        for message in document.messages
        for piece in message.pieces
        if piece.kind is PieceKind.STATEMENT and piece.span.of(document.text) not in _BRACES
    ]


class _Sections:
    """The headings of one message, read from its beginning on."""

    def __init__(self, reading: Reading) -> None:
        """Nothing is read yet: most messages demand nothing."""
        self._reading = reading
        self._open: list[tuple[int, int]] = []

    @cached_property
    def _ahead(self) -> list[tuple[int, int, int]]:
        """Those not passed yet, the next one last: start, end and level; code has none."""
        found = [
            (by + start, by + end, level)
            for by, headings in self._reading.outside_code(_headings)
            for start, end, level in headings
        ]
        return found[::-1]

    def at(self, offset: int) -> tuple[int, ...]:
        """Where the headings stand that an offset is below; offsets must not become smaller from call to call."""
        while self._ahead and self._ahead[-1][0] <= offset:
            start, end, level = self._ahead.pop()
            self._open = [one for one in self._open if one[0] < level]
            self._open.append((level, self._reading.span(start, end).start))
        return tuple(start for _, start in self._open)


def _headings(text: str) -> tuple[tuple[int, int, int], ...]:
    return tuple((*match.span(), len(match["level"])) for match in _HEADING.finditer(text))


def _kinds(reading: Reading) -> Iterator[tuple[_Reader, tuple[str, ...]]]:
    """How to read each kind of demand that a text may hold against itself, and the words of its sentences.

    Only where both sides of a contradiction speak can there be one.
    """
    said = reading.said_of(_MATTER)
    if _both(said, _AT_MOST, _AT_LEAST):
        yield _limits, (*_AT_MOST, *_AT_LEAST)
    if _both(said, ("json",), ("markdown",)):
        yield _formats, ("json", "markdown")
    if "always " in said and _same_act_both_ways(reading):
        yield _act, _ACT_WORDS
    languages = sorted(frozenset[str]().union(*reading.each_lowered(_languages)))
    if len(languages) > 1 or (languages and _SAME in said):
        yield _language, (*(f" in {name}" for name in languages), _SAME)


def _languages(lowered: str) -> frozenset[str]:
    return frozenset(_IN_LANGUAGE.findall(lowered))


def _both(said: Container[str], *sides: tuple[str, ...]) -> bool:
    return all(any(word in said for word in side) for side in sides)


def _same_act_both_ways(reading: Reading) -> bool:
    """Whether something that begins with the same two words may be demanded always and never."""
    always, *never = (set[tuple[str, ...]]().union(*reading.each_lowered(_acts, word)) for word in _ACT_WORDS)
    return any(not always.isdisjoint(acts) for acts in never)


def _acts(lowered: str, word: str) -> frozenset[tuple[str, ...]]:
    """How what follows a word begins."""
    return frozenset(tuple(_content(clause)[:2]) for clause in _ACT_BEGINS[word].findall(lowered))


def _content(clause: str) -> list[str]:
    """The words of a clause that bear its meaning."""
    return [word for word in _WORD.findall(clause) if word not in _IDLE]


def _outright(text: str, read: _Reader, words: tuple[str, ...]) -> tuple[tuple[int, _Constraint], ...]:
    """What the sentences of some lines demand outright, with where each starts; those in code too."""
    return tuple(
        (sentence.start, found)
        for sentence in sentences(text, words)
        for found in read(sentence)
        if not sentence.is_conditional
    )


def _language(sentence: Sentence) -> Iterator[_Constraint]:
    if match := _LANGUAGE.match(sentence.text):
        yield _made(sentence, match, "words", ("language",), match["language"].lower()[:8])


def _act(sentence: Sentence) -> Iterator[_Constraint]:
    if match := _ACT.match(sentence.text):
        clause = _content(match["clause"].lower())
        if len(clause) > 1:
            yield _made(sentence, match, 0, ("act", *clause), match["way"].lower() in _NEVER)


def _limits(sentence: Sentence) -> Iterator[_Constraint]:
    lowered = sentence.text.lower()
    if not any(unit in lowered for unit in _UNITS) or not _AMOUNT.search(sentence.text):
        return
    things = {thing.lower() for thing in _THING.findall(sentence.text)}
    if len(things) != 1 or _PART.search(sentence.text):
        return
    for pattern, is_upper in ((_UPPER, True), (_LOWER, False)):
        for match in pattern.finditer(sentence.text):
            count = match["count"].lower()
            number = _NUMBERS.get(count) or int(count.replace(",", ""))
            subject = ("length", *things, match["unit"].lower())
            yield _made(sentence, match, 0, subject, (is_upper, number))


def _formats(sentence: Sentence) -> Iterator[_Constraint]:
    if "json" not in (lowered := sentence.text.lower()) and "markdown" not in lowered:
        return
    if _PART.search(sentence.text):
        return
    if match := _JSON_ONLY.search(sentence.text):
        yield _made(sentence, match, "words", ("format",), "json")
    elif match := _MARKDOWN.search(sentence.text):
        yield _made(sentence, match, "words", ("format",), "markdown")


def _made(
    sentence: Sentence, match: re.Match[str], group: str | int, subject: tuple[str, ...], value: object
) -> _Constraint:
    start, end = match.span(group)
    return _Constraint(subject, value, sentence, sentence.start + start, sentence.start + end)


def _excludes(one: _Constraint, other: _Constraint) -> bool:
    if one.subject[0] != "length":
        return one.value != other.value
    bounds = [constraint.value for constraint in (one, other)]
    upper = min((value[1] for value in bounds if isinstance(value, tuple) and value[0]), default=None)
    lower = max((value[1] for value in bounds if isinstance(value, tuple) and not value[0]), default=None)
    return upper is not None and lower is not None and lower > upper


def _problem(document: Document, earlier: _Demand, later: _Demand) -> Problem:
    row = document.line(earlier.span.start)
    quoted = " ".join(earlier.constraint.sentence.text.split())
    quoted = quoted if len(quoted) <= 80 else f"{quoted[:79]}…"
    message = f"This contradicts line {row}, “{quoted.rstrip('.')}”; keep one of the two"
    related = (Related(document.path, row, "The instruction it contradicts"),)
    return Problem(later.span, message, related=related)


CONTRADICTORY_CONSTRAINTS = Rule(
    code="C001",
    name="contradictory-constraints",
    severity=Severity.WARNING,
    summary="Two instructions of the prompt cannot both be followed.",
    docs=__doc__,
    check=_check,
)
