"""Figures as the page writes them: points of 100, signed gains, chances, counts."""

from __future__ import annotations

MINUS = "\u2212"
NONE = "\u2013"
"""Stands where there is no figure."""


def points(share: float | None) -> str:
    """A score of 0..1 in points of 100: `81.0`; a dash when there is none."""
    return NONE if share is None else f"{100 * share:.1f}"


def gain(share: float | None) -> str:
    """A gain of -1..1 in signed points: `+6.0`; a dash when there is none."""
    return NONE if share is None else signed(100 * share)


def signed(value: float) -> str:
    """A number with its sign and one decimal; what rounds to nothing has none."""
    text = f"{abs(value):.1f}"
    return text if text == "0.0" else f"{'+' if value > 0 else MINUS}{text}"


def chance(p: float) -> str:
    """A p-value: `p = 0.004`, `p < 0.0001`."""
    return "p < 0.0001" if p < 0.0001 else f"p = {round(p, 4):g}"


def many(count: int, noun: str) -> str:
    """`1 call`, `2 calls`, `2 losses`."""
    plural = f"{noun}es" if noun.endswith("s") else f"{noun}s"
    return f"{count:,} {noun if count == 1 else plural}"


def duration(seconds: float) -> str:
    """`4.2 s`, `5 min 46 s`, `1 h 2 min`."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


def money(dollars: float) -> str:
    """`$1.20`, `$0.0042`; less than a hundredth of a cent is told as that."""
    if dollars and dollars < 0.0001:
        return "< $0.0001"
    return f"${dollars:,.2f}" if dollars >= 0.1 or not dollars else f"${dollars:.4f}"
