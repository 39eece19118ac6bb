"""A check as a row asks for it, and the building of all a row asks for; what is not supported is set apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from motjuste.evals import checks
from motjuste.evals.checks.any_of import AnyOf
from motjuste.evals.checks.check_set import CheckSet
from motjuste.evals.checks.transformed import Transformed
from motjuste.evals.json_text import json_text
from motjuste.evals.load.row import Left, RowFault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.evals.checks.demanding import Demanding

GOLD = ("equals", "iequals", "numeric", "choice", "exact-match")
"""Checks whose value is the gold answer."""
SET = "assert-set"


@dataclass(frozen=True, slots=True)
class Demand:
    """One check of a row, before it is built."""

    name: str
    value: object
    weight: float = 1.0
    threshold: float | None = None
    metric: str = ""
    """The name it is reported under."""
    steps: tuple[str, ...] = ()
    """What is done to the output first; see `checks.transformed`."""
    alternatives: tuple[object, ...] = ()
    """Values that are as right as `value`."""
    members: tuple[Demand, ...] = ()
    """Those of an `assert-set`."""
    left_out: str = ""
    """Why it is not supported, as a phrase that follows the name; empty if nothing speaks against building it."""

    @property
    def gold(self) -> str | None:
        """The gold answer in it, if its kind has one."""
        if self.name not in GOLD or self.value is None or self.left_out:
            return None
        value = self.value["value"] if isinstance(self.value, dict) and "value" in self.value else self.value
        return json_text(value)

    @property
    def signature(self) -> list[object]:
        """What of it makes a case the case it is; plain data."""
        told: list[object] = [self.name, self.value]
        if self.weight != 1.0:
            told.append(self.weight)
        more = {
            "threshold": self.threshold,
            "steps": list(self.steps),
            "alternatives": list(self.alternatives),
            "members": [member.signature for member in self.members],
        }
        more = {key: value for key, value in more.items() if value or value == 0}
        return [*told, more] if more else told


@dataclass(frozen=True, slots=True)
class Built:
    """What became of a row's demands."""

    checks: tuple[Demanding, ...]
    kept: tuple[Demand, ...]
    """One a check."""
    left: tuple[Left, ...] = field(default=())


def built(demands: Sequence[Demand], expected: str | None) -> Built:
    """The checks of the demands, in their order, without those that are not supported.

    Raises:
        RowFault: One cannot be built, none is left, or none counts.
    """
    found: list[tuple[Demand, Demanding]] = []
    left: list[Left] = []
    for demand in demands:
        check = _built(demand, expected, left)
        if check is not None:
            found.append((demand, check))
    if not found and left:
        raise RowFault(f"None of its checks is supported: {told(left)}", unsupported=True, left=left)
    if all(demand.weight == 0 for demand, _ in found):
        raise RowFault(
            "All checks of the row have the weight 0, so nothing would be scored; give one of them a weight",
            unsupported=bool(left),
        )
    return Built(tuple(check for _, check in found), tuple(demand for demand, _ in found), tuple(left))


def told(left: Sequence[Left]) -> str:
    """What is left out, as a list for a message."""
    return ", ".join(dict.fromkeys(f"`{each.name}` {each.why}" for each in left))


def _built(demand: Demand, expected: str | None, left: list[Left]) -> Demanding | None:
    if demand.left_out:
        left.append(Left(demand.name, demand.left_out))
        return None
    try:
        if demand.name == SET:
            check: Demanding | None = _set(demand, expected, left)
        else:
            check = _single(demand, expected)
    except checks.UnsupportedCheck as fault:
        left.append(Left(fault.name, fault.why))
        return None
    except checks.BadCheck as fault:
        raise RowFault(str(fault)) from fault
    return Transformed(check, demand.steps) if check is not None and demand.steps else check


def _single(demand: Demand, expected: str | None) -> Demanding:
    members = tuple(
        checks.build(demand.name, value, expected=expected, threshold=demand.threshold)
        for value in (demand.value, *demand.alternatives)
    )
    return AnyOf(members) if len(members) > 1 else members[0]


def _set(demand: Demand, expected: str | None, left: list[Left]) -> CheckSet | None:
    found = [(member, _built(member, expected, left)) for member in demand.members]
    kept = [(member, check) for member, check in found if check is not None]
    weights = tuple(member.weight for member, _ in kept)
    if not any(weights):
        return None
    return CheckSet(tuple(check for _, check in kept), weights, demand.threshold)
