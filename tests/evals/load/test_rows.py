from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motjuste.evals.case import Split
from motjuste.evals.load.columns import EXPECTED
from motjuste.evals.load.row import Row, RowFault
from motjuste.evals.load.rows import draft


def read(values, default_check="equals", *, csv=False):
    return draft(Row(7, values, blank_is_absent=csv), default_check)


@pytest.mark.parametrize("name", EXPECTED)
def test_every_alias_names_the_gold_answer(name):
    found = read({"question": "2+2", name: 4})
    assert found.expected == "4"
    assert found.inputs == {"question": "2+2"}
    assert [check.name for check in found.checks] == ["equals"]
    assert found.checks[0].score(" 4\n").value == 1.0


def test_the_first_alias_wins_and_the_others_are_inputs():
    found = read({"output": "draft", "label": "x", "expected": "y"})
    assert found.expected == "y"
    assert found.inputs == {"output": "draft", "label": "x"}


def test_a_blank_gold_cell_does_not_hand_over_to_the_next_alias():
    with pytest.raises(RowFault, match="no expected answer"):
        read({"input": "a", "expected": "", "label": "x"}, csv=True)


def test_an_empty_answer_can_be_expected_in_json_but_a_blank_csv_cell_is_none():
    assert read({"input": "a", "expected": ""}).expected == ""
    with pytest.raises(RowFault, match="no expected answer"):
        read({"input": "a", "expected": " "}, csv=True)
    with pytest.raises(RowFault, match="no expected answer"):
        read({"input": "a", "expected": None})


def test_empty_inputs_are_inputs():
    assert read({"input": "", "context": None, "expected": "x"}, csv=True).inputs == {
        "input": "",
        "context": "",
    }


@given(st.dictionaries(st.text(st.characters(codec="ascii", categories=["Ll"]), min_size=5), st.none() | st.booleans()
                       | st.integers() | st.text(), min_size=1))  # fmt: skip
def test_every_other_column_is_an_input_as_text(columns):
    found = read({"vars": columns, "expected": "x"})
    assert set(found.inputs) == set(columns)
    for name, value in columns.items():
        if isinstance(value, str) and not value.startswith("file://"):
            assert found.inputs[name] == value


def test_values_become_their_json_text():
    found = read({"n": 3, "flag": True, "items": [1, "é"], "expected": {"a": [None]}})
    assert found.inputs == {"n": "3", "flag": "true", "items": '[1,"é"]'}
    assert found.expected == '{"a":[null]}'


def test_reserved_columns_are_no_inputs():
    found = read({
        "input": "a", "expected": "b", "id": 12, "split": "dev", "check": "iequals", "threshold": 0.5,
        "metadata": {"x": 1}, "source_id": "s", "__metadata:topic": "t", "__description": "d",
    })  # fmt: skip
    assert found.inputs == {"input": "a"}
    assert found.label == "12"
    assert found.split is Split.DEV
    assert found.checks[0].name == "iequals"
    assert found.threshold == 0.5
    assert found.group == "s"


@pytest.mark.parametrize(
    ("written", "split"),
    [("train", Split.TRAIN), ("Dev", Split.DEV), (" gate ", Split.GATE), ("test", Split.GATE),
     ("validation", Split.DEV), ("val", Split.DEV), ("", None), (None, None)],
)  # fmt: skip
def test_a_split_column_wins(written, split):
    assert read({"input": "a", "expected": "b", "split": written}).split is split


@pytest.mark.parametrize("written", ["training", "holdout", 3, ["dev"]])
def test_an_unknown_split_is_a_bad_row(written):
    with pytest.raises(RowFault, match=r"split is .*write train, dev or gate"):
        read({"input": "a", "expected": "b", "split": written})


@pytest.mark.parametrize(
    "values",
    [{"source_id": "s"}, {"metadata": {"source_id": "s"}}, {"metadata": {"group": "s"}}, {"__metadata:group": "s"},
     {"source_id": "", "metadata": {"group": "s"}}],
)  # fmt: skip
def test_rows_are_grouped_by_source(values):
    assert read({"input": "a", "expected": "b", **values}).group == "s"


