"""Handlebars templates: `triage.hbs` and `triage.handlebars`."""

from __future__ import annotations

from motjuste.document.formats.single_message import SingleMessage

HANDLEBARS = SingleMessage("handlebars", frozenset({".hbs", ".handlebars"}), dialect="handlebars")
