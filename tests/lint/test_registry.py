from __future__ import annotations

import re
from pathlib import Path

import pytest

import motjuste.lint.rules
from motjuste.document.parse import parse
from motjuste.lint.engine import lint
from motjuste.lint.registry import RULES

HEADINGS = ["What it does", "Why is this bad", "Example", "Fix safety", "Evidence"]


def test_codes_and_names_are_unique_and_sorted():
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
    assert len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_has_a_whole_page(rule):
    assert re.findall(r"(?m)^## (.+)$", rule.docs) == HEADINGS
    for section in rule.docs.split("\n## ")[1:]:
        assert len(section.split("\n", 1)[1].strip()) > 10, section
    assert rule.docs.startswith(f"{rule.code} {rule.name}: ")
    assert re.fullmatch(r"[A-Z]\d{3}", rule.code)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", rule.name)
    assert rule.summary.endswith(".")


def test_every_rule_module_is_in_the_catalogue():
    folder = Path(motjuste.lint.rules.__file__).parent
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert modules == {rule.name.replace("-", "_") for rule in RULES}


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parents[2] / "prompts").glob("*.md")), ids=lambda path: path.stem
)
def test_our_own_prompts_are_clean(path):
    assert lint(parse(str(path), path.read_text("utf-8"))) == ()
