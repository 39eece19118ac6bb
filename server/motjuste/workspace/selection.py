"""Which rules run: codes and beginnings of codes, where the longer one wins, as in ruff.

Two words stand for many rules: `DEFAULT` is every rule that need not be asked for, `ALL` every rule there is. A code or
its beginning also chooses rules that wait to be asked for: `W` is all of W.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.errors import UserError
from motjuste.settings import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.lint.rule import Rule

ALL = "ALL"


def selected_codes(
    select: Sequence[str], extend_select: Sequence[str], ignore: Sequence[str]
) -> tuple[str, ...]:
    """The codes of the rules chosen, in the catalogue's order; at equal length `ignore` wins over `select`."""
    chosen = [one.upper() for one in (*select, *extend_select)]
    left_out = [one.upper() for one in ignore]
    return tuple(rule.code for rule in _rules() if _nearest(rule, chosen) > _nearest(rule, left_out))


def check_selectors(selectors: Sequence[str]) -> None:
    """Refuse a selector that no rule answers to, because a typo in it would look like a clean file.

    Raises:
        UserError: It names no rule.
    """
    if not selectors:
        return
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
    return tuple(rule.code for rule in _rules())


def covering(code: str, selectors: Sequence[str]) -> str | None:
    """The longest selector, in capitals, that covers a code; None when none does."""
    found = (one for one in selectors if one == ALL or (one and code.startswith(one)))
    return max(found, key=lambda one: 0 if one == ALL else len(one), default=None)


def _rules() -> tuple[Rule, ...]:
    from motjuste.lint.registry import RULES

    return RULES


def _names_one(selector: str, codes: Sequence[str]) -> bool:
    return selector in {ALL, DEFAULT} or any(selector and code.startswith(selector) for code in codes)


def _nearest(rule: Rule, selectors: Sequence[str]) -> int:
    """The length of the longest selector that covers a rule, 0 for a word that stands for many; -1 when none does."""
    selector = covering(rule.code, selectors)
    if selector is not None:
        return 0 if selector == ALL else len(selector)
    return 0 if rule.default and DEFAULT in selectors else -1
