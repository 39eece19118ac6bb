from __future__ import annotations

import random
import re

from hypothesis import given
from hypothesis import strategies as st

from motjuste.evals.case import Duplicate, Split
from motjuste.evals.load.read import read_rows
from motjuste.evals.load.row import Row


def read(*rows):
    return read_rows(iter(Row(line, row) for line, row in enumerate(rows, start=1)), "x.jsonl", "equals")


QUESTIONS = st.lists(st.text(st.characters(exclude_categories=["Cs"])), unique=True, min_size=1, max_size=20)


def rows_of(questions):
    return [{"input": question, "expected": question.upper()} for question in questions]


@given(QUESTIONS, st.randoms())
def test_ids_splits_and_digest_depend_on_content_alone(questions, rng):
    rows = rows_of(questions)
    shuffled = rng.sample(rows, len(rows))
    first, second = read(*rows), read(*shuffled)
    assert {case.id: case.split for case in first.cases} == {case.id: case.split for case in second.cases}
    assert first.digest == second.digest
    assert [case.id for case in first.part(Split.DEV)] == [case.id for case in second.part(Split.DEV)]
    assert all(re.fullmatch("[0-9a-f]{12}", case.id) for case in first.cases)
    assert sum(first.counts.values()) == len(first.cases)
    assert set(first.counts) == set(Split)


@given(QUESTIONS, QUESTIONS)
def test_adding_rows_never_moves_old_ones(old, new):
    before = {case.id: case.split for case in read(*rows_of(old)).cases}
    after = {case.id: case.split for case in read(*rows_of(list(dict.fromkeys([*new, *old])))).cases}
    assert before.items() <= after.items()


def test_the_order_of_columns_does_not_matter_but_every_value_does():
    ids = [
        read(row).cases[0].id
        for row in (
            {"a": "1", "b": "2", "expected": "x"},
            {"b": "2", "expected": "x", "a": "1"},
            {"a": "1", "b": "3", "expected": "x"},
            {"a": "1", "b": "2", "expected": "y"},
            {"a": "1", "b": "2", "expected": "x", "check": "iequals"},
            {"a": "1", "b": "2", "expected": "x", "threshold": 0.5},
        )
    ]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 5


def test_correcting_an_answer_does_not_move_a_case():
    for number in range(30):
        before, after = (read({"input": str(number), "expected": answer}).cases[0] for answer in "xy")
        assert before.split is after.split
        assert before.id != after.id


def test_an_exact_duplicate_is_kept_once_and_stops_nothing():
    row = {"input": "a", "expected": "b"}
    found = read(row, {"input": "c", "expected": "d"}, {**row, "split": "gate", "id": "again"})
    assert [case.line for case in found.cases] == [1, 2]
    assert found.duplicates == (Duplicate(3, 1),)
    assert found.bad_rows == ()


def test_the_same_inputs_with_another_answer_are_a_bad_row():
    found = read({"input": "a", "expected": "b"}, {"input": "a", "expected": "c"})
    assert [case.line for case in found.cases] == [1]
    (bad,) = found.bad_rows
    assert bad.line == 2
    assert "inputs of line 1 but expects another answer" in bad.message
    assert found.columns == ("input",)


def test_the_same_inputs_under_other_checks_share_a_split():
    for number in range(20):
        found = read(
            {"input": str(number), "assert": ["contains:x"]},
            {"input": str(number), "assert": ["not-contains:y"]},
        )
        first, second = found.cases
        assert first.split is second.split


def test_rows_of_one_source_share_a_split_and_a_split_column_wins():
    rows = [{"input": str(n), "expected": "x", "source_id": f"doc {n % 7}"} for n in range(70)]
    cases = read(*rows).cases
    by_source: dict[int, set[Split]] = {}
    for n, case in enumerate(cases):
        by_source.setdefault(n % 7, set()).add(case.split)
    assert all(len(splits) == 1 for splits in by_source.values())
    assert len(set().union(*by_source.values())) > 1
    forced = read({**rows[0], "split": "train"}, {**rows[1], "split": "gate"})
    assert [case.split for case in forced.cases] == [Split.TRAIN, Split.GATE]


def test_columns_are_listed_in_order_of_first_appearance():
    found = read({"b": 1, "a": 2, "expected": "x"}, {"c": 1, "a": 3, "expected": "x"})
    assert found.columns == ("b", "a", "c")


def test_bad_rows_come_sorted_by_line():
    rows = [
        {"input": "a", "expected": "1"},
        {"input": "a", "expected": "2"},
        {"input": "b"},
        {"input": "a", "expected": "3"},
    ]
    assert [bad.line for bad in read(*rows).bad_rows] == [2, 3, 4]


def test_a_large_set_splits_as_promised():
    rng = random.Random(3)
    found = read(*({"input": f"{rng.random()}", "expected": "x"} for _ in range(4000)))
    shares = [found.counts[split] / 4000 for split in Split]
    assert all(abs(share - wanted) < 0.03 for share, wanted in zip(shares, (0.25, 0.35, 0.40), strict=True))
