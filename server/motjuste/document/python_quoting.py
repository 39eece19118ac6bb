"""Words as a Python string holds them: escaped for its quotes, with the indentation that `dedent` takes off."""

from __future__ import annotations

import re
from dataclasses import dataclass

from motjuste.document.closing_quotes import guarded
from motjuste.document.indentation import indented
from motjuste.document.transcript import Unwritable

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
        lines = words.split("\n")
        encoded = [self._line(line) for line in lines]
        if len(self.quote) == 1:
            joined = f"\\n{self.margin}".join(encoded)
        else:
            joined = self._block(encoded, before, after)
            joined = guarded(joined, self.quote[0], before, after)
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
        """Lines of a triple-quoted string."""
        if before or not self.margin or not self.first_too or not lines[0]:
            # Behind the opening quotes a line is not indented, whatever the others are.
            start = before if "\n" in before or "\r" in before or self.first_too else self.margin
            return indented(lines, self.margin, self.line_end, start, after)
        # A line end that Python does not read, and then the indentation.
        opening = f"\\{self.line_end}"
        return opening + indented(lines, self.margin, self.line_end, opening, after)

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
        return self._block(words.split("\n"), before, after)


def _escaped(match: re.Match[str]) -> str:
    character = match.group()
    code = ord(character)
    return _LINE_ESCAPES.get(character) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")
