"""Where local state lives: never inside a workspace, and all of it movable by one variable."""

from __future__ import annotations

import os
from pathlib import Path

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


def completions_path() -> Path:
    """The completion cache's database."""
    return cache_dir() / "completions.sqlite"


def checks_dir() -> Path:
    """The folder of what checks found."""
    return cache_dir() / "checks"


def models_dir() -> Path:
    """The folder of the embedded model's weights."""
    return cache_dir() / "models"
