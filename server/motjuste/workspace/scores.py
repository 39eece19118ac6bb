"""The scores file, `motjuste.scores.json`: prompts' scores and how often gates were opened. Committed by the user.

One line a case and everything sorted, so that a change shows as the lines that changed and merges line by line.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from motjuste.errors import UserError
from motjuste.evals.regular_file import leads_out, read_regular
from motjuste.workspace.write import write_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE_NAME = "motjuste.scores.json"
VERSION = 1
_LARGEST = 64_000_000
"""Bytes."""
_BASELINE = "baseline"
_GATES = "gates"

Gates = dict[str, dict[str, tuple[str, ...]]]
"""By prompt address and digest of its gate's cases: what the gate was opened for, the first first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptScore:
    """What a prompt scored once."""

    prompt_sha256: str
    """Of what the model reads; see score_state.prompt_digest."""
    evalset: str
    """Relative to the scores file's folder, with `/`."""
    evalset_sha256: str
    """Of all its usable cases."""
    model: str
    """The task model."""
    splits: Mapping[str, int]
    """Number of cases scored, by split."""
    mean: float
    """0 to 1, rounded to six places."""
    interval: tuple[float, float]
    """95 % interval of the mean, likewise."""
    date: str
    """The day, `2026-11-22`, in UTC."""
    motjuste: str
    """The version that wrote it."""
    cases: Mapping[str, float]
    """Score, 0 to 1, by case id."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the file holds of one prompt."""

    score: PromptScore
    """The last."""
    baseline: PromptScore | None = None
    """The better one before it, which the prompt is held to until it is reached again or the last is accepted."""
    line: int = 1
    """Where the entry begins in the file, from 1."""


class _Damaged(Exception):  # noqa: N818  # it names the file's state, and never leaves this file
    """The data is not what we write.

    Args:
        message: A sentence without a full stop.
        key: A key near the damage, to find its line; empty when there is none.
    """

    def __init__(self, message: str, key: str = "") -> None:
        super().__init__(message)
        self.key = key


def read_scores(root: Path, display: str | None = None) -> dict[str, Entry]:
    """The entries by prompt address (path relative to `root` with `/`, `::name` behind it); empty when there is no file.

    Args:
        root: The workspace.
        display: How messages name the file; its path if None.

    Raises:
        UserError: The file is there and cannot be used, with the line at fault.
    """
    shown = display or str(root / FILE_NAME)
    text = _text(root, shown)
    return {} if text is None else _entries(text, shown)


def read_gates(root: Path, display: str | None = None) -> Gates:
    """How often gates were opened, by prompt; empty when there is no file or it says nothing of it.

    Args:
        root: The workspace.
        display: How messages name the file; its path if None.

    Raises:
        UserError: The file is there and cannot be used, with the line at fault.
    """
    shown = display or str(root / FILE_NAME)
    text = _text(root, shown)
    if text is None:
        return {}
    data = _data(text, shown)
    try:
        table = data.get(_GATES, {})
        return {
            prompt: {gate: _champions(found) for gate, found in gates.items()}
            for prompt, gates in table.items()
        }
    except (AttributeError, TypeError):
        raise _unusable(f"its table `{_GATES}` is damaged", shown, _line(_GATES, text)) from None


def write_gates(root: Path, gates: Gates) -> Path:
    """Replace what the file says of gates, and leave its scores; returns its path.

    Raises:
        UserError: It cannot be written; it is untouched.
    """
    return _write(root, read_scores(root), gates)


def _champions(found: object) -> tuple[str, ...]:
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise TypeError
    return tuple(found)


