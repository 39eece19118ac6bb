"""The texts that language servers are measured with, made from a seed, and the traces of edits that are typed into them.

A text has the size asked for and a line of words every few lines (`Answer …`), alike in all languages: the traces type
into those lines alone, so that every server is asked to read a text that stays whole.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_WORDS = [
    "ticket",
    "order",
    "parcel",
    "refund",
    "invoice",
    "reader",
    "customer",
    "answer",
    "sentence",
    "reason",
    "quote",
    "clause",
    "contract",
    "letter",
    "address",
    "number",
    "date",
    "total",
    "currency",
    "agent",
    "product",
    "version",
    "manual",
    "warranty",
    "delivery",
    "return",
    "policy",
    "account",
    "payment",
    "team",
    "shift",
    "desk",
    "summary",
    "table",
    "heading",
    "figure",
    "source",
    "claim",
    "fact",
    "detail",
    "step",
    "rule",
    "case",
    "field",
    "value",
    "name",
    "list",
    "group",
]
_VERBS = [
    "name",
    "quote",
    "keep",
    "give",
    "read",
    "sort",
    "check",
    "count",
    "leave",
    "mention",
    "repeat",
    "translate",
    "shorten",
    "explain",
    "compare",
]

Edit = tuple[int, int]
"""Line and character at which a letter is typed, and taken away again."""


def _line(rng: random.Random, words: int = 11) -> str:
    """Words that ask for something: `Answer` first, so that a trace finds the line."""
    chosen = " ".join(rng.choice(_WORDS) for _ in range(words))
    return f"Answer briefly, {rng.choice(_VERBS)} the {chosen}"


def _prompt(rng: random.Random, number: int) -> str:
    """A section as prompts have them: headings, paragraphs, lists, tags, variables, inline code, a block of JSON."""
    tag, name = rng.choice(_WORDS), rng.choice(_WORDS)
    items = "\n".join(f"{at}. {_line(rng, 7)}." for at in range(1, 5))
    notes = "\n".join(
        f"- **{rng.choice(_WORDS)}**: {_line(rng, 6)}, as `{rng.choice(_WORDS)}`." for _ in range(4)
    )
    return (
        f"## The {name} of part {number}\n\n{_line(rng, 30)}. {_line(rng)}.\n\n{items}\n\n"
        f"<{tag}>\nAnswer for {{{{ {name} }}}} and for {{{{ ticket }}}}.\n</{tag}>\n\n{notes}\n\n"
        f'```json\n{{"{name}": "{tag}", "total": {rng.randrange(900)}}}\n```\n\n'
    )


def _python(rng: random.Random, number: int) -> str:
    """A function, its docstring and comments."""
    name = f"{rng.choice(_WORDS)}_{number}"
    lines = "\n".join(
        f"    # {_line(rng)}\n    {rng.choice(_WORDS)} = total + {rng.randrange(99)}" for _ in range(6)
    )
    return f'def {name}(total: int) -> int:\n    """{_line(rng)}."""\n{lines}\n    return total\n\n\n'


def _yaml(rng: random.Random, number: int) -> str:
    """A mapping with a list."""
    lines = "\n".join(f"  - {rng.choice(_WORDS)}: {_line(rng).replace(',', '')}" for _ in range(6))
    return f"# {_line(rng)}\n{rng.choice(_WORDS)}_{number}:\n{lines}\n\n"


def _rst(rng: random.Random, number: int) -> str:
    """A section with paragraphs and a list."""
    title = f"The {rng.choice(_WORDS)} of part {number}"
    items = "\n".join(f"* {_line(rng, 7)}." for _ in range(4))
    return f"{title}\n{'-' * len(title)}\n\n{_line(rng, 30)}. {_line(rng)}.\n\n{items}\n\n"


_PARTS: dict[str, tuple[str, Callable[[random.Random, int], str]]] = {
    "markdown": ("You are the support desk of [INSERT COMPANY NAME].\n\n", _prompt),
    "python": ("import os\n\n\n", _python),
    "yaml": ("# Settings\n", _yaml),
    "restructuredtext": ("Manual\n======\n\n", _rst),
}
"""By language id: how a text begins, with something to find where the language allows it, and how it goes on."""


def text_of(language: str, size: int, seed: int = 1) -> str:
    """A text of about `size` characters, whole at its end."""
    start, part = _PARTS[language]
    rng = random.Random(seed)
    pieces, length = [start], len(start)
    while length < size or len(pieces) < 2:
        pieces.append(part(rng, len(pieces)))
        length += len(pieces[-1])
    return "".join(pieces)


def trace(text: str, count: int, seed: int = 1) -> list[Edit]:
    """Where letters are typed: near the last place most of the time, as people do, and now and then elsewhere."""
    rng = random.Random(seed)
    lines = text.split("\n")
    places = [(row, line.index("Answer") + 3) for row, line in enumerate(lines) if "Answer" in line]
    at = rng.randrange(len(places))
    found = []
    for _ in range(count):
        at = (
            rng.randrange(len(places))
            if rng.random() < 0.1
            else min(max(at + rng.choice((-1, 0, 0, 1)), 0), len(places) - 1)
        )
        found.append(places[at])
    return found
