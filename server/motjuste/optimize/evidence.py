"""Evidence for the optimizer model: some failures and a success of a prompt on train cases, as text."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from motjuste.optimize.themes import UNLIKE, by_theme, spread, theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.evals.run import Outcome

SHOWN_FAILURES = 3
SHOWN_SUCCESSES = 1
LONGEST = 600
"""Longer texts are cut in the middle, so that one case does not fill the context."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one proposal is based on."""

    failures: tuple[Outcome, ...]
    successes: tuple[Outcome, ...]
    themed: bool = False
    """Whether a model is told in what each wrong answer differs from the expected one."""

    @property
    def failing_ids(self) -> tuple[str, ...]:
        """The ids of the failing cases."""
        return tuple(outcome.case.id for outcome in self.failures)

    @property
    def failures_text(self) -> str:
        """The failures as a model is shown them."""
        return "\n\n".join(self._told(outcome) for outcome in self.failures) or "(none shown)"

    @property
    def successes_text(self) -> str:
        """The successes as a model is shown them."""
        return "\n\n".join(_told(outcome) for outcome in self.successes) or "(none yet)"

    def _told(self, outcome: Outcome) -> str:
        kind = theme(outcome)
        named = self.themed and outcome.case.expected is not None and kind != UNLIKE and " for " not in kind
        return f"{_told(outcome)}\nDiffers in: {kind}" if named else _told(outcome)


NOTHING_SHOWN = Evidence((), ())
"""What a method goes by that looks at no failures."""


def draw(
    outcomes: Sequence[Outcome],
    random: Random,
    failures: int = SHOWN_FAILURES,
    successes: int = SHOWN_SUCCESSES,
) -> Evidence:
    """Some failures and some successes (a guard against drift), drawn without replacement."""
    wrong = [outcome for outcome in outcomes if not outcome.right]
    right = [outcome for outcome in outcomes if outcome.right]
    return Evidence(
        tuple(random.sample(wrong, min(failures, len(wrong)))),
        tuple(random.sample(right, min(successes, len(right)))),
    )


def draw_themed(
    outcomes: Sequence[Outcome], random: Random, sample: int, failures: int = SHOWN_FAILURES
) -> Evidence:
    """Failures for one of several proposals, chosen so that the proposals of a step see different themes.

    Each begins with a theme of its own, the commonest for the first, has two failures of it where there are two, and goes
    on with the next themes.

    Args:
        outcomes: A prompt's outcomes on train cases, failures among them or not.
        random: Decides which failures of a theme are shown, and which successes.
        sample: Which of the step's proposals for this prompt it is, from 0.
        failures: How many to show at most.
    """
    wrong = [outcome for outcome in outcomes if not outcome.right]
    right = [outcome for outcome in outcomes if outcome.right]
    mixed = random.sample(wrong, len(wrong))
    groups = by_theme(mixed)
    start = sample % len(groups) if groups else 0
    own = groups[start] if groups else []
    others = [outcome for group in (*groups[start + 1 :], *groups[:start]) for outcome in group]
    first = own[: failures - 1]
    more = [*spread(others, failures - len(first)), *own[len(first) :]]
    shown = tuple(random.sample(right, min(SHOWN_SUCCESSES, len(right))))
    return Evidence((*first, *more)[:failures], shown, themed=True)


def stream(*parts: object) -> Random:
    """A random stream of its own for each place that draws, so that no draw depends on another's order."""
    return Random(":".join(str(part) for part in parts))  # noqa: S311 -- sampling, not secrecy


def _told(outcome: Outcome) -> str:
    inputs = outcome.case.inputs
    fields = [f"{name}: {_cut(value)}" for name, value in inputs.items()]
    told = ["Input: " + _cut(next(iter(inputs.values())))] if len(fields) == 1 else ["Input:", *fields]
    told.append(f"Answer: {_cut(outcome.output.strip()) or '(nothing)'}")
    if not outcome.right:
        expected = outcome.case.expected
        told.append(
            f"Expected: {_cut(expected)}" if expected is not None else f"Fault: {outcome.score.reason}"
        )
    return "\n".join(told)


def _cut(text: str) -> str:
    half = LONGEST // 2
    return text if len(text) <= LONGEST else f"{text[:half]} […] {text[-half:]}"
