"""What the rules may know of a prompt's surroundings: its eval set, the files round it, its score, the day."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.errors import UserError
from motjuste.lint.context import LintContext
from motjuste.workspace.known import now
from motjuste.workspace.references import files_round
from motjuste.workspace.score_state import score_on_record

if TYPE_CHECKING:
    from motjuste.document.model import Document
    from motjuste.workspace.workspace import Workspace


def context_of(workspace: Workspace, document: Document) -> LintContext:
    """Look a prompt's surroundings up; raises nothing."""
    link = workspace.link(document)
    eval_set, fault = None, None
    looked_at: tuple[str, ...] = ()
    if link is not None:
        try:
            eval_set = workspace.eval_set(link, document)
            looked_at = eval_set.files
        except UserError as error:
            fault, looked_at = _told(error, workspace.display(link.path)), error.files
    score, score_fault = score_on_record(workspace, document, link, eval_set)
    return LintContext(
        link=link,
        eval_set=eval_set,
        eval_fault=fault,
        eval_files=looked_at,
        files=files_round(workspace.root, Path(document.path)),
        today=date.fromtimestamp(now()).isoformat(),  # noqa: DTZ012  # the day where the user is
        model=workspace.settings.prompts.model,
        score=score,
        score_fault=score_fault,
    )


def _told(error: UserError, eval_set: str) -> str:
    """Why an eval set cannot be read, with the line at fault, and the file where it is another one that the set names."""
    if error.line is None:
        return error.message
    of = "" if error.path in {None, eval_set} else f" of {error.path}"
    return f"{error.message.rstrip('.')}, on line {error.line}{of}"
