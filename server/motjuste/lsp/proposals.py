"""The edits that earlier runs proposed for the open texts: what every offer is made of, and taking or dismissing one.

Nothing here asks a model: what is offered was paid for when its run was made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from motjuste.lsp import wording
from motjuste.lsp.convert import to_range, touches
from motjuste.lsp.edits import plain_edit
from motjuste.lsp.own_methods import (
    PROPOSALS,
    PROPOSALS_CHANGED,
    asked_about,
    invalid,
    offer_command,
    open_text,
)
from motjuste.text.edit import Edit
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from motjuste.lsp.analysis import Analysis
    from motjuste.lsp.documents import Snapshot
    from motjuste.lsp.server import MotjusteServer
    from motjuste.optimize.events import GateSummary
    from motjuste.workspace.proposed import Placed, Proposed

ACCEPT = "motjuste.accept"
DISMISS = "motjuste.dismiss"


@dataclass(frozen=True, slots=True)
class Offer:
    """One edit that may be offered, in the source as it is now."""

    run: str
    """The run's id."""
    told: GateSummary
    placed: Placed
    proven: bool

    @property
    def span(self) -> Span:
        """The words the run replaces."""
        return Span(self.placed.start, self.placed.end)

    @property
    def identity(self) -> tuple[object, ...]:
        """The same for the same edit of the same run, wherever it stands by now."""
        edit = self.placed.edit
        return (self.run, edit.start, edit.end, edit.new)

    @property
    def smallest(self) -> Edit:
        """The edit as an insertion, where it only puts words to those that stand; else as the run has it."""
        old, new = self.placed.edit.old, self.placed.edit.new
        head = next(
            (at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))
        )
        if new.endswith(old[head:]) and len(new) > len(old):
            at = self.placed.start + head
            return Edit(Span(at, at), new[head : len(new) - len(old) + head])
        return Edit(self.span, new)


class Proposals:
    """What may be offered, by text; remembers what its user dismissed for as long as the session lasts."""

    def __init__(self) -> None:
        self._revision = 0
        self._kept: dict[str, tuple[tuple[int, int, int], tuple[Offer, ...], bool]] = {}
        self._dismissed: set[tuple[object, ...]] = set()
        self._sent: dict[str, tuple[tuple[object, ...], ...]] = {}

    def of(self, analysis: Analysis) -> tuple[Offer, ...]:
        """All edits that hold for a text and were not dismissed, proven or not, in the order of the text."""
        return self._look(analysis)[0]

    def stale(self, analysis: Analysis) -> bool:
        """Whether a run proved an edit that no longer holds, since text, eval set or model changed."""
        return self._look(analysis)[1]

    def sent(self, uri: str, offers: tuple[Offer, ...]) -> None:
        """Remember which list the editor has, so that its numbers mean what it sees."""
        self._sent[uri] = tuple(offer.identity for offer in offers)

    def chosen(self, analysis: Analysis, index: int) -> Offer | None:
        """The edit that has a number in the list the editor has; None when it no longer holds."""
        offers = tuple(offer for offer in self.of(analysis) if offer.proven)
        told = self._sent.get(analysis.snapshot.uri, tuple(offer.identity for offer in offers))
        wanted = told[index] if 0 <= index < len(told) else None
        return next((offer for offer in offers if offer.identity == wanted), None)

    def dismiss(self, offer: Offer) -> None:
        """Offer an edit no more."""
        self._dismissed.add(offer.identity)
        self.renew()

    def renew(self) -> None:
        """A run ended, or an edit was dismissed: look again when next asked."""
        self._revision += 1

    def forget(self, uri: str) -> None:
        """A text was closed."""
        self._kept.pop(uri, None)
        self._sent.pop(uri, None)

    def _look(self, analysis: Analysis) -> tuple[tuple[Offer, ...], bool]:
        snapshot = analysis.snapshot
        stamp = (snapshot.serial, analysis.generation, self._revision)
        kept = self._kept.get(snapshot.uri)
        if kept is None or kept[0] != stamp:
            found = _found(analysis)
            offers = [
                offer for one in found for offer in _offers(one) if offer.identity not in self._dismissed
            ]
            offers.sort(key=lambda offer: (offer.span.start, offer.span.end))
            kept = (stamp, tuple(offers), any(one.stale and one.proven for one in found))
            self._kept[snapshot.uri] = kept
        return kept[1], kept[2]


