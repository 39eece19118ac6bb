"""stdin, stdout and stderr as a command finds them: closed, full or left by their reader, none keeps it from its work."""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import TextIO


class OutputLost(Exception):  # noqa: N818 - what was asked for may be done
    """Not all of the result could be written.

    Args:
        reason: What the system said, without a final full stop.
        unread: Whoever read it left, which is their choice and no fault.
    """

    def __init__(self, reason: str, *, unread: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.unread = unread


class _Lossy(io.RawIOBase):
    """Writes where another stream writes until that fails; from then on whatever is written is lost."""

    def __init__(self, raw: io.FileIO) -> None:
        super().__init__()
        self._raw = raw
        self.error: OSError | None = None

    def write(self, data: Any) -> int | None:
        """Write some bytes, in whatever holds them; returns how many are done with, None when the system would wait."""
        if self.error is None:
            try:
                return self._raw.write(data)
            except OSError as error:
                self.error = error
        return memoryview(data).nbytes

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._raw.fileno()

    def isatty(self) -> bool:
        return self._raw.isatty()


def set_up_streams() -> None:
    """Make all three streams usable whatever the caller made of them.

    What is closed reads as empty and writes to nowhere. What an encoding lacks becomes `?`. A result that cannot be written
    is told by `check_stdout`, not in the middle of the work.
    """
    # In this order each takes the lowest number that is free: its own, which no other file may come to have.
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115
    sys.stdout = _set_up(sys.stdout)
    sys.stderr = _set_up(sys.stderr)


def check_stdout() -> None:
    """Learn whether all that was printed so far went where it should.

    Raises:
        OutputLost: It did not.
    """
    sys.stdout.flush()
    raw = _raw(sys.stdout)
    if isinstance(raw, _Lossy) and raw.error is not None:
        error = raw.error
        # Windows tells of a pipe without a reader by EINVAL.
        unread = error.errno in {errno.EPIPE, errno.EINVAL}
        raise OutputLost(error.strerror or str(error), unread=unread)


def _set_up(stream: TextIO | None) -> TextIO:
    if stream is None:
        return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    raw = _raw(stream)
    if not isinstance(raw, io.FileIO):
        stream.reconfigure(errors="replace")
        return stream
    # Python without buffers (-u) writes through to the last.
    lossy: Any = _Lossy(raw)
    return io.TextIOWrapper(
        lossy if stream.write_through else io.BufferedWriter(lossy),
        encoding=stream.encoding,
        errors="replace",
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )


def _raw(stream: TextIO) -> object:
    """What a stream's bytes go through last; without buffers that is in the buffer's place."""
    buffer = getattr(stream, "buffer", None)
    return getattr(buffer, "raw", buffer)
