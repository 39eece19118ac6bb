"""Edits of code actions that take a look at the whole text: fixes of a rule or of all rules, comments, tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from motjuste.lsp.edits import plain_edit
from motjuste.text.edit import apply_edits, smallest_edits
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lsprotocol import types

    from motjuste.document.model import Document
    from motjuste.lint.finding import Finding
    from motjuste.lsp.analysis import Analysis
    from motjuste.lsp.server import MotjusteServer
    from motjuste.text.edit import Edit
    from motjuste.workspace.workspace import Workspace

UNSEEN = ("protect", "unprotect", "tag", "untag")
"""What changes nothing that a model reads."""


class _Reader:
    """What the rules and the parser say of a text in place of the one at hand."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def lint(self, path: str, text: str, /) -> tuple[Finding, ...]:
        """The findings of a file."""
        return self._workspace.findings(self._workspace.documents(path, text))

    def documents(self, path: str, text: str, /) -> Sequence[Document]:
        """The prompts of a file."""
        return self._workspace.documents(path, text)


def mended(ls: MotjusteServer, analysis: Analysis, told: Mapping[str, Any]) -> types.WorkspaceEdit | None:
    """The edit of an action, by what it said when it was offered; None when it cannot be done.

    Args:
        ls: The session.
        analysis: Of exactly the text the action was offered for.
        told: `what` is `fix` with the `number` of a finding, `fix-all`, `fix-rule` with a `code`, `ignore` with a `number`
            and `everywhere`, or one of `UNSEEN` with `start` and `end` of the words or the cursor.
    """
    if told["what"] in UNSEEN:
        edits = _unseen(analysis, told)
        return plain_edit(ls.client, analysis.snapshot, edits) if edits else None
    if told["what"] == "fix":
        finding = _numbered(analysis, told)
        if finding is None or finding.fix is None or harms(analysis, finding, unsafe=True):
            return None
        return plain_edit(ls.client, analysis.snapshot, finding.fix.edits)
    text = _hidden(analysis, told) if told["what"] == "ignore" else _fixed(analysis, told.get("code"))
    source = analysis.document.source
    return None if text is None else plain_edit(ls.client, analysis.snapshot, smallest_edits(source, text))


def harms(analysis: Analysis, finding: Finding, *, unsafe: bool) -> bool:
    """Whether a finding's fix makes something else worse; a safe one also by changing what is filled in."""
    from motjuste.workspace.harm import harm

    before = analysis.documents
    source = apply_edits(analysis.document.source, finding.fix.edits if finding.fix else ())
    after = analysis.workspace.documents(analysis.document.path, source)
    return harm(before, after, unsafe=unsafe) > harm(before, before, unsafe=unsafe)


def _fixed(analysis: Analysis, code: object) -> str:
    """The text after the safe fixes of all rules, or after all fixes of one, and those that they uncover."""
    from motjuste.lint.fix import fix_to_the_end
    from motjuste.workspace.harm import harm

    reader, document = _Reader(analysis.workspace), analysis.document
    unsafe = code is not None

    def lint(text: str) -> tuple[Finding, ...]:
        found = reader.lint(document.path, text)
        return found if code is None else tuple(one for one in found if one.code == code)

    def faults(text: str) -> int:
        return harm(analysis.documents, reader.documents(document.path, text), unsafe=unsafe)

    return fix_to_the_end(document.source, lint, unsafe=unsafe, faults=faults).text


def _unseen(analysis: Analysis, told: Mapping[str, Any]) -> tuple[Edit, ...]:
    from motjuste.workspace.protecting import protecting, unprotecting
    from motjuste.workspace.tagging import tagging, untagging

    start, end = told.get("start"), told.get("end")
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start <= end:
        return ()
    makers = dict(zip(UNSEEN, (protecting, unprotecting, tagging, untagging), strict=True))
    words = Span(start, end)
    return makers[told["what"]](analysis.workspace, analysis.at(words), words)


def _hidden(analysis: Analysis, told: Mapping[str, Any]) -> str | None:
    from motjuste.workspace.checked_file import CheckedFile
    from motjuste.workspace.suppressing import hiding

    finding = _numbered(analysis, told)
    if finding is None:
        return None
    document = analysis.document
    file = CheckedFile(document.path, text=document.source, findings=analysis.findings)
    reader = _Reader(analysis.workspace)
    return hiding(file, reader, finding, everywhere=told.get("everywhere") is True)


def _numbered(analysis: Analysis, told: Mapping[str, Any]) -> Finding | None:
    number = told.get("number")
    return (
        analysis.findings[number]
        if isinstance(number, int) and 0 <= number < len(analysis.findings)
        else None
    )