def register(ls: MotjusteServer) -> None:
    """Answer the request and offer the commands."""
    ls.answer(PROPOSALS, proposals)
    offer_command(ls, ACCEPT, accept)
    offer_command(ls, DISMISS, dismiss)
    ls.on_close(lambda snapshot: ls.proposals.forget(snapshot.uri))
    ls.runs.on_end(lambda run: changed(ls, run.snapshot.uri))


def changed(ls: MotjusteServer, uri: str | None = None) -> None:
    """Look anew at what is kept of a text, or of all, and tell an editor that draws proposals."""
    ls.proposals.renew()
    if ls.client.draws_proposals:
        for told in [one.uri for one in ls.documents] if uri is None else [uri]:
            ls.protocol.notify(PROPOSALS_CHANGED, {"uri": told})
    if ls.client.inlay_hint_refresh:
        ls.workspace_inlay_hint_refresh(None)


async def proposals(ls: MotjusteServer, params: object) -> dict[str, Any]:
    """The proven edits of the last run that still hold."""
    snapshot = asked_about(ls, params)
    analysis = await ls.analysis(snapshot)
    offers = tuple(offer for offer in ls.proposals.of(analysis) if offer.proven)
    ls.proposals.sent(snapshot.uri, offers)
    return {"items": [_item(snapshot, offer) for offer in offers], "stale": ls.proposals.stale(analysis)}


def at(offers: tuple[Offer, ...], span: Span, *, proven: bool) -> Offer | None:
    """The first proven or unproven edit at a cursor or selection."""
    return next((one for one in offers if one.proven is proven and touches(one.span, span)), None)


def together(offers: tuple[Offer, ...], first: Offer) -> tuple[Offer, ...]:
    """All edits that were tried together with one: they are offered together, as their evidence is about all of them."""
    return tuple(offer for offer in offers if offer.run == first.run)


def edits_of(offers: tuple[Offer, ...]) -> tuple[Edit, ...]:
    """Offers as edits of the source."""
    return tuple(Edit(offer.span, offer.placed.edit.new) for offer in offers)


async def accept(ls: MotjusteServer, argument: Mapping[str, Any]) -> dict[str, bool]:
    """Apply one edit in the editor: whoever accepts it has seen its evidence and is not asked again."""
    analysis, offer = await _named(ls, argument)
    if offer is None or ls.documents.get(analysis.snapshot.uri) is not analysis.snapshot:
        ls.say(
            "The edit was not made, because the text changed since it was proved.", types.MessageType.Warning
        )
        return {"applied": False}
    edit = plain_edit(ls.client, analysis.snapshot, [offer.smallest])
    label = f"Mot Juste: {wording.gain(offer.told, 1)}"
    result = await ls.workspace_apply_edit_async(types.ApplyWorkspaceEditParams(edit=edit, label=label))
    return {"applied": result.applied}


async def dismiss(ls: MotjusteServer, argument: Mapping[str, Any]) -> dict[str, bool]:
    """Offer one edit no more in this session."""
    analysis, offer = await _named(ls, argument)
    if offer is not None:
        ls.proposals.dismiss(offer)
        changed(ls, analysis.snapshot.uri)
    return {"dismissed": offer is not None}


async def _named(ls: MotjusteServer, argument: Mapping[str, Any]) -> tuple[Analysis, Offer | None]:
    index = argument.get("index")
    if not isinstance(index, int) or isinstance(index, bool):
        raise invalid("the argument is an object like {uri: 'file:///…', index: 0}")
    analysis = await ls.analysis(open_text(ls, argument.get("uri")))
    # An eval file may have changed without the editor's telling: what is taken is looked at once more.
    ls.proposals.renew()
    return analysis, ls.proposals.chosen(analysis, index)


def _found(analysis: Analysis) -> tuple[Proposed, ...]:
    from motjuste.workspace.proposed import proposed

    if not analysis.snapshot.on_disk or not analysis.is_prompt:
        return ()
    found = (proposed(analysis.workspace, document) for document in analysis.documents)
    return tuple(one for one in found if one is not None)


def _offers(found: Proposed) -> tuple[Offer, ...]:
    return tuple(Offer(found.run.run, found.told, placed, found.proven) for placed in found.edits)


def _item(snapshot: Snapshot, offer: Offer) -> dict[str, Any]:
    edit = offer.smallest
    return {
        "range": to_range(snapshot, edit.span),
        "oldText": edit.span.of(snapshot.text),
        "newText": edit.text,
        "gain": wording.points(offer.told),
        "evidence": wording.gain(offer.told, 1),
        "verdict": offer.told.verdict,
        "insertion": not len(edit.span),
    }
