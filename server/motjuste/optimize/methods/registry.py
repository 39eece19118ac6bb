"""All methods by name. A method of your own is one module, its meta-prompts, and its place here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.optimize.methods.ape import Ape
from motjuste.optimize.methods.apo import Apo
from motjuste.optimize.methods.pe2 import Pe2

if TYPE_CHECKING:
    from motjuste.optimize.methods.method import Method

METHODS: tuple[Method, ...] = (Ape(), Apo(), Pe2())
"""What asking a model takes they import when they ask, so that naming the methods costs nothing."""


def method_named(name: str) -> Method:
    """The method of that name.

    Raises:
        KeyError: There is none.
    """
    return {method.name: method for method in METHODS}[name]


def method_names() -> tuple[str, ...]:
    """The names of all methods, for whoever offers them."""
    return tuple(method.name for method in METHODS)
