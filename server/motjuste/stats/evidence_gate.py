"""The gate for whoever stops when they like, and for scores between right and wrong: evidence, looked at any time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.stats.anytime import evidence
from motjuste.stats.futility import hope
from motjuste.stats.gate import FUTILE, Look

if TYPE_CHECKING:
    from collections.abc import Sequence


class EvidenceGate:
    """Tests "the mean gain is not above 0" by the evidence that each case adds (method.md 6.5).

    Type I error is at most alpha whatever sizes the gains have, however often one looks, and whenever one stops: a
    gain is proved once the evidence has reached 1 / alpha. Harm is tested in the same way, at the same alpha.

    Args:
        n_total: Cases in the gate, at least 0.
        alpha: Level of the test, and of its mirror image for harm, in (0, 1).
        spent: Error rate that was spent on these cases before, of `alpha`.
        futility: Below this chance of a proof a look says `futile`; 0 never says so.

    Raises:
        ValueError: If an argument is out of its range.
    """

    def __init__(
        self, n_total: int, alpha: float = 0.05, spent: float = 0.0, futility: float = FUTILE
    ) -> None:
        if n_total < 0 or not 0 < alpha < 1 or not 0 <= spent <= alpha:
            raise ValueError(f"no such gate: {n_total} cases, alpha {alpha}, {spent} of it spent")
        self.n_total = n_total
        self.alpha = alpha
        self.spent = spent
        self.futility = futility

    def look(self, differences: Sequence[float], *, hopeless: bool = True) -> Look:
        """Look at all cases so far.

        Args:
            differences: New score - old score, each in [-1, 1], in the gate's order.
            hopeless: Whether to find out if going on is futile, which takes some time.

        Raises:
            ValueError: If a difference is outside [-1, 1].
        """
        most = max(evidence(differences), default=1.0)
        against = max(evidence([-difference for difference in differences]), default=1.0)
        p, harm_p = (min(1.0, self.spent + 1 / best) for best in (most, against))
        rejected, harmful = p <= self.alpha, harm_p <= self.alpha
        left = self.n_total - len(differences)
        wanted = 1 / (self.alpha - self.spent) if self.alpha > self.spent else None
        futile = False
        if hopeless and not rejected and left and self.futility > 0:
            futile = wanted is None or hope(differences, left, wanted) < self.futility
        return Look(
            boundary=None,
            rejected=rejected,
            harmful=harmful,
            futile=futile,
            p=p,
            harm_p=harm_p,
            evidence=most,
        )
