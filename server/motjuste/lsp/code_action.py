"""Code actions: fixes, comments that hide, proven edits, runs on a tag, a selection or the prompt, tags, protection."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from motjuste.lsp import proposals, wording
from motjuste.lsp.convert import to_range, to_span, touches
from motjuste.lsp.diagnostics import from_finding
from motjuste.lsp.edits import plain_edit
from motjuste.lsp.execute_command import MARK, OPTIMIZE
from motjuste.lsp.mending import UNSEEN, harms, mended

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from motjuste.document.model import Document
    from motjuste.lint.finding import Finding
    from motjuste.lsp.analysis import Analysis
    from motjuste.lsp.documents import Snapshot
    from motjuste.lsp.proposals import Offer
    from motjuste.lsp.server import MotjusteServer
    from motjuste.text.span import Span

FIX_ALL = "source.fixAll.motjuste"
_CONTENT_MODIFIED = -32801
_REQUEST_FAILED = -32803
_LARGE = 50_000
"""Code points beyond which an edit that takes looks at the whole text is worked out only when it is chosen, in a thread."""
_MOST_FIXES = 20
"""Findings at a cursor or selection whose fixes are offered one by one; each takes a look at the whole text."""
_MOST_HIDDEN = 3
"""Findings at a cursor for which comments are offered; each takes a look at the whole text."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request is about."""

    ls: MotjusteServer
    analysis: Analysis
    span: Span
    """The cursor or selection."""

    @property
    def snapshot(self) -> Snapshot:
        """The text."""
        return self.analysis.snapshot

    @property
    def document(self) -> Document:
        """The prompt at the cursor."""
        return self.analysis.at(self.span)


def register(ls: MotjusteServer) -> None:
    """Answer requests for code actions and for their edits."""
    kinds = [types.CodeActionKind.QuickFix, types.CodeActionKind.RefactorRewrite, FIX_ALL]
    options = types.CodeActionOptions(code_action_kinds=kinds, resolve_provider=True)
    ls.answer(types.TEXT_DOCUMENT_CODE_ACTION, code_actions, options)
    ls.answer(types.CODE_ACTION_RESOLVE, resolve)


async def code_actions(
    ls: MotjusteServer, params: types.CodeActionParams
) -> list[types.CodeAction] | list[types.Command]:
    """All actions at a cursor or selection, of the kinds the editor wants."""
    snapshot = ls.documents.get(params.text_document.uri)
    if snapshot is None:
        return []
    asked = Asked(ls, await ls.analysis(snapshot), to_span(snapshot, params.range))
    wanted = params.context.only
    found = [action for kind, make in _MAKERS if _is_wanted(kind, wanted) for action in make(asked)]
    if ls.client.action_literals:
        return found
    return [action.command for action in found if action.command is not None]


async def resolve(ls: MotjusteServer, action: types.CodeAction) -> types.CodeAction:
    """Fill in the edit of an action that was sent without.

    Raises:
        JsonRpcException: "Content modified": the text changed since the action was offered; "Request failed": it
            cannot be done here.
    """
    told = action.data if isinstance(action.data, dict) else {}
    uri = told.get("uri")
    snapshot = ls.documents.get(uri) if isinstance(uri, str) else None
    if action.edit is not None or "what" not in told:
        return action
    if snapshot is None or snapshot.serial != told.get("serial"):
        raise JsonRpcException("The text changed since this action was offered", _CONTENT_MODIFIED)
    analysis = await ls.analysis(snapshot)
    if told["what"] == "proposed":
        action.edit = _proposed_edit(ls, analysis, str(told.get("run")))
    else:
        work = functools.partial(mended, ls, analysis, told)
        is_large = len(snapshot.text) > _LARGE
        action.edit = await ls.threads.run(f"mend {uri}", work, if_still=lambda: True) if is_large else work()
    if action.edit is None:
        message = f"This cannot be done here without harm to the prompt: {action.title}"
        raise JsonRpcException(message, _REQUEST_FAILED)
    if ls.documents.get(snapshot.uri) is not snapshot:
        # Not every editor can be told which version an edit is for.
        raise JsonRpcException("The text changed while the edit was worked out", _CONTENT_MODIFIED)
    return action


def _fixes(asked: Asked) -> Iterator[types.CodeAction]:
    """A quick fix for each finding at the cursor that has one which does no harm."""
    numbered = enumerate(asked.analysis.findings)
    at = [(number, one) for number, one in numbered if one.fix and touches(one.span, asked.span)]
    for number, finding in at[:_MOST_FIXES]:
        assert finding.fix is not None
        if len(asked.snapshot.text) > _LARGE:
            told: dict[str, str | int] = {"what": "fix", "number": number}
            actions = list(_later(asked, told, finding.fix.message, types.CodeActionKind.QuickFix))
            preferred = _is_safe(finding)
        else:
            preferred = _is_safe(finding) and not harms(asked.analysis, finding, unsafe=False)
            if not preferred and harms(asked.analysis, finding, unsafe=True):
                continue
            edit = plain_edit(asked.ls.client, asked.snapshot, finding.fix.edits)
            kind = types.CodeActionKind.QuickFix
            actions = [types.CodeAction(title=finding.fix.message, kind=kind, edit=edit)]
        for action in actions:
            action.diagnostics = [from_finding(asked.ls, asked.snapshot, finding)]
            action.is_preferred = preferred
            yield action


