"""Work on many files shared out over the cores, where the platform can split a process in two at no cost."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.connection import Connection

    from motjuste.workspace.check_cache import Looked
    from motjuste.workspace.checked_file import CheckedFile

_WORTH_IT = 1_000_000
"""Bytes of prompts below which starting a second process takes longer than it saves."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A file that is to be looked at."""

    path: str
    data: bytes
    key: str = ""
    """What its findings are kept under."""
    place: int = 0
    """Its number among the files of the call."""


Done = tuple[int, str, "CheckedFile", "Looked | None"]


def side_by_side(
    files: Sequence[Unknown], examine: Callable[[Unknown], tuple[CheckedFile, Looked | None]]
) -> Iterator[Done]:
    """Look at every file; (place, key, what was found, what it depends on), in no order.

    A process that dies on its share costs only time: its share is looked at again here, where the fault can be told.
    """
    gc.freeze()  # What was imported stays; a collection that visits it finds nothing.
    shares = _shares(files, _cores() if sum(len(file.data) for file in files) >= _WORTH_IT else 1)
    helpers = [(share, _split_off(share, examine)) for share in shares[1:]]
    yield from _all(shares[0], examine)
    for share, helper in helpers:
        answers = None if helper is None else _answers(*helper)
        yield from _all(share, examine) if answers is None else answers


def _all(
    files: Sequence[Unknown], examine: Callable[[Unknown], tuple[CheckedFile, Looked | None]]
) -> list[Done]:
    return [(file.place, file.key, *examine(file)) for file in files]


def _answers(pipe: Connection, process: int) -> list[Done] | None:
    """What a process found; None when it died on its share."""
    try:
        return list(pipe.recv())
    except (EOFError, OSError):
        return None
    finally:
        pipe.close()
        with suppress(
            ChildProcessError
        ):  # Whoever started us may have asked not to be told of ended processes.
            os.waitpid(process, 0)


def _shares(files: Sequence[Unknown], count: int) -> list[list[Unknown]]:
    """The files dealt out so that each share holds about as many bytes; at least one share, maybe empty."""
    shares: list[list[Unknown]] = [[] for _ in range(max(1, min(count, len(files))))]
    weights = [0] * len(shares)
    for file in sorted(files, key=lambda one: len(one.data), reverse=True):
        lightest = weights.index(min(weights))
        shares[lightest].append(file)
        weights[lightest] += len(file.data) + 2_000  # A file costs something however short it is.
    return shares


def _split_off(
    files: Sequence[Unknown], examine: Callable[[Unknown], tuple[CheckedFile, Looked | None]]
) -> tuple[Connection, int] | None:
    """Start a process that has all that this one has, looks at the files and sends what it found; None if none can be."""
    from multiprocessing import Pipe

    answers, sender = Pipe(duplex=False)
    try:
        process = os.fork()
    except OSError:
        answers.close()
        sender.close()
        return None
    if process:
        sender.close()
        return answers, process
    status = 1
    try:
        answers.close()
        sender.send(_all(files, examine))
        sender.close()
        status = 0
    finally:
        # Nothing of the parent's may run twice: no exit handlers, no flushing of its buffers.
        os._exit(status)


def _cores() -> int:
    """How many processes to use; one where a process cannot be split in two safely."""
    if not sys.platform.startswith("linux"):
        return 1
    return len(os.sched_getaffinity(0))