def _text(root: Path, shown: str) -> str | None:
    """The file's text; None when there is no file."""
    path = root / FILE_NAME
    try:
        if path.is_symlink() and leads_out(path, root):
            raise _unusable("it leads out of the workspace", shown, None)
        return read_regular(path, _LARGEST).decode("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise _unusable(reason, shown, None) from error


def write_scores(root: Path, entries: Mapping[str, Entry]) -> Path:
    """Replace the file's entries, at once or not at all; returns its path. Equal entries leave the file alone.

    Raises:
        UserError: It cannot be written, or what it says of gates cannot be read; it is untouched.
    """
    return _write(root, entries, read_gates(root))


def _write(root: Path, entries: Mapping[str, Entry], gates: Gates) -> Path:
    path = root / FILE_NAME
    prompts = {address: _written(entries[address]) for address in sorted(entries)}
    data: dict[str, Any] = {"version": VERSION, "prompts": prompts}
    if gates:
        data[_GATES] = {address: dict(sorted(gates[address].items())) for address in sorted(gates)}
    new = f"{json.dumps(data, indent=2, ensure_ascii=False)}\n".encode("utf-8", "surrogatepass")
    if not path.exists() or path.read_bytes() != new:
        write_bytes(path, new)
    return path


def _entries(text: str, shown: str) -> dict[str, Entry]:
    try:
        prompts = _prompts(_data(text, shown))
        return {address: _entry(address, one, text) for address, one in prompts.items()}
    except _Damaged as error:
        raise _unusable(str(error), shown, _line(error.key, text, last=True)) from error


def _data(text: str, shown: str) -> dict[str, Any]:
    """What the file holds, if it is one of this version.

    Raises:
        UserError: It is not.
    """
    try:
        data = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise _unusable(
            f"it is not JSON ({error.msg})", shown, error.lineno, conflict="\n<<<<<<< " in text
        ) from error
    except RecursionError as error:
        raise _unusable("it is nested too deep", shown, 1) from error
    except _Damaged as error:
        raise _unusable(str(error), shown, _line(error.key, text, last=True)) from error
    version = data.get("version") if isinstance(data, dict) else None
    if not isinstance(data, dict) or type(version) is not int:
        raise _unusable("it names no version", shown, 1)
    if version != VERSION:
        raise UserError(
            f"The scores file has version {version}, and this motjuste reads version {VERSION}",
            remedy="Install the motjuste that wrote it, or remove it and run `motjuste eval --update`",
            path=shown,
            line=1,
        )
    return data


def _prompts(data: dict[str, Any]) -> dict[str, Any]:
    """The table of entries."""
    prompts = data.get("prompts")
    if not isinstance(prompts, dict):
        raise _Damaged("it has no table `prompts`")
    return prompts


def _entry(address: str, data: object, text: str) -> Entry:
    if not isinstance(data, dict):
        raise _Damaged(f"the entry of {address} is no table", address)
    own = {key: value for key, value in data.items() if key != _BASELINE}
    baseline = _score(address, data[_BASELINE]) if _BASELINE in data else None
    return Entry(_score(address, own), baseline, _line(address, text))


def _score(address: str, data: object) -> PromptScore:
    """One score, held against its shape by hand: a check of a thousand prompts must not wait for pydantic."""
    if not isinstance(data, dict):
        raise _Damaged(f"a score of {address} is no table", address)
    try:
        low, high = data["interval"]
        score = PromptScore(**{**data, "interval": (low, high)})
    except (KeyError, TypeError, ValueError):
        raise _Damaged(f"the entry of {address} lacks a key or has one too many", address) from None
    texts = (
        score.prompt_sha256,
        score.evalset,
        score.evalset_sha256,
        score.model,
        score.date,
        score.motjuste,
    )
    shaped = isinstance(score.splits, dict) and isinstance(score.cases, dict) and bool(score.cases)
    if not shaped or not all(isinstance(one, str) for one in texts):
        raise _Damaged(f"a value in the entry of {address} is of the wrong kind", address)
    counts, shares = score.splits.values(), (score.mean, low, high, *score.cases.values())
    if not all(type(one) is int and one >= 0 for one in counts) or not all(_is_share(one) for one in shares):
        raise _Damaged(f"a number in the entry of {address} is out of range", address)
    return score


def _is_share(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1


def _written(entry: Entry) -> dict[str, Any]:
    data = _plain(entry.score)
    return {**data, _BASELINE: _plain(entry.baseline)} if entry.baseline is not None else data


def _plain(score: PromptScore) -> dict[str, Any]:
    cases = {case: _number(score.cases[case]) for case in sorted(score.cases)}
    ends = [_number(end) for end in score.interval]
    return {**asdict(score), "mean": _number(score.mean), "interval": ends, "cases": cases}


def _number(value: float) -> float | int:
    """Rounded to six places; 1 and 0 as people write them."""
    rounded = round(value, 6)
    return int(rounded) if rounded in {0, 1} else rounded


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A table whose keys stand once: two entries of one prompt are a merge gone wrong."""
    table = dict(pairs)
    if len(table) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _Damaged(f"{twice!r} stands twice", twice)
    return table


def _no_number(name: str) -> float:
    raise _Damaged(f"{name} is no score", name)


def _line(key: str, text: str, *, last: bool = False) -> int:
    """The line on which a key of ours stands, from 1; the first line when it cannot be told."""
    wanted = json.dumps(key, ensure_ascii=False)
    place = (text.rfind if last else text.find)(f"{wanted}:") if key else -1
    return text.count("\n", 0, place) + 1 if place >= 0 else 1


def _unusable(reason: str, shown: str, line: int | None, *, conflict: bool = False) -> UserError:
    remedy = "Resolve the merge" if conflict else "Restore it, or remove it and run `motjuste eval --update`"
    return UserError(f"The scores file cannot be used: {reason}", remedy=remedy, path=shown, line=line)
