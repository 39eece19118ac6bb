"""Settings: the nearest `motjuste.toml` or `[tool.motjuste]`, what it extends, read into frozen data and complaints."""

from motjuste.settings.checked import from_mapping
from motjuste.settings.complaint import Complaint
from motjuste.settings.loaded import DEFAULTS, Loaded, Origin
from motjuste.settings.reader import load
from motjuste.settings.toml_file import FILE_NAME, says_the_same
from motjuste.settings.vocabulary import (
    DEFAULT,
    EDITOR,
    LOCAL,
    LintSettings,
    LocalSettings,
    ModelSettings,
    ModelsSettings,
    OptimizeSettings,
    PromptsSettings,
    ScoresSettings,
    Settings,
)

__all__ = [
    "DEFAULT",
    "DEFAULTS",
    "EDITOR",
    "FILE_NAME",
    "LOCAL",
    "Complaint",
    "LintSettings",
    "Loaded",
    "LocalSettings",
    "ModelSettings",
    "ModelsSettings",
    "OptimizeSettings",
    "Origin",
    "PromptsSettings",
    "ScoresSettings",
    "Settings",
    "from_mapping",
    "load",
    "says_the_same",
]
