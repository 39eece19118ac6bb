from __future__ import annotations

import pytest
from tests.pace import within

from motjuste.evals.checks import BadCheck, build
from motjuste.evals.checks.contains_json import json_values


@pytest.mark.parametrize(
    ("output", "values"),
    [
        ('Here: {"a": 1} and {"b": [2]}.', [{"a": 1}, {"b": [2]}]),
        ('```json\n{"a": {"b": 1}}\n```', [{"a": {"b": 1}}]),
        ("{not json} then {}", [{}]),
        ('[{"a": 1}]', [[{"a": 1}]]),
        ("[1, 2]", [[1, 2]]),
        ("as shown in [1] and [2]", []),
        ("{" * 50 + '{"a": 1}', [{"a": 1}]),
        ("no JSON", []),
        ('{"a": NaN', []),
    ],
)
def test_the_outermost_values_are_found(output, values):
    assert list(json_values(output)) == values


def test_one_value_that_obeys_the_schema_is_enough():
    schema = {"type": "object", "required": ["b"]}
    assert build("contains-json", schema).score('{"a": 1} {"b": 2}').value == 1.0
    score = build("contains-json", schema).score('{"a": 1}')
    assert score.value == 0.0
    assert "'b' is a required property" in score.reason
    assert build("contains-json", None).score('x {"a": 1}').value == 1.0
    assert build("not-contains-json", None).score("no").value == 1.0
    with pytest.raises(BadCheck):
        build("contains-json", {"type": "no such type"})


@pytest.mark.parametrize(
    "output", ["[" * 1_000_000, '{"a' * 300_000, '{"' + "a" * 2_000_000, '{"a":' * 200_000]
)
def test_brackets_that_open_nothing_are_given_up_in_time(output):
    assert within(3, lambda: build("contains-json", None).score(output)).value == 0.0
