"""Which endpoints a workspace's runs may spend at: those a user has agreed to, kept outside workspaces, or allows an agent.

The settings of a workspace name the address and the environment variable whose value goes there, and a workspace may
be a stranger's. So what is agreed to is the pair of them.
"""

from __future__ import annotations

import hashlib
import json
import os
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from motjuste.errors import UserError
from motjuste.workspace.write import write_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from motjuste.settings import ModelSettings

ALLOWED = "MOTJUSTE_ENDPOINTS"
"""Environment variable of commands that work for an agent: the addresses they may contact, with blanks between."""


def agreed(root: Path, models: Iterable[ModelSettings]) -> bool:
    """Whether all these models may be asked for this workspace; another address or key asks again."""
    return {_named(one) for one in models} <= _known(root)


def agree(root: Path, models: Iterable[ModelSettings]) -> bool:
    """Remember that they may; false when that cannot be written down."""
    kept = {"root": str(root), "endpoints": sorted(_known(root) | {_named(one) for one in models})}
    try:
        write_bytes(_path(root), json.dumps(kept, indent=1).encode(), make_folder=True)
    except UserError:
        return False
    return True


def check_allowed(root: Path, model: ModelSettings) -> None:
    """Refuse a model that nobody allowed, in a command that works for an agent; a user's own commands ask whom they like.

    Args:
        root: The workspace.
        model: One that is asked over the network.

    Raises:
        UserError: Its address is not on this machine, not among those allowed, and not agreed to in an editor.
    """
    allowed = os.environ.get(ALLOWED)
    if allowed is None or _on_this_machine(model.base_url) or model.base_url in allowed.split():
        return
    if not agreed(root, [model]):
        raise UserError(
            f"The settings here send prompts and cases to {model.base_url}, which the user has not allowed",
            remedy=f"The user allows it by starting the server with: motjuste mcp --endpoint {model.base_url}",
        )


def _on_this_machine(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _named(model: ModelSettings) -> str:
    return f"{model.base_url} {model.api_key_env}".strip()


def _known(root: Path) -> set[str]:
    try:
        kept = json.loads(_path(root).read_text(encoding="utf-8"))
        return {one for one in kept["endpoints"] if isinstance(one, str)}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _path(root: Path) -> Path:
    from motjuste.llm.places import state_dir

    name = hashlib.sha256(str(root.resolve()).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return state_dir() / "consent" / f"{name}.json"
