"""The scores file, `motjuste.scores.json`: what each prompt scored, on what, with which model. Committed by the user."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from motjuste.errors import UserError
from motjuste.workspace.write import write_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE_NAME = "motjuste.scores.json"
VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptScore:
    """One prompt's score. No clock time: scoring again without a change leaves the file as it is."""

    text_sha256: str
    evalset: str
    """Relative to the scores file's folder, with `/`."""
    evalset_digest: str
    model: str
    split: str
    """`dev`, `gate`, `train` or `all`."""
    cases: int
    mean: float
    """0 to 1, rounded to six places."""


def read_scores(root: Path) -> dict[str, PromptScore]:
    """The scores by prompt path, relative to `root` with `/`; empty when there is no file.

    Raises:
        UserError: The file is there and cannot be used.
    """
    path = root / FILE_NAME
    try:
        data = json.loads(path.read_text("utf-8"))
        if data["version"] != VERSION:
            raise UserError(
                f"The scores file has version {data['version']}, and this motjuste reads version {VERSION}",
                remedy="Install the motjuste that wrote it, or remove it and run eval --update",
                path=str(path),
            )
        return {prompt: PromptScore(**score) for prompt, score in data["prompts"].items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(
            f"The scores file cannot be used: {error}",
            remedy="Restore it, or remove it and run eval --update",
            path=str(path),
        ) from error


def update_scores(root: Path, scores: Mapping[str, PromptScore]) -> Path:
    """Put scores into the file, leaving those of other prompts as they are; returns its path.

    Raises:
        UserError: The file cannot be read or written; it is untouched.
    """
    path = root / FILE_NAME
    merged = {**read_scores(root), **scores}
    data: dict[str, Any] = {
        "version": VERSION,
        "prompts": {prompt: asdict(merged[prompt]) for prompt in sorted(merged)},
    }
    text = json.dumps(data, indent=2, ensure_ascii=False) + "\n"
    new = text.encode("utf-8", "surrogatepass")
    if not path.exists() or path.read_bytes() != new:
        write_bytes(path, new)
    return path
