from __future__ import annotations

from motjuste.evals.checks import build
from motjuste.evals.checks.any_of import AnyOf
from motjuste.evals.checks.check_set import CheckSet
from motjuste.evals.checks.demanding import passes
from motjuste.evals.checks.negation import Not
from motjuste.evals.checks.transformed import Transformed, steps_of

CAT, DOG = build("contains", "cat"), build("contains", "dog")


def test_a_set_without_a_threshold_wants_all():
    both = CheckSet((CAT, DOG), (1.0, 1.0), None)
    assert passes(both.score("cat and dog"))
    score = both.score("a cat")
    assert (score.value, score.passed) == (0.5, False)
    assert "dog" in score.reason


def test_a_set_with_a_threshold_wants_that_much():
    half = CheckSet((CAT, DOG), (1.0, 1.0), 0.5)
    score = half.score("a cat")
    assert (score.value, score.passed, score.reason) == (0.5, True, "")
    assert half.score("a bird").passed is False
    assert CheckSet((CAT, DOG), (1.0, 3.0), 0.5).score("a cat").passed is False
    assert CheckSet((CAT, DOG), (0.0, 1.0), None).score("a dog").passed is True
    assert Not(half).score("a cat").passed is False


def test_a_graded_member_passes_by_its_own_threshold():
    graded = CheckSet((build("rouge-n", "a b c d", threshold=0.5),), (1.0,), None)
    assert (graded.score("a b").value, graded.score("a b").passed) == (0.5, True)


def test_any_right_answer_will_do():
    either = AnyOf((build("equals", "4"), build("equals", "four")))
    assert either.name == "equals"
    assert either.score("four").value == 1.0
    assert either.score("five").value == 0.0
    assert either.demand == "be exactly 4 or be exactly four"


def test_a_transform_known_by_heart_is_done_and_others_are_not():
    assert steps_of("output.trim()") == ("trim",)
    assert steps_of(" return output.trim().toLowerCase(); ") == ("trim", "toLowerCase")
    assert steps_of("output") == ()
    for code in (
        "output.slice(1)",
        "JSON.parse(output)",
        "output.trim().x",
        "file://t.js",
        "output.trim(1)",
        3,
        None,
    ):
        assert steps_of(code) is None, code
    lower = Transformed(build("contains", "cat"), ("toLowerCase",))
    assert lower.score("A CAT").value == 1.0
    assert lower.name == "contains"
