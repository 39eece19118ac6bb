"""Events as JSON objects and back: the format of `--events` and of run files."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from functools import cache
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from motjuste.optimize import events
from motjuste.optimize.events import AnyEvent

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS: Mapping[str, type[AnyEvent]] = {event.kind: event for event in get_args(AnyEvent)}


class WireError(ValueError):
    """A line is not an event of this version."""


def to_json(event: AnyEvent, at: float) -> str:
    """One line, without its line end: the event's fields, its kind, and the seconds since the run began."""
    fields = {"kind": event.kind, "at": round(at, 3), **dataclasses.asdict(event)}
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def from_json(line: str) -> tuple[AnyEvent, float]:
    """The event a line holds and its time; unknown fields are ignored, so that newer files can be read.

    Raises:
        WireError: Not JSON, an unknown kind, or a field missing.
    """
    try:
        data = json.loads(line)
        return _build(KINDS[data["kind"]], data), float(data["at"])
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise WireError(f"not an event: {fault}") from fault


def _build(shape: type[Any], data: Mapping[str, Any]) -> Any:
    values = {name: _value(hint, data[name]) for name, hint in _hints(shape.__name__).items() if name in data}
    return shape(**values)


@cache
def _hints(name: str) -> dict[str, Any]:
    shape = getattr(events, name)
    hints = get_type_hints(shape, vars(events))
    return {field.name: hints[field.name] for field in dataclasses.fields(shape)}


def _value(hint: Any, value: Any) -> Any:
    """JSON's lists back to tuples and its objects back to dataclasses, as the field's type says."""
    if value is None:
        return None
    if get_origin(hint) is types.UnionType or get_origin(hint) is typing.Union:
        hint = next(part for part in get_args(hint) if part is not types.NoneType)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return _build(hint, value)
    if get_origin(hint) is tuple:
        inner = get_args(hint)
        kinds = [inner[0]] * len(value) if inner[-1] is Ellipsis else inner
        return tuple(_value(kind, item) for kind, item in zip(kinds, value, strict=True))
    return value
