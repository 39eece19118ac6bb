"""Which rules run."""

from __future__ import annotations

import pytest

from motjuste.errors import UserError
from motjuste.lint.registry import RULES
from motjuste.workspace.selection import check_selectors, covering, selected_codes

DEFAULTS = {rule.code for rule in RULES if rule.default}
WAITING = {rule.code for rule in RULES if not rule.default}
EVERY = DEFAULTS | WAITING


@pytest.mark.parametrize(
    ("select", "ignore", "expected"),
    [
        (["DEFAULT"], [], DEFAULTS),
        (["default"], [], DEFAULTS),
        (["ALL"], [], EVERY),
        ([], [], set()),
        (["ALL"], ["ALL"], set()),
        (["DEFAULT"], ["T"], {code for code in DEFAULTS if code[0] != "T"}),
        (["T"], [], {code for code in EVERY if code[0] == "T"}),
        (["t"], ["T00"], set()),
        (["T006"], ["T"], {"T006"}),
        (["T"], ["T006"], {code for code in EVERY if code[0] == "T"} - {"T006"}),
        (["ALL"], ["DEFAULT"], WAITING),
        (["ALL", "DEFAULT"], ["S"], {code for code in EVERY if code[0] != "S"}),
    ],
)
def test_the_longer_selector_wins(select, ignore, expected):
    assert set(selected_codes(select, (), ignore)) == expected


def test_a_rule_that_waits_to_be_asked_for_is_asked_for_by_its_letter():
    for code in WAITING:
        assert code not in selected_codes(["DEFAULT"], (), ())
        assert code in selected_codes(["DEFAULT"], [code[0]], ())
        assert code in selected_codes([code], (), ())


def test_codes_come_in_the_catalogues_order():
    codes = selected_codes(["ALL"], (), ())
    assert list(codes) == [rule.code for rule in RULES]


@pytest.mark.parametrize("selector", ["DEFAULT", "all", "T", "t006"])
def test_selectors_that_name_rules_are_fine(selector):
    check_selectors([selector])


@pytest.mark.parametrize("selector", ["Q", "T9", "", "T0066", "undefined-variable"])
def test_a_selector_that_names_none_is_refused(selector):
    with pytest.raises(UserError, match="selects no rule"):
        check_selectors([selector])


def test_the_longest_covers():
    assert covering("T002", ["ALL", "T", "T00"]) == "T00"
    assert covering("T002", ["ALL"]) == "ALL"
    assert covering("T002", ["E", ""]) is None
