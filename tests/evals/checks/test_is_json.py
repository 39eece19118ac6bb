from __future__ import annotations

import json
import math
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pace import within

from motjuste.evals.checks import BadCheck, build
from motjuste.evals.checks.is_json import first_fault

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
PERSON = {
    "type": "object",
    "properties": {"name": {"type": "string", "pattern": "^[A-Z]"}, "age": {"type": "integer"}},
    "required": ["name"],
}


@given(JSON)
def test_any_json_passes_without_a_schema(value):
    assert build("is-json", None).score(json.dumps(value)).value == 1.0


@given(JSON)
def test_a_schema_that_names_the_value_passes(value):
    assert build("is-json", {"const": value}).score(json.dumps(value, ensure_ascii=False)).value == 1.0


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("", "output is empty"),
        ("{'a': 1}", "at line 1, column 2"),
        ('Here: {"a": 1}', "Expecting value"),
        ('```json\n{"a": 1}\n```', "code fence"),
        ('{"a": NaN}', "NaN is not JSON"),
        ("[" * 100_000, "nested too deep"),
        ("1" * 10_000, "digits"),
    ],
)
def test_what_is_no_json_scores_0_with_the_reason(output, reason):
    score = build("is-json", None).score(output)
    assert score.value == 0.0
    assert reason in score.reason
    assert len(score.reason) < 400


def test_thefirst_fault_against_the_schema_is_named_with_its_place():
    check = build("is-json", PERSON)
    assert check.score('{"name": "Ada", "age": 36}').value == 1.0
    assert (
        check.score('{"age": 36}').reason == "the JSON breaks the schema at $: 'name' is a required property"
    )
    assert "$.age" in check.score('{"name": "Ada", "age": "36"}').reason
    assert "does not match" in check.score('{"name": "ada"}').reason


def test_a_schema_may_be_json_text_as_in_a_csv_cell():
    check = build("is-json", json.dumps(PERSON))
    assert check == build("is-json", PERSON)
    assert hash(check) == hash(build("is-json", PERSON))


@pytest.mark.parametrize(
    "schema",
    [
        "{",
        "[1]",
        [1],
        5,
        {"type": "objekt"},
        {"pattern": "("},
        {"patternProperties": {"(": {}}},
        {"properties": 3},
    ],
)
def test_a_bad_schema_is_refused_when_built(schema):
    with pytest.raises(BadCheck):
        build("is-json", schema)


@pytest.mark.parametrize("keyword", ["$ref", "$dynamicRef"])
@pytest.mark.parametrize("reference", ["https://example.org/s.json", "other.json", "file:///etc/passwd"])
def test_a_schema_may_not_refer_outside_itself(keyword, reference, monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("it called out"))
    with pytest.raises(BadCheck, match="refers to"):
        build("is-json", {"properties": {"a": {keyword: reference}}})


def test_even_a_reference_that_was_overlooked_fetches_nothing(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("it called out"))
    assert "does not have" in (first_fault('{"$ref": "https://example.org/s.json"}', 1) or "")


def test_references_inside_the_schema_work_and_dangling_ones_score_0():
    local = build("is-json", {"$defs": {"n": {"type": "integer"}}, "items": {"$ref": "#/$defs/n"}})
    assert local.score("[1, 2]").value == 1.0
    assert local.score('[1, "2"]').value == 0.0
    assert "does not have" in build("is-json", {"$ref": "#/$defs/none"}).score("1").reason


def test_a_schema_that_refers_to_itself_without_end_scores_0():
    assert "without end" in build("is-json", {"$ref": "#"}).score("1").reason


def test_a_runaway_pattern_in_a_schema_does_not_hang():
    score = build("is-json", {"pattern": r"^(?:a|aa|aaa|[a-z])+$"}).score(json.dumps("a" * 200 + "!"))
    assert score.value == 0.0
    assert "longer than" in score.reason


def test_pattern_properties_are_checked():
    check = build(
        "is-json", {"patternProperties": {"^n_": {"type": "number"}}, "additionalProperties": False}
    )
    assert check.score('{"n_a": 1}').value == 1.0
    assert check.score('{"n_a": "1"}').value == 0.0
    assert check.score('{"x": 1}').value == 0.0
    assert check.score("3").value == 1.0


def test_infinity_is_no_json():
    assert build("is-json", None).score(str(math.inf)).value == 0.0


def test_a_schema_that_multiplies_is_given_up():
    definitions = {f"d{n}": {"allOf": [{"$ref": f"#/$defs/d{n + 1}"}] * 2} for n in range(40)}
    check = build("is-json", {"$defs": {**definitions, "d40": {"type": "object"}}, "$ref": "#/$defs/d0"})
    score = within(5, lambda: check.score("{}"))
    assert score.reason == "the schema follows more than 10,000 references"
    assert score.value == 0


def test_many_honest_references_are_followed():
    check = build("is-json", {"$defs": {"a": {"type": "integer"}}, "items": {"$ref": "#/$defs/a"}})
    assert check.score(str([1] * 5000)).value == 1
    assert check.score(str([1] * 5000)).value == 1


@pytest.mark.parametrize("schema", [{"$id": 5}, {"$schema": 5}, {"$schema": []}])
def test_an_address_that_is_no_text_is_a_bad_check(schema):
    with pytest.raises(BadCheck, match="is no text"):
        build("is-json", schema)


@pytest.mark.parametrize("reference", ["#/x", "#/x/0", "#/y/word"])
def test_a_reference_to_what_is_no_schema_is_told(reference):
    check = build("is-json", {"$ref": reference, "x": 5, "y": []})
    assert "refers to something that is no schema" in check.score("1").reason
