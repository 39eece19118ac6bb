"""Figures as people write them."""

from __future__ import annotations

import pytest

from motjuste.report.figures import chance, duration, gain, many, money, points


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (points(0.8104), "81.0"),
        (points(None), "\u2013"),
        (gain(0.06), "+6.0"),
        (gain(-0.06), "\u22126.0"),
        (gain(0.0001), "0.0"),
        (gain(-0.0001), "0.0"),
        (gain(None), "\u2013"),
        (chance(0.004), "p = 0.004"),
        (chance(0.5), "p = 0.5"),
        (chance(1.0), "p = 1"),
        (chance(0.00001), "p < 0.0001"),
        (many(1, "loss"), "1 loss"),
        (many(2000, "loss"), "2,000 losses"),
        (many(0, "case"), "0 cases"),
        (duration(4.24), "4.2 s"),
        (duration(346), "5 min 46 s"),
        (duration(3725), "1 h 2 min"),
        (money(0.0), "$0.00"),
        (money(0.00001), "< $0.0001"),
        (money(0.0042), "$0.0042"),
        (money(1234.5), "$1,234.50"),
    ],
)
def test_figures(told, expected):
    assert told == expected
