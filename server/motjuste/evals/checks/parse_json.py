"""Reading an output as JSON, strictly and without ever failing otherwise than with one error."""

from __future__ import annotations

import json
from typing import Any


class JsonFault(ValueError):  # noqa: N818  (a fault of the output, which is a low score and no error)
    """The text is not JSON; the message is a short phrase for a score's reason."""


def read_json(text: str) -> Any:
    """The JSON value that `text` is, white space around it aside (RFC 8259).

    Raises:
        JsonFault: It is not JSON. NaN, Infinity and numbers or nesting beyond what can be held count as such.
    """
    stripped = text.strip()
    if not stripped:
        raise JsonFault("the output is empty")
    if stripped.startswith("```"):
        raise JsonFault("the JSON stands in a code fence")
    try:
        return json.loads(stripped, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise JsonFault(f"{error.msg} at line {error.lineno}, column {error.colno}") from error
    except RecursionError as error:
        raise JsonFault("the JSON is nested too deep") from error
    except ValueError as error:
        raise JsonFault(str(error)) from error


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
