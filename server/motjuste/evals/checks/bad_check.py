"""The error of a check that cannot be built."""

from __future__ import annotations


class BadCheck(ValueError):  # noqa: N818  (the contract's name: it says what was found, like BadRow)
    """A check's name or value cannot be used; the message says what is wrong and what would do."""
