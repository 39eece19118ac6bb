"""Which prompts a gate was opened for: in the state folder always, and in the scores file where the workspace has one.

A counter in one place only would be forgotten: the state folder is one machine's, and the scores file is the team's but
begun by `eval --update` alone, since a run that only reads makes no file in a workspace. What either knows counts.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from typing import TYPE_CHECKING

from motjuste.errors import UserError
from motjuste.workspace.score_state import address_in
from motjuste.workspace.scores import FILE_NAME, read_gates, write_gates
from motjuste.workspace.write import write_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from motjuste.document.model import Document
    from motjuste.workspace.workspace import Workspace


def read_openings(workspace: Workspace, state: Path, document: Document, gate: str) -> tuple[str, ...]:
    """What a gate was opened for before, for a prompt, the first first.

    Args:
        workspace: Where the prompt belongs.
        state: The state folder.
        document: The prompt.
        gate: The gate's digest.

    Raises:
        UserError: There is a scores file and it cannot be used.
    """
    path = workspace.root / FILE_NAME
    shared = read_gates(workspace.root, workspace.display(path)).get(address_in(document, workspace.root), {})
    own = _read(_ledger(workspace, state, document))
    return tuple(dict.fromkeys((*shared.get(gate, ()), *own.get(gate, ()))))


def note_opening(
    workspace: Workspace, state: Path, document: Document, gate: str, champion: str
) -> tuple[str, ...]:
    """Remember that a gate is opened for a prompt, before anybody knows what it shows.

    Runs beside each other do so one after the other: each is told of those before it.

    Returns:
        What the gate was opened for, the first first, this prompt included.

    Raises:
        UserError: The state folder cannot be written. A scores file that cannot be is left as it is.
    """
    from filelock import FileLock

    ledger = _ledger(workspace, state, document)
    try:
        ledger.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(ledger.parent / "openings.lock"):
            own = _read(ledger)
            if champion not in own.get(gate, ()):
                own[gate] = (*own.get(gate, ()), champion)
                write_bytes(ledger, json.dumps(own).encode())
            with contextlib.suppress(UserError):
                _share(workspace, document, gate, own[gate])
            return read_openings(workspace, state, document, gate)
    except OSError as error:
        raise UserError(
            f"That the gate is opened cannot be written down: {error.strerror or error}",
            remedy="Check the permissions (MOTJUSTE_HOME moves the folder); finished model calls are kept",
            path=str(ledger.parent),
        ) from error


def _share(workspace: Workspace, document: Document, gate: str, champions: tuple[str, ...]) -> None:
    """Add what this machine knows to the scores file, if there is one."""
    if not (workspace.root / FILE_NAME).is_file():
        return
    gates = read_gates(workspace.root)
    known = gates.setdefault(address_in(document, workspace.root), {})
    known[gate] = tuple(dict.fromkeys((*known.get(gate, ()), *champions)))
    write_gates(workspace.root, gates)


def _ledger(workspace: Workspace, state: Path, document: Document) -> Path:
    name = f"{workspace.root.resolve()}\n{address_in(document, workspace.root)}"
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return state / "gates" / f"{digest}.json"


def _read(path: Path) -> dict[str, tuple[str, ...]]:
    """What a ledger holds; nothing when there is none or it was damaged."""
    try:
        data = json.loads(path.read_bytes())
        return {str(gate): tuple(map(str, champions)) for gate, champions in data.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}
