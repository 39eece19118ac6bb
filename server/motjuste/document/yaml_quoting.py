"""New words written into a YAML scalar of each style."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from motjuste.document.indentation import indented
from motjuste.document.transcript import Unwritable

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff\r]")
_ESCAPED = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_NOT_PLAIN = re.compile(
    r"\A[-?:](?:[ \t]|\Z)|\A[,\[\]{}#&*!|>'\"%@`\s]|\A(?:---|\.\.\.)|:(?:[ \t]|\Z)|[ \t]#|[ \t\r\n]\Z|\n|\t"
    r"|\A(?:~|null|true|false|yes|no|on|off|[-+.\d][\d_.eExXoO+-]*|\.inf|\.nan|=|<<|)\Z",
    re.IGNORECASE,
)
"""What makes a plain scalar read as something else than its words. Flow collections are left to the final reading."""


@dataclass(frozen=True, slots=True)
class YamlQuoting:
    """How words stand in a scalar."""

    style: str
    """`|`, `>`, a double or single quotation mark, or nothing for plain words."""
    margin: str = ""
    """The indentation of a block's lines."""
    line_end: str = "\n"
    """The file's own."""

    def encode(self, text: str, before: str = "", after: str = "") -> str:
        """The source that YAML reads as `text`.

        Raises:
            Unwritable: The style cannot hold it there.
        """
        if self.style == '"':
            return double_quoted(text)
        if self.style == "'":
            return self._single(text)
        if self.style:
            return self._block(text, before, after)
        return self._plain(text, before, after)

    def _single(self, text: str) -> str:
        if _UNPRINTABLE.search(text) or re.search(r"[ \t]\n|\n[ \t]", text):
            raise Unwritable("single quotes cannot hold these words")
        # A line end is written as an empty line, as single ones are read as blanks.
        return text.replace("'", "''").replace("\n", self.line_end * 2)

    def _block(self, text: str, before: str, after: str) -> str:
        if _UNPRINTABLE.search(text):
            raise Unwritable("a YAML block cannot hold these characters")
        if self.style == ">" and not text and _is_left_empty(before, after):
            raise Unwritable("an empty line in a folded block reads as a line end")
        lines = text.split("\n")
        return indented(lines, self.margin, self.line_end, before, after, blank_between=self.style == ">")

    def _plain(self, text: str, before: str, after: str) -> str:
        whole = before + text + after
        if not _NOT_PLAIN.search(whole if "\n" not in before + after else text) and not _UNPRINTABLE.search(
            text
        ):
            return text
        if before or after:
            raise Unwritable("these words need quotes")
        return f'"{double_quoted(text)}"'


def _is_left_empty(before: str, after: str) -> bool:
    """Whether a line of a block holds nothing more without the words that stood between."""
    begun = before[max(before.rfind("\n"), before.rfind("\r")) + 1 :]
    return not begun.strip(" ") and after[:1] in {"\n", "\r"}


def double_quoted(text: str) -> str:
    """Words as they stand between double quotes."""
    words = json.dumps(text, ensure_ascii=False)[1:-1]
    return _ESCAPED.sub(lambda match: f"\\u{ord(match.group()):04x}", words)
