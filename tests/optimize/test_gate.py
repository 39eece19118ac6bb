from __future__ import annotations

import pytest

from motjuste.optimize.gate import Judge, Paired, gate_p


def test_a_pair_passes_a_gate_only_at_the_gates_own_boundary():
    wins, ties = (0.0, 1.0), (1.0, 1.0)
    losses = (1.0, 0.0)

    def pair(*rows: tuple[tuple[float, float], int]) -> Paired:
        flat = [row for row, times in rows for _ in range(times)]
        return Paired(tuple(old for old, _ in flat), tuple(new for _, new in flat))

    assert gate_p(pair((wins, 8), (ties, 42)), 200, 0.05) == pytest.approx(2**-8)
    assert gate_p(pair((wins, 12), (losses, 4), (ties, 34)), 200, 0.05) is None, (
        "a fixed-n test would pass it"
    )


def test_many_small_gains_do_not_hide_large_losses():
    pair = Paired((0.5,) * 40, (*(0.6,) * 14, *(0.0,) * 3, *(0.5,) * 23))
    assert pair.gain < 0
    assert gate_p(pair, 40, 0.05) is None


def steady(*gains: float) -> Paired:
    return Paired((0.0,) * len(gains), gains)


def test_right_or_wrong_is_counted_and_degrees_are_weighed():
    counted = Judge(40, 0.05, by_evidence=False)
    assert counted.look(steady(*[1.0] * 10)).boundary is not None
    assert not counted.by_evidence
    weighed = Judge(40, 0.05, by_evidence=True)
    assert weighed.look(steady(*[1.0] * 10)).boundary is None


def test_degrees_that_turn_up_late_pay_for_the_looks_before():
    judge = Judge(40, 0.05, by_evidence=False)
    begun = [1.0] * 7 + [-1.0, 0.0, 0.0]
    assert not judge.look(steady(*begun)).rejected
    late = judge.look(steady(*begun, *[0.5] * 10))
    assert judge.by_evidence
    pure = Judge(40, 0.05, by_evidence=True).look(steady(*begun, *[0.5] * 10))
    assert late.evidence == pure.evidence
    assert late.p > pure.p, "what the first look spent is taken off"
