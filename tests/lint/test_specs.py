"""Every scenario of tests/rules/*.md holds; `pytest tests/lint/test_specs.py --update` rewrites what they expect."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.lint.spec import outcome, read_spec, write_spec

from motjuste.lint.registry import RULES

RULE_SPECS = Path(__file__).parent.parent / "rules"
SPECS = sorted(RULE_SPECS.glob("*.md"))


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_every_scenario_holds(path, tmp_path, pytestconfig):
    text = path.read_text("utf-8")
    spec = read_spec(text)
    assert spec.scenarios, "a spec without scenarios tests nothing"
    folders = [tmp_path / str(number) for number in range(len(spec.scenarios))]
    for folder in folders:
        folder.mkdir()
    if pytestconfig.getoption("--update", default=False):
        path.write_text(write_spec(spec, folders), "utf-8")
        return
    for scenario, folder in zip(spec.scenarios, folders, strict=True):
        assert scenario.prose, f"{scenario.title!r} does not say why"
        assert outcome(scenario, folder, spec.codes()) == scenario.expected(), scenario.title


def test_every_rule_has_a_spec_in_which_it_speaks_and_one_in_which_it_is_silent():
    for rule in RULES:
        if rule.code == "N000":  # no text makes a rule crash; see test_engine
            continue
        spec = read_spec((RULE_SPECS / f"{rule.name}.md").read_text("utf-8"))
        said = [
            any(f" {rule.code} " in block.body for block in scenario.expected())
            for scenario in spec.scenarios
        ]
        assert True in said, rule.name
        assert False in said, rule.name


def test_there_is_no_spec_without_a_rule():
    assert {path.stem for path in SPECS} == {rule.name for rule in RULES if rule.code != "N000"}


def test_a_wrong_expectation_is_noticed(tmp_path):
    spec = read_spec("# F005 x\n\n## empty\n\nWhy.\n\n```prompt a.md\n```\n\n```findings\n```\n")
    assert outcome(spec.scenarios[0], tmp_path, spec.codes()) != spec.scenarios[0].expected()
