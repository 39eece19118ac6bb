"""The little SVG that charts are written in: elements with escaped attributes, and scales."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from motjuste.report.text import readable


def element(name: str, *children: str, **attributes: object) -> str:
    """One element; children are markup already, attribute values are text. `class_` is `class`, `_` in a name is `-`."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_words(_text(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{told}>{''.join(children)}</{name}>"


def label(x: float, y: float, text: str, **attributes: object) -> str:
    """Words at a place."""
    return element("text", _words(text), x=x, y=y, **attributes)


def tooltip(text: str) -> str:
    """What a pointer that rests on the parent element is told."""
    return element("title", _words(text))


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> str:
    """A straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def polyline(points: list[tuple[float, float]], class_: str) -> str:
    """A line through points."""
    return element("polyline", points=" ".join(f"{_text(x)},{_text(y)}" for x, y in points), class_=class_)


def picture(width: float, height: float, title: str, told: str, *children: str, class_: str = "") -> str:
    """A whole drawing.

    Args:
        width: In the drawing's own units; the page scales it.
        height: Likewise.
        title: Its name for those who cannot see it.
        told: What it shows, in words.
        children: What is in it.
        class_: For the page's styles.
    """
    return element(
        "svg",
        element("title", _words(title)),
        element("desc", _words(told)),
        *children,
        viewBox=f"0 0 {_text(width)} {_text(height)}",
        width=width,
        height=height,
        role="img",
        aria_label=f"{title}. {told}",
        class_=f"chart {class_}".strip(),
    )


@dataclass(frozen=True, slots=True)
class Scale:
    """Values to places along one axis."""

    low: float
    high: float
    start: float
    """Where `low` stands."""
    end: float
    """Where `high` stands."""

    def __call__(self, value: float) -> float:
        """Where a value stands; beyond the ends it stands at the end."""
        share = (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return self.start + min(1.0, max(0.0, share)) * (self.end - self.start)

    def ticks(self, step: float) -> list[float]:
        """Round values within the scale."""
        first = -(-self.low // step)
        count = int((self.high - first * step) / step + 1e-9)
        return [(first + number) * step for number in range(count + 1)]


def _words(text: str) -> str:
    return escape(readable(text))


def _text(value: object) -> str:
    """A number with a decimal at most, so that the same run gives the same bytes on every machine."""
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
