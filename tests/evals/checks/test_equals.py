from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motjuste.evals.case import Score
from motjuste.evals.checks import BadCheck, build


@given(st.text(), st.sampled_from(["", " ", "\n", "\r\n\t"]))
def test_a_text_equals_itself_whatever_white_space_surrounds_it(text, blank):
    assert build("equals", text).score(blank + text + blank).value == 1.0


@given(st.text(), st.text())
def test_equals_holds_only_for_the_same_stripped_text(wanted, output):
    assert (build("equals", wanted).score(output).value == 1.0) == (wanted.strip() == output.strip())


def test_the_reason_says_what_was_expected_and_what_came():
    assert build("equals", "2024-03-05").score("March 5") == Score(0.0, "expected 2024-03-05, got March 5")
    assert build("equals", "x").score(" ").reason == "expected x, got nothing"


def test_a_long_answer_is_cut_in_the_middle_of_one_line():
    reason = build("equals", "x").score("start " + "word\n" * 1000 + "end").reason
    assert "\n" not in reason
    assert len(reason) < 120
    assert "start" in reason
    assert reason.endswith("end")


def test_case_counts_for_equals_and_not_for_iequals():
    assert build("equals", "Yes").score("yes").value == 0.0
    assert build("iequals", "Straße").score(" STRASSE ").value == 1.0
    assert build("iequals", "Yes").score("no").value == 0.0


@pytest.mark.parametrize(("value", "output"), [(42, "42"), (True, "true"), (1.5, "1.5"), (False, "false")])
def test_numbers_and_booleans_are_their_json_text(value, output):
    assert build("equals", value).score(output).value == 1.0


def test_a_list_or_mapping_is_compared_as_json():
    check = build("equals", {"b": [1, 2], "a": None})
    assert check.score('{"a": null,\n "b": [1, 2]}').value == 1.0
    assert check.score('{"a": null, "b": [2, 1]}').value == 0.0
    assert "got no JSON" in check.score("a: null").reason


@pytest.mark.parametrize("name", ["equals", "iequals"])
def test_a_missing_value_is_refused(name):
    with pytest.raises(BadCheck, match="needs a value"):
        build(name, None)


def test_iequals_refuses_json_and_equals_what_json_cannot_hold():
    with pytest.raises(BadCheck, match="use `equals`"):
        build("iequals", ["a"])
    with pytest.raises(BadCheck, match="not JSON"):
        build("equals", [object()])
