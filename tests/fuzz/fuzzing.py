"""Runs a target under atheris for some seconds, over a small corpus it is given; a crash prints what brought it about."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import atheris

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

SECONDS_OF_ONE = 10
"""Longer than this for one input counts as a hang."""
LONGEST = 4096


def fuzz(
    target: Callable[[bytes], None], seeds: Iterable[bytes], shown: Callable[[bytes], str], seconds: int
) -> None:
    """Feed a target with variations of the seeds; does not return.

    Args:
        target: Raises on what should not be.
        seeds: Inputs to begin with.
        shown: How a person would bring about the same.
        seconds: When to stop.
    """
    folder = Path(tempfile.mkdtemp(prefix="motjuste-fuzz-"))
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(seeds):
        target(seed)
        (corpus / f"seed-{number:03}").write_bytes(seed)

    def one(data: bytes) -> None:
        try:
            target(data)
        except BaseException:
            sys.stderr.write(f"\nTo see it again: {shown(data)}\n")
            raise

    flags = [
        f"-max_total_time={seconds}",
        f"-timeout={SECONDS_OF_ONE}",
        f"-max_len={LONGEST}",
        "-rss_limit_mb=2000",
    ]
    # What it tells while all is well says nothing to anyone.
    flags += [f"-artifact_prefix={folder}/", "-print_final_stats=0", "-verbosity=0", "-print_pcs=0"]
    atheris.Setup([sys.argv[0], *flags, str(corpus)], one, enable_python_coverage=True)
    atheris.Fuzz()
