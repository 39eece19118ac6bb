"""All methods by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.optimize.methods.apo import Apo

if TYPE_CHECKING:
    from motjuste.optimize.methods.method import Method

METHODS: tuple[Method, ...] = (Apo(),)


def method_named(name: str) -> Method:
    """The method of that name.

    Raises:
        KeyError: There is none.
    """
    return {method.name: method for method in METHODS}[name]
