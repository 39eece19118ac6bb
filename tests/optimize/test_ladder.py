"""The ladder: when a step lets the next one change more words, what that one may do, and where the win is told."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from tests import personas
from tests.optimize.scores import SEED, Scores, candidate, cases
from tests.optimize.test_search import OPTIONS, only, run

from motjuste.document.parse import parse
from motjuste.optimize.candidate import Origin, derive
from motjuste.optimize.events import (
    CandidateProposed,
    GateSummary,
    LevelChanged,
    Mark,
    MarksFound,
    ProposalRejected,
    SearchStopped,
    Totals,
)
from motjuste.optimize.ladder import Ladder, StepSigns
from motjuste.optimize.numbered import number_words
from motjuste.optimize.splice import replacement
from motjuste.optimize.step_signs import agreement, marked_at_home, says_missing, wasted
from motjuste.optimize.worth import likely_better
from motjuste.text.edit import Edit, apply_edits
from motjuste.text.span import Span

LONG = parse("p.md", f"Be kind. {'very ' * 30}long. Stop.\n")
STUCK = StepSigns(accepted=False, hopeful=False, errors=3, agreement=None, wasted=0.0, missing=True)


def climbed(ladder: Ladder, *signs: StepSigns) -> list[str]:
    for number, one in enumerate(signs, start=1):
        ladder.move(number, one, Totals())
    return [ladder.level.name]


def test_levels_are_five_ten_twenty_words_a_sentence_and_all():
    levels = Ladder(LONG, OPTIONS).levels
    assert [level.name for level in levels] == ["5 words", "10 words", "20 words", "sentence", "global"]
    assert [level.max_words for level in levels] == [5, 10, 20, 31, 31]
    assert [level.anchors for level in levels] == [False, True, True, True, True]
    assert [level.scope for level in levels] == [*["local"] * 4, "global"]


@pytest.mark.parametrize(
    ("changed", "names"),
    [
        ({"max_words": 3}, ["3 words", "10 words", "20 words", "sentence", "global"]),
        ({"max_words": 12}, ["12 words", "20 words", "sentence", "global"]),
        ({"max_words": 1, "ladder": False}, ["1 word"]),
        ({"spans": (Span(0, 2),)}, ["5 words"]),
        ({"scope": "global"}, ["global"]),
    ],
)
def test_the_first_level_is_the_users_and_may_be_the_only_one(changed, names):
    assert [level.name for level in Ladder(LONG, replace(OPTIONS, **changed)).levels] == names


@pytest.mark.parametrize(
    ("signs", "goes"),
    [
        (STUCK, True),
        (replace(STUCK, hopeful=True), False),
        (replace(STUCK, errors=2), False),
        (replace(STUCK, missing=False), False),
        (replace(STUCK, missing=False, agreement=0.7), True),
        (replace(STUCK, missing=False, agreement=0.69), False),
        (replace(STUCK, missing=False, wasted=0.5), True),
        (replace(STUCK, missing=False, wasted=0.49), False),
    ],
)
def test_a_step_leads_up_by_one_level_when_little_changed_and_little_is_left_to_mark(signs, goes):
    ladder = Ladder(LONG, OPTIONS)
    moved = ladder.move(1, signs, Totals())
    assert (moved is not None) == goes
    assert ladder.level.name == ("10 words" if goes else "5 words")


def test_one_level_a_step_up_to_the_top_and_one_down_after_an_accepted_edit():
    accepted = replace(STUCK, accepted=True)
    ladder = Ladder(LONG, OPTIONS)
    assert climbed(ladder, *[STUCK] * 4) == ["global"]
    assert ladder.move(5, STUCK, Totals()) is None
    assert ladder.for_sample(0).name == "sentence", "one proposal stays local"
    assert ladder.for_sample(1).name == "global"
    told = ladder.move(6, accepted, Totals())
    assert (told.level, told.reason) == ("sentence", "an edit was accepted")
    assert climbed(ladder, *[accepted] * 3) == ["5 words"]
    assert ladder.move(9, accepted, Totals()) is None


def test_hope_is_a_likely_gain_over_the_prompt_that_led():
    old, new = candidate(1), candidate(2)

    def told(gains):
        board = Scores({1: [0.5] * len(gains), 2: [0.5 + gain for gain in gains]})
        return likely_better(board, new, old, cases(len(gains)))

    assert told([0.5, 0.5, 0, 0])
    assert not told([0.5, -0.5, 0, 0])
    assert not told([0, 0, 0])
    assert not likely_better(Scores({1: [1.0]}), new, old, cases(1))


def found(*marks: Mark, of: int = 0, causes: tuple[str, ...] = ()) -> MarksFound:
    return MarksFound(totals=Totals(), step=1, candidate=of, gradient=causes, marks=marks)


def mark(text: str, words: str) -> Mark:
    at = text.index(words)
    return Mark(at, at + len(words), words, "", ())


def test_marks_of_different_parents_are_compared_where_they_stand_in_the_seed():
    edits = [Edit(Span(0, 3), "Please tell"), Edit(Span(11, 11), " alone")]
    child = derive(SEED.document, SEED, edits, Origin("model"), 1)
    assert child.text == "Please tell the day alone.\n"
    known = {0: SEED, 1: child}
    own = marked_at_home([found(mark(SEED.text, "the day"))], known)
    assert own == {4, 8}
    assert marked_at_home([found(mark(child.text, "the day"), of=1)], known) == own
    assert marked_at_home([found(mark(child.text, "Please tell"), of=1)], known) == {0}
    assert marked_at_home([found(mark(child.text, "day alone"), of=1)], known) == {8, 11}
    assert agreement(own, own) == 1.0
    assert agreement(own, frozenset()) is None
    assert agreement(own, None) is None


def test_waste_and_what_is_missing_are_read_off_the_steps_events():
    def refused(reason: str, source: str = "model") -> ProposalRejected:
        return ProposalRejected(totals=Totals(), step=1, source=source, operator="", reason=reason)  # type: ignore[arg-type]

    tried = CandidateProposed(
        totals=Totals(), step=1, candidate=1, parent=0, source="model", operator="", edits=()
    )
    assert wasted([refused("duplicate"), refused("no-op"), tried, refused("duplicate", "operator")]) == 2 / 3
    assert wasted([refused("broken-reply"), tried]) == 0.0
    assert wasted([]) == 0.0
    assert says_missing([found(causes=("vague", "Missing: how to write it."))])
    assert not says_missing([found(causes=("The missing: part",))])


def test_sentence_ends_are_numbered_when_asked_for_and_take_a_sentence():
    document = parse("p.md", "Say the day. Be brief\n\n{{ text }} now.\n")
    numbered = number_words(document, anchors=True)
    assert numbered.text == ("[1]Say [2]the [3]day.[4]_ [5]Be [6]brief[7]_\n\n{{ text }} [8]now.[9]_")
    assert number_words(document).text == "[1]Say [2]the [3]day. [4]Be [5]brief\n\n{{ text }} [6]now."
    text = document.text
    for number, after in (
        (4, "Say the day. No more. Be"),
        (7, "Be brief. No more.\n"),
        (9, "now. No more.\n"),
    ):
        edit = replacement(text, numbered.spans[number - 1], '"No more."')
        assert after in apply_edits(text, [edit])
    empty = replacement(text, numbered.spans[3], "  ")
    assert apply_edits(text, [empty]) == text


FORM = "Write it as YYYY-MM-DD."


def author(request):
    """A model for whom only a sentence of its own helps, and which says so."""
    schema = request.get("response_format", {}).get("json_schema", {}).get("schema")
    asked = request["messages"][-1]["content"]
    if schema is None:
        # Without the sentence nothing else helps, not even an example.
        if FORM not in request["messages"][0]["content"] and "text" in asked:
            return "well"
        return personas.dates(request) if FORM in request["messages"][0]["content"] else _seldom(request)
    causes = ["Missing: the form of the date."]
    if "<pieces>" in asked:
        return json.dumps({"causes": causes, "edits": [{"id": 1, "new": "any word"}]})
    place = re.search(r"\[(\d+)\]_", asked)
    number = int((place or re.search(r"\[(\d+)\]date", asked) or re.search(r"\[(\d+)\]", asked)).group(1))
    new = FORM if place else f"the day {hash_of(request)}"
    return json.dumps({"causes": causes, "edits": [{"first": number, "last": number, "why": "", "new": new}]})


def hash_of(request) -> str:
    from hashlib import sha256

    letters = sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()[:4]
    return "".join(chr(ord("a") + int(letter, 16)) for letter in letters)


def _seldom(request) -> str:
    """Right on one case in four, whatever the prompt; another on each, so that there is headroom."""
    from hashlib import sha256

    said = json.dumps([message["content"] for message in request["messages"]])
    luck = int(sha256(said.encode()).hexdigest(), 16) % 4
    text = request["messages"][-1]["content"]
    return personas.iso(text) if luck == 0 else "well"


def test_where_few_words_do_not_help_a_sentence_is_put_in_and_its_level_is_told(tmp_path):
    events, endpoint = run(tmp_path, replace(OPTIONS, seed=4, proposer="model"), responder=author, cases=200)
    moved = [event for event in events if isinstance(event, LevelChanged)]
    assert (moved[0].step, moved[0].level, moved[0].reason) == (1, "10 words", "an instruction is missing")
    summary = only(events, GateSummary)
    assert summary.verdict == "HELPS"
    assert FORM in summary.text
    assert summary.level == "10 words"
    asked = [r["messages"][-1]["content"] for r in endpoint.requests if "response_format" in r]
    assert "numbered place" not in asked[0]
    assert any(
        "numbered place" in one and "at most 3 pieces of at most 10" in " ".join(one.split()) for one in asked
    )
    proposed = [event for event in events if isinstance(event, CandidateProposed)]
    assert {event.level for event in proposed if event.step == 1 and event.source == "model"} == {"5 words"}


def test_without_a_ladder_the_same_search_ends(tmp_path):
    events, _ = run(
        tmp_path, replace(OPTIONS, seed=4, ladder=False, proposer="model"), responder=author, cases=200
    )
    assert not [event for event in events if isinstance(event, LevelChanged)]
    assert only(events, SearchStopped).reason in {"patience", "no-candidate"}
    assert only(events, GateSummary).verdict != "HELPS"
