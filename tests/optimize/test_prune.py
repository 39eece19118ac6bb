from __future__ import annotations

import asyncio

from tests import personas
from tests.endpoint import serve

from motjuste.document.parse import parse
from motjuste.evals.case import Split
from motjuste.evals.load import read_eval_set
from motjuste.llm.endpoint import Endpoint as Where
from motjuste.llm.openai_chat import OpenAIChat
from motjuste.optimize.candidate import Origin, derive, seed_candidate
from motjuste.optimize.events import EditPruned, Totals
from motjuste.optimize.guard import make_guard
from motjuste.optimize.prune import Pruning
from motjuste.optimize.scoreboard import Scoreboard
from motjuste.text.edit import Edit
from motjuste.text.span import Span


def pruned(folder, *changes):
    """What is left of a champion that makes these changes, and the edits that were taken back."""
    path = personas.write_workspace(folder)
    document, evals = parse(path.name, personas.PROMPT), read_eval_set(folder / "dates.evals.jsonl")
    cases, seed = evals.part(Split.GATE), seed_candidate(parse(path.name, personas.PROMPT))
    places = [(document.text.index(old), old, new) for old, new in changes]
    edits = [Edit(Span(start, start + len(old)), new) for start, old, new in places]
    champion = derive(document, seed, edits, Origin("model"), 1)

    async def prune(url):
        async with OpenAIChat(Where(url, "scripted")) as chat:
            board = Scoreboard(chat, concurrency=16, max_tokens=None)
            await board.run([seed, champion], cases)
            guard = make_guard(document, evals.cases)
            pruning = Pruning(board, cases, len(cases), 0.05, guard, lambda _: True, Totals, next_id=2)
            return [event async for event in pruning.run(seed, champion)], pruning.kept

    with serve(personas.dates) as endpoint:
        events, kept = asyncio.run(prune(endpoint.url))
    return [edit.new for edit in kept.edits], [
        event.edit.new for event in events if isinstance(event, EditPruned)
    ]


def test_an_edit_that_carries_no_evidence_is_taken_back(tmp_path):
    left, back = pruned(tmp_path, ("the date", "the date as YYYY-MM-DD"), ("facts", "plain facts"))
    assert left == ["the date as YYYY-MM-DD"]
    assert back == ["plain facts"]


def test_the_last_edit_is_never_taken_back(tmp_path):
    assert pruned(tmp_path, ("the date", "the date as YYYY-MM-DD")) == (["the date as YYYY-MM-DD"], [])
