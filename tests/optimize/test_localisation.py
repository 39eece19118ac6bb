"""The localisation lift: pairs of marked and random edits of one parent and step, on the cases both ran."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest
from tests.optimize.scores import Scores, candidate, cases
from tests.optimize.test_search import OPTIONS, only, run

from motjuste.document.parse import parse
from motjuste.optimize.events import CandidateProposed, GateSummary, MarksFound, Totals
from motjuste.optimize.localisation import localisation
from motjuste.optimize.placebo import random_spans
from motjuste.text.words import count_words


def proposed(number: int, source: str, step: int = 1, parent: int = 0) -> CandidateProposed:
    return CandidateProposed(
        totals=Totals(),
        step=step,
        candidate=number,
        parent=parent,
        source=source,  # type: ignore[arg-type]
        operator="",
        edits=(),
    )


def lift(scores, events, dev: int = 20):
    numbers = {event.candidate: candidate(event.candidate) for event in events}
    return localisation(Scores(scores), cases(dev), events, numbers, 3)


def test_only_proposals_of_one_parent_and_step_are_paired():
    events = [
        proposed(1, "random"),
        proposed(2, "model"),
        proposed(3, "model", step=2),
        proposed(4, "model", parent=9),
        proposed(5, "operator"),
    ]
    told = lift({1: [0.0] * 20, 2: [1.0, 0.0] * 10}, events)
    assert (told.pairs, told.controls, told.lift, told.finding) == (1, 1, 0.5, "too few pairs")


def test_only_cases_that_both_ran_count():
    told = lift({1: [0.0] * 20, 2: [1.0] * 5 + [None] * 15}, [proposed(1, "random"), proposed(2, "model")])
    assert told.lift == 1.0
    assert lift({1: [None] * 20, 2: [1.0] * 20}, [proposed(1, "random"), proposed(2, "model")]) is None
    assert lift({2: [1.0] * 20}, [proposed(2, "model")]) is None


@pytest.mark.parametrize(
    ("marked", "random", "finding"),
    [
        ([1.0] * 20, [0.0] * 20, "tags better than chance"),
        ([0.0] * 20, [1.0] * 20, "tags no better than chance"),
        ([1.0] * 20, [1.0] * 20, "tags no better than chance"),
        ([1.0, 0.0] * 10, [0.0, 1.0] * 10, "not known"),
    ],
)
def test_after_eight_pairs_the_interval_says_what_is_known(marked, random, finding):
    events, scores = [], {}
    for parent in range(3):
        for sample in range(4):
            number = 4 * parent + sample + 1
            events.append(proposed(number, "model" if sample else "random", parent=100 + parent))
            scores[number] = marked if sample else random
    told = lift(scores, events)
    assert (told.pairs, told.controls) == (9, 3)
    assert told.finding == finding
    assert told.interval[0] <= told.lift <= told.interval[1]


PROMPT = parse(
    "p.md", "Find the {{ when }} date in the text and return it.\nKeep to the facts, all of them.\n"
)


@pytest.mark.parametrize("lengths", [(1,), (3, 2), (5, 1, 1), (40,), (2, 2, 2, 2, 2)])
def test_random_spans_are_as_many_and_as_long_as_there_is_room_for(lengths):
    for seed in range(30):
        spans = random_spans(PROMPT, lengths, Random(seed))
        assert spans
        assert list(spans) == sorted(spans)
        assert all(one.end <= other.start for one, other in pairwise(spans))
        assert all(any(region.contains(span) for region in PROMPT.literal_spans) for span in spans)
        sizes = [count_words(span.of(PROMPT.text)) for span in spans]
        assert max(sizes) <= max(lengths)
        if lengths == (3, 2):
            assert sorted(sizes) == [2, 3]


def test_a_prompt_without_words_has_no_random_spans():
    assert random_spans(parse("p.md", "{{ text }}\n"), (2,), Random(1)) == ()


def test_random_words_are_no_marks_and_the_verdict_tells_the_lift(tmp_path):
    events, _ = run(tmp_path, replace(OPTIONS, candidates=8))
    controls = [
        event for event in events if isinstance(event, CandidateProposed) and event.source == "random"
    ]
    assert controls
    marks = next(event for event in events if isinstance(event, MarksFound)).marks
    assert [one.text for one in marks] == ["date"]
    told = only(events, GateSummary).localisation
    assert told is not None
    assert told.controls >= 1
    assert told.pairs >= told.controls
