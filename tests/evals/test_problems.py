from __future__ import annotations

import pytest

from motjuste.document.parse import parse
from motjuste.errors import UserError
from motjuste.evals.load.read import read_rows
from motjuste.evals.load.row import Row
from motjuste.evals.problems import Fit, check_fit, check_rows, fit


def eval_set(*rows):
    return read_rows(iter(Row(line, row) for line, row in enumerate(rows, start=1)), "x.jsonl", "equals")


def case(**inputs):
    return {"vars": inputs, "expected": "x"}


@pytest.mark.parametrize(
    ("path", "text", "inputs", "found"),
    [
        ("p.md", "Sort {{ mail }}.", {"mail": "a"}, Fit((), (), no_input=False)),
        (
            "p.md",
            "Sort {{ mail }}.",
            {"email": "a", "b": "c"},
            Fit(("mail",), ("email", "b"), no_input=False),
        ),
        ("p.md", "{{ a }} {{ b }} {{ a }}", {"b": "1"}, Fit(("a",), (), no_input=False)),
        ("p.md", "{{ user.name }}", {"user.name": "Ada"}, Fit((), (), no_input=False)),
        ("p.md", "{{ user.name }}", {"user": "{}"}, Fit((), (), no_input=False)),
        ("p.j2", "{{ a }} {{ b | default('') }}", {"a": "1"}, Fit((), (), no_input=False)),
        ("p.md", "Sort it.", {"input": "a", "b": "c"}, Fit((), ("b",), no_input=False)),
        ("p.md", "Sort it.", {"mail": "a"}, Fit((), (), no_input=False)),
        ("p.md", "Sort it.", {"mail": "a", "from": "b"}, Fit((), ("mail", "from"), no_input=True)),
    ],
)
def test_columns_are_compared_with_variables(path, text, inputs, found):
    assert fit(parse(path, text), eval_set(case(**inputs))) == found


def test_a_set_that_fits_passes():
    check_fit(parse("p.md", "Sort {{ mail }}."), eval_set(case(mail="a"), case(mail="")))
    check_fit(parse("p.md", "Sort it."), eval_set(case(mail="a"), case(mail="b")))


def test_a_variable_without_a_column_is_named_with_the_nearest_column():
    with pytest.raises(UserError, match=r"No column of x.jsonl fits the variable `mail`") as caught:
        check_fit(parse("p.md", "Sort {{ mail }}."), eval_set(case(email="a")))
    assert "`email`" in caught.value.remedy
    assert caught.value.path == "p.md"
    with pytest.raises(UserError) as caught:
        check_fit(parse("p.md", "Sort {{ mail }}."), eval_set(case(zzz="a")))
    assert "columns are `zzz`" in caught.value.remedy


def test_columns_that_do_not_say_which_is_the_input_are_refused():
    with pytest.raises(UserError, match="do not say which is its input") as caught:
        check_fit(parse("p.md", "Sort it."), eval_set(case(mail="a", sender="b")))
    assert "{{ mail }}" in caught.value.remedy


def test_a_row_that_lacks_a_column_is_named_by_its_line_before_any_call():
    found = eval_set(case(mail="a"), case(email="b"), case(email="c"))
    with pytest.raises(UserError, match=r"mail.*so do 1 more") as caught:
        check_fit(parse("p.md", "Sort {{ mail }}."), found)
    assert (caught.value.path, caught.value.line) == ("x.jsonl", 2)


def test_bad_rows_stop_a_run_unless_they_are_skipped():
    found = eval_set(case(mail="a"), {"mail": "b"}, {"mail": "c"})
    with pytest.raises(UserError, match=r"no expected answer.*first of 2 rows") as caught:
        check_rows(found)
    assert (caught.value.path, caught.value.line) == ("x.jsonl", 2)
    assert "--skip-bad-rows" in caught.value.remedy
    check_rows(found, skip_bad_rows=True)
    check_rows(eval_set(case(mail="a")))


def test_rows_that_only_ask_for_what_is_not_supported_stop_nothing_while_others_are_left():
    judged = {"vars": {"mail": "b"}, "assert": [{"type": "llm-rubric", "value": "kind"}]}
    found = eval_set(case(mail="a"), judged)
    assert [row.unsupported for row in found.bad_rows] == [True]
    check_rows(found)
    with pytest.raises(UserError, match="asks a model to judge"):
        check_rows(eval_set(judged))
    with pytest.raises(UserError, match="no expected answer") as caught:
        check_rows(eval_set(judged, case(mail="a"), {"mail": "c"}))
    assert caught.value.line == 3


def test_bad_rows_alone_stop_a_run_even_when_they_are_skipped():
    with pytest.raises(UserError) as caught:
        check_rows(eval_set({"mail": "b"}), skip_bad_rows=True)
    assert "skip" not in caught.value.remedy
