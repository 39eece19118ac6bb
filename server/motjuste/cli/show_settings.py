"""The settings that hold for a path, as JSON: what is configured and what is by default."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from motjuste.workspace.workspace import Workspace


def settings_json(workspace: Workspace) -> str:
    """The workspace, the file its settings come from, the settings, and the rules they choose."""
    told = {
        "root": str(workspace.root),
        "source": None if workspace.source is None else str(workspace.source),
        "settings": _without_passwords(asdict(workspace.settings)),
        "rules": list(workspace.codes()),
    }
    return json.dumps(told, indent=2)


def _without_passwords(value: Any) -> Any:
    """The settings with `user:password@` taken out of every address: keys never reach an output."""
    if isinstance(value, dict):
        return {key: _without_passwords(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_without_passwords(one) for one in value]
    if not isinstance(value, str) or "://" not in value:
        return value
    scheme, _, rest = value.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"
