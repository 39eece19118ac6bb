"""The bounded sandbox with what nunjucks has beside Jinja: `dump`, `nl2br`, and JavaScript's `length` of a value."""

from __future__ import annotations

import json
from typing import Any

from jinja2 import Undefined

from motjuste.document.dialects.jinja_sandbox import BoundedEnvironment, measured

_WIDEST_INDENT = 10


class NunjucksEnvironment(BoundedEnvironment):
    """A sandbox for one rendering at a time."""

    def __init__(self, newline: str) -> None:
        r"""Write line ends as `newline`: `\n`, `\r\n` or `\r`."""
        super().__init__(newline)
        self.filters.update(dump=_dump, nl2br=_nl2br)
        self.globals.update(null=None, undefined=None)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An attribute; `length` of text and lists is how many there are, as in JavaScript."""
        if attribute == "length" and isinstance(obj, (str, list, tuple)):
            return len(obj)
        return super().getattr(obj, attribute)


def _dump(value: Any, spaces: Any = None) -> str:
    """A value as JSON, as `JSON.stringify` writes it."""
    if isinstance(value, Undefined):
        return ""
    indent = min(spaces, _WIDEST_INDENT) if isinstance(spaces, int) and spaces > 0 else None
    separators = (",", ": ") if indent else (",", ":")
    return str(
        measured(json.dumps(value, ensure_ascii=False, indent=indent, separators=separators, default=str))
    )


def _nl2br(value: Any) -> str:
    return str(measured(str(value).replace("\n", "<br />\n")))
