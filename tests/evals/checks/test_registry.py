from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motjuste.evals.checks import NAMES, BadCheck, UnsupportedCheck, build
from motjuste.evals.checks.demanding import passes
from motjuste.evals.checks.unsupported import UNSUPPORTED

VALUES = {
    "numeric": "42",
    "is-json": {"type": "integer"},
    "contains-json": {"type": "object"},
    "choice": "B",
    "regex": r"(\d+)",
    "word-count": {"min": 2, "max": 5},
    **dict.fromkeys(
        ("is-xml", "contains-xml", "is-html", "contains-html", "is-sql", "contains-sql", "is-refusal")
    ),
}


@pytest.mark.parametrize("name", NAMES)
def test_every_check_is_named_frozen_and_equal_to_its_like(name):
    first, second = (build(name, VALUES.get(name, "text")) for _ in range(2))
    assert first.name == name
    assert first == second
    assert hash(first) == hash(second)
    with pytest.raises((AttributeError, TypeError)):
        setattr(first, "name", "other")  # noqa: B010  (mypy knows that it cannot be set)


@pytest.mark.parametrize("name", NAMES)
@given(output=st.text())
def test_no_output_makes_a_check_fail_and_its_negation_is_the_opposite(name, output):
    value = VALUES.get(name, "text")
    score, negated = build(name, value).score(output), build(f"not-{name}", value).score(output)
    assert 0.0 <= score.value <= 1.0
    assert negated.value == 1.0 - score.value
    assert passes(score) != passes(negated)
    assert (score.reason == "") == passes(score)
    assert (negated.reason == "") == passes(negated)


def test_the_reason_of_a_negation_states_the_demand():
    assert build("not-contains", "sorry").name == "not-contains"
    assert build("not-contains", "sorry").score("so sorry").reason == 'must not contain "sorry", got so sorry'
    assert build("not-is-json", None).score("{}").reason == "must not be valid JSON, got {}"


@pytest.mark.parametrize("name", sorted(UNSUPPORTED))
def test_checks_of_promptfoo_that_are_not_supported_are_refused_by_name(name):
    for written in (name, f"not-{name}"):
        with pytest.raises(UnsupportedCheck, match=f"`{written}` .*, which is not supported") as caught:
            build(written, "x")
        assert (caught.value.name, caught.value.why) == (written, UNSUPPORTED[name])


@pytest.mark.parametrize(
    "name", ["similar:cosine", "not-trajectory:tool-used", "promptfoo:redteam:harmful:hate"]
)
def test_families_of_checks_are_refused_by_their_first_word(name):
    with pytest.raises(UnsupportedCheck, match="not supported"):
        build(name, "x")


def test_code_and_models_are_given_as_the_reason():
    with pytest.raises(BadCheck, match="runs code"):
        build("javascript", "output.length > 3")
    with pytest.raises(BadCheck, match="asks a model to judge"):
        build("llm-rubric", "is polite")


@pytest.mark.parametrize(
    ("name", "meant"), [("contain", "contains"), ("equal", "equals"), ("is_json", "is-json")]
)
def test_a_misspelt_name_is_answered_with_the_nearest(name, meant):
    with pytest.raises(BadCheck, match=rf"did you mean `{meant}`\?"):
        build(name, "x")


@pytest.mark.parametrize("name", ["", "not-", "zzz", "not-not-equals", "Equals "])
def test_an_unknown_name_is_answered_with_the_list(name):
    with pytest.raises(BadCheck, match=r"[Tt]here are equals, .*regex"):
        build(name, "x")


def test_the_heavy_packages_are_imported_only_when_a_check_needs_them():
    code = (
        "import sys, motjuste.evals.load, motjuste.evals.link, motjuste.evals.split, motjuste.evals.checks as c;"
        "c.build('equals', 'x');"
        "print([m for m in ('regex', 'jsonschema', 'ruamel.yaml', 'openai', 'pydantic', 'scipy', 'sqlglot', 'pyarrow', 'jinja2') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
