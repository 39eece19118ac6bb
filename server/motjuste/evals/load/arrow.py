"""Rows of a Parquet, Arrow or Feather file, read by pyarrow when the first one is met."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from motjuste.errors import UserError
from motjuste.evals.case import BadRow
from motjuste.evals.load.row import Row
from motjuste.evals.load.text_file import LARGEST, refuse_unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from motjuste.evals.load.place import Place

MOST_ROWS = 1_000_000
BATCH = 1_000
OTHERS = (bytes, bytearray)
"""Values of cells that no prompt can hold: pictures and sounds are stored so."""


def rows(path: Path, place: Place) -> Iterator[Row | BadRow]:
    """Each row; its line is its number in the file, from 1.

    Raises:
        UserError: pyarrow is not installed, or the file is broken, missing, or too large.
    """
    shown = place.files.display(path)
    table = _table(path, shown)
    place.files.note(path, path.stat().st_size)
    number = 0
    for batch in table.to_batches(max_chunksize=BATCH):
        for values in batch.to_pylist():
            number += 1
            yield _row(number, values)


def _row(number: int, values: dict[str, Any]) -> Row | BadRow:
    binary = next((name for name, value in values.items() if _is_binary(value)), None)
    if binary is not None:
        return BadRow(number, f"The column `{binary}` holds bytes, and only texts are sent to a model")
    return Row(number, {str(name): _plain(value) for name, value in values.items()}, blank_is_absent=True)


def _is_binary(value: object) -> bool:
    if isinstance(value, dict):
        return any(_is_binary(inner) for inner in value.values())
    return isinstance(value, OTHERS)


def _plain(value: object) -> object:
    """Dates, times and decimals as their text; everything else as it is."""
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value if value is None or isinstance(value, (str, bool, int, float)) else str(value)


def _table(path: Path, shown: str) -> Any:
    refuse_unreadable(path, shown)
    if path.stat().st_size > LARGEST:
        raise UserError(
            f"The eval set is larger than {LARGEST // 1024**2} MB",
            remedy="Take a sample of it: some hundred cases settle a prompt",
            path=shown,
        )
    try:
        import pyarrow as pa
        from pyarrow import feather, ipc, parquet
    except ImportError as error:
        raise UserError(
            f"A `{path.suffix}` file needs the package pyarrow",
            remedy="Install it with `pip install motjuste[arrow]`, or save the set as JSONL",
            path=shown,
        ) from error
    try:
        if path.suffix.lower() == ".parquet":
            table = parquet.read_table(path)
        else:
            table = _arrow(path, feather, ipc, pa)
    except (pa.ArrowException, OSError) as error:
        raise UserError(
            f"The eval set is no {path.suffix} file: {' '.join(str(error).split())[:200]}",
            remedy="Export it again",
            path=shown,
        ) from error
    if table.num_rows > MOST_ROWS:
        raise UserError(
            f"The eval set has more than {MOST_ROWS:,} rows", remedy="Take a sample of it", path=shown
        )
    return table


def _arrow(path: Path, feather: Any, ipc: Any, pa: Any) -> Any:
    """A file of Feather or Arrow, or the stream that Hugging Face's library keeps under `.arrow`."""
    try:
        return feather.read_table(path)
    except pa.ArrowInvalid:
        with path.open("rb") as stream:
            return ipc.open_stream(stream).read_all()
