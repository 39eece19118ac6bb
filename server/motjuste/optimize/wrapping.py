"""What chat models put round a prompt they were asked to write: greetings, fences, quotes, thoughts. Taken off here."""

from __future__ import annotations

import re

from motjuste.optimize.splice import QUOTES

_THOUGHTS = re.compile(r"\A\s*<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"^(```+|~~~+)[\w-]*[ \t]*\r?\n(.*?)\r?\n\1[ \t]*$", re.DOTALL | re.MULTILINE)
_WRAPPER = re.compile(r"<(instruction|prompt)>(.*)</\1>", re.DOTALL | re.IGNORECASE)
_GREETING = re.compile(
    r"\A\s*(?:(?:sure|certainly|of course|okay|ok|absolutely|yes)\b[^\n]{0,200}|"
    r"here(?: is|'s|\u2019s| are)\b[^\n]{0,200}|"
    r"\W*(?:the )?(?:new|revised|updated|improved|final|rewritten|edited|marked)? ?"
    r"(?:prompt|instructions?|version)\W*)[:!.]\W*(?:\r?\n)+",
    re.IGNORECASE,
)
_FAREWELL = re.compile(
    r"(?:\r?\n){2,}\W*(?:i hope\b|let me know\b|(?:this|the) (?:new |revised )?(?:version|change|edit|prompt|instruction)s?\b|"
    r"i (?:have|only|changed|replaced|kept)\b|note:|explanation\b|changes?\b)[^\n]*\s*\Z",
    re.IGNORECASE,
)


def unwrapped(reply: str, own: str) -> tuple[str, bool]:
    """A reply without what stands round the prompt in it, and whether anything but blanks was taken off.

    Args:
        reply: What the model said.
        own: The prompt it was asked about; what that has itself stays.
    """
    stripped = reply.strip()
    text = _THOUGHTS.sub("", stripped).strip()
    for form in (_GREETING, _FAREWELL):
        # A prompt of the user's own may begin or end with such words.
        if form.search(own) is None:
            text = form.sub("", text).strip()
    text = _inside(_FENCE, text, own, group=2)
    text = _inside(_WRAPPER, text, own, group=2)
    if len(text) > 1 and text[0] in QUOTES and text[-1] == QUOTES[text[0]] and own[:1] != text[0]:
        text = text[1:-1].strip()
    return text, text != stripped


def _inside(form: re.Pattern[str], text: str, own: str, *, group: int) -> str:
    """What stands in a wrapping, where the text has one and the prompt itself has none."""
    if form.search(own) is not None:
        return text
    found = list(form.finditer(text))
    return found[0].group(group).strip() if len(found) == 1 else text
