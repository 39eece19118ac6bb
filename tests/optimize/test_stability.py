"""Tag stability: words that readings of different failures share, and what a step of unstable ones leads to."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from tests import personas
from tests.optimize.scores import SEED
from tests.optimize.test_search import OPTIONS, run

from motjuste.optimize.events import Mark, TagsCompared, Totals
from motjuste.optimize.methods.method import Proposal
from motjuste.optimize.stability import TagStability, jaccard, marked_words

TEXT = SEED.text


def marking(*words: str) -> Proposal:
    places = [(TEXT.index(word), word) for word in words]
    return Proposal((), tuple(Mark(at, at + len(word), word, "", ()) for at, word in places), ())


def test_words_are_compared_not_characters():
    one, other = marked_words(TEXT, marking("Say the").marks), marked_words(TEXT, marking("the day").marks)
    assert jaccard(one, other) == pytest.approx(1 / 3)
    assert jaccard(frozenset(), frozenset()) == 1.0


def test_readings_of_one_prompt_are_compared_two_by_two():
    stability = TagStability(Totals)
    (told,) = stability.compare(SEED, [marking("Say"), marking("Say"), marking("day"), marking()], 1)
    assert (told.readings, told.unstable) == (3, False)
    assert told.jaccard == pytest.approx(1 / 3)
    assert not stability.unstable(1)
    (told,) = stability.compare(SEED, [marking("Say"), marking("day")], 2)
    assert told.unstable
    assert stability.unstable(2)
    assert stability.compare(SEED, [marking("Say"), marking()], 3) == []
    assert not stability.unstable(3)


def _shown(request) -> int:
    return len(re.findall(r"^Expected: ", request["messages"][-1]["content"], re.MULTILINE))


@pytest.mark.parametrize(("scattered", "shown"), [(True, 6), (False, 3)])
def test_after_unstable_tags_the_next_step_shows_more_failures(tmp_path, scattered, shown):
    turn = iter(range(10**6))

    def answer(request):
        said = personas.dates(request)
        asked = request["messages"][-1]["content"]
        if "response_format" not in request or not scattered or "<pieces>" in asked:
            return said
        edits = json.loads(said)
        number = next(turn) % 8 + 1
        for edit in edits.get("edits", []):
            edit |= {"first": number, "last": number, "new": f"any day {number}"}
        return json.dumps(edits)

    events, endpoint = run(
        tmp_path,
        replace(OPTIONS, concurrency=1, seed=1, steps=2, proposer="model", persist=True),
        responder=answer,
        cases=200,
    )
    told = [event for event in events if isinstance(event, TagsCompared) and event.step == 1]
    assert [event.unstable for event in told] == [scattered]
    assert told[0].readings == 4
    asked = [request for request in endpoint.requests if "response_format" in request]
    assert {_shown(request) for request in asked[:4]} == {3}
    later = [_shown(request) for request in asked[4:]]
    assert max(later) == shown
