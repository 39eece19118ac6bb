"""What every fetch shares: how it tells its progress and how it is stopped."""

from __future__ import annotations

from collections.abc import Callable

OnBytes = Callable[[int, int], None]
"""Called with (bytes here, bytes in all) as a fetch goes on, from the fetching thread."""


class Stopped(Exception):  # noqa: N818 - it is no error: the user asked for it
    """The user stopped a fetch or a wait; what is here stays for the next one."""
