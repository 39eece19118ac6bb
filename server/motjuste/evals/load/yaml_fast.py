"""YAML's node tree by libyaml, some fifteen times as fast as by ruamel.yaml; scalars are resolved as YAML 1.2 has it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node

TAG = "tag:yaml.org,2002:"
DEEPEST = 200
"""Nesting that is composed: libyaml's binding calls itself a level, and a stack that is full ends the process."""

SCALARS: tuple[tuple[str, str, str], ...] = (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*)", "-+0123456789"),
    (
        "float",
        (
            r"[-+]?(?:[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[0-9][0-9_]*[eE][-+]?[0-9]+"
            r"|\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?|\.(?:inf|Inf|INF))|\.(?:nan|NaN|NAN)"
        ),
        "-+0123456789.",
    ),
    ("null", r"~|null|Null|NULL|", "~nN"),
    ("merge", r"<<", "<"),
)
"""The tags of plain scalars, what they look like and begin with (YAML 1.2 core, ruamel.yaml's reading of it)."""


OLD_LINE_END = re.compile("[\\x85\\u2028\\u2029]")
"""Line ends of YAML 1.1, which libyaml counts and nobody else does."""


class TooDeepError(ValueError):
    """The text is nested deeper than anything that is read."""


def compose(text: str) -> Node | None:
    """The text's only document.

    Raises:
        TooDeepError: It is nested too deep.
        LookupError: libyaml is not there, or does not take the text; ruamel.yaml may, and says why not.
    """
    try:
        import yaml
    except ImportError as error:  # the VS Code extension brings no native package
        raise LookupError from error
    if not yaml.__with_libyaml__ or OLD_LINE_END.search(text):
        raise LookupError
    try:
        _refuse_deep(text)
        loader = _loader()(text)
        try:
            node: Node | None = loader.get_single_node()
        finally:
            loader.dispose()
    except (yaml.YAMLError, UnicodeError) as error:
        raise LookupError from error
    return node


def _refuse_deep(text: str) -> None:
    """Count the nesting by the events, which come one after the other."""
    import yaml

    loader = yaml.CSafeLoader(text)
    depth = 0
    try:
        while loader.check_event():
            event = loader.get_event()
            if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                depth += 1
                if depth > DEEPEST:
                    raise TooDeepError("it is nested too deep")
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                depth -= 1
    finally:
        loader.dispose()


@lru_cache(maxsize=1)
def _loader() -> Any:
    """A loader that cuts by libyaml and resolves by `SCALARS`."""
    from yaml.cyaml import CParser  # type: ignore[attr-defined]  # it is there
    from yaml.resolver import BaseResolver

    class Core(BaseResolver):
        """YAML 1.2's plain scalars."""

    for tag, pattern, first in SCALARS:
        starts = [*first, ""] if tag == "null" else list(first)
        Core.add_implicit_resolver(f"{TAG}{tag}", re.compile(rf"(?:{pattern})\Z"), starts)

    class Loader(CParser, Core):
        """Composes nodes; constructs nothing."""

        def __init__(self, stream: str) -> None:
            CParser.__init__(self, stream)
            Core.__init__(self)

    return Loader
