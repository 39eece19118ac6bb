"""Work on many files shared out over the cores, where the platform can split a process in two at no cost."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
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
_Examine = Callable[[Unknown], tuple["CheckedFile", "Looked | None"]]
_LOTS = 64
"""Into so many lots the files are dealt; their numbers fit into a byte, and all of them into a pipe."""


def side_by_side(files: Sequence[Unknown], examine: _Examine) -> Iterator[Done]:
    """Look at every file; (place, key, what was found, what it depends on), in no order.

    Some files take ten times as long as others of their length, so nobody is given a share: each process takes a lot,
    and when it is done the next one. A process that dies costs only time: its lots are looked at again here, where the
    fault can be told.
    """
    gc.freeze()  # What was imported stays; a collection that visits it finds nothing.
    cores = _cores() if sum(len(file.data) for file in files) >= _WORTH_IT else 1
    if cores == 1:
        yield from _all(files, examine)
        return
    by_size = sorted(files, key=lambda one: len(one.data), reverse=True)
    lots = [by_size[number::_LOTS] for number in range(_LOTS)]
    turns = _numbers(len(lots))
    try:
        helpers = [_split_off(lots, turns, examine) for _ in range(cores - 1)]
        done = _taken(lots, turns, examine)
    finally:
        os.close(turns)
    for helper in helpers:
        done |= {} if helper is None else _answers(*helper)
    for number, lot in enumerate(lots):
        yield from done[number] if number in done else _all(lot, examine)


def _all(files: Iterable[Unknown], examine: _Examine) -> list[Done]:
    return [(file.place, file.key, *examine(file)) for file in files]


def _numbers(count: int) -> int:
    """A pipe to read the numbers up to `count` from, a byte each: every one comes out once, whoever reads."""
    turns, filled = os.pipe()
    os.write(filled, bytes(range(count)))
    os.close(filled)
    return turns


def _taken(lots: Sequence[Sequence[Unknown]], turns: int, examine: _Examine) -> dict[int, list[Done]]:
    """Take lots as long as there are some; what was found, by lot."""
    done = {}
    while turn := os.read(turns, 1):
        done[turn[0]] = _all(lots[turn[0]], examine)
    return done


def _answers(pipe: Connection, process: int) -> dict[int, list[Done]]:
    """What a process found, by lot; nothing when it died."""
    try:
        found: dict[int, list[Done]] = pipe.recv()
    except (EOFError, OSError):
        return {}
    else:
        return found
    finally:
        pipe.close()
        with suppress(
            ChildProcessError
        ):  # Whoever started us may have asked not to be told of ended processes.
            os.waitpid(process, 0)


def _split_off(
    lots: Sequence[Sequence[Unknown]], turns: int, examine: _Examine
) -> tuple[Connection, int] | None:
    """Start a process that has all that this one has, takes lots and sends what it found; None if none can be."""
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
        sender.send(_taken(lots, turns, examine))
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
