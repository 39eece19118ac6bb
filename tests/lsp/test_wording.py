"""Runs are worded for people: counts, gains, and what taking an edit does."""

from __future__ import annotations

import pytest

from motjuste.lsp.wording import (
    age,
    attempt,
    counts,
    expected,
    gain,
    percent,
    phase,
    quoted,
    replacement,
    time_left,
    title,
)
from motjuste.optimize.events import GateSummary, PlannedEdit, Totals


def edit(old, new):
    return PlannedEdit(0, len(old), old, new, "model")


def verdict(**changes):
    told = {
        "totals": Totals(),
        "verdict": "HELPS",
        "message": "",
        "n": 120,
        "wins": 10,
        "losses": 2,
        "p": 0.0123,
        "interval": None,
        "looks": 1,
        "mde": None,
        "seed_dev": None,
        "seed_gate": 0.75,
        "best_dev": None,
        "best_gate": 0.81,
        "edits": (),
        "text": "",
    }
    return GateSummary(**{**told, **changes})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "+6.0 points on 120 held-out cases, p = 0.012"),
        ({"p": 0.00001}, "+6.0 points on 120 held-out cases, p < 0.001"),
        ({"p": None, "n": 1}, "+6.0 points on 1 held-out case"),
        ({"best_gate": 0.5}, "-25.0 points on 120 held-out cases, p = 0.012"),
        ({"seed_gate": None}, "120 held-out cases, p = 0.012"),
    ],
)
def test_a_gain_is_told_with_its_evidence(changes, words):
    assert gain(verdict(**changes)) == words


def test_the_gain_of_some_edits_is_told_as_that_of_all_together():
    told = verdict(edits=(edit("a", "b"), edit("c", "d")))
    assert gain(told, 2) == gain(told) == "+6.0 points on 120 held-out cases, p = 0.012"
    assert gain(told, 1) == "+6.0 points on 120 held-out cases, p = 0.012, for all 2 edits together"
    assert gain(verdict(edits=(edit("a", "b"),)), 1) == gain(told)


@pytest.mark.parametrize(
    ("edits", "words"),
    [
        ((edit("date", "ISO date"),), "Replace with 'ISO date'"),
        ((edit("", " as YYYY-MM-DD"),), "Insert 'as YYYY-MM-DD'"),
        ((edit("please", ""),), "Remove 'please'"),
        ((edit("a", "b"), edit("c", "d")), "Replace with 'b' and make 1 more edit"),
        ((edit("a", "b"), edit("c", "d"), edit("e", "f")), "Replace with 'b' and make 2 more edits"),
    ],
)
def test_an_action_says_what_it_does(edits, words):
    assert replacement(len(edits), edits[0]) == words


def test_a_long_passage_fits_into_a_menu():
    assert quoted("one\n two") == "'one two'"
    assert len(quoted("word " * 50)) == 42
    assert quoted("word " * 50).endswith("…'")


def test_counts_name_calls_cache_and_tokens():
    assert counts(Totals(1, 0, 0, 1, 0)) == "1 call, 1 token"
    assert counts(Totals(1200, 34, 5, 70_000, 1)) == "1,234 calls, 5 from the cache, 70,001 tokens"


def test_titles_scores_and_phases():
    assert title("mark", "p.md") == "Finding the words behind failures in p.md"
    assert percent(0.8125) == "81.2 %"
    assert phase("gate") == "proving on held-out cases"
    assert phase("something-new") == "something-new"


def test_money_is_told_where_it_is_known():
    assert counts(Totals(task_calls=2, task_tokens=10), 0.016).endswith("10 tokens, $0.02")
    assert "$" not in counts(Totals(task_calls=2, task_tokens=10))


def test_what_a_run_may_cost():
    assert expected(120, 300) == "about 120 calls, at most 300"
    assert expected(1200, 1200) == "1,200 calls"
    assert expected(1, 1) == "1 call"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (3, "a few seconds left"),
        (44, "about 40 s left"),
        (119, "about 2 min left"),
        (3 * 60, "about 3 min left"),
        (3 * 3600, "about 3 h left"),
    ],
)
def test_the_time_left_is_as_coarse_as_it_is_certain(seconds, words):
    assert time_left(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(5, "just now"), (150, "2 min ago"), (7300, "2 h ago"), (90_000, "1 day ago"), (900_000, "10 days ago")],
)
def test_how_long_ago_a_run_was(seconds, words):
    assert age(seconds) == words


def test_an_edit_without_evidence_says_so():
    told = verdict(verdict="NO EVIDENCE", n=24, p=0.4, best_gate=0.76)
    assert (
        attempt(1, edit("a", "b"), told) == "Try 'b' (no evidence: +1.0 points on 24 held-out cases, p = 0.4)"
    )
    assert attempt(3, edit("a", "b"), told).startswith("Try 'b' and 2 more edits (")
    closed = verdict(verdict="NO EVIDENCE", n=0)
    assert attempt(1, edit("a", ""), closed) == "Try without 'a' (no evidence: the gate stayed closed)"
