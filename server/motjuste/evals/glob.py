"""Matching a path against a glob of the settings: `*` stays in its folder, `**` crosses folders."""

from __future__ import annotations

import re
from functools import lru_cache

BRACES = re.compile(r"\{([^{},]*+,[^{}]*+)\}")
MOST_BRACED = 64


def matches(path: str, glob: str) -> bool:
    """Whether a path matches a glob; both are relative to the same folder, with `/` between parts.

    `*` and `?` stand for characters of one part, `[abc]` for one of a set, `**` as a whole part for any number of
    parts, none included. A leading `./` or `/` of the glob means nothing. Case counts.
    """
    return _compiled(glob).fullmatch(path) is not None


@lru_cache(maxsize=256)
def _compiled(glob: str) -> re.Pattern[str]:
    """The glob as a regular expression that cannot run away.

    Before the last `**`, and within a part before the last `*`, the first place that fits is as good as any other:
    what lies between two of them is matched atomically, so no choice is ever made again.
    """
    runs: list[list[str]] = [[]]
    for part in glob.replace("\\", "/").removeprefix("./").strip("/").split("/"):
        if part == "**":
            runs.append([])
        else:
            runs[-1].append(_part(part))
    last = "/".join(runs[-1])
    if len(runs) == 1:
        return re.compile(last, re.DOTALL)
    first, *middle = ("".join(f"{part}/" for part in run) for run in runs[:-1])
    pattern = "".join((first, *(f"(?>(?:[^/]+/)*?{run})" for run in middle)))
    return re.compile(pattern + (f"(?:[^/]+/)*{last}" if last else ".*"), re.DOTALL)


def braced(glob: str) -> list[str]:
    """The globs that one with braces stands for: `{a,b}.csv` is `a.csv` and `b.csv`; at most some dozens."""
    done: list[str] = []
    pending = [glob]
    while pending and len(done) + len(pending) <= MOST_BRACED:
        current = pending.pop(0)
        match = BRACES.search(current)
        if match is None:
            done.append(current)
        else:
            pending += [
                current[: match.start()] + each + current[match.end() :] for each in match[1].split(",")
            ]
    return done


def _part(part: str) -> str:
    runs, place = [""], 0
    for match in re.finditer(r"\*+|\?|\[(!?)([^\]/]+)\]", part):
        runs[-1] += re.escape(part[place : match.start()])
        place = match.end()
        if match[2]:
            runs[-1] += f"[{'^/' if match[1] else ''}{_class(match[2])}]"
        elif match[0] == "?":
            runs[-1] += "[^/]"
        else:
            runs.append("")
    runs[-1] += re.escape(part[place:])
    first, *middle = runs[:-1] or [""]
    last = f"[^/]*{runs[-1]}" if len(runs) > 1 else runs[-1]
    return "".join((first, *(f"(?>[^/]*?{run})" for run in middle), last))


def _class(members: str) -> str:
    """The inside of a character class: ranges stay, everything else that means something to `re` is escaped.

    A range that runs backwards (`z-a`) would be an error of `re`; it is read as its three characters.
    """

    def written(match: re.Match[str]) -> str:
        first, last = match[1], match[2]
        if last is None:
            return re.escape(first)
        join = "-" if first <= last else r"\-"
        return f"{re.escape(first)}{join}{re.escape(last)}"

    return re.sub(r"(.)(?:-(.))?", written, members)
