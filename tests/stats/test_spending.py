"""Spending functions: their formulas, their ends, and that they only rise."""

from __future__ import annotations

import math

import pytest
from scipy import stats

from motjuste.stats.spending import spent_by


@pytest.mark.parametrize("alpha", [0.01, 0.05, 0.1])
@pytest.mark.parametrize("fraction", [0.1, 0.25, 0.5, 0.75, 0.99])
def test_the_formulas_are_those_of_lan_and_demets(fraction, alpha):
    obf = 2 - 2 * stats.norm.cdf(stats.norm.ppf(1 - alpha / 2) / math.sqrt(fraction))
    assert spent_by(fraction, alpha, "obf") == pytest.approx(obf)
    assert spent_by(fraction, alpha, "pocock") == pytest.approx(alpha * math.log(1 + (math.e - 1) * fraction))


@pytest.mark.parametrize("spending", ["pocock", "obf"])
def test_all_is_spent_in_the_end_and_nothing_before_the_first_case(spending):
    assert spent_by(0, 0.05, spending) == 0.0
    assert spent_by(1, 0.05, spending) == 0.05
    steps = [spent_by(k / 50, 0.05, spending) for k in range(51)]
    assert steps == sorted(steps)


def test_pocock_spends_early_and_obrien_fleming_late():
    assert spent_by(0.25, 0.05, "pocock") == pytest.approx(0.0179, abs=0.0001)
    assert spent_by(0.25, 0.05, "obf") == pytest.approx(0.0001, abs=0.0001)


def test_an_unknown_function_is_refused():
    with pytest.raises(ValueError, match="no such spending function: haybittle"):
        spent_by(0.5, 0.05, "haybittle")  # type: ignore[arg-type]
