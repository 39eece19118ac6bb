"""A table in GitHub's Markdown, whatever stands in its cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.cli.output.one_line import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_ESCAPED = "\\`*_{}[]<>#|~!&$"
"""Everything that Markdown could take for markup inside a line."""


def table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Sequence[int] = ()
) -> Iterator[str]:
    """The table's lines.

    Args:
        heads: A title a column.
        rows: Cells in Markdown: what is foreign goes through `plain`, `code` or `link` before.
        numbers: Which columns are set flush right, from 0.
    """
    yield _row(heads)
    yield _row(["---:" if number in numbers else "---" for number in range(len(heads))])
    for row in rows:
        yield _row(row)


def plain(text: str) -> str:
    """Foreign text that reads as it stands: markup in it is shown and not obeyed."""
    return "".join(f"\\{char}" if char in _ESCAPED else char for char in one_line(text))


def code(text: str) -> str:
    """Foreign text in a code span; a bar would end the cell even there, so it is escaped."""
    shown = one_line(text).replace("|", "\\|")
    fence = "`" * (1 + max((len(run) for run in _runs_of_ticks(shown)), default=0))
    blank = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{blank}{shown}{blank}{fence}" if shown else ""


def link(shown: str, address: str | None) -> str:
    """Markdown that leads to an address; only the Markdown when there is none."""
    return shown if address is None else f"[{shown}](<{address}>)"


def _runs_of_ticks(text: str) -> list[str]:
    return "".join(char if char == "`" else " " for char in text).split()


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
