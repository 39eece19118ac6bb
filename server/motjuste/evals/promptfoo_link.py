"""Which promptfoo configuration names a prompt file: looked for in its folder and those above, up to the workspace's root.

Every prompt of a folder asks, so folders and configurations are read once and remembered until they change.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.errors import UserError
from motjuste.evals.folder import is_below, is_settled, names_in
from motjuste.evals.glob import braced, matches
from motjuste.evals.regular_file import leads_out, read_regular

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.evals.load.held import Held

NAME = re.compile(r"promptfooconfig[\w.-]*\.(?:ya?ml|json)")
EXACT = re.compile(r"promptfooconfig\.\w+")
LARGEST = 1024 * 1024
"""Bytes of a configuration; one that holds so much data is linked by name."""
MOST_CONFIGS = 50
"""Configurations of one folder."""
SECTION = re.compile(r"^[\"']?prompts[\"']?[ \t]*:.*(?:\n(?:[ \t#-].*|\r?))*", re.MULTILINE)
"""The top-level key `prompts` with what is indented below it: parsing that alone is many times as fast."""
CASES = re.compile(
    r"^[\"']?(?:tests|scenarios)[\"']?[ \t]*+:(?![ \t]*+(?:\[\s*+\]|(?:null|~)?[ \t]*+(?:\#[^\r\n]*+)?"
    r"(?:\Z|\r?\n(?:[ \t]*+(?:\#[^\r\n]*+)?\r?\n)*+(?:[^\s#-]|\s*+\Z))))",
    re.MULTILINE,
)
"""A top-level key of test cases with something under it: an empty list, or nothing, is as good as no key."""
LONGEST_PATH = 500
FUNCTION = re.compile(r"(?<=\.\w\w):\w+$|(?<=\.\w\w\w):\w+$")


@dataclass(frozen=True, slots=True)
class Named:
    """What a configuration says of prompts."""

    references: tuple[str, ...] = ()
    """Paths and globs, relative to the configuration."""
    has_cases: bool = False


def config_of(prompt: Path, root: Path) -> Path | None:
    """The nearest configuration that has test cases and names a prompt file; None if there is none.

    Args:
        prompt: Absolute, without `..`.
        root: The workspace's folder; nothing above it is looked at.
    """
    return _nearest(prompt, root, with_cases=True)


def naming_config(prompt: Path, root: Path) -> Path | None:
    """The nearest configuration that names a prompt file, with test cases or without: promptfoo reads the file."""
    return _nearest(prompt, root, with_cases=False)


def _nearest(prompt: Path, root: Path, *, with_cases: bool) -> Path | None:
    # Asked of every prompt of a check, and of each folder above it: plain strings are many times as fast as paths.
    folder, top = os.path.dirname(prompt), str(root)  # noqa: PTH120
    if not is_below(folder, top):
        # Named through a link: the configuration stands where the link leads.
        folder = os.path.realpath(folder)
        prompt = Path(folder, prompt.name)
    while is_below(folder, top):
        for config in _configs(folder):
            if leads_out(config, root):
                continue
            named = named_in(config)
            if (named.has_cases or not with_cases) and any(
                _is_named(prompt, config.parent, each) for each in named.references
            ):
                return config
        if folder == top:
            break
        folder = os.path.dirname(folder)  # noqa: PTH120
    return None


def is_config_name(name: str) -> bool:
    """Whether a file's name is that of a configuration."""
    return NAME.fullmatch(name) is not None


def named_in(config: Path) -> Named:
    """What a configuration names; nothing if it cannot be read."""
    try:
        told = config.stat()
    except OSError:
        return Named()
    if told.st_size > LARGEST:
        return Named()
    if not is_settled(told.st_mtime_ns):
        return _parsed(config)
    return _remembered(config, told.st_mtime_ns, told.st_size)


def _configs(folder: str) -> list[Path]:
    """The configurations of a folder, the one of the plain name first."""
    found = names_in(folder)
    if not found:
        return []
    names = [name for name in found if is_config_name(name)]
    names.sort(key=lambda name: (EXACT.fullmatch(name) is None, name))
    return [Path(folder, name) for name in names[:MOST_CONFIGS]]


@lru_cache(maxsize=512)
def _remembered(config: Path, _changed: int, _size: int) -> Named:
    return _parsed(config)


def _parsed(config: Path) -> Named:
    from motjuste.evals.load import json_file
    from motjuste.evals.load.row import RowFault

    try:
        text = read_regular(config, LARGEST).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return Named()
    try:
        if config.suffix == ".json":
            return _named(json_file.held(text, str(config)))
        return _of_yaml(text, str(config))
    except (UserError, RowFault):
        return Named()


def _of_yaml(text: str, display: str) -> Named:
    from motjuste.evals.load import yaml
    from motjuste.evals.load.row import RowFault

    section = SECTION.search(text)
    if section is not None:
        try:
            return Named(_references_in(yaml.held(section[0], display)), CASES.search(text) is not None)
        except (UserError, RowFault):  # an alias to what stands outside the section, for one
            pass
    return (
        _named(yaml.held(text, display)) if "prompts" in text else Named((), CASES.search(text) is not None)
    )


def _named(held: Held | None) -> Named:
    members = {} if held is None else held.members()
    return Named(_references_in(held), any(_has_items(members.get(key)) for key in ("tests", "scenarios")))


def _has_items(held: Held | None) -> bool:
    """Whether something stands under a key: a list that is not empty, or a reference to other files."""
    if held is None or held.kind == "null":
        return False
    return held.kind != "list" or any(True for _ in held.items())


def _references_in(held: Held | None) -> tuple[str, ...]:
    prompts = None if held is None else held.members().get("prompts")
    if prompts is None:
        return ()
    found = list(prompts.items()) if prompts.kind == "list" else [prompts]
    texts = [text for item in found for text in _texts(item)]
    return tuple(text for text in texts if text and len(text) <= LONGEST_PATH and "\n" not in text)


def _texts(held: Held) -> Iterator[str]:
    """A reference: itself, or under `id`, `path` or `raw`, or as the key of a label."""
    if held.kind == "mapping":
        members = held.members()
        yield from (members[key].text for key in ("id", "path", "raw") if key in members)
        yield from (key for key in members if "." in key or key.startswith("file://"))
    else:
        yield held.text


def _is_named(prompt: Path, folder: Path, reference: str) -> bool:
    name = FUNCTION.sub("", reference.removeprefix("file://")).strip()
    if not name or "\0" in name:
        return False
    there = os.path.normpath(folder / name)
    if there == str(prompt):
        return True
    if not any(mark in name for mark in "*?[{"):
        return False
    path = prompt.as_posix().lstrip("/")
    return any(matches(path, pattern) for pattern in braced(Path(there).as_posix()))
