"""Which of train, dev and gate a case belongs to: by its content, so that adding rows never moves old ones."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from motjuste.evals.case import Split

if TYPE_CHECKING:
    from collections.abc import Mapping

    from motjuste.evals.case import EvalSet

SHARES: tuple[tuple[Split, float], ...] = ((Split.TRAIN, 0.25), (Split.DEV, 0.35), (Split.GATE, 0.40))
"""The share of each split (method.md 6.0)."""

NAMES: dict[str, Split] = {
    "train": Split.TRAIN,
    "dev": Split.DEV,
    "val": Split.DEV,
    "validation": Split.DEV,
    "gate": Split.GATE,
    "test": Split.GATE,
}
"""What a `split` column may say, lower case."""


def split_of(key: str) -> Split:
    """The split of a key: a case's content, or the group whose rows must stay together.

    The same key gives the same split on every machine and in every version: the salt is part of the contract.
    """
    digest = sha256(b"motjuste split 1\0" + key.encode("utf-8", "surrogatepass")).digest()
    place = int.from_bytes(digest[:8], "big") / 2**64
    for split, share in SHARES:
        place -= share
        if place < 0:
            return split
    return Split.GATE


@dataclass(frozen=True, slots=True)
class SmallSplit:
    """A split with fewer cases than something needs."""

    split: Split
    count: int
    needed: int


def small_splits(eval_set: EvalSet, needed: Mapping[Split, int]) -> tuple[SmallSplit, ...]:
    """The splits that have fewer cases than `needed`, in the order train, dev, gate."""
    counted = ((split, len(eval_set.part(split)), needed.get(split, 0)) for split, _ in SHARES)
    return tuple(SmallSplit(split, count, least) for split, count, least in counted if count < least)
