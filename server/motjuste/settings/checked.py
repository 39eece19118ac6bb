"""Foreign data held against the vocabulary: what cannot be used is left out and complained about, the rest works."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import is_dataclass
from typing import TYPE_CHECKING, Any, get_type_hints

from motjuste.settings.complaint import complain, complaint
from motjuste.settings.merge import twins_joined
from motjuste.settings.shape import fitted, misfits
from motjuste.settings.vocabulary import DEFAULT, Settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from motjuste.settings.complaint import Complaint

_SELECTORS = ("select", "extend_select", "ignore", "extend_ignore")
_BY_GLOB = ("per_file_ignores", "extend_per_file_ignores")


def from_mapping(
    table: Mapping[str, Any], *, source: Path | None = None
) -> tuple[Settings, tuple[Complaint, ...]]:
    """The settings a table gives by itself; whatever cannot be used is left out and complained about.

    Args:
        table: As TOML or an editor gives it; keys with `-` or `_`.
        source: The file it came from, for messages.
    """
    text = source.read_text("utf-8-sig") if source else ""
    data, complaints = usable(table, source=source, text=text)
    return settings_of(data), complaints


def usable(
    table: Mapping[str, Any], *, source: Path | None, text: str
) -> tuple[dict[str, Any], tuple[Complaint, ...]]:
    """The part of a table that can be used, keys with `_`, and complaints about the rest."""
    data = _folded(table, Settings)
    complaints: list[Complaint] = []
    for misfit in list(misfits(data, Settings)):
        complaints.append(complaint(misfit, source, text))
        _drop(data, misfit.path)
    complaints.extend(_unknown_selectors(data, source, text))
    return data, tuple(complaints)


def settings_of(data: Mapping[str, Any]) -> Settings:
    """Usable data as settings, with each `extend-` twin put into its list."""
    return twins_joined(fitted(data, Settings))


def _folded(table: Mapping[str, Any], shape: type) -> dict[str, Any]:
    """A copy with `-` in known tables' keys read as `_`; keys of free tables (`evals`) stay as they are."""
    hints = get_type_hints(shape, include_extras=True)
    folded: dict[str, Any] = {}
    for key, value in table.items():
        name = key.replace("-", "_")
        inner = hints.get(name)
        is_table = isinstance(value, dict) and isinstance(inner, type) and is_dataclass(inner)
        folded[name if name in hints else key] = (
            _folded(value, inner) if is_table and inner else deepcopy(value)
        )
    return folded


def _drop(data: dict[str, Any], path: tuple[str, ...]) -> None:
    level = data
    for step in path[:-1]:
        level = level[step]
    level.pop(path[-1], None)


def _unknown_selectors(data: dict[str, Any], source: Path | None, text: str) -> list[Complaint]:
    """Take out selectors that no rule answers to: a typo that selects nothing would look like a clean file."""
    lint = data.get("lint", {})
    found: list[Complaint] = []

    def kept(path: tuple[str, ...], words: Sequence[str]) -> list[str]:
        wrong = [word for word in words if not _names_a_rule(word)]
        found.extend(
            complain(path, f"{word!r} in {path[1]} selects no rule{_near(word)}", source, text, unknown=True)
            for word in wrong
        )
        return [word for word in words if word not in wrong]

    for name in (name for name in _SELECTORS if name in lint):
        words = kept(("lint", name), lint[name])
        if words or not lint[name]:
            lint[name] = words
        else:  # nothing is left of it, so it counts as not set
            del lint[name]
    for name in (name for name in _BY_GLOB if name in lint):
        lint[name] = {glob: kept(("lint", name, glob), words) for glob, words in lint[name].items()}
    if "severity" in lint:
        known = kept(("lint", "severity"), list(lint["severity"]))
        lint["severity"] = {code: lint["severity"][code] for code in known}
    return found


def _names_a_rule(word: str) -> bool:
    from motjuste.lint.registry import RULES

    selector = word.upper()
    return selector in {DEFAULT, "ALL"} or any(selector and rule.code.startswith(selector) for rule in RULES)


def _near(word: str) -> str:
    import difflib

    from motjuste.lint.registry import RULES

    near = difflib.get_close_matches(word.upper(), [rule.code for rule in RULES], n=1)
    return f"; did you mean {near[0]!r}?" if near else "; `motjuste rule --all` lists them"
