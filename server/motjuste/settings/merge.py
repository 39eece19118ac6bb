"""Joining settings files: the nearer one wins key by key, its lists replace, its `extend-` lists add.

Works on usable data: plain tables whose keys are the vocabulary's.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from motjuste.settings.vocabulary import Settings

TWIN = "extend_"
_WHOLE = frozenset({"per_file_ignores"})
"""Tables that are replaced like lists: which rules are off somewhere should be readable in one place."""


def merged(base: Mapping[str, Any], nearer: Mapping[str, Any]) -> dict[str, Any]:
    """What holds when `nearer` extends `base`.

    Tables are joined key by key, and a glob of the nearer file comes before those of the base. Who sets a list anew
    lets go of what the base added to it, too.
    """
    result: dict[str, Any] = {}
    for key in dict.fromkeys((*nearer, *base)):
        mine, theirs = nearer.get(key), base.get(key)
        if _is_twin(key, mine if key in nearer else theirs):
            theirs = None if key.removeprefix(TWIN) in nearer else theirs
            if mine is not None or theirs is not None:
                result[key] = _added(theirs, mine)
        elif key not in nearer:
            result[key] = theirs
        elif isinstance(mine, dict) and isinstance(theirs, dict) and key not in _WHOLE:
            result[key] = merged(theirs, mine)
        else:
            result[key] = mine
    return result


def twins_joined(settings: Settings) -> Settings:
    """The same settings with what each `extend-` twin says put into its list, and the twins empty."""
    changed: dict[str, Any] = {}
    for one in fields(settings):
        part = getattr(settings, one.name)
        if is_dataclass(part) and not isinstance(part, type):
            joined = dict(_joined(part))
            if joined:
                changed[one.name] = replace(part, **joined)
    return replace(settings, **changed) if changed else settings


def keys_set(data: Mapping[str, Any], shape: type) -> Iterator[tuple[str, ...]]:
    """The keys of the vocabulary that data sets, table by table; a table of globs counts as one key."""
    from typing import get_type_hints

    hints = get_type_hints(shape)
    for key, value in data.items():
        inner = hints.get(key)
        if isinstance(value, dict) and isinstance(inner, type) and is_dataclass(inner):
            yield from ((key, *rest) for rest in keys_set(value, inner))
        else:
            yield (key,)


def _joined(part: Any) -> Iterator[tuple[str, Any]]:
    """The fields of one table that change when its twins are put into their lists."""
    for one in fields(part):
        twin = getattr(part, one.name)
        if one.name.startswith(TWIN) and twin:
            name = one.name.removeprefix(TWIN)
            yield name, _added(getattr(part, name), twin)
            yield one.name, type(twin)()


def _is_twin(key: str, value: object) -> bool:
    """Whether a key adds to another; a glob that happens to begin alike has a text as its value."""
    return key.startswith(TWIN) and not isinstance(value, str)


def _added(first: Any, second: Any) -> Any:
    """Two lists one after the other, or two tables of lists joined; None is an empty one."""
    if first is None or second is None:
        return second if first is None else first
    if isinstance(first, dict):
        return {key: (*first.get(key, ()), *second.get(key, ())) for key in dict.fromkeys((*first, *second))}
    return (*first, *second)
