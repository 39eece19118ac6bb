"""What is under the pointer beside marks: a variable, a finding or a rule's code, a setting, a role; a row of an eval set."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.lsp.convert import touches
from motjuste.lsp.linked import concerned
from motjuste.lsp.naming import column_at
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from motjuste.document.model import Setting
    from motjuste.lsp.analysis import Analysis
    from motjuste.lsp.documents import Snapshot
    from motjuste.lsp.server import MotjusteServer

_WORD = re.compile(r"[\w-]+")

Card = tuple[str, Span]
"""Markdown, and the words it is about."""


def cards(analysis: Analysis, at: int) -> Iterator[Card]:
    """All that can be said of a place, what is wrong with it first."""
    place = Span(at, at)
    yield from _findings(analysis, place)
    if not analysis.is_prompt:
        return
    yield from _directive(analysis, place)
    yield from _variable(analysis, place)
    yield from _setting(analysis, place)
    yield from _role(analysis, place)


async def column_cards(ls: MotjusteServer, snapshot: Snapshot, at: int) -> list[Card]:
    """What can be said of a column, a key or a check in an eval file that prompts are linked to."""
    from motjuste.workspace.explain import column_card, row_card

    path = Path(snapshot.path)
    named, own = await column_at(ls, snapshot, Span(at, at)), row_card(snapshot.text, at)
    prompts = [one for _, _, linked in await concerned(ls, path) for one in linked] if named or own else []
    if not prompts:
        return []
    if named is None:
        return [own] if own else []
    workspace = ls.folders.workspace(snapshot.path)
    work = partial(column_card, workspace, path, snapshot.text, named.name, prompts)
    card = await ls.threads.run(f"column {snapshot.uri}", work, if_still=lambda: True)
    return [(card, named.span)] if card else []


def _findings(analysis: Analysis, place: Span) -> Iterator[Card]:
    from motjuste.workspace.explain import rule_card

    told: set[str] = set()
    for finding in analysis.findings:
        if touches(finding.span, place) and finding.code not in told and len(finding.span):
            told.add(finding.code)
            card = rule_card(finding.code)
            if card is not None:
                yield card, finding.span


def _directive(analysis: Analysis, place: Span) -> Iterator[Card]:
    """The code of a rule in a comment that hides it."""
    from motjuste.workspace.explain import rule_card

    document = analysis.at(place)
    for directive in document.directives:
        span = document.outer(directive.span)
        if not directive.name.startswith("ignore") or not touches(span, place):
            continue
        for match in _WORD.finditer(analysis.snapshot.text, span.start, span.end):
            if match.start() <= place.start <= match.end():
                card = rule_card(match.group())
                if card is not None:
                    yield card, Span(*match.span())


def _variable(analysis: Analysis, place: Span) -> Iterator[Card]:
    from motjuste.workspace.explain import variable_card
    from motjuste.workspace.variables import variable_at

    document = analysis.at(place)
    found = variable_at(document, place)
    if found is not None:
        yield variable_card(analysis.workspace, document, found.name), found.span


def _setting(analysis: Analysis, place: Span) -> Iterator[Card]:
    from motjuste.workspace.explain import check_card, setting_card

    document = analysis.document
    if document.front_matter is None:
        return
    for setting in _all(document.settings.values()):
        key, value = document.outer(setting.key_span), document.outer(setting.value_span)
        if touches(key, place) and not setting.key.isdigit():
            card = setting_card(document, setting.key)
            if card is not None:
                yield card, key
        elif setting.key == "check" and touches(value, place) and isinstance(setting.value, str):
            card = check_card(setting.value)
            if card is not None:
                yield card, value


def _role(analysis: Analysis, place: Span) -> Iterator[Card]:
    from motjuste.workspace.explain import role_card
    from motjuste.workspace.roles import role_places

    document = analysis.at(place)
    for role in role_places(document):
        if touches(role.span, place):
            after = [
                number
                for number, message in enumerate(document.messages, start=1)
                if document.outer(message.span).start >= role.span.end
            ]
            yield role_card(document, role.role, after[0] if after else 1), role.span


def _all(settings: Iterable[Setting]) -> Iterator[Setting]:
    waiting = list(settings)
    while waiting:
        setting = waiting.pop()
        yield setting
        waiting.extend(setting.children)
