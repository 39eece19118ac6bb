"""The exact boundary of a group-sequential sign test: wins needed at each look, given the discordant cases."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import comb
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """The test after a look, under the hypothesis that a discordant case is a win with probability 1/2.

    The numbers of discordant cases are ancillary: given them, wins between looks are binomial whatever the
    rate of discordance, so a boundary computed as they come in keeps the error rate exactly.
    """

    discordant: int
    """Discordant cases up to this look."""
    arrived: NDArray[np.float64]
    """P(wins = j, not rejected at an earlier look), by j."""
    needed: int
    """The test rejects at this look with so many wins or more; beyond `arrived` when it cannot."""
    spent: float
    """P(rejected at this look or an earlier one)."""

    def reached(self, wins: int) -> float:
        """P(wins or more at this look, not rejected at an earlier one)."""
        return float(self.arrived[wins:].sum())


def first_stage() -> Stage:
    """Before the first case: nothing seen, nothing spent."""
    import numpy as np

    return Stage(0, np.ones(1), 1, 0.0)


def next_stage(before: Stage, discordant: int, budget: float) -> Stage:
    """Go on to a look.

    Args:
        before: The stage before.
        discordant: All discordant cases seen by now, no fewer than before.
        budget: The error rate that may be spent by now; what earlier looks left over is in it.
    """
    import numpy as np

    still_open = before.arrived[: before.needed]
    arrived = np.convolve(still_open, coin_law(discordant - before.discordant))
    tails = upper_tails(arrived)
    # The tails fall from one entry to the next, and the one past the end is 0: the first that fits exists.
    needed = int(np.argmax(tails <= budget - before.spent))
    return Stage(discordant, arrived, needed, before.spent + float(tails[needed]))


def upper_tails(law: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sums of `law[j:]` for each j, and a last 0."""
    import numpy as np

    return np.concatenate((law[::-1].cumsum()[::-1], (0.0,)))


@lru_cache(maxsize=1024)
def coin_law(tosses: int) -> NDArray[np.float64]:
    """P(heads = j) by j for Binomial(tosses, 1/2), each correctly rounded. Not to be written to."""
    import numpy as np

    return np.array([comb(tosses, heads) / (1 << tosses) for heads in range(tosses + 1)])