def _proven(asked: Asked) -> Iterator[types.CodeAction]:
    """The last proven edit, offered at any of the words it changes."""
    offers = asked.ls.proposals.of(asked.analysis)
    offer = proposals.at(offers, asked.span, proven=True)
    if offer is not None:
        number = len(proposals.together(offers, offer))
        title = f"{wording.replacement(number, offer.placed.edit)} ({wording.gain(offer.told, number)})"
        yield from _proposal(asked, offer, title, types.CodeActionKind.QuickFix)


def _unproven(asked: Asked) -> Iterator[types.CodeAction]:
    """What the last run tried without evidence: to be tried by hand, so never a fix."""
    offers = asked.ls.proposals.of(asked.analysis)
    offer = proposals.at(offers, asked.span, proven=False)
    if offer is not None:
        number = len(proposals.together(offers, offer))
        title = wording.attempt(number, offer.placed.edit, offer.told)
        yield from _proposal(asked, offer, title, types.CodeActionKind.RefactorRewrite)


def _proposal(
    asked: Asked, offer: Offer, title: str, kind: types.CodeActionKind
) -> Iterator[types.CodeAction]:
    def edit(ls: MotjusteServer, analysis: Analysis, _: Mapping[str, Any]) -> types.WorkspaceEdit:
        return _proposed_edit(ls, analysis, offer.run)

    return _later(asked, {"what": "proposed", "run": offer.run}, title, kind, edit)


def _rule_fixes(asked: Asked) -> Iterator[types.CodeAction]:
    """All fixes of a rule in the text, where a finding of it is at the cursor and it is not the only one."""
    findings = asked.analysis.findings
    for code in dict.fromkeys(one.code for one in findings if one.fix and touches(one.span, asked.span)):
        number = sum(one.code == code and one.fix is not None for one in findings)
        if number > 1:
            title = f"Fix all {number} findings of {code} in this file"
            yield from _later(asked, {"what": "fix-rule", "code": code}, title, types.CodeActionKind.QuickFix)


def _fix_all(asked: Asked) -> Iterator[types.CodeAction]:
    if any(_is_safe(finding) for finding in asked.analysis.findings):
        yield from _later(asked, {"what": "fix-all"}, "Fix all safe Mot Juste findings", FIX_ALL)


def _ignoring(asked: Asked) -> Iterator[types.CodeAction]:
    """Comments that hide the findings at the cursor: on their line, or their rule in the whole file."""
    from motjuste.lint.suppress import NEVER_HIDDEN

    at = [
        (number, finding)
        for number, finding in enumerate(asked.analysis.findings)
        if touches(finding.span, asked.span) and finding.code not in NEVER_HIDDEN
    ]
    by_code = {finding.code: (number, finding) for number, finding in reversed(at)}
    for code, (number, finding) in list(by_code.items())[:_MOST_HIDDEN]:
        for everywhere, where in ((False, "here"), (True, "in this file")):
            what: dict[str, str | int] = {"what": "ignore", "number": number, "everywhere": everywhere}
            title = f"Ignore {code} {finding.name} {where}"
            for action in _later(asked, what, title, types.CodeActionKind.QuickFix):
                action.diagnostics = [from_finding(asked.ls, asked.snapshot, finding)]
                yield action


def _protection(asked: Asked) -> Iterator[types.CodeAction]:
    """Protect a selection from edits, or take away the protection at the cursor."""
    from motjuste.workspace.protecting import is_protected

    if not asked.analysis.is_prompt:
        return
    if is_protected(asked.document, asked.span):
        yield from _unseen(asked, "unprotect", asked.span, "Remove the protection")
        return
    words = asked.span.trimmed(asked.snapshot.text)
    if len(words):
        yield from _unseen(asked, "protect", words, "Protect the selection from edits")


def _runs(asked: Asked) -> Iterator[types.CodeAction]:
    """Runs on a tagged span, a selection, the prompt; none in a workspace that is not trusted."""
    if not asked.ls.trusted or not asked.snapshot.on_disk or not asked.analysis.is_prompt:
        return
    from motjuste.document.paragraph import paragraph_at

    uri = asked.snapshot.uri
    document = asked.document
    tag = next((one for one in document.tags if touches(document.outer(one.outer), asked.span)), None)
    if tag is not None:
        area = to_range(asked.snapshot, document.outer(tag.inner))
        yield _command("Optimize tagged span", OPTIMIZE, {"uri": uri, "range": _plain(area)})
    elif len(asked.span) and asked.span.of(asked.snapshot.text).strip():
        area = to_range(asked.snapshot, asked.span)
        yield _command("Optimize selection", OPTIMIZE, {"uri": uri, "range": _plain(area)})
    elif len(paragraph := paragraph_at(document, asked.span)):
        area = to_range(asked.snapshot, paragraph)
        yield _command("Optimize this paragraph", OPTIMIZE, {"uri": uri, "range": _plain(area)})
    about = {"uri": uri} if document.name is None else {"uri": uri, "prompt": document.name}
    yield _command("Optimize this prompt", OPTIMIZE, about)
    yield _command("Mark the words behind failures", MARK, about)


