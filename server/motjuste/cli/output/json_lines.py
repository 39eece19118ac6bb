"""Findings for programs that read a stream: one JSON object a line, ruff's shape."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from motjuste.cli.output.json_list import items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.cli.output.report import Report


def lines(report: Report) -> Iterator[str]:
    """A line a finding; none when there is nothing to tell."""
    for file in report.files:
        for item in items(file):
            yield json.dumps(item)
