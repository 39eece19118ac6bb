"""A test case with promptfoo's `defaultTest`, or a scenario's variables, behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

INHERITED = ("vars", "metadata", "options")
"""Mappings that a test adds its own keys to."""


def merged(base: Mapping[str, Any], test: Mapping[str, Any]) -> dict[str, Any]:
    """Both as one: keys of the test win, the checks of both are asked.

    A test's `options.disableDefaultAsserts` leaves out the checks of the base.
    """
    both = {**base, **test}
    for key in INHERITED:
        if isinstance(base.get(key), dict) and isinstance(test.get(key), dict):
            both[key] = {**base[key], **test[key]}
    options = test.get("options")
    alone = isinstance(options, dict) and str(options.get("disableDefaultAsserts")).lower() == "true"
    if alone and "assert" in base:
        both["assert"] = test.get("assert", [])
    elif isinstance(base.get("assert"), list) and isinstance(test.get("assert"), list):
        both["assert"] = [*base["assert"], *test["assert"]]
    return both
