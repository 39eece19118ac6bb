from __future__ import annotations

import pytest

from motjuste.evals.checks import BadCheck, build


def test_white_space_after_it_does_not_count():
    assert build("ends-with", "Goodbye.").score("So long. Goodbye.\n").value == 1.0
    assert build("ends-with", "\n").score("line\n").value == 1.0
    score = build("ends-with", "Goodbye.").score("Goodbye. And more")
    assert score.value == 0.0
    assert 'does not end with "Goodbye."' in score.reason
    assert build("not-ends-with", "x").score("y").value == 1.0


def test_an_empty_value_is_refused():
    for value in ("", None, ["x"]):
        with pytest.raises(BadCheck):
            build("ends-with", value)
