"""The bounds of a number in the settings, as a mark of its annotation."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Which numbers fit; a bound that is None bounds nothing."""

    ge: float | None = None
    gt: float | None = None
    le: float | None = None

    def __contains__(self, number: float) -> bool:
        """Whether a number fits; nan never does."""
        low = -math.inf if self.ge is None else self.ge
        high = math.inf if self.le is None else self.le
        return low <= number <= high and (self.gt is None or self.gt < number)

    def __str__(self) -> str:
        """As the end of a sentence about a number: ` from 1 to 50`."""
        if self.le is not None:
            return f" from {self.ge} to {self.le}"
        if self.ge is not None:
            return f" of at least {self.ge}"
        return "" if self.gt is None else f" above {self.gt}"

    def __get_pydantic_json_schema__(
        self, core: Any, handler: Callable[[Any], dict[str, Any]]
    ) -> dict[str, Any]:
        """The bounds in the JSON schema, in its own words."""
        named = {"minimum": self.ge, "exclusiveMinimum": self.gt, "maximum": self.le}
        return handler(core) | {name: bound for name, bound in named.items() if bound is not None}
