"""Where local state lives: never inside a workspace, and all of it movable by one variable."""

from __future__ import annotations

import os
from pathlib import Path

from motjuste.errors import UserError

HOME_VARIABLE = "MOTJUSTE_HOME"
"""Names a folder that holds both caches and state; tests and shared machines set it."""


def cache_dir() -> Path:
    """What can be made again: completions and weights. `$MOTJUSTE_HOME/cache`, else the platform's cache folder.

    The folder is not created here; whoever writes creates it.
    """
    home = os.environ.get(HOME_VARIABLE)
    if home:
        return Path(home).expanduser().absolute() / "cache"
    from platformdirs import user_cache_path

    return user_cache_path("motjuste", appauthor=False)


def state_dir() -> Path:
    """What a user would miss: runs, marks, the embedded model's state. `$MOTJUSTE_HOME/state`, else the platform's."""
    home = os.environ.get(HOME_VARIABLE)
    if home:
        return Path(home).expanduser().absolute() / "state"
    from platformdirs import user_state_path

    return user_state_path("motjuste", appauthor=False)


def check_place(path: Path) -> None:
    """Learn whether a file of ours could be written, without writing anything.

    Raises:
        UserError: It, or the nearest folder above it that is there, may not be written, or that is no folder.
    """
    folder = next(one for one in path.parents if os.path.lexists(one))
    # Unlike the methods of Path, these do not raise where nobody may look.
    if not os.path.isdir(folder):  # noqa: PTH112
        told, place = "A folder is needed here, and this is none", folder
    elif os.path.lexists(path) and not os.access(path, os.R_OK | os.W_OK):
        told, place = "This file cannot be written", path
    elif not os.access(folder, os.W_OK | os.X_OK):
        told, place = "Nothing can be written in this folder", folder
    else:
        return
    remedy = f"Check its permissions, or name another folder as {HOME_VARIABLE}"
    raise UserError(told, remedy=remedy, path=str(place))


def completions_path() -> Path:
    """The completion cache's database."""
    return cache_dir() / "completions.sqlite"


def checks_dir() -> Path:
    """The folder of what checks found."""
    return cache_dir() / "checks"


def models_dir() -> Path:
    """The folder of the embedded model's weights."""
    return cache_dir() / "models"
