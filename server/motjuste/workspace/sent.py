"""Settings that an editor keeps and sends: they hold where no settings file says otherwise, in the server and in its runs."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from motjuste.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "MOTJUSTE_SENT_SETTINGS"
"""The environment variable by which a run learns what the editor sent; JSON, for our own processes only."""


def sent_settings(section: object) -> dict[str, Any]:
    """The part of an editor's section `motjuste` that are settings; what is not set, and what is the client's own, is left out."""
    if not isinstance(section, dict):
        return {}
    known = {one.name for one in fields(Settings)}
    return {
        key: value
        for key, value in _set(section).items()
        if key.replace("-", "_") in known and key != "extend"
    }


def handed_over(sent: Mapping[str, Any]) -> dict[str, str]:
    """What a run's environment must hold."""
    return {VARIABLE: json.dumps(sent)} if sent else {}


def taken_over(environment: Mapping[str, str]) -> dict[str, Any]:
    """What the editor sent, in the process of a run; nothing anywhere else."""
    try:
        return sent_settings(json.loads(environment.get(VARIABLE, "{}")))
    except ValueError:
        return {}


def _set(table: Mapping[str, Any]) -> dict[str, Any]:
    """A table without keys that have no value."""
    found = {key: _set(value) if isinstance(value, dict) else value for key, value in table.items()}
    return {key: value for key, value in found.items() if value is not None and value != {}}
