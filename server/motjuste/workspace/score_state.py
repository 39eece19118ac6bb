"""What the scores file says of a prompt, held against the prompt and its eval set as they are now. No model, no network."""

from __future__ import annotations

import json
import shlex
import stat
from hashlib import sha256
from itertools import groupby
from typing import TYPE_CHECKING

from motjuste.document.model import PieceKind
from motjuste.errors import UserError
from motjuste.evals.regular_file import leads_out, read_regular
from motjuste.workspace.file_settings import inside
from motjuste.workspace.score_change import case_names, compare
from motjuste.workspace.scores import FILE_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from motjuste.document.model import Document, Message
    from motjuste.evals.case import EvalSet
    from motjuste.evals.link import EvalLink
    from motjuste.lint.score import ScoreState
    from motjuste.workspace.scores import Entry, PromptScore
    from motjuste.workspace.workspace import Workspace

_LARGEST = 100_000_000
"""Bytes of a prompt file that is looked at."""


def address_in(document: Document, root: Path) -> str:
    """A prompt's name in the scores file: its path from the workspace, and `::name` where the file holds several."""
    place = inside(document.path, root)
    return place if document.name is None else f"{place}::{document.name}"


def prompt_digest(document: Document, default_check: str | None) -> str:
    """The sha256 of what a model is sent: roles, words, template, dialect, and the check that plain rows get.

    Comments, tags and directives do not count, and a line end is a line end: a checkout on another system is no change.
    """
    messages = [[message.role, list(_read(message, document.text))] for message in document.messages]
    data = json.dumps([document.dialect, default_check, messages], ensure_ascii=False)
    return sha256(data.encode("utf-8", "surrogatepass")).hexdigest()


def score_on_record(
    workspace: Workspace, document: Document, link: EvalLink | None, eval_set: EvalSet | None
) -> tuple[ScoreState | None, str | None]:
    """What the scores file says of a prompt, and why it cannot be used; nearly always neither.

    Args:
        workspace: Where the prompt belongs.
        document: The prompt.
        link: Its eval set, if anything names one.
        eval_set: The set; None when there is none or the file cannot be read (another rule tells that).
    """
    try:
        entries = workspace.scores()
    except UserError as error:
        return None, _told(error) if link is not None else None
    entry = entries.get(address_in(document, workspace.root)) if entries else None
    if entry is None:
        return None, None
    from motjuste.workspace.default_check import default_check

    digest = prompt_digest(document, default_check(document))
    changed = tuple(_changes(entry.score, digest, eval_set, linked=link is not None))
    return _state(workspace, document, entry, eval_set, changed), None


def _state(
    workspace: Workspace,
    document: Document,
    entry: Entry,
    eval_set: EvalSet | None,
    changed: tuple[str, ...],
) -> ScoreState:
    """The entry with what changed since it was written, and how far the score fell if that is too far."""
    from motjuste.lint.score import ScoreState

    score, allowed = entry.score, workspace.settings.scores.max_drop
    change = compare(entry.baseline.cases, score.cases) if entry.baseline is not None else None
    fell = change if change is not None and change.exceeds(allowed) else None
    return ScoreState(
        file=workspace.display(workspace.root / FILE_NAME),
        line=entry.line,
        command=f"motjuste eval {shlex.quote(document.address)} --update",
        mean=score.mean,
        cases=len(score.cases),
        date=score.date,
        changed=changed,
        held_to=fell.before if fell else None,
        last=fell.now if fell else None,
        shared=fell.shared if fell else 0,
        fallen=case_names(fell.fallen, eval_set) if fell else (),
    )


def _told(error: UserError) -> str:
    """An error of the scores file as part of a finding's message: what is wrong, then where, then what to do."""
    place = f"{error.path}:{error.line}" if error.line is not None else error.path
    return f"{error.message} ({place}); {error.remedy[:1].lower()}{error.remedy[1:]}"


def _may_be_file(path: Path) -> bool:
    """Whether there is a file, or nobody may look."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False


def gone(entries: Mapping[str, Entry], workspace: Workspace) -> tuple[str, ...]:
    """Addresses of prompts that are no longer there: the file went away, or it holds no prompt of that name."""
    from motjuste.document.parse import split_address

    found = []
    for address in entries:
        path, name = split_address(address)
        if _may_be_file(workspace.root / address):
            continue
        file = workspace.root / path
        if (
            name is None
            or leads_out(file, workspace.root)
            or not _may_be_file(file)
            or not _holds(file, name, workspace)
        ):
            found.append(address)
    return tuple(found)


def _holds(file: Path, name: str, workspace: Workspace) -> bool:
    """Whether a file has a prompt of that name; one that cannot be read may have."""
    try:
        data = read_regular(file, _LARGEST)
    except OSError:
        return True
    return any(document.name == name for document in workspace.documents(str(file), data))


def _changes(score: PromptScore, digest: str, eval_set: EvalSet | None, *, linked: bool) -> Iterator[str]:
    """What is no longer what was scored, one clause each."""
    if digest != score.prompt_sha256:
        yield "the prompt changed"
    if not linked:
        yield "no eval set is linked any more"
    elif eval_set is not None and eval_set.digest != score.evalset_sha256:
        scored = {case.id for case in eval_set.cases if case.split in score.splits}
        added, removed = len(scored - score.cases.keys()), len(score.cases.keys() - scored)
        counts = [f"{count} {word}" for count, word in ((added, "new"), (removed, "gone")) if count]
        if counts:
            yield f"the eval set changed (cases: {', '.join(counts)})"


def _read(message: Message, text: str) -> Iterator[tuple[str, str]]:
    """Kind and words of what is sent of a message; words on both sides of a comment count as one stretch."""
    sent = [piece for piece in message.pieces if piece.kind is not PieceKind.HIDDEN]
    for kind, pieces in groupby(sent, key=lambda piece: piece.kind):
        words = "".join(piece.span.of(text) for piece in pieces)
        yield kind.value, words.replace("\r\n", "\n").replace("\r", "\n")
