"""How findings are written: the formats by name, each in a module of its own."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Iterable

    from motjuste.cli.output.report import Report

FORMATS = {
    "concise": "concise",
    "full": "full",
    "json": "json_list",
    "json-lines": "json_lines",
    "sarif": "sarif",
    "github": "github",
    "gitlab": "gitlab",
    "junit": "junit",
    "azure": "azure",
}
"""Module by name of the format, as users write it."""


class Format(Protocol):
    """What each format's module offers."""

    def lines(self, report: Report) -> Iterable[str]:
        """The whole output, line by line, without line ends."""


def written(name: str, report: Report) -> Iterable[str]:
    """The lines of a report in a format."""
    module = cast("Format", importlib.import_module(f"motjuste.cli.output.{FORMATS[name]}"))
    return module.lines(report)
