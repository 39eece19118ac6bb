"""What small models write in the place of an instruction: code, an answer, a tag of the question (method.md 3.1)."""

from __future__ import annotations

import re

CODE = re.compile(
    r"```|^\s*(?:def|class|import|from|function|const|var|let)\s+\w+.*[:;({=]|\bprint\s*\(|\breturn\s+\w+\s*;|=>",
    re.MULTILINE,
)
META_TAG = re.compile(r"</?\s*(?:instruction|wrong|right|pieces|failures|successes)\b[^>]*>", re.IGNORECASE)
"""Tags that our questions put round their parts."""
EXAMPLES = (
    "capital alone, in capital letters",
    "say which city is",
    "write the name alone, in capital letters",
)
"""What the examples in our questions answer, folded."""
LONG_NUMBER = re.compile(r"(?<![\w.,])\d[\d.,]*\d(?![\w.,])")


def starts_with_digits(new: str, old: str) -> bool:
    """Whether new words begin with a digit where the old ones do not: an answer more often than an instruction."""
    return new.strip()[:1].isdigit() and not old.strip()[:1].isdigit()


def holds_code(new: str, own: str) -> bool:
    """Whether new words hold code, or a tag of our question, that the prompt itself does not.

    Args:
        new: Words a model wrote.
        own: The prompt it wrote them for.
    """
    return any(form.search(new) is not None and form.search(own) is None for form in (CODE, META_TAG))


def gives_answer(new: str, answers: frozenset[str]) -> bool:
    """Whether new words are an expected answer and nothing else, or hold one that is a number of two digits or more.

    Args:
        new: Words a model wrote.
        answers: Expected answers that the prompt does not hold itself, folded as `folded` does.
    """
    numbers = {number for number in LONG_NUMBER.findall(new) if number in answers}
    return bool(numbers) or folded(new) in answers


def repeats_example(new: str, own: str) -> bool:
    """Whether new words are those of our question's example, which small models like to repeat.

    Args:
        new: Words a model wrote.
        own: The prompt it wrote them for.
    """
    told, known = folded(new), folded(own)
    return any(example in told and example not in known for example in EXAMPLES)


def folded(text: str) -> str:
    """Text for comparison: small letters, single blanks, no signs at its ends."""
    return " ".join(text.casefold().split()).strip(" .,:;!?\"'`\u201c\u201d()[]")


def new_words_pattern(own: str) -> str:
    """The regular expression that a model's new words for a prompt obey: what the prompt does not hold is banned.

    That goes for the signs of tags, placeholders and code, and for a digit in the first place. A quote and a backslash
    are always banned, since grammars made of the expression write them as they are.

    Args:
        own: The prompt.
    """
    signs = "".join(sign for sign in "<>`{}" if sign not in own)
    digits = "" if any(character.isdigit() for character in own) else "0-9"
    rest = rf'[^"\\\x00-\x1F{signs}]'
    return rf'^([^"\\\x00-\x1F{signs}{digits}]{rest}{{0,{LONGEST}}})?$'


LONGEST = 240
"""Code points of new words for one place, less one."""
