"""`$ref: "#/assertionTemplates/name"`: what stands elsewhere in a configuration, put where it is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from motjuste.evals.load.row import RowFault

if TYPE_CHECKING:
    from motjuste.evals.load.held import Held

DEEPEST = 8
"""References inside what references name."""
MOST = 10_000
"""References resolved in one file: they can multiply like YAML's aliases."""


class References:
    """The parts of one file by their JSON pointers (RFC 6901)."""

    def __init__(self, top: Held) -> None:
        """Take the file's value."""
        self._top = top
        self._known: dict[str, Any] = {}
        self._left = MOST

    def resolved(self, values: dict[str, Any]) -> dict[str, Any]:
        """A row with the references of it and of its checks resolved; keys beside a reference win.

        Raises:
            RowFault: A reference names nothing, or leads in a circle.
        """
        if "$ref" in values:
            values = self._target(values, DEEPEST)
        if isinstance(values.get("assert"), list):
            values = {**values, "assert": [self._check(item, DEEPEST) for item in values["assert"]]}
        return values

    def _check(self, item: Any, depth: int) -> Any:
        if not isinstance(item, dict):
            return item
        if "$ref" in item:
            item = self._target(item, depth)
        if isinstance(item.get("assert"), list):
            item = {**item, "assert": [self._check(inner, depth - 1) for inner in item["assert"]]}
        return item

    def _target(self, item: dict[str, Any], depth: int) -> dict[str, Any]:
        pointer = item["$ref"]
        self._left -= 1
        if not isinstance(pointer, str) or not pointer.startswith("#/"):
            raise RowFault(
                f"`$ref` must name a part of this file, such as #/assertionTemplates/name, not {pointer}"
            )
        if depth <= 0 or self._left < 0:
            raise RowFault(f"`$ref: {pointer}` leads in a circle, or to too many parts")
        if pointer not in self._known:
            self._known[pointer] = self._found(pointer)
        found = {**self._known[pointer], **{key: value for key, value in item.items() if key != "$ref"}}
        return self._target(found, depth - 1) if "$ref" in found else found

    def _found(self, pointer: str) -> dict[str, Any]:
        held = self._top
        for part in pointer.removeprefix("#/").split("/"):
            name = part.replace("~1", "/").replace("~0", "~")
            inside = list(held.items())
            following = (
                inside[int(name)] if name.isdigit() and int(name) < len(inside) else held.members().get(name)
            )
            if following is None:
                raise RowFault(f"`$ref: {pointer}` names a part that this file does not have")
            held = following
        found = held.row() if "vars" in held.members() else held.check()
        if not isinstance(found, dict):
            raise RowFault(f"`$ref: {pointer}` names no mapping")
        return found
