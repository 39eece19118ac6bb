"""Where eval files name their columns: looked for near a cursor, or in a whole file once, in a thread where that is long."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.text.span import Span

if TYPE_CHECKING:
    from motjuste.evals.column_places import ColumnPlace
    from motjuste.lsp.documents import Snapshot
    from motjuste.lsp.server import MotjusteServer

LARGE = 50_000
"""Code points beyond which a thread looks: JSON takes about a second a megabyte, YAML some seconds."""
_MOST_FILES = 4
"""Files whose columns are kept."""
_END = 1 << 30
"""A column past the end of any line."""


class Columns:
    """The columns of the files that were asked about last."""

    def __init__(self, ls: MotjusteServer) -> None:
        self._ls = ls
        self._kept: dict[str, tuple[str, tuple[ColumnPlace, ...]]] = {}
        """The text that was looked at, and what was found, by URI."""

    async def of(self, evals: Snapshot) -> tuple[ColumnPlace, ...]:
        """Every place of a file where a column is named, in its order."""
        found = self._known(evals)
        if found is not None:
            return found
        if len(evals.text) <= LARGE:
            return self._look(evals)
        # A newer text is no reason to look no more: a rename must know all places of the text it was asked about.
        work = partial(self._look, evals)
        return await self._ls.threads.run(f"columns {evals.uri}", work, if_still=lambda: True) or ()

    async def near(self, evals: Snapshot, at: int, rows: int = 0) -> tuple[ColumnPlace, ...]:
        """Those of the row at a place and of so many rows above and below it; of the whole file where rows have no lines."""
        from motjuste.evals.column_places import ROW_A_LINE, column_places

        suffix = Path(evals.path).suffix.lower()
        if suffix not in ROW_A_LINE:
            return await self.of(evals)
        line, _ = evals.lines.position(at, "utf-32")
        start = evals.lines.offset(max(line - rows, 0), 0, "utf-32")
        within = Span(start, evals.lines.offset(line + rows, _END, "utf-32"))
        work = partial(column_places, suffix, evals.text, within)
        if len(within) <= LARGE:
            return work()
        newest = self._ls.documents.get
        return (
            await self._ls.threads.run(
                f"rows near {evals.uri}", work, if_still=lambda: newest(evals.uri) is evals
            )
            or ()
        )

    def forget(self, uri: str) -> None:
        """A text was closed."""
        self._kept.pop(uri, None)

    def _known(self, evals: Snapshot) -> tuple[ColumnPlace, ...] | None:
        text, found = self._kept.get(evals.uri, (None, ()))
        return found if text == evals.text else None

    def _look(self, evals: Snapshot) -> tuple[ColumnPlace, ...]:
        from motjuste.evals.column_places import column_places

        # Whoever was before it in the queue may have looked at the same text.
        found = self._known(evals)
        if found is None:
            found = column_places(Path(evals.path).suffix, evals.text)
            self._kept.pop(evals.uri, None)
            self._kept[evals.uri] = evals.text, found
            for oldest in tuple(self._kept)[:-_MOST_FILES]:
                self._kept.pop(oldest, None)
        return found
