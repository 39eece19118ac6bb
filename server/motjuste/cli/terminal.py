"""What stdout and stderr can show, and the few colours used without rich."""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from dataclasses import dataclass
from typing import TextIO

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Paint:
    """Wraps words in a colour, or leaves them alone where there is none."""

    on: bool

    def __call__(self, text: str, *codes: int) -> str:
        """Paint with SGR codes: 1 bold, 2 dim, 31 red, 32 green, 33 yellow, 34 blue, 36 cyan."""
        return f"\x1b[{';'.join(map(str, codes))}m{text}\x1b[0m" if self.on and text else text


def paint_for(stream: TextIO) -> Paint:
    """Colours when the stream is a terminal and nobody asked for none (https://no-color.org)."""
    if os.environ.get("NO_COLOR"):
        return Paint(on=False)
    if os.environ.get("FORCE_COLOR"):
        return Paint(on=True)
    return Paint(on=stream.isatty() and os.environ.get("TERM") != "dumb")


def say(text: str) -> None:
    """One line of the result, on stdout."""
    sys.stdout.write(f"{text}\n")


def say_json(value: object) -> None:
    """A result for programs, on stdout; escapes stand for what the stream's encoding might lack."""
    unicode = (sys.stdout.encoding or "").lower().replace("_", "-").startswith("utf-")
    say(json.dumps(value, indent=2, ensure_ascii=not unicode))


def note(text: str) -> None:
    """One line beside the result, on stderr; what was said before stands before it."""
    sys.stdout.flush()
    sys.stderr.write(f"{text}\n")


def complain(text: str) -> None:
    """An error, on stderr."""
    note(f"{paint_for(sys.stderr)('error', 1, 31)}: {text}")


def warn(text: str) -> None:
    """Something that was left out or looks wrong, on stderr."""
    note(f"{paint_for(sys.stderr)('warning', 1, 33)}: {text}")


def visible(text: str) -> str:
    """Control and format characters as one blank each: no escape sequence of a prompt reaches a terminal."""
    if text.isprintable():
        return text
    return "".join(" " if unicodedata.category(char) in _UNSEEN else char for char in text)


def many(count: int, noun: str) -> str:
    """`1 call`, `2 calls`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def wins_losses(wins: int, losses: int) -> str:
    """`3 wins, 1 loss`."""
    return f"{many(wins, 'win')}, {losses} {'loss' if losses == 1 else 'losses'}"
