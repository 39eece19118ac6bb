"""Rows of a JSONL file: one JSON object a line, blank lines ignored; and how JSON is parsed here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from motjuste.errors import UserError
from motjuste.evals.case import BadRow
from motjuste.evals.json_text import WrittenFloat
from motjuste.evals.load.row import Row, RowFault
from motjuste.evals.load.text_file import LINE_END

if TYPE_CHECKING:
    from collections.abc import Iterator


def rows(text: str, display: str) -> Iterator[Row | BadRow]:
    """Each row, or what is wrong with its line.

    Raises:
        UserError: The file is one JSON list instead of a row a line.
    """
    if text.lstrip().startswith("["):
        raise UserError(
            "The eval set is one JSON list",
            remedy="Write one JSON object a line, without brackets or commas",
            path=display,
        )
    for number, line in enumerate(LINE_END.split(text), start=1):
        if line.strip():
            yield _row(line, number)


def _row(line: str, number: int) -> Row | BadRow:
    try:
        value = json.loads(line, **PARSING)
    except json.JSONDecodeError as error:
        return BadRow(
            number, f"The row is not JSON: {error.msg} at column {error.colno}; write one object on one line"
        )
    except RecursionError:
        return BadRow(number, "The row is nested too deep to be read")
    except RowFault as fault:
        return BadRow(number, str(fault))
    except ValueError:
        return BadRow(number, "The row has a number with too many digits; write it as a text in quotes")
    if not isinstance(value, dict):
        return BadRow(number, f'it is {_kind(value)}, not a JSON object; write {{"input": …, "expected": …}}')
    return Row(number, value)


def _kind(value: object) -> str:
    kinds = {list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return kinds.get(type(value), "a number")


def _float(written: str) -> float:
    number = WrittenFloat(written)
    if number in (float("inf"), float("-inf")):
        raise RowFault(f"The number {written[:20]} is too large; write it as a text in quotes")
    return number


def _constant(name: str) -> Any:
    raise RowFault(f"The row is not JSON: {name} is no JSON value; write null or a text")


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise RowFault(f"The row has the key `{twice}` twice; keep one of them")
    return mapping


PARSING: dict[str, Any] = {"parse_float": _float, "parse_constant": _constant, "object_pairs_hook": _mapping}
"""What `json` is told: numbers keep their digits, a key stands once, NaN and Infinity are no JSON."""
