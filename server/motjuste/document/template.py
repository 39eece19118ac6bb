"""What a template dialect finds in a body: the stretches it replaces or runs, and their variables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from motjuste.document.model import Fault, Piece, Variable
    from motjuste.text.span import Span


@dataclass(frozen=True, slots=True)
class Template:
    """The template text of a body; whatever no piece covers is literal."""

    pieces: tuple[Piece, ...] = ()
    """Sorted and disjoint, none of them literal."""
    variables: tuple[Variable, ...] = ()
    faults: tuple[Fault, ...] = ()


def scan(text: str, span: Span, dialect: str) -> Template:
    """Find the template text of `span` in a dialect: `braces`, `jinja` or `none`. Never raises."""
    if dialect == "braces":
        from motjuste.document.braces import scan_braces

        return scan_braces(text, span)
    if dialect == "jinja" and ("{{" in text or "{%" in text or "{#" in text):
        from motjuste.document.jinja_scan import scan_jinja

        return scan_jinja(text, span)
    return Template()
