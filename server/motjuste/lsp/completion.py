"""Completion in prompts and eval files; what a suggestion means is told when the editor asks for it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types

from motjuste.lsp.columns import LARGE
from motjuste.lsp.convert import to_offset, to_range
from motjuste.lsp.eval_rows import may_hold_rows
from motjuste.lsp.linked import concerned
from motjuste.text.span import Span

if TYPE_CHECKING:
    from motjuste.lsp.analysis import Analysis
    from motjuste.lsp.documents import Snapshot
    from motjuste.lsp.server import MotjusteServer
    from motjuste.workspace.suggestion import Suggestion

_TRIGGERS = ["{", "$", "%", '"', "'", "/", ":", "=", "(", ">", "-", ","]
_KINDS = {
    "variable": types.CompletionItemKind.Variable,
    "column": types.CompletionItemKind.Field,
    "key": types.CompletionItemKind.Property,
    "value": types.CompletionItemKind.Value,
    "role": types.CompletionItemKind.EnumMember,
    "check": types.CompletionItemKind.Function,
    "rule": types.CompletionItemKind.Constant,
    "directive": types.CompletionItemKind.Keyword,
    "dialect": types.CompletionItemKind.EnumMember,
    "file": types.CompletionItemKind.File,
    "folder": types.CompletionItemKind.Folder,
}


def register(ls: MotjusteServer) -> None:
    """Answer requests for suggestions and for what they mean."""
    options = types.CompletionOptions(trigger_characters=_TRIGGERS, resolve_provider=True)
    ls.answer(types.TEXT_DOCUMENT_COMPLETION, completion, options)
    ls.answer(types.COMPLETION_ITEM_RESOLVE, resolve)


async def completion(ls: MotjusteServer, params: types.CompletionParams) -> list[types.CompletionItem]:
    """What fits at the cursor."""
    snapshot = ls.documents.get(params.text_document.uri)
    if snapshot is None:
        return []
    analysis = await ls.analysis(snapshot)
    at = to_offset(snapshot, params.position)
    if analysis.is_prompt:
        found = _in_prompt(analysis, at)
    elif may_hold_rows(snapshot):
        found = await _in_evals(ls, snapshot, at)
    else:
        return []
    return [_item(snapshot, number, one) for number, one in enumerate(found)]


async def resolve(ls: MotjusteServer, item: types.CompletionItem) -> types.CompletionItem:
    """Add what is known of a suggestion."""
    told = item.data if isinstance(item.data, dict) else {}
    uri, kind = told.get("uri"), told.get("kind")
    snapshot = ls.documents.get(uri) if isinstance(uri, str) else None
    if snapshot is None or not isinstance(kind, str):
        return item
    analysis = await ls.analysis(snapshot)
    card = _card(analysis, kind, item.label, told.get("at"))
    if card is not None:
        markup = types.MarkupKind.Markdown if ls.client.markdown_completion else types.MarkupKind.PlainText
        text = card if ls.client.markdown_completion else card.replace("**", "").replace("`", "")
        item.documentation = types.MarkupContent(kind=markup, value=text)
    return item


def _in_prompt(analysis: Analysis, at: int) -> tuple[Suggestion, ...]:
    from motjuste.workspace.completion import suggestions

    return suggestions(analysis.workspace, analysis.at(Span(at, at)), at)


async def _in_evals(ls: MotjusteServer, snapshot: Snapshot, at: int) -> tuple[Suggestion, ...]:
    """Suggestions in an eval file; one that no prompt is linked to and that is not called one is some other data."""
    from motjuste.workspace.completion_evals import eval_suggestions

    path = Path(snapshot.path)
    prompts = await concerned(ls, path)
    if not prompts and ".evals." not in path.name:
        return ()
    variables = {name: None for _, _, linked in prompts for one in linked for name in one.variable_names}
    work = partial(eval_suggestions, path.suffix, snapshot.text, at, variables)
    if len(snapshot.text) <= LARGE:
        return work()
    newest = ls.documents.get
    return (
        await ls.threads.run(
            f"completion {snapshot.uri}", work, if_still=lambda: newest(snapshot.uri) is snapshot
        )
        or ()
    )


def _item(snapshot: Snapshot, number: int, one: Suggestion) -> types.CompletionItem:
    return types.CompletionItem(
        label=one.label,
        kind=_KINDS[one.kind.value],
        detail=one.detail or None,
        sort_text=f"{number:04}",
        # An editor compares what is typed with this, and what is typed may begin with the blank we put there.
        filter_text=one.text,
        text_edit=types.TextEdit(range=to_range(snapshot, one.span), new_text=one.text),
        data={"uri": snapshot.uri, "kind": one.kind.value, "at": one.span.start},
    )


def _card(analysis: Analysis, kind: str, label: str, at: object) -> str | None:
    from motjuste.workspace import explain

    place = at if isinstance(at, int) and 0 <= at <= len(analysis.snapshot.text) else 0
    document = analysis.at(Span(place, place))
    if kind == "variable":
        return explain.variable_card(analysis.workspace, document, label)
    if kind == "rule":
        return explain.rule_card(label)
    if kind == "check":
        return explain.check_card(label)
    return explain.setting_card(document, label) if kind == "key" and analysis.is_prompt else None
