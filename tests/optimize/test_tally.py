"""How the model is asked next, by what came of its proposals so far."""

from __future__ import annotations

import pytest

from motjuste.optimize.events import Totals
from motjuste.optimize.methods.method import Proposal
from motjuste.optimize.tally import Mode, Tally

SOUND = Proposal((), (), ())
MENDED = Proposal((), (), (), repairs=("tag-leak", "outside-edit"), whole=True)


def tally(*reasons: str | None, mode: Mode = "numbered") -> Tally:
    """A tally of the model's proposals, None for one that became a candidate."""
    made = Tally(mode=mode)
    for reason in reasons:
        made.count("model", None if reason == "broken-reply" else SOUND, reason)
    return made


@pytest.mark.parametrize(
    ("reasons", "mode"),
    [
        ([None] * 5 + ["broken-reply"] * 3, "whole"),
        ([None] * 6 + ["broken-reply"] * 2, "numbered"),
        ([None] * 2 + ["broken-reply"] * 2, "numbered"),
        ([None] * 3 + ["duplicate"] * 5, "numbered"),
        (["duplicate"] * 4, "whole"),
        (["no-op"] * 3, "numbered"),
    ],
)
def test_unreadable_or_useless_replies_change_the_way_of_asking(reasons, mode):
    made = tally(*reasons)
    assert made.settle() is (mode == "whole")
    assert made.mode == mode


def test_the_way_changes_once_and_a_model_of_use_is_kept():
    made = tally(*[None] * 5, *["outside-marks"] * 3, mode="whole")
    assert made.settle()
    assert made.mode == "numbered"
    for _ in range(9):
        made.count("model", None, "broken-reply")
    assert not made.settle()
    assert made.mode == "numbered", "what it said in the first way was of use"


def test_a_model_of_no_use_in_either_way_is_given_up():
    made = tally(*["broken-reply"] * 4)
    assert made.settle()
    for _ in range(4):
        made.count("model", SOUND, "no-op")
    assert made.settle()
    assert made.mode == "none"
    assert not made.settle()
    assert made.nothing_useful == (
        "No proposal was both new and sound (of 8 by the optimizer model: 4 broken-reply, 4 no-op). "
        "The model is asked no more."
    )


def test_rates_are_told_by_source():
    made = tally(None, "broken-reply", "duplicate", mode="whole")
    made.count("model", MENDED, None)
    made.count("operator", SOUND, "copied-example")
    event = made.event(Totals(), 1)
    model, operator = event.sources
    assert (model.source, operator.source) == ("model", "operator")
    assert (model.proposed, model.parsed, model.repaired, model.rejected, model.admitted) == (4, 2, 1, 2, 2)
    assert model.reasons == {"broken-reply": 1, "duplicate": 1}
    assert model.repairs == {"outside-edit": 1, "tag-leak": 1}
    assert (event.leak_rate, event.outside_edit_rate) == (0.25, 1.0)
    assert operator.reasons == {"copied-example": 1}
    assert Tally().event(Totals(), 1).leak_rate is None
