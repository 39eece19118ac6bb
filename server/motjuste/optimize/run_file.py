"""Run files: every event of a run as one JSON line, written as it happens, so that a kill loses nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from motjuste.errors import UserError
from motjuste.optimize.wire import WireError, from_json, to_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from motjuste.optimize.events import AnyEvent


class RunFile:
    """Appends events to a file, each line flushed to the system before the next event."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("w", encoding="utf-8", errors="replace", newline="\n")

    def write(self, event: AnyEvent, at: float) -> None:
        """Append one event.

        Args:
            event: What happened.
            at: Seconds since the run began.

        Raises:
            OSError: The disk is full or gone.
        """
        self._file.write(to_json(event, at) + "\n")
        self._file.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def replay(path: Path) -> Iterator[tuple[AnyEvent, float]]:
    """The events of a run file in order, with their times; a last line cut short by a kill is left out.

    Raises:
        UserError: The file cannot be read, or a line in its middle is no event.
    """
    try:
        # A kill may cut a line inside a character, too.
        lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError as fault:
        raise UserError(f"Cannot read the run: {fault.strerror}", path=str(path)) from fault
    for number, line in enumerate(lines, start=1):
        if not line:
            continue
        try:
            yield from_json(line)
        except WireError as fault:
            if number == len(lines):
                return
            raise UserError(
                str(fault), remedy="The run file is damaged; run again", path=str(path), line=number
            ) from fault
