"""What a running embedded model tells other processes: one small file, written whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from motjuste.llm.places import state_dir

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class ServerState:
    """Where a server listens and what opens it."""

    pid: int
    url: str
    """`http://127.0.0.1:PORT`, without /v1."""
    token: str
    weights: str
    """Path of the weights it serves."""
    model: str
    """The model's name."""

    def __repr__(self) -> str:
        """Leave out the token, so that no log can show it."""
        return f"ServerState(pid={self.pid}, url={self.url!r}, model={self.model!r})"


def states_dir() -> Path:
    """The folder of all state files, locks and logs of this user's servers."""
    return state_dir() / "local"


def state_path(weights: Path) -> Path:
    """The state file of the one server that serves these weights."""
    name = hashlib.sha256(str(weights.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:12]
    return states_dir() / f"server-{name}.json"


def lock_path(state: Path) -> Path:
    """The lock that whoever starts, joins or ends that server holds."""
    return state.with_suffix(".lock")


def log_path(state: Path) -> Path:
    """What that server wrote since it was last started."""
    return state.with_suffix(".log")


def write_state(path: Path, state: ServerState) -> None:
    """Write atomically, readable by the user alone: it holds the token."""
    unnamed = path.with_suffix(f".{os.getpid()}.tmp")
    unnamed.touch(mode=0o600)
    unnamed.write_text(json.dumps(asdict(state)), encoding="utf-8")
    unnamed.replace(path)


def read_state(path: Path) -> ServerState | None:
    """Give the state, or None when there is none or it cannot be read as one."""
    try:
        return ServerState(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