def _tagging(asked: Asked) -> Iterator[types.CodeAction]:
    """Put `<edit>` tags round a selection of literal text, or take those at the cursor away."""
    from motjuste.workspace.tagging import taggable

    document = asked.document
    tag = next((one for one in document.tags if touches(document.outer(one.outer), asked.span)), None)
    if tag is not None:
        yield from _unseen(asked, "untag", asked.span, "Remove the edit tags")
        return
    words = asked.span.trimmed(asked.snapshot.text)
    if taggable(document, words) is not None:
        yield from _unseen(asked, "tag", words, "Tag the selection for editing")


_MAKERS: tuple[tuple[str, Callable[[Asked], Iterator[types.CodeAction]]], ...] = (
    (types.CodeActionKind.QuickFix.value, _proven),
    (types.CodeActionKind.QuickFix.value, _fixes),
    (types.CodeActionKind.QuickFix.value, _rule_fixes),
    (types.CodeActionKind.QuickFix.value, _ignoring),
    (FIX_ALL, _fix_all),
    (types.CodeActionKind.RefactorRewrite.value, _unproven),
    (types.CodeActionKind.RefactorRewrite.value, _runs),
    (types.CodeActionKind.RefactorRewrite.value, _tagging),
    (types.CodeActionKind.RefactorRewrite.value, _protection),
)


def _later(
    asked: Asked,
    what: Mapping[str, str | int],
    title: str,
    kind: types.CodeActionKind | str,
    edit: Callable[[MotjusteServer, Analysis, Mapping[str, Any]], types.WorkspaceEdit | None] = mended,
) -> Iterator[types.CodeAction]:
    """An action whose edit is worked out when it is chosen, if the editor can ask for it then; else none without one."""
    snapshot = asked.snapshot
    action = types.CodeAction(title=title, kind=kind)
    if asked.ls.client.resolves_edits:
        action.data = {**what, "uri": snapshot.uri, "serial": snapshot.serial}
        yield action
        return
    if len(snapshot.text) > _LARGE and what["what"] in {"ignore", *UNSEEN}:
        return
    action.edit = edit(asked.ls, asked.analysis, what)
    if action.edit is not None:
        yield action


def _unseen(asked: Asked, what: str, span: Span, title: str) -> Iterator[types.CodeAction]:
    """An action on words that no model reads: offered if it can be done, in a large text once it is chosen."""
    told: dict[str, str | int] = {"what": what, "start": span.start, "end": span.end}
    if len(asked.snapshot.text) > _LARGE:
        yield from _later(asked, told, title, types.CodeActionKind.RefactorRewrite)
        return
    edit = mended(asked.ls, asked.analysis, told)
    if edit is not None:
        yield types.CodeAction(title=title, kind=types.CodeActionKind.RefactorRewrite, edit=edit)


def _command(title: str, command: str, argument: Mapping[str, object]) -> types.CodeAction:
    return types.CodeAction(
        title=title,
        kind=types.CodeActionKind.RefactorRewrite,
        command=types.Command(title=title, command=command, arguments=[argument]),
    )


def _proposed_edit(ls: MotjusteServer, analysis: Analysis, run: str) -> types.WorkspaceEdit:
    """A run's edits as they were named: whoever chose them has read their evidence and need not be asked again."""
    ls.proposals.renew()
    offers = tuple(offer for offer in ls.proposals.of(analysis) if offer.run == run)
    if not offers:
        raise JsonRpcException("The last run no longer holds for this text", _CONTENT_MODIFIED)
    return plain_edit(ls.client, analysis.snapshot, proposals.edits_of(offers))


def _is_safe(finding: Finding) -> bool:
    return finding.fix is not None and finding.fix.applicability.value == "safe"


def _is_wanted(kind: str, wanted: object) -> bool:
    """Whether the editor wants a kind: it asks for kinds or their parents ("source.fixAll"), or for all of them."""
    if not isinstance(wanted, list | tuple) or not wanted:
        # Without a filter editors show a menu; what fixes a whole file on saving has no place there.
        return kind != FIX_ALL
    names = [str(getattr(one, "value", one)) for one in wanted]
    return any(name in {"", kind} or kind.startswith(f"{name}.") for name in names)


def _plain(area: types.Range) -> dict[str, object]:
    """A range as JSON, for a command's argument."""
    return {
        "start": {"line": area.start.line, "character": area.start.character},
        "end": {"line": area.end.line, "character": area.end.character},
    }
