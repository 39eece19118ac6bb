"""Filling a `str.format` template with one case."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from motjuste.document.dialects.filling import lacking, refuse_faults, unfit
from motjuste.document.dialects.fstring import FIELD, FSTRING
from motjuste.document.dialects.template_values import ABSENT, entry, text_of
from motjuste.document.dialects.values import opened, sent_source
from motjuste.document.model import PieceKind
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from motjuste.document.model import Document, Message

_STEP = re.compile(r"\.(\w+)|\[([^\]]*)\]")
_NESTED = re.compile(r"\{([^{}]*)\}")
_NUMERIC = re.compile(r".*[bcdoxXneEfFgG%]|.*[,_].*")
_WIDE = re.compile(r"[0-9]{5}")
"""A width or precision that no prompt needs and that would fill the memory."""


def fill_fstring(document: Document, message: Message, inputs: Mapping[str, str]) -> str:
    """Format a message.

    Values are text; one that the template looks into (`{user.name}`, `{items[0]}`) is read as JSON, one whose format
    is a number's (`{price:.2f}`) as a number.

    Raises:
        RenderError: A variable has no value, a field has no name, or a value does not fit its format.
    """
    source = sent_source(document, message)
    return "".join(_parts(document, source, inputs))


def _parts(document: Document, source: str, inputs: Mapping[str, str]) -> Iterator[str]:
    template = FSTRING.scan(source, Span(0, len(source)))
    refuse_faults(document, template.faults)
    position = 0
    for piece in template.pieces:
        yield source[position : piece.span.start]
        position = piece.span.end
        if piece.kind is PieceKind.STATEMENT:
            yield source[piece.span.start]
            continue
        field = FIELD.match(source, piece.span.start)
        assert field is not None  # the scan found it with the same pattern
        yield _formatted(document, field, inputs)
    yield source[position:]


def _formatted(document: Document, field: re.Match[str], inputs: Mapping[str, str]) -> str:
    value = _value(document, field["name"], field["path"], inputs)
    if field["conversion"] in {"r", "a"}:
        value = ascii(value) if field["conversion"] == "a" else repr(value)
    form = _NESTED.sub(lambda nested: text_of(_value(document, nested[1], "", inputs)), field["form"] or "")
    if not form:
        return text_of(value)
    if _WIDE.search(form):
        raise unfit(document, f"The format {form!r} asks for too wide a field", "Write a smaller width")
    try:
        return format(_number(text_of(value)) if _NUMERIC.fullmatch(form) else text_of(value), form)
    except (ValueError, OverflowError) as error:
        message = f"The value of {field['name']!r} does not fit the format {form!r} ({error})"
        raise unfit(document, message, "Correct the format or the value") from error


def _value(document: Document, name: str, path: str, inputs: Mapping[str, str]) -> object:
    if not name or name.isdecimal():
        message = f"The field {{{name}}} has no name, and a case fills names alone"
        raise unfit(document, message, "Give the field a name")
    if name + path in inputs:
        return inputs[name + path]
    value: object = inputs.get(name, ABSENT)
    for step in _STEP.finditer(path):
        value = entry(opened(value) if isinstance(value, str) else value, (step[1] or step[2]).strip("\"'"))
    if value is ABSENT:
        raise lacking(document, name + path, inputs)
    return value


def _number(text: str) -> int | float:
    """The number a text says.

    Raises:
        ValueError: It says none.
    """
    if len(text) > 300:
        raise ValueError("it is no number")
    return int(text) if text.strip().lstrip("+-").isdecimal() else float(text)
