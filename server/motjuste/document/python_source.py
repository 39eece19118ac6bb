"""A Python file's syntax tree with places as offsets of its text. Nothing is imported or run."""

from __future__ import annotations

import ast
import re
import sys
import warnings
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TypeGuard

from motjuste.document.model import Fault
from motjuste.document.python_literals import Unreadable, read_literals
from motjuste.text.span import Span

_LINE_END = re.compile(r"\r\n|\r|\n")
_COMMENT = re.compile(r"#[ \t]*motjuste:[^\r\n]*")
_WORD = re.compile(r"\w+|[^\s\w]")
_LONGEST = 4_000_000
"""Characters of a file we read; a file of prompts is a hundredth of it."""


@dataclass(slots=True)
class PythonSource:
    """A file that was parsed."""

    text: str
    tree: ast.Module
    line_starts: list[int]
    """Offset of each line's first character; the first line is number 1 to `ast`."""
    _wide: dict[int, list[int]] = field(default_factory=dict)

    def span(self, node: ast.expr | ast.stmt) -> Span:
        """Where a node stands, in code points of the text."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return Span(
            self.offset(node.lineno, node.col_offset), self.offset(node.end_lineno, node.end_col_offset)
        )

    def offset(self, line: int, column: int) -> int:
        """The offset of a place that `ast` gives as line from 1 and column in UTF-8 bytes."""
        if line > len(self.line_starts):
            return len(self.text)
        start = self.line_starts[line - 1]
        wide = self._bytes_before(line)
        return start + (bisect_left(wide, column) if wide else column)

    def line_of(self, offset: int) -> int:
        """The number, from 1, of the line an offset stands on."""
        return bisect_left(self.line_starts, offset + 1)

    def _bytes_before(self, line: int) -> list[int]:
        """For each character of a line how many bytes stand before it; empty for a line of ASCII alone."""
        if line not in self._wide:
            start = self.line_starts[line - 1]
            end = self.line_starts[line] if line < len(self.line_starts) else len(self.text)
            words = self.text[start:end]
            sizes = (len(character.encode()) for character in words)
            self._wide[line] = [] if words.isascii() else [0, *accumulate(sizes)]
        return self._wide[line]


def read_python(text: str) -> PythonSource | Fault:
    """Parse a file; what cannot be parsed is a fault at its place. Never raises."""
    if len(text) > _LONGEST:
        return Fault(
            "F001", Span(0, 0), f"The Python is longer than {_LONGEST:,} characters, so it is not read"
        )
    bom = int(text.startswith("\ufeff"))
    starts = [bom, *(match.end() for match in _LINE_END.finditer(text))]
    try:
        with warnings.catch_warnings():
            # Odd escapes such as "\d" are a matter for linters of Python.
            warnings.simplefilter("ignore")
            return PythonSource(text, ast.parse(text[bom:]), starts)
    except SyntaxError as error:
        return _fault(text, starts, error)
    except UnicodeError:
        return Fault("F001", Span(0, 0), "The Python cannot be parsed: half of a surrogate pair stands in it")
    except (ValueError, RecursionError, MemoryError, OverflowError) as error:
        reason = "a NUL character stands in it" if "null byte" in str(error) else "it is nested too deep"
        return Fault("F001", Span(0, 0), f"The Python cannot be parsed: {reason}")


def comments(source: PythonSource) -> tuple[Span, ...]:
    """The comments to Mot Juste, `# motjuste: …`; words inside strings are none."""
    if "motjuste:" not in source.text:
        return ()
    strings = sorted(source.span(node) for node in ast.walk(source.tree) if _is_string(node))
    found = (Span(*match.span()) for match in _COMMENT.finditer(source.text))
    return tuple(span for span in found if not _quoted(source.text, strings, span.start))


def _is_string(node: ast.AST) -> TypeGuard[ast.expr]:
    literal = isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
    return literal or isinstance(node, ast.JoinedStr)


def _quoted(text: str, strings: list[Span], offset: int) -> bool:
    """Whether an offset lies in a literal; between two that Python joins it does not."""
    at = bisect_right(strings, offset, key=lambda one: one.start) - 1
    if at < 0 or strings[at].end <= offset:
        return False
    try:
        return any(one.span.start < offset < one.span.end for one in read_literals(text, strings[at]))
    except Unreadable:
        return True


def _fault(text: str, starts: list[int], error: SyntaxError) -> Fault:
    """The word at which Python stopped, or the last one before it."""
    line = min(max(error.lineno or 1, 1), len(starts))
    end = starts[line] if line < len(starts) else len(text)
    place = min(starts[line - 1] + max((error.offset or 1) - 1, 0), end)
    match = _WORD.search(text, place, end)
    if match is None:
        before = text[:place].rstrip()
        place = before.rfind("\n") + 1
        words = list(_WORD.finditer(before, max(place, len(before) - 100)))
        match = words[-1] if words else None
    span = Span(*match.span()) if match else Span(min(place, len(text)), min(place, len(text)))
    version = ".".join(map(str, sys.version_info[:2]))
    reason = (error.msg or "invalid syntax").rstrip(".")
    return Fault(
        "F001", span, f"The Python cannot be parsed at line {line}: {reason} (read by Python {version})"
    )