def test_a_column_called_group_is_an_input():
    found = read({"group": "mammals", "expected": "b"})
    assert found.group is None
    assert found.inputs == {"group": "mammals"}


def test_a_row_is_called_by_its_id_description_or_line():
    row = {"input": "a", "expected": "b"}
    assert read(row).label == "line 7"
    assert read({**row, "description": "two\n lines"}).label == "two lines"
    assert read({**row, "id": "x-1", "description": "d"}).label == "x-1"
    assert len(read({**row, "description": "word " * 100}).label) <= 80


def test_promptfoo_rows_keep_inputs_under_vars():
    found = read({
        "description": "greets",
        "vars": {"name": "Ada", "expected": "ho"},
        "assert": [{"type": "icontains", "value": "hi {{ name }}", "weight": 2}, {"type": "not-contains", "value": "{{no}}"}],
        "threshold": "0.7",
        "metadata": {"group": "g"},
        "tags": ["x"],
    })  # fmt: skip
    assert found.inputs == {"name": "Ada", "expected": "ho"}
    assert found.expected is None
    assert found.checks[0].needles == ("hi Ada",)
    assert found.checks[1].inner.needles == ("{{no}}",)
    assert found.weights == (2.0, 1.0)
    assert found.threshold == 0.7
    assert found.group == "g"


def test_an_equals_check_gives_the_gold_answer():
    assert read({"vars": {"a": 1}, "assert": [{"type": "equals", "value": "{{a}}"}]}).expected == "1"
    assert (
        read(
            {"vars": {"a": 1}, "assert": [{"type": "numeric", "value": {"value": 3, "tolerance": 1}}]}
        ).expected
        == "3"
    )
    assert read({"a": 1, "__expected": "B"}).expected == "B"
    assert read({"a": 1, "__expected": "contains:B"}).expected is None
    assert read({"a": 1, "__expected": "not-equals:B"}).expected is None


def test_asserts_replace_the_default_check_and_expected_stays_for_captures():
    found = read({"input": "a", "expected": "B", "assert": [{"type": "regex", "value": r"answer (\w)"}]})
    assert found.expected == "B"
    assert [check.name for check in found.checks] == ["regex"]
    assert found.checks[0].score("answer B").value == 1.0
    assert found.checks[0].score("answer C").value == 0.0


def test_csv_cells_hold_checks_in_the_short_form():
    found = read(
        {"q": "a", "__expected2": "not-icontains:sorry", "__expected1": "contains-any:x, y", "__expected": "Paris: city",
         "__threshold": "0.5", "__metadata:topic": "t", "__expected10": ""},
        csv=True,
    )  # fmt: skip
    assert [check.name for check in found.checks] == ["equals", "contains-any", "not-icontains"]
    assert found.checks[1].needles == ("x", "y")
    assert found.threshold == 0.5
    assert found.inputs == {"q": "a"}
    assert found.weights == ()


