"""Jinja templates, whatever they produce: `triage.j2` and `triage.md.j2` alike."""

from __future__ import annotations

from motjuste.document.formats.single_message import SingleMessage

JINJA = SingleMessage("jinja", frozenset({".j2", ".jinja", ".jinja2"}), dialect="jinja")
