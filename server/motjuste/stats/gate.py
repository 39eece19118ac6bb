"""The gate: the one group-sequential test on which a claim stands."""

from __future__ import annotations

from dataclasses import dataclass
from math import nextafter

from motjuste.stats.boundary import Stage, first_stage, next_stage
from motjuste.stats.futility import predictive_probability
from motjuste.stats.spending import Spending, spent_by

FUTILE = 0.05
"""Below this predictive probability of a proof it is not worth going on."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at the gate shows."""

    boundary: int | None
    """Wins that prove a gain at this look, and losses that prove harm; None when it cannot be reached."""
    rejected: bool
    """A gain is proved: the wins reach the boundary. Equivalent to `p <= alpha`."""
    harmful: bool
    """Harm is proved, by the same test with wins and losses exchanged, at the same alpha."""
    futile: bool
    """Going on is unlikely to prove a gain. Not binding: whoever goes on keeps the error rate."""
    p: float
    """p-value of the gain so far, valid over all looks; see `Gate.p_value`."""
    harm_p: float
    """The same for harm."""
    evidence: float | None = None
    """The most evidence on the way, as a factor, where that is what counts; see `EvidenceGate`."""


class Gate:
    """Group-sequential exact McNemar test of "the new prompt wins no more than half of the discordant cases".

    At each look the exact law of the wins, given the discordant cases of all looks so far, says how many wins
    are needed to spend no more of alpha than the spending function allows by now. Type I error is at most
    alpha for every rate of discordance, any number and spacing of looks that do not depend on the outcomes,
    and with or without heed to `futile` and `harmful`.
    Sources: Lan & DeMets, Biometrika 70 (1983); Jennison & Turnbull, Group Sequential Methods (2000), ch. 7-8
    and 12 (exact binomial tests).

    Args:
        n_total: Cases in the gate, at least 0.
        alpha: Level of the test, and of its mirror image for harm, in (0, 1).
        looks: How many looks are planned, at least 1; only `planned` depends on it.
        spending: `pocock` or `obf`.
        futility: Below this predictive probability of a proof a look says `futile`; 0 never says so.

    Raises:
        ValueError: If an argument is out of its range.
    """

    def __init__(
        self,
        n_total: int,
        alpha: float = 0.05,
        looks: int = 4,
        spending: Spending = "pocock",
        futility: float = FUTILE,
    ) -> None:
        if n_total < 0 or looks < 1 or not 0 < alpha < 1:
            raise ValueError(f"no such gate: {n_total} cases, {looks} looks, alpha {alpha}")
        spent_by(
            1.0, alpha, spending
        )  # refuses an unknown spending function now rather than at the first look
        self.n_total = n_total
        self.alpha = alpha
        self.spending = spending
        self.futility = futility
        self.planned = tuple(sorted({-(-n_total * k // looks) for k in range(1, looks + 1)} - {0}))
        """Numbers of cases at which to look, ascending; the last is `n_total`. Fewer than `looks` in a tiny gate."""
        self._stage = first_stage()
        self._last = (0, 0, 0)
        self._found: Look | None = None

    @property
    def p_value(self) -> float:
        """p-value of the gain by stagewise ordering: 1 before the first look.

        The probability, without a gain, to be rejected at an earlier look or to show so many wins at this one
        (Tsiatis, Rosner & Mehta, Biometrics 40, 1984; Jennison & Turnbull 2000, section 8.4). It is at
        most alpha exactly when the gate has rejected: before the last look, where a gate that has not
        rejected could go on, a smaller value is raised to just above alpha.
        """
        return 1.0 if self._found is None else self._found.p

    @property
    def spent(self) -> float:
        """The error rate used up by the looks so far."""
        return self._stage.spent

    def look(self, wins: int, losses: int, seen: int) -> Look:
        """Look at the counts so far.

        Args:
            wins: Cases the new prompt alone gets right, among those seen.
            losses: Cases the old prompt alone gets right.
            seen: Cases seen so far, more than at the look before.

        Raises:
            ValueError: If the counts cannot follow those of the look before, or a gain is already proved.
        """
        self._check(wins, losses, seen)
        before, earlier, discordant = self._stage, self._found, wins + losses
        stage = next_stage(before, discordant, spent_by(seen / self.n_total, self.alpha, self.spending))
        self._stage, self._last = stage, (wins, losses, seen)
        reachable = stage.needed < len(stage.arrived)
        rejected = reachable and wins >= stage.needed
        # Harm once proved stays proved for whoever goes on all the same.
        harmed = earlier is not None and earlier.harmful
        self._found = Look(
            boundary=stage.needed if reachable else None,
            rejected=rejected,
            harmful=harmed or (reachable and losses >= stage.needed),
            futile=not rejected and self._is_futile(wins, losses, seen),
            p=self._p(before, stage, wins),
            harm_p=earlier.harm_p if earlier is not None and harmed else self._p(before, stage, losses),
        )
        return self._found

    def _is_futile(self, wins: int, losses: int, seen: int) -> bool:
        if seen == self.n_total or self.futility <= 0:
            return False
        return predictive_probability(wins, losses, seen, self.n_total, self.alpha) < self.futility

    def _p(self, before: Stage, stage: Stage, wins: int) -> float:
        p = min(1.0, before.spent + stage.reached(wins))
        return min(p, self.alpha) if wins >= stage.needed else max(p, nextafter(self.alpha, 1.0))

    def _check(self, wins: int, losses: int, seen: int) -> None:
        if self._found is not None and self._found.rejected:
            raise ValueError("the gate has closed: a gain is already proved")
        new_wins, new_losses, new_seen = (
            now - then for now, then in zip((wins, losses, seen), self._last, strict=True)
        )
        if min(new_wins, new_losses, new_seen - 1) < 0 or new_wins + new_losses > new_seen:
            raise ValueError(f"{wins} wins and {losses} losses of {seen} cases cannot follow {self._last}")
        if seen > self.n_total:
            raise ValueError(f"{seen} cases seen of a gate of {self.n_total}")
