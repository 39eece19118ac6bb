"""Runs the command in this process and writes down every file and folder that it opens: `opened.py LOG ARGUMENT…`."""

from __future__ import annotations

import os
import sys

from motjuste.__main__ import main

EVENTS = {
    "open",
    "os.scandir",
    "os.listdir",
    "os.readlink",
    "subprocess.Popen",
    "os.exec",
    "os.system",
    "socket.connect",
}


def watch(log: int) -> None:
    """Write an event of each opened path to a file, one a line; child processes inherit it."""

    def told(event: str, arguments: tuple[object, ...]) -> None:
        if event in EVENTS:
            place = arguments[0]
            named = os.fsdecode(place) if isinstance(place, (str, bytes)) else repr(place)
            # Links are not followed here: that would hide them, and look at the disk once more.
            where = os.path.abspath(named) if isinstance(place, (str, bytes)) else named  # noqa: PTH100
            os.write(log, f"{event}\t{where}\n".encode(errors="backslashreplace"))

    sys.addaudithook(told)


if __name__ == "__main__":
    handle = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    sys.argv = ["motjuste", *sys.argv[2:]]
    watch(handle)
    sys.exit(main())
