"""Makes the settings of the VS Code extension from the vocabulary of motjuste.toml, and writes them into package.json.

    python client/settings_block.py          writes them
    python client/settings_block.py --check  exits 1 when package.json holds others

Each key is `motjuste.` and the key of motjuste.toml, e.g. `motjuste.lint.select`. Not set means null, and null is not
sent: so that the server knows what a user said from what an editor fills in.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from motjuste.settings.schema import schema

if TYPE_CHECKING:
    from collections.abc import Iterator

MANIFEST = Path(__file__).resolve().parent.parent / "package.json"
TITLE = "Mot Juste: as in motjuste.toml"
RESTRICTED = ("motjuste.models.", "motjuste.evals")
"""Not taken from a workspace that is not trusted: addresses that would be contacted, and files that would be read."""
OURS = ("motjuste.interpreter", "motjuste.serverFrom", "motjuste.config")
LEFT_OUT = {"extend"}
"""A file's own: an editor's settings extend nothing."""
WORDS = {"minimum", "maximum", "exclusiveMinimum", "items", "additionalProperties", "enum"}


def made(manifest: dict[str, Any]) -> dict[str, Any]:
    """The manifest with the block, and the list of what is restricted, as they should be."""
    whole = schema()
    properties = dict(_properties(whole, whole, "motjuste"))
    own = [one for one in manifest["contributes"]["configuration"] if one["title"] != TITLE]
    restricted = [key for key in properties if key.startswith(RESTRICTED)]
    manifest["contributes"]["configuration"] = [*own, {"title": TITLE, "properties": properties}]
    manifest["capabilities"]["untrustedWorkspaces"]["restrictedConfigurations"] = [*OURS, *restricted]
    return manifest


def _properties(
    whole: dict[str, Any], shape: dict[str, Any], key: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, value in shape["properties"].items():
        if name in LEFT_OUT and shape is whole:
            continue
        if "$ref" in value:
            inner = whole["definitions"][value["$ref"].removeprefix("#/definitions/")]
            yield from _properties(whole, inner, f"{key}.{name}")
        else:
            yield f"{key}.{name}", _property(value)


def _property(value: dict[str, Any]) -> dict[str, Any]:
    words = {word: value[word] for word in value if word in WORDS}
    if "enum" in words:
        words["enum"] = [*words["enum"], None]
    described = " ".join(str(value["description"]).split())
    default = value.get("default")
    if default not in (None, "", [], {}):
        described += f" Without it: `{json.dumps(default)}`."
    return {
        "type": [value["type"], "null"],
        **words,
        "default": None,
        "scope": "resource",
        "markdownDescription": described,
    }


def main() -> int:
    """Write the manifest, or say that it is stale."""
    present = MANIFEST.read_text("utf-8")
    wanted = json.dumps(made(json.loads(present)), indent=2, ensure_ascii=False) + "\n"
    if "--check" in sys.argv[1:]:
        return int(present != wanted)
    MANIFEST.write_text(wanted, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
