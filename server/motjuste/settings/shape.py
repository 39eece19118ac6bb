"""Foreign data held against a frozen dataclass's own annotations: which values do not fit, and the object of those that do.

The vocabulary needs few kinds of values (text, numbers with bounds, choices, lists, tables), so a check of our own is
short, starts in no time and needs no native package: the extension for VS Code carries none.
"""

from __future__ import annotations

import sys
import types
from dataclasses import dataclass, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from motjuste.settings.interval import Interval

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Misfit:
    """A value that does not fit its key, or a key that nobody knows."""

    path: tuple[str, ...]
    wanted: str
    """What would fit; empty for a key that nobody knows."""


def misfits(data: Mapping[str, Any], shape: type) -> Iterator[Misfit]:
    """All that does not fit, at most one of each key, in the order of the data."""
    known = _hints(shape)
    for key, value in data.items():
        if key not in known:
            yield Misfit((key,), "")
        else:
            for path, wanted in _misfits(value, known[key]):
                yield Misfit((key, *path), wanted)


def fitted(data: Mapping[str, Any], shape: type) -> Any:
    """The object of data without misfits; what data leaves out has its default."""
    known = _hints(shape)
    return shape(**{key: _fitted(value, known[key]) for key, value in data.items()})


@cache
def _hints(shape: type) -> dict[str, Any]:
    hints = get_type_hints(shape, include_extras=True)
    return {name: hint for name, hint in hints.items() if not name.startswith("_")}


def _misfits(value: Any, hint: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """Paths below a value, and what is wanted there."""
    hint = _without_none(hint)
    if isinstance(hint, type) and is_dataclass(hint):
        if isinstance(value, dict):
            yield from ((one.path, one.wanted) for one in misfits(value, hint))
        else:
            yield (), "a table is wanted"
    elif get_origin(hint) is dict:
        if not isinstance(value, dict):
            yield (), "a table is wanted"
            return
        for key, one in value.items():
            yield from (((key, *path), wanted) for path, wanted in _misfits(one, get_args(hint)[1]))
    else:
        wanted = _unlike(value, hint)
        if wanted:
            yield (), wanted


def _unlike(value: Any, hint: Any) -> str:
    """What is wanted instead of a value that holds no other keys; empty when it fits."""
    bounds = Interval()
    if get_origin(hint) is Annotated:
        hint, bounds = get_args(hint)
    if hint is str:
        return "" if isinstance(value, str) else "text is wanted"
    if get_origin(hint) is tuple:
        fits = isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)
        return "" if fits else "a list of texts is wanted"
    if get_origin(hint) is Literal:
        choices = get_args(hint)
        listed = ", ".join(repr(one) for one in choices[:-1])
        return "" if value in choices else f"{listed} or {choices[-1]!r} is wanted"
    kinds = int if hint is int else int | float
    fits = isinstance(value, kinds) and not isinstance(value, bool) and value in bounds
    if hint is not int and isinstance(value, int):
        # A file can hold a whole number that is too large for what it becomes.
        fits = fits and abs(value) <= sys.float_info.max
    return "" if fits else f"a {'whole ' * (hint is int)}number{bounds} is wanted"


def _fitted(value: Any, hint: Any) -> Any:
    hint = _without_none(hint)
    if isinstance(hint, type) and is_dataclass(hint):
        return fitted(value, hint)
    if get_origin(hint) is dict:
        return {key: _fitted(one, get_args(hint)[1]) for key, one in value.items()}
    if get_origin(hint) is Annotated and get_args(hint)[0] is float:
        return float(value)
    return tuple(value) if get_origin(hint) is tuple else value


def _without_none(hint: Any) -> Any:
    """The one kind of an optional value; files have no null, so what may be left out is never None in them."""
    if get_origin(hint) in {Union, types.UnionType}:
        return next(one for one in get_args(hint) if one is not type(None))
    return hint
