"""Filling a row's own variables into its checks and variables: names by hand, more in the template sandbox."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from motjuste.evals.load.row import RowFault

if TYPE_CHECKING:
    from collections.abc import Mapping

PLACEHOLDER = re.compile(r"\{\{-?\s*([A-Za-z_]\w*)\s*-?\}\}")
TEMPLATE = re.compile(r"\{\{|\{%")


def filled(value: object, inputs: Mapping[str, str]) -> object:
    """A value with `{{ name }}` replaced by the variable; a name there is no variable of stays as it is.

    Texts with filters, statements and lookups are rendered in the template sandbox; one it refuses stays as it is too.
    """
    if isinstance(value, str):
        return _text(value, inputs) if "{" in value else value
    if isinstance(value, list):
        return [filled(item, inputs) for item in value]
    if isinstance(value, dict):
        return {key: filled(item, inputs) for key, item in value.items()}
    return value


def _text(text: str, inputs: Mapping[str, str]) -> str:
    simple = PLACEHOLDER.sub(lambda match: inputs.get(match[1], match[0]), text)
    if not TEMPLATE.search(PLACEHOLDER.sub("", text)):
        return simple
    try:
        return rendered(text, inputs)
    except RowFault:
        return simple


def rendered(template: str, inputs: Mapping[str, str]) -> str:
    """A Jinja template filled with texts, in the sandbox and within its bounds.

    Raises:
        RowFault: It fails, or asks for what is not there.
    """
    from motjuste.document.dialects.values import RenderError
    from motjuste.document.parse import parse
    from motjuste.document.render import render

    document = parse("value.j2", template)
    if document.faults:
        raise RowFault(f"The template cannot be read: {document.faults[0].message}")
    try:
        messages = render(document, inputs) if document.variables else render(document, {})
    except RenderError as error:
        raise RowFault(error.message) from error
    return "".join(content for _, content in messages)
