"""Hover: on a mark why these words, which cases fail and what a proven edit would put there; elsewhere what the words mean."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types

from motjuste.lsp import proposals, wording
from motjuste.lsp.convert import to_offset, to_range
from motjuste.lsp.eval_rows import may_hold_rows
from motjuste.lsp.explained import cards, column_cards

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.lsp.analysis import Analysis
    from motjuste.lsp.marks import LiveMark, MarkSet
    from motjuste.lsp.server import MotjusteServer
    from motjuste.text.span import Span

_MOST_CASES = 8


def register(ls: MotjusteServer) -> None:
    """Answer hovers."""
    ls.answer(types.TEXT_DOCUMENT_HOVER, hover)


async def hover(ls: MotjusteServer, params: types.HoverParams) -> types.Hover | None:
    """What is known of the words under the pointer; None where nothing is."""
    snapshot = ls.documents.get(params.text_document.uri)
    if snapshot is None:
        return None
    analysis = await ls.analysis(snapshot)
    at = to_offset(snapshot, params.position)
    told = [*_marks(ls, analysis, at), *cards(analysis, at)]
    if not analysis.is_prompt and may_hold_rows(snapshot):
        told += await column_cards(ls, snapshot, at)
    if not told:
        return None
    text = "\n\n---\n\n".join(dict.fromkeys(card for card, _ in told))
    kind = types.MarkupKind.Markdown if ls.client.markdown_hover else types.MarkupKind.PlainText
    content = text if ls.client.markdown_hover else _unmarked(text)
    return types.Hover(
        contents=types.MarkupContent(kind=kind, value=content), range=to_range(snapshot, told[0][1])
    )


def _marks(ls: MotjusteServer, analysis: Analysis, at: int) -> Iterator[tuple[str, Span]]:
    """The mark at a place."""
    for held in ls.marks.all(analysis.snapshot.uri):
        for mark in held.marks:
            if mark.span.start <= at <= mark.span.end:
                yield _card(mark, held, ls.proposals.of(analysis)), mark.span
                return


def _unmarked(text: str) -> str:
    """The words without Markdown's marks, for editors that show them as they are."""
    plain = text.replace("**", "").replace("`", "").replace("\n\n---\n\n", "\n\n")
    return re.sub(r"\\([^\w\s])", r"\1", plain)


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
        evidence = wording.gain(offer.told, number)
        parts.append(f"{_plain(wording.replacement(number, offer.placed.edit))} ({evidence})")
    return "\n\n".join(parts)


def _plain(text: str) -> str:
    r"""Model-made text as words: characters that Markdown reads as markup are escaped."""
    line = " ".join(text.split())
    return "".join(f"\\{one}" if one in r"\`*_{}[]<>()#!|~" else one for one in line)
