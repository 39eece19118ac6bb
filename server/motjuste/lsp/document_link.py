"""Document links: the eval set a prompt names, the files it includes, its links to files of the workspace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lsprotocol import types

from motjuste.lsp.convert import to_range
from motjuste.lsp.files import uri_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.lsp.analysis import Analysis
    from motjuste.lsp.documents import Snapshot
    from motjuste.lsp.server import MotjusteServer
    from motjuste.text.span import Span


@dataclass(frozen=True, slots=True)
class Target:
    """Words that lead to a file."""

    span: Span
    """In the text."""
    uri: str
    what: str
    """What the file is, for a tooltip."""


def register(ls: MotjusteServer) -> None:
    """Answer requests for links."""
    options = types.DocumentLinkOptions(resolve_provider=False)
    ls.answer(types.TEXT_DOCUMENT_DOCUMENT_LINK, document_links, options)


async def document_links(ls: MotjusteServer, params: types.DocumentLinkParams) -> list[types.DocumentLink]:
    """The links of a prompt to files that are there."""
    snapshot = ls.documents.get(params.text_document.uri)
    if snapshot is None:
        return []
    return [
        types.DocumentLink(
            range=to_range(snapshot, one.span),
            target=one.uri,
            tooltip=one.what if ls.client.link_tooltips else None,
        )
        for one in await targets(ls, snapshot)
    ]


async def targets(ls: MotjusteServer, snapshot: Snapshot) -> tuple[Target, ...]:
    """The words of a prompt that lead to files inside the workspace; a text without a place of its own has none."""
    analysis = await ls.analysis(snapshot)
    if not analysis.is_prompt or not snapshot.on_disk:
        return ()
    found: dict[Span, Target] = {}
    for target in _targets(analysis):
        found.setdefault(target.span, target)
    return tuple(found[span] for span in sorted(found))


def _targets(analysis: Analysis) -> Iterator[Target]:
    from motjuste.workspace.targets import file_targets

    for document in analysis.documents:
        for one in file_targets(analysis.workspace, document):
            yield Target(one.span, uri_of(one.path), one.what)
