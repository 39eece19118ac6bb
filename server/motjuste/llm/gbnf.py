"""A JSON schema as a GBNF grammar, for llama.cpp servers that take a grammar where they refuse a schema.

Source: the grammar notation of llama.cpp (grammars/README.md). The schemas are our own: closed objects whose properties
come in their order, arrays with bounds, strings, whole numbers from 0, truth values, references and alternatives.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_PATTERN = re.compile(
    r"(?P<class>\[(?:\\.|[^\]\\])+\])|(?P<count>\{\d+,\d*\}|[*+?])|(?P<group>[()|])|\\(?P<sign>[^\w\s])|(?P<text>[^\\\[\](){}|*+?^$.]+)"
)
_TOKENS = r"""
blank ::= [ \n]{0,8}
string ::= "\"" char* "\""
char ::= [^"\\\x7F\x00-\x1F] | "\\" (["\\bfnrt/] | "u" [0-9a-fA-F]{4})
number ::= "-"? ("0" | [1-9] [0-9]{0,15}) ("." [0-9]{1,15})?
truth ::= "true" | "false"
"""


def grammar_of(schema: Mapping[str, Any]) -> str:
    """The grammar of all JSON texts that obey a schema; bounds of numbers are kept to their count of digits.

    Raises:
        ValueError: The schema uses a keyword that no shape of ours has.
    """
    rules: list[str] = []
    definitions: Mapping[str, Any] = schema.get("$defs", {})
    for name, part in definitions.items():
        rules.append(f"{_name(name)} ::= {_expression(part)}")
    return f"root ::= blank {_expression(schema)} blank\n" + "\n".join(rules) + _TOKENS


def _expression(node: Mapping[str, Any]) -> str:
    if "$ref" in node:
        return _name(str(node["$ref"]).rpartition("/")[2])
    for choice in ("anyOf", "oneOf"):
        if choice in node:
            return "(" + " | ".join(_expression(part) for part in node[choice]) + ")"
    if "const" in node or "enum" in node:
        values = [node["const"]] if "const" in node else node["enum"]
        return "(" + " | ".join(_literal(json.dumps(value, ensure_ascii=False)) for value in values) + ")"
    return _typed(node)


def _typed(node: Mapping[str, Any]) -> str:
    kind = node.get("type")
    if kind == "string" and "pattern" in node:
        return f'"\\"" ({_matching(str(node["pattern"]))}) "\\""'
    if kind == "object":
        return _object(node)
    if kind == "array":
        return _array(node)
    simple = {"string": "string", "number": "number", "boolean": "truth", "null": '"null"'}
    if kind == "integer":
        digits = len(str(node["maximum"])) if "maximum" in node else 15
        return f'("0" | [1-9] [0-9]{{0,{digits - 1}}})'
    if kind in simple:
        return simple[kind]
    raise ValueError(f"no grammar for {sorted(node)}")


def _matching(pattern: str) -> str:
    """Texts that a regular expression matches as a whole: classes, groups, counts and plain signs.

    What a class allows is written as it is, so it must hold no quote, backslash or control character.
    """
    inside = pattern.removeprefix("^").removesuffix("$")
    parts: list[str] = []
    done = 0
    for token in _PATTERN.finditer(inside):
        if token.start() != done:
            break
        done = token.end()
        plain = token["sign"] or token["text"]
        if token["count"] and parts:
            parts[-1] += token[0]
        else:
            parts.append(_literal(plain) if plain else token[0])
    if done != len(inside) or len(pattern) - len(inside) != 2:
        raise ValueError(f"no grammar for the pattern {pattern}")
    return " ".join(parts)


def _object(node: Mapping[str, Any]) -> str:
    members = [
        f"{_literal(json.dumps(name))} blank {_literal(':')} blank {_expression(part)}"
        for name, part in node.get("properties", {}).items()
    ]
    inside = f" blank {_literal(',')} blank ".join(members)
    return f"{_literal('{')} blank {inside} blank {_literal('}')}"


def _array(node: Mapping[str, Any]) -> str:
    item = _expression(node["items"])
    least, most = int(node.get("minItems", 0)), node.get("maxItems")
    more = f"{{{max(0, least - 1)},{'' if most is None else max(0, int(most) - 1)}}}"
    some = f"({item}) (blank {_literal(',')} blank ({item})){more}"
    inside = some if least else f"({some})?"
    return f"{_literal('[')} blank {inside} blank {_literal(']')}"


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _name(name: str) -> str:
    """A rule's name: letters, digits and hyphens."""
    return "def-" + "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in name)
