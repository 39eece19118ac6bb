"""Renaming a variable in all prompts of an eval set and in the set itself, or nowhere: each changed text is read again first."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from motjuste.document.model import PieceKind
from motjuste.errors import UserError
from motjuste.evals.case import Split
from motjuste.evals.column_places import column_places
from motjuste.lint.declared import declared_variables
from motjuste.text.edit import Edit, apply_edits
from motjuste.text.span import Span
from motjuste.workspace.default_check import default_check
from motjuste.workspace.variables import columns_of, occurrences

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from motjuste.document.model import Document
    from motjuste.evals.case import EvalSet
    from motjuste.workspace.workspace import Workspace

_NAME = re.compile(r"[^\W\d]\w*")
_IN_PROGRAMS = frozenset({"python"})
"""Formats whose variables a program fills in the same file: to rename half of that breaks it."""


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file as it is now: what an editor holds, or the disk."""

    path: Path
    text: str


@dataclass(frozen=True, slots=True)
class PromptFile:
    """A file with the prompts in it that share the variable."""

    file: HeldFile
    documents: tuple[Document, ...]
    """All prompts of the file."""
    concerned: tuple[Document, ...]
    """Those of them that are renamed in."""


@dataclass(frozen=True, slots=True)
class FileEdits:
    """Edits of one file, in offsets of its text."""

    file: HeldFile
    edits: tuple[Edit, ...]


def may_rename(document: Document, name: str) -> None:
    """Say at once where no new name could do.

    Raises:
        UserError: The reason.
    """
    if document.format in _IN_PROGRAMS:
        raise UserError(
            f"`{name}` is filled by the program's own code, which Mot Juste does not change",
            remedy="Rename it there",
        )
    if any(fault.code in {"T001", "F001"} for fault in document.faults):
        raise UserError(
            "The prompt cannot be read in full, so some uses may be hidden", remedy="Correct it first"
        )


def renaming(
    workspace: Workspace, prompts: Sequence[PromptFile], evals: HeldFile | None, old: str, new: str
) -> tuple[FileEdits, ...]:
    """The edits that give a variable another name everywhere.

    Args:
        workspace: Of the prompts; says how they are read.
        prompts: All files with prompts that use the eval set and the variable.
        evals: The eval set's file, if it has a column for the variable.
        old: The variable.
        new: What it is to be called.

    Raises:
        UserError: It cannot be done safely; the message says why.
    """
    if _NAME.fullmatch(new) is None:
        raise UserError(
            f"{new!r} is no name of a variable", remedy="Use letters, digits and _, and begin with a letter"
        )
    if new == old:
        return ()
    edits = [_in_prompt(workspace, prompt, old, new) for prompt in prompts]
    if evals is None:
        _refuse_unwritten(workspace, prompts, old)
    else:
        check = default_check(prompts[0].concerned[0]) if prompts else None
        edits.append(_in_evals(workspace, evals, check, (old, new)))
    return tuple(edits)


def _refuse_unwritten(workspace: Workspace, prompts: Sequence[PromptFile], old: str) -> None:
    """Refuse to part a prompt from a column that stands where nothing is written, as in a Parquet file."""
    for document in (one for prompt in prompts for one in prompt.concerned):
        link = workspace.link(document)
        try:
            found = workspace.eval_set(link, document) if link is not None else None
        except UserError:
            continue
        if found is not None and columns_of(old, found):
            raise UserError(
                f"The column `{old}` of {PurePath(found.path).name} cannot be renamed here, and without it no case fills the "
                "prompt",
                remedy="Rename it by hand in both",
            )


def _in_prompt(workspace: Workspace, prompt: PromptFile, old: str, new: str) -> FileEdits:
    source = prompt.file.text
    spans: dict[Span, None] = {}
    for document in prompt.concerned:
        may_rename(document, old)
        if new in document.variable_names or new in declared_variables(document) or new in document.defaults:
            raise UserError(
                f"{document.address} has a variable `{new}` already", remedy="Choose another name"
            )
        spans.update(dict.fromkeys(one.span for one in occurrences(document, old)))
    if any(span.of(source) != old for span in spans):
        raise UserError(
            f"`{old}` is written with escapes in {prompt.file.path.name}", remedy="Rename it by hand there"
        )
    edits = tuple(Edit(span, new) for span in sorted(spans))
    changed = workspace.documents(str(prompt.documents[0].path), apply_edits(source, edits))
    expected = [
        _meaning(one, (old, new) if one in prompt.concerned else (old, old)) for one in prompt.documents
    ]
    if [_meaning(one, (old, old)) for one in changed] != expected:
        raise UserError(
            f"`{new}` means something else in {prompt.file.path.name}, so that the prompt would read differently",
            remedy="Choose another name, or rename it by hand",
        )
    return FileEdits(prompt.file, edits)


def _meaning(document: Document, names: tuple[str, str]) -> tuple[object, ...]:
    """What a rename must leave as it is, with one name for another."""
    old, new = names

    def renamed(name: str) -> str:
        return new if name == old else name

    return (
        document.name,
        tuple(renamed(one.name) for one in document.variables),
        tuple(renamed(one) for one in declared_variables(document)),
        {renamed(name): value for name, value in document.defaults.items()},
        tuple(
            (
                message.role,
                piece.kind,
                piece.span.of(document.text) if piece.kind is PieceKind.LITERAL else "",
            )
            for message in document.messages
            for piece in message.pieces
        ),
        tuple((fault.code, fault.message) for fault in document.faults),
    )


def _in_evals(workspace: Workspace, evals: HeldFile, check: str | None, names: tuple[str, str]) -> FileEdits:
    old, new = names
    before = _read(workspace, evals, check)
    name = evals.path.name
    if columns_of(new, before):
        raise UserError(f"{name} has a column `{new}` already", remedy="Choose another name")
    places = column_places(evals.path.suffix, evals.text)
    edits = tuple(
        Edit(Span(one.span.start, one.span.start + len(old)), new)
        for one in places
        if one.name.partition(".")[0] == old
    )
    after = _read(workspace, HeldFile(evals.path, apply_edits(evals.text, edits)), check)
    if not edits or _content(after) != _content(before, old, new):
        raise UserError(
            f"The column `{old}` of {name} cannot be renamed by itself: it is named elsewhere too, or the file is too "
            "large or of a kind that is not written",
            remedy="Rename it by hand in the eval set and in the prompt",
        )
    return FileEdits(evals, edits)


def _read(workspace: Workspace, evals: HeldFile, check: str | None) -> EvalSet:
    from motjuste.evals.load import read_eval_set

    return read_eval_set(
        evals.path,
        default_check=check,
        display=workspace.display(evals.path),
        root=workspace.root,
        text=evals.text,
    )


def _content(eval_set: EvalSet, old: str = "", new: str = "") -> tuple[object, ...]:
    """What a rename must leave as it is: all of the cases but their ids and splits, which are made of the names too."""
    cases = tuple(
        replace(
            case,
            id="",
            split=Split.TRAIN,
            inputs={_column(key, old, new): value for key, value in case.inputs.items()},
        )
        for case in eval_set.cases
    )
    return (
        tuple(_column(column, old, new) for column in eval_set.columns),
        cases,
        tuple((row.line, row.message.replace(f"`{old}`", f"`{new}`")) for row in eval_set.bad_rows),
        len(eval_set.unsupported),
        len(eval_set.duplicates),
    )


def _column(name: str, old: str, new: str) -> str:
    """A column's new name: that of the variable, with the attribute it may have."""
    root, dot, attribute = name.partition(".")
    return f"{new}{dot}{attribute}" if old and root == old else name
