"""Mustache templates: `triage.mustache`."""

from __future__ import annotations

from motjuste.document.formats.single_message import SingleMessage

MUSTACHE = SingleMessage("mustache", frozenset({".mustache"}), dialect="mustache")
