"""The gate by evidence: graded scores, looks at any time, and what it costs to look."""

from __future__ import annotations

import numpy as np
import pytest

from motjuste.stats.anytime import anytime_p
from motjuste.stats.evidence_gate import EvidenceGate
from motjuste.stats.futility import hope

ALPHA = 0.05
LAWS = {
    "right or wrong": ((1, 0, -1), (0.15, 0.7, 0.15)),
    "rare": ((1, 0, -1), (0.03, 0.94, 0.03)),
    "asked twice": ((1, 0.5, 0, -0.5, -1), (0.05, 0.1, 0.7, 0.1, 0.05)),
    "many small wins, few large losses": ((0.1, 0, -1), (0.5, 0.45, 0.05)),
    "few large wins, many small losses": ((1, 0, -0.1), (0.05, 0.45, 0.5)),
}


@pytest.mark.parametrize("law", LAWS, ids=str)
def test_whenever_one_stops_a_gain_that_is_not_there_is_seldom_proved(law):
    values, shares = LAWS[law]
    assert np.dot(values, shares) == pytest.approx(0)
    random = np.random.default_rng(5)
    runs = 1500
    # The user stops at the best moment there is: as soon as a gain is proved.
    false = sum(anytime_p(random.choice(values, 200, p=shares).tolist()) <= ALPHA for _ in range(runs))
    assert false / runs <= ALPHA + 2 * (ALPHA * (1 - ALPHA) / runs) ** 0.5


def test_a_count_of_wins_would_claim_what_the_mean_does_not_show():
    gains = ([0.1] * 10 + [-1.0]) * 8
    look = EvidenceGate(200).look(gains)
    assert not look.rejected
    assert look.boundary is None
    assert look.p > 0.5


def test_evidence_that_was_enough_once_stays_enough():
    gains = [0.6] * 12
    assert EvidenceGate(40).look(gains).rejected
    assert EvidenceGate(40).look([*gains, *[-0.2] * 20]).rejected
    mirrored = EvidenceGate(40).look([-gain for gain in gains])
    assert mirrored.harmful
    assert not mirrored.rejected
    assert mirrored.harm_p == EvidenceGate(40).look(gains).p


def test_what_was_spent_before_is_taken_off():
    gains = [0.6] * 9
    whole, part = EvidenceGate(40).look(gains), EvidenceGate(40, spent=0.03).look(gains)
    assert part.p == pytest.approx(whole.p + 0.03)
    assert part.evidence == whole.evidence
    assert EvidenceGate(40, spent=0.05).look([0.0] * 10).futile


def test_a_hopeless_gate_is_given_up_and_a_hopeful_one_is_not():
    dull = [0.1, -0.1, 0.0, -0.2] * 10
    assert EvidenceGate(60).look(dull).futile
    assert not EvidenceGate(60).look(dull, hopeless=False).futile
    assert not EvidenceGate(60, futility=0).look(dull).futile
    assert not EvidenceGate(400).look([0.5, 0.0, 0.4, -0.1] * 5).futile
    assert not EvidenceGate(40).look(dull).futile, "all cases are seen"


def test_hope_is_a_function_of_the_scores_and_grows_with_the_cases_left():
    gains = [0.5, 0.0, -0.25, 0.25] * 5
    assert hope(gains, 100, 20) == hope(gains, 100, 20)
    assert hope(gains, 20, 20) <= hope(gains, 400, 20)
    assert hope([], 200, 20) > 0.05, "nothing is known yet"
    assert hope([1.0] * 20, 1, 20) == 1.0


@pytest.mark.parametrize("bad", [{"n_total": -1}, {"alpha": 0.0}, {"spent": 0.06}])
def test_a_gate_that_cannot_be_is_refused(bad):
    with pytest.raises(ValueError, match="no such gate"):
        EvidenceGate(**{"n_total": 10, **bad})
