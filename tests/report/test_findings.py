"""What the sections of the page are told: curves and gap, tree and yields, cases, marks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.report.runs import (
    FORM,
    HELPS,
    ONLY,
    SPENT,
    STARTED,
    answers,
    outcome,
    progress,
    proposed,
    whole_run,
)

from motjuste.optimize.events import Mark, MarksFound, PlannedEdit, PromptScored, RaceBlock
from motjuste.report.behaviour import behaviour
from motjuste.report.candidates import tree, yields
from motjuste.report.cases import table
from motjuste.report.curves import dev_curve, gains, gate_curve
from motjuste.report.marks import marks
from motjuste.report.run import run_of
from motjuste.stats.interval import newcombe_paired, wilson

if TYPE_CHECKING:
    from motjuste.optimize.events import AnyEvent


def test_the_dev_curve_has_the_start_and_every_step_with_wilson_intervals():
    curve = dev_curve(run_of(whole_run()))
    assert [(point.step, point.mean, point.candidate) for point in curve] == [
        (0, 0.4, 0),
        (1, 0.9, 1),
        (2, 1.0, 3),
    ]
    assert (curve[1].low, curve[1].high) == wilson(0.9, 10)


def test_the_gate_has_two_points_as_it_is_opened_once():
    curve = gate_curve(run_of(whole_run()))
    assert [(point.step, point.mean) for point in curve] == [(0, 0.35), (2, 0.85)]
    assert gate_curve(run_of(whole_run()[:-2])) == ()


def test_the_gap_is_what_dev_promised_beyond_the_gate_with_both_intervals_joined():
    both = gains(run_of(whole_run()))
    assert both.dev.mean == pytest.approx(0.6)
    assert (both.dev.low, both.dev.high) == newcombe_paired(4, 6, 0, 0)
    assert both.gap.mean == pytest.approx(0.1)
    low = 0.1 - ((0.6 - both.dev.low) ** 2 + (0.71 - 0.5) ** 2) ** 0.5
    assert both.gap.low == pytest.approx(low)
    assert gains(run_of(whole_run()[:-2])) is None


def test_the_tree_has_parents_before_children_and_only_what_each_changed():
    nodes = {node.id: node for node in tree(run_of(whole_run()))}
    assert list(nodes) == [0, 1, 3, 2]
    assert [node.depth for node in nodes.values()] == [0, 1, 2, 1]
    assert nodes[3].edits == (ONLY,)
    assert nodes[3].best
    assert [number for number, node in nodes.items() if node.line] == [0, 1, 3]
    assert (nodes[2].out_in, nodes[2].cases, nodes[2].mean) == (1, 5, 0.2)
    assert (nodes[1].out_in, nodes[1].cases) == (None, 10)


def test_each_source_has_its_yield():
    model, control, operator = yields(run_of(whole_run()))
    assert (model.origin, model.proposed, model.refused) == ("optimizer model", 2, (("duplicate", 1),))
    assert (model.finished, model.better) == (1, 1)
    assert (control.proposed, control.finished) == (1, 0)
    assert (operator.origin, operator.better) == ("operator answer-only", 1)


def test_a_damaged_family_comes_to_an_end():
    circle: list[AnyEvent] = [
        STARTED,
        proposed(1, 2, 1, FORM),
        proposed(2, 1, 1, FORM),
        proposed(3, 3, 1, FORM),
        proposed(4, 0, 1, FORM),
    ]
    assert [node.id for node in tree(run_of(circle))] == [0, 4]
    deep: list[AnyEvent] = [STARTED, *(proposed(number, number - 1, 1, FORM) for number in range(1, 3000))]
    assert len(tree(run_of(deep))) == 3000
    odd = RaceBlock(totals=SPENT, step=1, cases=5, means={"x": 1.0, "²": 0.5, "0": 0.4}, dropped=())
    assert tree(run_of([STARTED, odd]))[0].mean == 0.4


def test_cases_are_compared_on_the_prompt_that_is_offered_and_the_telling_ones_come_first():
    found = table(run_of(whole_run()))
    assert found.compared
    assert found.splits == ("gate", "dev", "train")
    gate = [row for row in found.rows if row.split == "gate"]
    assert [row.name for row in gate[:4]] == ["line 1", "line 19", "line 20", "line 5"]
    assert (found.count("gate", "won"), found.count("gate", "lost")) == (13, 3)
    assert found.count("train", "wrong") == 3
    assert {row.after for row in found.rows if row.split == "train"} == {None}
    assert found.count("dev", "won") == 6


def test_graded_scores_are_won_and_lost_by_degree():
    def pair(before, after):
        one = replace(outcome(1, "gate", right=False), score=before)
        return (one, replace(one, score=after, candidate=3))

    def result(before, after):
        told: list[AnyEvent] = [STARTED, progress("gate", pair(before, after)), replace(HELPS, candidate=3)]
        return table(run_of(told)).rows[0].result

    assert [result(0.2, 0.4), result(0.4, 0.2), result(0.3, 0.3)] == ["won", "lost", "wrong"]


def test_scores_without_answers_are_rows_all_the_same():
    scored = PromptScored(
        totals=SPENT,
        candidate=0,
        split="dev",
        cases=2,
        mean=0.5,
        failures=(("b", "no number"),),
        scores=(("a", 1.0), ("b", 0.0)),
    )
    rows = table(run_of([replace(STARTED, job="eval"), scored])).rows
    assert [(row.name, row.result, row.before.reason) for row in rows] == [
        ("b", "wrong", "no number"),
        ("a", "right", ""),
    ]


def test_a_mark_stands_in_its_line_and_knows_its_cases():
    run = run_of(whole_run())
    found = marks(run, table(run).rows)
    (mark,) = found.in_file
    assert (mark.place.line, mark.place.before, mark.place.words, mark.place.after) == (
        1,
        "Find the ",
        "date",
        " in the text",
    )
    assert [case.name for case in mark.cases] == ["line 1", "line 2", "train0099"]
    assert [case.on_page for case in mark.cases] == [True, True, False]
    assert mark.cases[0].answer == "January 2, 2026"
    ((number, other),) = found.in_candidates
    assert (number, other.place) == (1, None)
    assert other.cases[0].answer is None, "what the seed answered is not what this prompt failed on"


def test_a_mark_in_a_long_line_or_beyond_the_text_is_shown_as_far_as_can_be():
    text = "a\r\n" + "x" * 500 + "HERE" + "y" * 500
    far = MarksFound(
        totals=SPENT,
        step=1,
        candidate=0,
        gradient=(),
        marks=(Mark(503, 507, "HERE", "", ()), Mark(5000, 5004, "gone", "", ())),
    )
    here, gone = marks(run_of([replace(STARTED, text=text), far]), ()).in_file
    assert here.place.line == 2
    assert here.place.words == "HERE"
    assert here.place.before == "…" + "x" * 60
    assert here.place.after == "y" * 60 + "…"
    assert gone.place is None
    assert gone.words == "gone"


@pytest.mark.parametrize(
    "edits",
    [
        (),
        (PlannedEdit(0, 4, "Find", "Look for", "model"), PlannedEdit(9, 13, "date", "", "model")),
        (PlannedEdit(5, 5, "", "all ", "model"), PlannedEdit(5, 8, "the", "of the", "model")),
    ],
)
def test_the_old_text_is_read_back_from_the_new_one(edits):
    text = STARTED.text
    for edit in reversed(edits):
        text = text[: edit.start] + edit.new + text[edit.end :]
    told = replace(HELPS, edits=edits, text=text)
    assert run_of([replace(STARTED, text=""), told]).seed_text == STARTED.text


@pytest.mark.parametrize("place", [(9, 13), (0, 0), (500, 504)])
def test_edits_that_do_not_fit_their_text_give_none(place):
    start, end = place
    told = replace(HELPS, edits=(PlannedEdit(start, end, "date", "nonsense", "model"),))
    assert run_of([replace(STARTED, text=""), told]).seed_text is None


def test_whole_runs_count_their_wins_as_the_verdict_does():
    told = [*answers("gate", 4, (1, 2)), *answers("gate", 4, (2, 3, 4), 3)]
    found = table(run_of([STARTED, progress("gate", tuple(told)), replace(HELPS, candidate=3)]))
    assert (found.count("gate", "won"), found.count("gate", "lost")) == (2, 1)
    assert found.count("", "") == 4


def test_a_run_that_measured_nothing_of_itself_says_nothing_of_it():
    assert not behaviour(run_of([STARTED]))
    told = behaviour(run_of(whole_run()))
    assert [one.step for one in told.gaps] == [1, 2]
    assert [one.origin for one in told.readings] == ["optimizer model", "random spans (control)"]


@pytest.mark.parametrize(
    ("finding", "words"),
    [
        ("tags no better than chance", "edits of marked words gain no more than edits of random words"),
        ("not known", "nothing shows that it matters which words are edited"),
        ("too few pairs", "nothing is known yet: too few pairs"),
    ],
)
def test_the_lift_is_read_for_people(finding, words):
    lift = HELPS.localisation
    assert lift is not None
    told = replace(HELPS, localisation=replace(lift, finding=finding))
    figure = behaviour(run_of([STARTED, told])).figures[0]
    assert words in figure.note
