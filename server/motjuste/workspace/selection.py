"""Which rules run: codes and prefixes of codes, where the longer one wins, as in ruff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

ALL = "ALL"


def selected_codes(
    select: Sequence[str], extend_select: Sequence[str], ignore: Sequence[str]
) -> tuple[str, ...]:
    """The codes of the rules chosen, in the catalogue's order; at equal length `ignore` wins over `select`."""
    chosen = [one.upper() for one in (*select, *extend_select)]
    left_out = [one.upper() for one in ignore]
    return tuple(code for code in catalogue() if _nearest(code, chosen) > _nearest(code, left_out))


def check_selectors(selectors: Sequence[str]) -> None:
    """Refuse a selector that no rule answers to, because a typo in it would look like a clean file.

    Raises:
        UserError: It names no rule.
    """
    import difflib

    codes = catalogue()
    for selector in selectors:
        if _names_one(selector.upper(), codes):
            continue
        near = difflib.get_close_matches(selector.upper(), codes, n=1)
        remedy = f"Did you mean {near[0]}" if near else "See `motjuste rule --all` for the rules there are"
        raise UserError(f"{selector!r} selects no rule", remedy=remedy)


def catalogue() -> tuple[str, ...]:
    """The codes of all rules."""
    from motjuste.lint.registry import RULES

    return tuple(rule.code for rule in RULES)


def _names_one(selector: str, codes: Sequence[str]) -> bool:
    return selector == ALL or any(code.startswith(selector) for code in codes)


def _nearest(code: str, selectors: Sequence[str]) -> int:
    """The length of the longest selector that covers a code; -1 when none does."""
    return max(
        (0 if one == ALL else len(one) for one in selectors if one == ALL or code.startswith(one)), default=-1
    )
