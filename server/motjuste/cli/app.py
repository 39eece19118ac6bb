"""Picks the command, and is the one door where errors become a message and an exit status."""

from __future__ import annotations

import argparse
import errno
import importlib
import os
from typing import TYPE_CHECKING, Protocol, cast

from motjuste import __version__
from motjuste.cli.streams import OutputLost, check_stdout, set_up_streams
from motjuste.cli.terminal import complain, note, say
from motjuste.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "check": "find faults in prompt files, without any model",
    "mark": "run the eval set and find the words behind the wrong answers",
    "optimize": "mark, edit those words, and prove the edit on held-out cases",
    "ablate": "compare caps on marks, random words and whole prompts at equal calls",
    "eval": "score prompts on their eval sets",
    "report": "write one HTML page for a run",
    "rule": "explain a rule",
    "init": "write motjuste.toml and link an eval set",
    "config": "print the settings that hold and where each was written, or their JSON schema",
    "doctor": "say what is configured, whether each model answers, what to do next",
    "cache": "show or clear the completion cache",
    "mcp": "offer check, mark, eval and optimize to coding agents, by the Model Context Protocol",
    "server": "speak the Language Server Protocol on stdin and stdout",
}

DONE, FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130
"""Exit statuses: done or clean; findings or a gate not met; anything that went wrong; Ctrl-C."""


class Command(Protocol):
    """What each command's module offers."""

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Declare the flags."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it; returns the exit status."""


def run(arguments: Sequence[str]) -> int:
    """Run one command line, without the program's name; returns the exit status."""
    set_up_streams()
    try:
        status = _dispatch(arguments)
        check_stdout()
    except UserError as error:
        complain(str(error))
        return FAILED
    except KeyboardInterrupt:
        complain("Interrupted.")
        return INTERRUPTED
    except OutputLost as lost:
        if not lost.unread:
            complain(f"The output could not be written: {lost.reason}. Make room, or send it elsewhere.")
        return FAILED
    except Exception as error:
        # The command line's one door: no stack trace reaches a user who did not ask for it.
        if os.environ.get("MOTJUSTE_TRACEBACK"):
            raise
        complain(_unforeseen(error))
        return FAILED
    return status


def _unforeseen(error: Exception) -> str:
    """What to say of an error that no command expected."""
    if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
        return "A path is longer than the system allows. Check what was named."
    if isinstance(error, PermissionError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}. Check its permissions."
    return (
        f"Internal error: {type(error).__name__}: {error}. This is a fault of motjuste; "
        "run again with MOTJUSTE_TRACEBACK=1 and report what it prints."
    )


def _dispatch(arguments: Sequence[str]) -> int:
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        (say if arguments else note)(_help())
        return DONE if arguments else FAILED
    name = arguments[0]
    if name in {"-V", "--version"}:
        say(f"motjuste {__version__}")
        return DONE
    if name not in COMMANDS:
        raise UserError(f"There is no command {name!r}", remedy=_meant(name))
    command = cast("Command", importlib.import_module(f"motjuste.cli.{name}"))
    parser = argparse.ArgumentParser(
        prog=f"motjuste {name}",
        description=f"{COMMANDS[name][:1].upper()}{COMMANDS[name][1:]}.",
        allow_abbrev=False,
    )
    command.configure(parser)
    try:
        parsed = parser.parse_args(list(arguments[1:]))
    except SystemExit:
        # `--help` ends here too, and may be lost as any result.
        check_stdout()
        raise
    return command.run(parsed)


def _help() -> str:
    rows = "\n".join(f"  {name:<10}{told}" for name, told in COMMANDS.items())
    return (
        "Mot Juste finds the few words of a prompt behind its wrong answers, edits only those, and proves the edit.\n\n"
        f"Usage: motjuste <command> [options]\n\nCommands:\n{rows}\n\n"
        "Options:\n  -h, --help     this text; `motjuste <command> --help` for a command's flags\n"
        "  -V, --version  the version\n\n"
        "Exit status: 0 clean or done, 1 findings or a gate not met, 2 anything that went wrong."
    )


def _meant(name: str) -> str:
    import difflib

    near = difflib.get_close_matches(name, COMMANDS, n=1)
    return f"Did you mean `motjuste {near[0]}`" if near else "`motjuste --help` lists the commands"
