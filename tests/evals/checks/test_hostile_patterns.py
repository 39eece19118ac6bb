"""Patterns of strangers, in checks and in schemas: each search ends, with the reason in words."""

from __future__ import annotations

import json
from time import monotonic

import pytest

from motjuste.evals.checks import BadCheck, build

EVIL = [
    r"(a+)+$",
    r"(a|aa)+$",
    r"(.*a){30}$",
    r"(((a{1,500}){1,500}){1,500}){1,500}$",
    r"(?:abcdefgh){e<=8}$",
    r"(?b)(?:(?:a+)+){e}$",
    r"(?:a?){500}a{500}",
    r"(?=(a+)+$)b",
    r"^(\w+\s?)*$",
]
OUTPUT = "a" * 5000 + "!"
SECONDS = 5.0
"""Ten times the limit of one search, for a busy machine."""


@pytest.mark.parametrize("name", ["regex", "not-regex"])
@pytest.mark.parametrize("pattern", EVIL)
def test_a_pattern_that_runs_away_is_stopped(name, pattern):
    check = build(name, pattern)
    began = monotonic()
    score = check.score(OUTPUT)
    assert monotonic() - began < SECONDS
    # What was not decided must not pass, turned round or not.
    assert score.value == 0 or "longer than" not in score.reason


@pytest.mark.parametrize("pattern", EVIL)
@pytest.mark.parametrize("key", ["pattern", "patternProperties"])
def test_a_pattern_of_a_schema_that_runs_away_is_stopped(key, pattern):
    schema = {"pattern": pattern} if key == "pattern" else {"patternProperties": {pattern: {"type": "null"}}}
    try:
        check = build("is-json", schema)
    except BadCheck:
        return  # the engine's own syntax, which a schema may not use
    began = monotonic()
    check.score(json.dumps(OUTPUT if key == "pattern" else {OUTPUT: None}))
    assert monotonic() - began < SECONDS


@pytest.mark.parametrize(
    "pattern", ["(?:" * 3000 + ")" * 3000, "(" * 4000, "[" * 9000, "a{1,100000}{1,1000}b"]
)
def test_a_pattern_that_is_none_is_a_bad_check(pattern):
    began = monotonic()
    with pytest.raises(BadCheck):
        build("regex", pattern)
    with pytest.raises(BadCheck):
        build("is-json", {"pattern": pattern})
    assert monotonic() - began < SECONDS
