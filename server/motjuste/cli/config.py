"""`motjuste config`: the settings that hold for a path, where each was written, and the schema of the file."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from motjuste.cli.terminal import note, say, say_json, visible, warn
from motjuste.errors import UserError
from motjuste.settings import DEFAULTS
from motjuste.workspace.named import check_named
from motjuste.workspace.workspace import Workspace

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from motjuste.settings import Origin

_LOGIN = re.compile(r"(?<=://)[^/@\s]*@")
"""A user's name and password in an address: neither belongs on a screen."""


@dataclass(frozen=True, slots=True)
class _Key:
    """One setting, as it holds."""

    name: str
    """Dotted, with `-`."""
    value: Any
    origin: Origin


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument(
        "key", nargs="?", metavar="KEY", help="only this setting or table, such as lint.select or lint"
    )
    parser.add_argument(
        "--path", metavar="PATH", type=Path, default=Path(), help="whose settings: a folder or a file (here)"
    )
    parser.add_argument(
        "--config", metavar="FILE", type=Path, help="settings file to use instead of the nearest one"
    )
    parser.add_argument("--json", action="store_true", help="print the settings as JSON")
    parser.add_argument("--schema", action="store_true", help="print the JSON schema of motjuste.toml")


def run(arguments: argparse.Namespace) -> int:
    """Print what was asked for."""
    if arguments.schema:
        from motjuste.settings.schema import schema

        say_json(schema())
        return 0
    check_named(arguments.path)
    workspace = Workspace.discover(arguments.path, arguments.config)
    for complaint in workspace.warnings:
        warn(str(complaint))
    chosen = _chosen(tuple(_keys(workspace)), arguments.key)
    if arguments.json:
        say_json(_as_json(chosen, workspace))
        return 0
    files = ", extending ".join(workspace.display(one) for one in workspace.loaded.files)
    note(f"Workspace {workspace.root}, settings {files or 'by default: there is no settings file'}.")
    for line in _lines(chosen, arguments.key, workspace):
        say(line)
    return 0


def _keys(workspace: Workspace) -> Iterator[_Key]:
    """Every setting, in the order of the vocabulary; the twins that add to a list are part of the list by now."""
    origins = workspace.loaded.origins

    def walk(part: Any, path: tuple[str, ...]) -> Iterator[_Key]:
        for one in fields(part):
            value, steps = getattr(part, one.name), (*path, one.name)
            if is_dataclass(value):
                yield from walk(value, steps)
            elif not one.name.startswith("extend"):
                name = ".".join(steps)
                yield _Key(name.replace("_", "-"), _plain(value), origins.get(name, DEFAULTS))

    yield from walk(workspace.settings, ())


def _plain(value: Any) -> Any:
    """A setting's value as JSON has it, without logins."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return _LOGIN.sub("", value) if isinstance(value, str) else value


def _chosen(keys: Sequence[_Key], asked: str | None) -> Sequence[_Key]:
    """The setting or table asked for; all without one.

    Raises:
        UserError: There is none of that name.
    """
    if asked is None:
        return keys
    wanted = asked.strip().replace("_", "-")
    found = [one for one in keys if one.name == wanted or one.name.startswith(f"{wanted}.")]
    if found:
        return found
    import difflib

    tables = {one.name.rpartition(".")[0] for one in keys} - {""}
    near = difflib.get_close_matches(wanted, [*(one.name for one in keys), *tables], n=1)
    remedy = f"Did you mean {near[0]}" if near else "`motjuste config` lists them"
    raise UserError(f"There is no setting {asked!r}", remedy=remedy)


def _lines(keys: Sequence[_Key], asked: str | None, workspace: Workspace) -> Iterator[str]:
    """TOML, each line with where it comes from; a single setting with what it means."""
    if len(keys) == 1 and asked:
        from motjuste.settings.schema import described

        yield f"# {described(keys[0].name)}"
    for one in keys:
        place = _place(one.origin, workspace)
        if one.value is None:
            yield f"# {one.name} is not set"
        else:
            yield f"{one.name} = {_toml(one.value)}  # {place}"


def _place(origin: Origin, workspace: Workspace) -> str:
    if origin.path is None:
        return "default"
    shown = visible(workspace.display(origin.path))
    return shown if origin.line is None else f"{shown}:{origin.line}"


def _toml(value: Any) -> str:
    """A value as TOML: JSON writes the same texts, numbers and lists, and tables are written inline."""
    if isinstance(value, dict):
        inner = ", ".join(f"{_toml(key)} = {_toml(one)}" for key, one in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list):
        return f"[{', '.join(_toml(one) for one in value)}]"
    # JSON leaves DEL as it is, and TOML does not.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def _as_json(keys: Sequence[_Key], workspace: Workspace) -> dict[str, Any]:
    return {
        "root": str(workspace.root),
        "files": [str(one) for one in workspace.loaded.files],
        "settings": {
            one.name: {
                "value": one.value,
                "file": str(one.origin.path) if one.origin.path else None,
                "line": one.origin.line,
            }
            for one in keys
        },
    }
