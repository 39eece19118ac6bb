"""Reading the settings that hold for a file: the nearest settings file, and what it extends."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from motjuste.errors import UserError
from motjuste.evals.within_reach import is_folder, is_there
from motjuste.settings.complaint import complain, line_of, shown
from motjuste.settings.globs import climbs, rebased
from motjuste.settings.loaded import Loaded, Origin
from motjuste.settings.merge import TWIN, keys_set, merged
from motjuste.settings.toml_file import nearest_file, read_named
from motjuste.settings.vocabulary import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from motjuste.settings.complaint import Complaint
    from motjuste.settings.toml_file import TomlFile

_GLOB_LISTS = ("include", "extend_include", "exclude", "extend_exclude")
_IGNORE_TABLES = ("per_file_ignores", "extend_per_file_ignores")


@dataclass(frozen=True, slots=True)
class _Layer:
    """One settings file of the chain: what of it can be used, and complaints about the rest."""

    file: TomlFile
    data: dict[str, Any]
    complaints: tuple[Complaint, ...]


def load(
    path: Path,
    config: Path | None = None,
    here: Path | None = None,
    sent: Mapping[str, Any] | None = None,
) -> Loaded:
    """Read the settings that hold for a file or folder.

    Args:
        path: What is looked at; need not exist.
        config: A settings file named by the user, instead of the nearest one.
        here: Where the user stands, the workspace of last resort: an editor's folder; None is the current folder.
        sent: Settings that an editor sent: whatever a settings file says wins over them.

    Raises:
        UserError: A settings file cannot be read, is not UTF-8 or is not TOML, or a chain of `extend` has no end.
    """
    folder = _folder(path)
    file = nearest_file(folder) if config is None else read_named(config)
    if file is None:
        return _sent_alone(sent, _bare_root(folder, here))
    root = file.path.parent
    if config is not None and not folder.is_relative_to(root):
        root = _bare_root(folder, here)
    layers = _chain(file)
    from motjuste.settings.checked import settings_of, usable

    data, complaints = usable(sent, source=None, text="") if sent else ({}, ())
    for layer in reversed(layers):
        data = merged(data, _moved(layer.data, layer.file.path.parent, root))
    return Loaded(
        settings_of(data),
        root,
        (*complaints, *(one for layer in layers for one in (*layer.complaints, *_leaving(layer, root)))),
        file.path,
        tuple(layer.file.path for layer in layers),
        _origins(layers),
    )


def _sent_alone(sent: Mapping[str, Any] | None, root: Path) -> Loaded:
    """What holds where there is no settings file."""
    if not sent:
        return Loaded(Settings(), root)
    from motjuste.settings.checked import settings_of, usable

    data, complaints = usable(sent, source=None, text="")
    return Loaded(settings_of(data), root, complaints)


def _chain(file: TomlFile) -> list[_Layer]:
    """A settings file and what it extends, the nearest first.

    Raises:
        UserError: A file of the chain cannot be read, or was there before.
    """
    from motjuste.settings.checked import usable

    layers: list[_Layer] = []
    border = _repository(file.path)
    while True:
        data, complaints = usable(file.table, source=file.path, text=file.text)
        layers.append(_Layer(file, data, complaints))
        named = data.get("extend", "")
        if not named:
            return layers
        file = _extended(named, layers, border)


def _extended(named: str, layers: Sequence[_Layer], border: Path | None) -> TomlFile:
    """The file that the last layer extends."""
    from pathlib import Path

    by = layers[-1].file
    target = Path(os.path.normpath(by.path.parent / named))
    line = line_of(("extend",), by.text)
    told = f"extend names {named!r}"

    def refused(message: str, remedy: str) -> UserError:
        return UserError(message, remedy=remedy, path=shown(by.path), line=line)

    try:
        real = target.resolve()
        if not target.is_file():
            raise refused(f"{told}, and there is no such file", "Correct the path; it begins at this file")
    except (OSError, RuntimeError, ValueError):
        raise refused(f"{told}, which cannot be followed", "Correct the path") from None
    if any(real == layer.file.path.resolve() for layer in layers):
        way = " → ".join(shown(layer.file.path) for layer in layers)
        raise refused(f"{told}, which is extended already: {way} → {shown(target)}", "Take one extend out")
    if border is not None and not real.is_relative_to(border):
        raise refused(
            f"{told}, which lies outside the repository {border}", "Keep shared settings in the repository"
        )
    return read_named(target)


def _moved(data: Mapping[str, Any], here: Path, root: Path) -> dict[str, Any]:
    """The same data with globs and paths relative to the workspace instead of their own file."""
    moved = {key: dict(value) if isinstance(value, dict) else value for key, value in data.items()}
    prompts, lint = moved.get("prompts", {}), moved.get("lint", {})
    for name in (name for name in _GLOB_LISTS if name in prompts):
        prompts[name] = [one for glob in prompts[name] for one in rebased(glob, here, root, anywhere=True)]
    if "dialects" in prompts:
        prompts["dialects"] = dict(_by_glob(prompts["dialects"], here, root, anywhere=True))
    for name in (name for name in _IGNORE_TABLES if name in lint):
        lint[name] = dict(_by_glob(lint[name], here, root, anywhere=True))
    if "evals" in moved:
        table = _by_glob(moved["evals"], here, root, anywhere=False)
        moved["evals"] = {glob: _path(value, here, root) for glob, value in table}
    local = moved.get("models", {}).get("local", {})
    if local.get("path"):
        moved["models"]["local"] = {**local, "path": _path(local["path"], here, root)}
    return moved


def _leaving(layer: _Layer, root: Path) -> Iterator[Complaint]:
    """Globs that leave the workspace with `..`, so that they match nothing in it."""
    prompts, lint = layer.data.get("prompts", {}), layer.data.get("lint", {})
    written = [
        *((("prompts", name), prompts.get(name, ())) for name in (*_GLOB_LISTS, "dialects")),
        *((("lint", name), lint.get(name, ())) for name in _IGNORE_TABLES),
        (("evals",), layer.data.get("evals", ())),
    ]
    for key, found in written:
        for glob in filter(climbs, found):
            if not rebased(glob, layer.file.path.parent, root, anywhere=key != ("evals",)):
                told = f"{glob!r} of {key[-1].replace('_', '-')} leaves the workspace, so it matches nothing"
                yield complain(key, told, layer.file.path, layer.file.text, unknown=True)


def _by_glob(
    table: Mapping[str, Any], here: Path, root: Path, *, anywhere: bool
) -> Iterator[tuple[str, Any]]:
    for glob, value in table.items():
        for one in rebased(glob, here, root, anywhere=anywhere):
            yield one, value


def _path(value: str, here: Path, root: Path) -> str:
    """A path of a settings file, from the workspace; what is no path of a file stays as it is."""
    return (
        value if "://" in value or here == root else os.path.relpath(here / value, root).replace(os.sep, "/")
    )


def _origins(layers: Sequence[_Layer]) -> dict[str, Origin]:
    """By dotted key, the nearest file that sets it or adds to it."""
    found: dict[str, Origin] = {}
    for layer in layers:
        for path in keys_set(layer.data, Settings):
            key = ".".join((*path[:-1], path[-1].removeprefix(TWIN)))
            if key not in found:
                found[key] = Origin(layer.file.path, line_of(path, layer.file.text))
    return found


def _folder(path: Path) -> Path:
    """The folder a search for settings starts in."""
    from pathlib import Path

    # Unlike Path.resolve(), this does not raise on a loop of links.
    real = Path(os.path.realpath(path))
    return real if is_folder(real) else real.parent


def _bare_root(folder: Path, here: Path | None) -> Path:
    """The workspace where no settings file says so: the repository, else where the user stands, else the folder."""
    from pathlib import Path

    repository = _repository(folder / "x")
    if repository is not None:
        return repository
    here = Path.cwd() if here is None else here.resolve()
    return here if here != here.parent and folder.is_relative_to(here) else folder


def _repository(path: Path) -> Path | None:
    """The repository a file lies in, links followed."""
    folder = path.parent.resolve()
    return next((place for place in (folder, *folder.parents) if is_there(place / ".git")), None)
