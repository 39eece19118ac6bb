"""Which endpoints a user lets a workspace's runs spend at without being asked each time; kept outside workspaces."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from motjuste.errors import UserError
from motjuste.workspace.write import write_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def agreed(root: Path, endpoints: Iterable[str]) -> bool:
    """Whether all these endpoints may be asked for this workspace; another one asks again."""
    return set(endpoints) <= _known(root)


def agree(root: Path, endpoints: Iterable[str]) -> bool:
    """Remember that they may; false when that cannot be written down."""
    kept = {"root": str(root), "endpoints": sorted(_known(root) | set(endpoints))}
    try:
        write_bytes(_path(root), json.dumps(kept, indent=1).encode(), make_folder=True)
    except UserError:
        return False
    return True


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
