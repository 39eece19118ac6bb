"""A JSON, YAML or TOML file as a tree of values with places: what the formats that keep prompts as data have in common."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.document.encoded import Strand
from motjuste.document.file_name import suffix_of
from motjuste.document.model import Fault, Setting
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from motjuste.document.encoded import EncodedPrompt
    from motjuste.document.model import Directive
    from motjuste.document.yaml_tree import Node

JSON_SUFFIXES = frozenset({".json"})
YAML_SUFFIXES = frozenset({".yaml", ".yml"})
DATA_SUFFIXES = JSON_SUFFIXES | YAML_SUFFIXES
_LONGEST_YAML = 1_000_000
"""Characters of YAML we read; its reader takes about a second for as many."""
_LONGEST_JSON = 4_000_000
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file, as far as it could be read."""

    text: str
    root: Node | None
    faults: tuple[Fault, ...]
    kind: str
    """`json`, `yaml` or `toml`."""
    ascii_only: bool = False
    """Whether a JSON file writes every character beyond ASCII as an escape."""
    templated: bool = False
    """Whether tags of Jinja or Nunjucks stand between the values: then the whole file is such a template."""

    def strand(self, node: Node | None) -> Strand | None:
        """The words of a value; None if it is no text, or none that we can write."""
        if node is None or not isinstance(node.value, str) or not node.value:
            return None
        if self.kind == "yaml":
            from motjuste.document.yaml_scalars import scalar_strand

            return scalar_strand(self.text, node.span, node.value)
        if self.kind == "toml":
            from motjuste.document.toml_strings import string_strand

            return string_strand(self.text, node.span, node.value)
        from motjuste.document.json_strings import JsonQuoting, TemplateValue, json_escapes, template_escapes

        if self.is_bare(node):
            return Strand(node.span, template_escapes(self.text, node.span), TemplateValue())
        inner = Span(node.span.start + 1, node.span.end - 1)
        return Strand(inner, json_escapes(self.text, inner), JsonQuoting(self.ascii_only))

    def is_bare(self, node: Node) -> bool:
        """Whether a template's `{{ … }}` stands where a value is expected: it writes the quotes too."""
        return (
            self.kind == "json" and isinstance(node.value, str) and self.text.startswith("{", node.span.start)
        )


def is_data_file(path: str) -> bool:
    """Whether a file is JSON or YAML by its suffix."""
    return suffix_of(path) in DATA_SUFFIXES


def read_data(path: str, text: str) -> DataFile:
    """Read a file by its suffix. Never raises: what is broken is a fault, and what was read before it stands."""
    suffix = suffix_of(path)
    if suffix in YAML_SUFFIXES:
        return _read_yaml(text)
    if suffix == ".toml":
        from motjuste.document.toml_tree import read_toml

        root, fault = read_toml(text)
        return DataFile(text, root, (fault,) if fault else (), "toml")
    return _read_json(text)


def child(node: Node | None, *keys: str) -> Node | None:
    """The value under keys, one in the other; None where one is missing. Of a key set twice the last counts."""
    for key in keys:
        if node is None:
            return None
        node = next((value for name, _, value in reversed(node.keys) if name == key), None)
    return node


def text_of(node: Node | None) -> str | None:
    """A value, if it is text."""
    return node.value if node is not None and isinstance(node.value, str) else None


def settings_of(file: DataFile, prompts: Sequence[EncodedPrompt]) -> dict[str, Setting]:
    """The top-level keys of a mapping with what stands under them, without the words of the prompts."""
    words = {part.span for prompt in prompts for turn in prompt.turns for part in turn.parts}
    if file.root is None or not file.root.keys:
        return {}
    return {one.key: one for one in _settings(file.root, sorted(words))}


def directives_of(file: DataFile, prompts: Sequence[EncodedPrompt]) -> tuple[Directive, ...]:
    """The comments to Mot Juste of a YAML or TOML file; words inside prompts are none."""
    if file.kind == "json" or "motjuste:" not in file.text:
        return ()
    from motjuste.document.directives import yaml_directives

    turns = [turn.span for prompt in prompts for turn in prompt.turns]
    found = yaml_directives(file.text, Span(0, len(file.text)))
    return tuple(one for one in found if not any(span.contains(one.span) for span in turns))


def _read_json(text: str) -> DataFile:
    from motjuste.document.json_tree import read_json

    if len(text) > _LONGEST_JSON:
        return DataFile(text, None, (_too_long(_LONGEST_JSON),), kind="json")
    tree = read_json(text)
    fault = tree.fault
    faults = (Fault("F001", fault.span, f"This is no JSON: {fault.message}"),) if fault else ()
    ascii_only = "\\u" in text and text.isascii()
    return DataFile(text, tree.root, faults, "json", ascii_only, tree.templated)


def _read_yaml(text: str) -> DataFile:
    from motjuste.document.yaml_tree import YamlFault, read_yaml

    if len(text) > _LONGEST_YAML:
        return DataFile(text, None, (_too_long(_LONGEST_YAML),), kind="yaml")
    bom = int(text.startswith("\ufeff"))
    try:
        # A blank keeps every offset and, before the first key, changes no indentation that counts.
        root = read_yaml(text[bom:], longest=_LONGEST_YAML)
    except YamlFault as error:
        word = _WORD.search(text, min(error.offset + bom, len(text)))
        span = Span(*word.span()) if word else Span(len(text), len(text))
        return DataFile(text, None, (Fault("F001", span, f"This is no YAML: {error.message}"),), kind="yaml")
    if bom and root is not None:
        _shift(root, bom)
    faults = tuple(_repeated(root)) if root is not None else ()
    return DataFile(text, root, faults, kind="yaml")


def _shift(root: Node, by: int) -> None:
    """Move all places on; an alias shares nothing with what it repeats but its value."""
    pending = [root]
    while pending:
        node = pending.pop()
        node.span = node.span.shifted(by)
        node.keys = [(name, span.shifted(by), value) for name, span, value in node.keys]
        pending.extend(value for _, _, value in node.keys)
        pending.extend(node.items)


def _repeated(root: Node) -> Iterator[Fault]:
    """Keys of the whole file that are set twice: YAML forbids it, and readers disagree on which one counts."""
    seen: set[str] = set()
    for key, span, _ in root.keys:
        if key in seen:
            yield Fault("F001", span, f"The key {key!r} is set twice")
        seen.add(key)


def _too_long(longest: int) -> Fault:
    return Fault("F001", Span(0, 0), f"The file is longer than {longest:,} characters, so it is not read")


def _settings(node: Node, words: Sequence[Span]) -> tuple[Setting, ...]:
    """A node's entries, without those that are the words of a prompt; nesting is bounded by who read it."""
    entries = node.keys or [(str(number), item.span, item) for number, item in enumerate(node.items)]
    return tuple(
        Setting(key, value.value, span, value.span, _settings(value, words))
        for key, span, value in entries
        if value.keys or value.items or not _holds(value.span, words)
    )


def _holds(span: Span, words: Sequence[Span]) -> bool:
    from bisect import bisect_left

    at = bisect_left(words, Span(span.start, span.start))
    return at < len(words) and words[at].start <= span.end
