"""Hover on a mark: why these words, which cases fail, and what a proven edit would put there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types

from motjuste.lsp import proposals, wording
from motjuste.lsp.convert import to_offset, to_range

if TYPE_CHECKING:
    from motjuste.lsp.marks import LiveMark, MarkSet
    from motjuste.lsp.server import MotjusteServer

_MOST_CASES = 8


def register(ls: MotjusteServer) -> None:
    """Answer hovers."""
    ls.answer(types.TEXT_DOCUMENT_HOVER, hover)


async def hover(ls: MotjusteServer, params: types.HoverParams) -> types.Hover | None:
    """What is known of the mark under the pointer; None elsewhere."""
    snapshot = ls.documents.get(params.text_document.uri)
    if snapshot is None:
        return None
    analysis = await ls.analysis(snapshot)
    held = ls.marks.get(snapshot.uri)
    at = to_offset(snapshot, params.position)
    mark = next((one for one in held.marks if one.span.start <= at <= one.span.end), None) if held else None
    if held is None or mark is None:
        return None
    text = _card(mark, held, ls.proposals.of(analysis))
    kind = types.MarkupKind.Markdown if ls.client.markdown_hover else types.MarkupKind.PlainText
    content = text if ls.client.markdown_hover else text.replace("**", "")
    return types.Hover(
        contents=types.MarkupContent(kind=kind, value=content), range=to_range(snapshot, mark.span)
    )


def _card(mark: LiveMark, held: MarkSet, offers: tuple[proposals.Offer, ...]) -> str:
    parts = [f"**{_plain(mark.reason) or 'These words are behind wrong answers.'}**"]
    if held.stale:
        parts.append("Found before the text's last changes.")
    if mark.cases:
        shown = [
            f"- [{_plain(case.label)}]({Path(held.evals).absolute().as_uri()}#L{case.line})"
            f"{f': {_plain(case.reason)}' if case.reason else ''}"
            for case in mark.cases[:_MOST_CASES]
        ]
        left = len(mark.cases) - len(shown)
        more = [f"- and {left} more"] if left > 0 else []
        parts.append("Failing cases:\n" + "\n".join([*shown, *more]))
    offer = proposals.at(offers, mark.span, proven=True)
    if offer is not None:
        number = len(proposals.together(offers, offer))
        parts.append(f"{wording.replacement(number, offer.placed.edit)} ({wording.gain(offer.told)})")
    return "\n\n".join(parts)


def _plain(text: str) -> str:
    r"""Model-made text as words: characters that Markdown reads as markup are escaped."""
    line = " ".join(text.split())
    return "".join(f"\\{one}" if one in r"\`*_{}[]<>()#!|~" else one for one in line)
