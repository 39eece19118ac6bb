"""The JSON schema of motjuste.toml, made from the vocabulary: its types, bounds, defaults and docstrings."""

from __future__ import annotations

from typing import Any

from motjuste.settings.vocabulary import Settings

_DIALECT = "http://json-schema.org/draft-07/schema#"
"""The newest one that all editors' TOML extensions read."""
_PLACE = "#/definitions/{model}"


def schema() -> dict[str, Any]:
    """The schema of a motjuste.toml, or of the `[tool.motjuste]` of a pyproject.toml.

    Keys are offered with `-` and also valid with `_`; what is no key is refused.
    """
    from pydantic import TypeAdapter

    made = TypeAdapter(Settings).json_schema(ref_template=_PLACE)
    definitions = made.pop("$defs")
    for name, shape in definitions.items():
        _spell(shape, f"#/definitions/{name}")
    _spell(made, "#")
    for shape in (made, *definitions.values()):
        for value in shape["properties"].values():
            if "$ref" in value:  # pydantic drops a key's docstring where the table's own says the same
                table = definitions[value["$ref"].removeprefix("#/definitions/")]
                value.setdefault("description", table["description"])
    made.pop("title")
    return {
        "$schema": _DIALECT,
        "title": "Mot Juste",
        **made,
        "definitions": {name: definitions[name] for name in sorted(definitions)},
    }


def described(key: str) -> str:
    """The docstring of a dotted key (`lint.per-file-ignores`); empty when it has none."""
    made = schema()
    shape: dict[str, Any] = made
    for step in key.split("."):
        place = shape.get("$ref", "").removeprefix("#/definitions/")
        shape = (made["definitions"][place] if place else shape).get("properties", {}).get(step, {})
    return str(shape.get("description", ""))


def _spell(shape: dict[str, Any], place: str) -> None:
    """Name a table's keys with `-`, let them be written with `_` too, and leave out titles that only repeat them."""
    properties = {name.replace("_", "-"): value for name, value in shape["properties"].items()}
    for value in properties.values():
        value.pop("title", None)
        if value.get("default", ...) is None:
            del value["default"]  # TOML has no null: the key is left out
        kinds = [one for one in value.get("anyOf", ()) if one != {"type": "null"}]
        if len(kinds) == 1:
            del value["anyOf"]
            value.update(kinds[0])
    other = [name for name in properties if "-" in name]
    shape["properties"] = properties
    if other:
        shape["patternProperties"] = {
            f"^{name.replace('-', '_')}$": {"$ref": f"{place}/properties/{name}"} for name in other
        }
