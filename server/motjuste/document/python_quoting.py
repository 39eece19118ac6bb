"""Words as a Python string holds them: escaped for its quotes, with the indentation that `dedent` takes off."""

from __future__ import annotations

import re
from dataclasses import dataclass

from motjuste.document.transcript import Unwritable

_LINE_END = re.compile(r"\r\n|\n")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_OCTAL_OPEN = re.compile(r"(?<!\\)(?:\\\\)*\\[0-7]{1,2}\Z")
_LONE_BACKSLASH = re.compile(r"(?<!\\)(?:\\\\)*\\\Z")
_OCTAL_DIGITS = frozenset("01234567")
_LINE_ESCAPES = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}


@dataclass(frozen=True, slots=True)
class PythonQuoting:
    """How words stand in one string literal."""

    quote: str
    """One or three quotation marks."""
    raw: bool = False
    formatted: bool = False
    """Braces are doubled."""
    line_end: str = "\n"
    """The file's own, for strings of several lines."""
    margin: str = ""
    """The indentation of each line that the program takes off."""
    first_too: bool = False
    """Whether it is taken off the first line as well, as `dedent` does and `cleandoc` does not."""

    def encode(self, text: str, before: str = "", after: str = "") -> str:
        """The source between the quotes that Python reads as `text`.

        Raises:
            Unwritable: A raw string cannot hold it, or what stands beside it would be read differently.
        """
        words = self._doubled(text)
        if self.raw:
            return self._raw(words, before, after)
        if _LONE_BACKSLASH.search(before):
            raise Unwritable("a lone backslash stands before the words")
        words = words.replace("\\", "\\\\")
        lines = _LINE_END.split(words)
        encoded = [self._line(line) for line in lines]
        if len(self.quote) == 1:
            joined = f"\\n{self.margin}".join(encoded)
        else:
            joined = self._block(encoded, before, after)
            joined = _guarded(joined, self.quote[0], before, after)
        if _OCTAL_OPEN.search(before) and joined[:1] in _OCTAL_DIGITS and joined:
            joined = f"\\x{ord(joined[0]):02x}{joined[1:]}"
        return joined

    def _doubled(self, text: str) -> str:
        return text.replace("{", "{{").replace("}", "}}") if self.formatted else text

    def _line(self, line: str) -> str:
        """One line's words, backslashes already doubled."""
        if len(self.quote) == 1:
            line = line.replace(self.quote, "\\" + self.quote).replace("\t", "\\t")
        return _UNPRINTABLE.sub(_escaped, line)

    def _block(self, lines: list[str], before: str, after: str) -> str:
        """Lines of a triple-quoted string. An empty one gets no indentation, one that goes on behind the words does."""
        written: list[str] = []
        for number, line in enumerate(lines):
            goes_on = number == len(lines) - 1 and after[:1] not in {"", "\n", "\r"}
            indented = number > 0 and (line or goes_on)
            written.append((self.margin if indented else "") + line)
        if lines[0]:
            written[0] = self._missing_margin(before) + written[0]
        return self.line_end.join(written)

    def _missing_margin(self, before: str) -> str:
        """What a line lacks of its indentation, when the words go to an empty one or to the first."""
        at = max(before.rfind("\n"), before.rfind("\r"))
        if at < 0 and not self.first_too:
            return ""
        if not before and self.margin:
            # Behind the opening quotes: a line end that Python does not read, and then the indentation.
            return f"\\{self.line_end}{self.margin}"
        have = before[at + 1 :]
        return self.margin[len(have) :] if self.margin.startswith(have) else ""

    def _raw(self, words: str, before: str, after: str) -> str:
        """Words in a raw string, where nothing can be escaped."""
        quoted = self.quote in f"{before[-2:]}{words}{after[:2]}" or (
            not after and words.endswith(self.quote[0])
        )
        ends = not after and _LONE_BACKSLASH.search(words)
        if quoted or ends or _UNPRINTABLE.search(words) or (len(self.quote) == 1 and "\n" in words):
            raise Unwritable("a raw string cannot hold these words")
        if len(self.quote) == 1:
            return words
        return self._block(_LINE_END.split(words), before, after)


def _escaped(match: re.Match[str]) -> str:
    character = match.group()
    code = ord(character)
    return _LINE_ESCAPES.get(character) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


def _guarded(words: str, mark: str, before: str, after: str) -> str:
    """Quotation marks escaped where they would close a triple-quoted string."""
    parts: list[str] = []
    run = len(before) - len(before.rstrip(mark))
    # At the end of a string every mark counts as the first of the closing three.
    following = len(after) - len(after.lstrip(mark)) if after else 2
    tail = len(words) - len(words.rstrip(mark))
    if not words and run + (following if after else 0) > 2:
        raise Unwritable("quotation marks would come together that close the string")
    for place, character in enumerate(words):
        run = run + 1 if character == mark else 0
        last = place >= len(words) - tail and (not after or run + following > 2)
        if character == mark and (run > 2 or last):
            parts.append("\\")
            run = 0
        parts.append(character)
    return "".join(parts)
