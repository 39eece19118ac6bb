"""The test cases of a promptfoo configuration: `tests`, `scenarios`, and the `defaultTest` behind each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from motjuste.errors import UserError
from motjuste.evals.case import BadRow, Unsupported
from motjuste.evals.load.promptfoo.expand import expanded
from motjuste.evals.load.promptfoo.merge import merged
from motjuste.evals.load.promptfoo.references import References
from motjuste.evals.load.promptfoo.sources import generator, referenced
from motjuste.evals.load.row import Row, RowFault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from motjuste.evals.load.held import Held
    from motjuste.evals.load.place import Item, Place

CASES = ("tests", "scenarios")
SIGNS = ("providers", "targets", "defaultTest", "assertionTemplates", "evaluateOptions", "redteam")
"""Keys beside `prompts` that tell a configuration from other mappings."""

_SOME_PROMPTS = "asks the case of some of the configuration's prompts only; put each prompt's cases into a file of its own"
_SOME_PROVIDERS = "asks the case of some providers only; here the task model is asked all of them"


def is_config(members: Mapping[str, Held]) -> bool:
    """Whether a mapping is a promptfoo configuration, or our own short form of one: a mapping with `tests`."""
    return (
        "tests" in members
        or "scenarios" in members
        or ("prompts" in members and any(key in members for key in SIGNS))
    )


def rows(top: Held, place: Place) -> Iterator[Item]:
    """Each case as a row, or what is wrong with it, or what of it is left out.

    Raises:
        UserError: `defaultTest` or `tests` cannot be used as a whole.
    """
    try:
        members = top.members()
    except RowFault as fault:
        raise UserError(str(fault), remedy="Correct it", path=place.shown, line=top.line) from fault
    if not any(key in members and members[key].kind != "null" for key in CASES):
        if any(key in members for key in CASES):
            return
        raise UserError(
            "The configuration has no `tests`",
            remedy="List test cases under `tests`, or link another eval set",
            path=place.shown,
            line=top.line,
        )
    references = References(top)
    base = _defaults(members.get("defaultTest"), place, references)
    reading = _Reading(place, references, base, several=_has_several(members.get("prompts")))
    yield from reading.tests(members.get("tests"))
    yield from reading.scenarios(members.get("scenarios"))


def _defaults(held: Held | None, place: Place, references: References) -> dict[str, Any]:
    """`defaultTest` as a row's values, its own file followed."""
    if held is None or held.kind == "null":
        return {}
    try:
        return _default_row(held, place, references)
    except RowFault as fault:
        raise UserError(
            f"`defaultTest` cannot be used: {fault}", remedy="Correct it", path=place.shown, line=held.line
        ) from fault


def _default_row(held: Held, place: Place, references: References) -> dict[str, Any]:
    if held.kind == "text":
        (path, *_) = place.files.find(held.text, place.folders)
        there = place.open(path)
        return (
            _default_row(there, place, References(there))
            if there is not None and there.kind != "text"
            else {}
        )
    if held.kind != "mapping":
        raise RowFault(f"it is a {held.kind}, not a mapping")
    return references.resolved(held.row())


def _has_several(prompts: Held | None) -> bool:
    """Whether a configuration has more than one prompt, or may have."""
    if prompts is None or prompts.kind == "null":
        return False
    if prompts.kind == "text":
        return any(mark in prompts.text for mark in "*?[{")
    return prompts.kind == "mapping" or len(list(prompts.items())) > 1 or "*" in str(prompts.data())


class _Reading:
    """One configuration being read."""

    def __init__(self, place: Place, references: References, base: dict[str, Any], *, several: bool) -> None:
        self._several = several
        self._place = place
        self._references = references
        self._base = base

    def tests(self, held: Held | None) -> Iterator[Item]:
        """The rows of `tests`: a list, or one reference to other files."""
        if held is None:
            return
        if held.kind == "list":
            for item in held.items():
                yield from self._test(item)
        else:
            yield from self._test(held)

    def _test(self, held: Held) -> Iterator[Item]:
        if held.kind == "text":
            yield from self._from_files(held.text, held.line)
            return
        if held.kind != "mapping":
            yield BadRow(
                held.line,
                f"The row is a {held.kind}, not a mapping; write `vars: …` and `assert: …`",
                self._place.path,
            )
            return
        try:
            values = self._references.resolved(held.row())
        except RowFault as fault:
            yield BadRow(held.line, str(fault), self._place.path)
            return
        left = generator(values)
        if left is not None:
            yield Unsupported(held.line, *left, self._place.path)
            return
        yield from self._finished(Row(held.line, values, path=self._place.path, folders=self._place.folders))

    def _from_files(self, reference: str, line: int) -> Iterator[Item]:
        for item in referenced(reference, line, self._place):
            yield from self._finished(item) if isinstance(item, Row) else [item]

    def _finished(self, row: Row) -> Iterator[Item]:
        values = merged(self._base, row.values)
        if self._several and values.get("prompts"):
            yield Unsupported(row.line, "prompts", _SOME_PROMPTS, row.path)
            return
        if values.get("providers"):
            yield Unsupported(row.line, "providers", _SOME_PROVIDERS, row.path)
        yield from expanded(row, values, self._place)

    def scenarios(self, held: Held | None) -> Iterator[Item]:
        """The rows of `scenarios`: each set of variables with each test."""
        for item in held.items() if held is not None else ():
            if item.kind == "text":
                yield from self._scenarios_of_files(item.text, item.line)
            else:
                yield from self._scenario(item)

    def _scenarios_of_files(self, reference: str, line: int) -> Iterator[Item]:
        try:
            for path in self._place.files.find(reference, self._place.folders):
                held = self._place.open(path)
                inside = _Reading(self._place.of(path), self._references, self._base, several=self._several)
                for item in (
                    held.items() if held is not None and held.kind == "list" else [held] if held else []
                ):
                    yield from inside._scenario(item)
        except RowFault as fault:
            yield BadRow(line, str(fault), self._place.path)

    def _scenario(self, held: Held) -> Iterator[Item]:
        try:
            members = held.members()
            configs = (
                [self._config(item) for item in members["config"].items()] if "config" in members else [{}]
            )
        except RowFault as fault:
            yield BadRow(held.line, str(fault), self._place.path)
            return
        for config in configs:
            inside = _Reading(
                self._place, self._references, merged(self._base, config), several=self._several
            )
            if "tests" in members:
                yield from inside.tests(members["tests"])
            else:
                yield from inside._finished(
                    Row(held.line, {}, path=self._place.path, folders=self._place.folders)
                )

    def _config(self, held: Held) -> dict[str, Any]:
        """One set of variables, a part of a test case."""
        if held.kind != "mapping":
            raise RowFault("An item of a scenario's `config` must be a mapping with `vars`, written out here")
        return self._references.resolved(held.row())
