"""What chat models put round a prompt they were asked to write: greetings, fences, quotes, thoughts. Taken off here."""

from __future__ import annotations

import re

from motjuste.optimize.splice import is_quoted

_THOUGHTS = re.compile(r"\A\s*<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"^(```+|~~~+)[\w-]*[ \t]*\r?\n(.*?)\r?\n\1[ \t]*$", re.DOTALL | re.MULTILINE)
_WRAPPER = re.compile(r"<(instruction|prompt)>(.*)</\1>", re.DOTALL | re.IGNORECASE)
_GREETING = re.compile(
    r"(?:(?:sure|certainly|of course|okay|ok|absolutely|yes)\b.*|"
    r"here(?: is|'s|\u2019s| are)\b.*|"
    r"\W*(?:the )?(?:new|revised|updated|improved|final|rewritten|edited|marked)? ?"
    r"(?:prompt|instructions?|version)\W*)[:!.]\W*",
    re.IGNORECASE,
)
_FAREWELL = re.compile(
    r"\W*(?:i hope\b|let me know\b|i(?:'ve| have)?(?: only| also)? (?:changed|replaced|kept|added|removed|rew|made)|"
    r"this (?:new |revised )?(?:version|change|edit|prompt|instruction|rewrit)|"
    r"the (?:new|revised|updated|improved|rewritten|edited|rest of the) (?:version|prompt|instruction)|the (?:change|edit)s?\b|"
    r"(?:note|explanations?|changes?(?: made)?|what changed)\b.*\b(?:i|original|chang\w+|version|prompt|instructions?|wording|"
    r"kept|added|replaced|rew\w+)\b)",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(
    r".*\b(?:prompt|instructions?|version|revis\w+|improve\w*|rew\w+|updated?)\b[^\n]*:",
    re.DOTALL | re.IGNORECASE,
)
"""What leads up to a wrapped prompt, and speaks of it last."""
_LONGEST = 300
"""Code points of a greeting or a farewell; a longer line is a prompt's own."""


def unwrapped(reply: str, own: str) -> tuple[str, bool]:
    """A reply without what stands round the prompt in it, and whether anything but blanks was taken off.

    Args:
        reply: What the model said.
        own: The prompt it was asked about; what that has itself stays.
    """
    stripped = reply.strip()
    text = _THOUGHTS.sub("", stripped).strip()
    # A prompt of the user's own may begin or end with such words.
    if _greeting(own) is None and (rest := _greeting(text)) is not None:
        text = rest
    if _farewell(own) is None and (rest := _farewell(text)) is not None:
        text = rest
    text = _inside(_FENCE, text, own, group=2)
    text = _inside(_WRAPPER, text, own, group=2)
    if is_quoted(text) and own[:1] != text[0]:
        text = text[1:-1].strip()
    return text, text != stripped


def _greeting(text: str) -> str | None:
    """The text after a first line that only announces it; None without one."""
    first, gap, rest = text.partition("\n")
    line = first.strip()
    return rest.strip() if gap and len(line) <= _LONGEST and _GREETING.fullmatch(line) else None


def _farewell(text: str) -> str | None:
    """The text before a last paragraph of one line that only talks about it; None without one."""
    head, gap, last = text.strip().replace("\r\n", "\n").rpartition("\n\n")
    line = last.strip()
    if not gap or len(line) > _LONGEST or "\n" in line or _FAREWELL.match(line) is None:
        return None
    return head.strip()


def _inside(form: re.Pattern[str], text: str, own: str, *, group: int) -> str:
    """What stands in a wrapping, where the text has one with nothing but talk round it and the prompt itself has none."""
    if form.search(own) is not None:
        return text
    found = list(form.finditer(text))
    if len(found) != 1 or not _is_talk(text[: found[0].start()], text[found[0].end() :]):
        return text
    return found[0].group(group).strip()


def _is_talk(before: str, after: str) -> bool:
    """Whether what stands round a wrapping announces it and comments on it, and is no part of a prompt."""
    before, after = before.strip(), after.strip()
    announced = not before or _GREETING.fullmatch(before) or _ANNOUNCED.fullmatch(before)
    return bool(announced) and (not after or _FAREWELL.match(after) is not None)