@pytest.mark.parametrize(
    ("check", "expected", "output", "value"),
    [
        ("numeric", "42", "so 42.", 1.0),
        ("numeric(0.5)", "42", "41.5", 1.0),
        ("choice", "(B)", "The answer is B", 1.0),
        (r"regex:ANSWER: (\w+)", "B", "ANSWER: B", 1.0),
        (r"regex:ANSWER: (\w+)", "B", "ANSWER: C", 0.0),
        ("regex", r"^\d+$", "12", 1.0),
        ("is-json", '{"a": 1}', '{"b": 2}', 1.0),
        ("is-json", '{"a": 1}', "b", 0.0),
        ("not-contains", "sorry", "so sorry", 0.0),
    ],
)
def test_the_check_of_a_plain_row_comes_from_the_row_or_the_prompt(check, expected, output, value):
    assert read({"q": "a", "expected": expected, "check": check}).checks[0].score(output).value == value
    assert read({"q": "a", "expected": expected}, check).checks[0].score(output).value == value
    assert read({"q": "a", "expected": "b", "check": "iequals"}, check).checks[0].name == "iequals"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "no input"),
        ({"expected": "b"}, "no input"),
        ({"vars": {}, "expected": "b"}, "no input"),
        ({"vars": "a", "expected": "b"}, "`vars` must be a mapping"),
        ({"input": "a"}, "no expected answer; add a column `expected`"),
        ({"input": "a", "Expected": "b"}, "names are read exactly as written"),
        ({"input": "a", "expected": "b", "check": "equal"}, "did you mean `equals`"),
        ({"input": "a", "expected": "b", "check": "llm-rubric"}, "asks a model to judge"),
        ({"input": "a", "expected": "b", "check": "numeric"}, "needs a number"),
        ({"input": "a", "expected": "b", "check": "contains(3)"}, "only `numeric`"),
        ({"input": "a", "expected": "b", "threshold": 2}, "between 0 and 1"),
        ({"input": "a", "expected": "b", "threshold": "high"}, "number from 0 up"),
        ({"input": "a", "expected": "b", "metadata": "x"}, "`metadata` must be a mapping"),
        ({"input": "file://a.txt", "expected": "b"}, "`input` would read file://a.txt"),
        ({"$ref": "#/x", "input": "a", "expected": "b"}, "points to a part"),
        ({"vars": {"a": 1}, "asert": [], "expected": "b"}, "did you mean `assert`"),
        ({"vars": {"a": 1}, "expected": "b", "options": {"transform": "x"}}, r"`options\.transform` runs code"),
        ({"vars": {"a": 1}, "expected": "b", "providerOutput": "c"}, "replaces the model's answer"),
        ({"vars": {"a": 1}, "assert": "nonsense: {"}, None),
        ({"vars": {"a": 1}, "assert": 3}, "must be a list of checks"),
        ({"vars": {"a": 1}, "assert": [3]}, "must be a mapping with a `type`"),
        ({"vars": {"a": 1}, "assert": [{"value": 3}]}, "has no `type`"),
        ({"vars": {"a": 1}, "assert": [{"type": "equals"}]}, "needs a value"),
        ({"vars": {"a": 1}, "assert": [{"type": "equals", "value": "x", "wait": 1}]}, "unknown key `wait`"),
        ({"vars": {"a": 1}, "assert": [{"type": "equals", "value": "x", "weight": -1}]}, "`weight` must be"),
        ({"vars": {"a": 1}, "assert": [{"type": "equals", "value": "x", "weight": True}]}, "`weight` must be"),
        ({"vars": {"a": 1}, "assert": [{"type": "equals", "value": "x", "weight": 0}]}, "weight 0"),
        ({"vars": {"a": 1}, "assert": [{"type": "equals", "value": "x", "transform": "y"}]}, "`transform`"),
        ({"vars": {"a": 1}, "assert": [{"$ref": "#/t"}]}, r"`\$ref`"),
        ({"vars": {"a": 1}, "assert": [{"type": "equals", "value": "file://x.txt"}]}, "would read another file"),
        ({"vars": {"a": 1}, "assert": [{"type": "javascript", "value": "x"}]}, "runs code"),
        ({"vars": {"a": 1}, "assert": [{"type": "regex", "value": "("}]}, "regular expression"),
        ({"a": 1, "__expected": "similar(0.8):x"}, "asks a model"),
        ({"a": 1, "__expected": "python: 1"}, "runs code"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_used_says_why(values, message):
    if message is None:
        assert read(values).expected == "nonsense: {"
        return
    with pytest.raises((RowFault, ValueError), match=message) as caught:
        read(values)
    assert str(caught.value)[0].isupper() or str(caught.value).startswith(("`", "/"))


def test_empty_options_of_promptfoo_change_nothing():
    assert read({"vars": {"a": 1}, "expected": "b", "options": {"provider": "x"}}).expected == "b"


def test_in_a_plain_row_options_are_an_input():
    assert read({"question": "q", "options": ["A", "B"], "expected": "A"}).inputs["options"] == '["A","B"]'
