"""Home-made collections of prompts: mappings of keys to texts, nested at will, with lists of messages among them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.document.data_prompts import DataPrompt, chat_turns, dialect_named, text_turn
from motjuste.document.data_tree import child, text_of
from motjuste.document.prompt_names import is_prompt_name, is_prose, is_template_name, role_of_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.data_tree import DataFile
    from motjuste.document.yaml_tree import Node

_PAIRS = (
    ("system", "user"),
    ("system", "human"),
    ("system", "prompt"),
    ("system", "template"),
    ("system_prompt", "user_prompt"),
    ("system_message", "user_message"),
    ("system_template", "instance_template"),
)
"""Keys of one mapping that are the messages of one prompt."""
_TOP_KEYS = ("prompt", "system")
_PROMPT_KEYS = frozenset(
    {*("system", "user", "human", "assistant", "instruction", "instructions", "backstory", "goal", "role")}
)
_TITLES = ("name", "title", "act")
_LABELS = (*_TITLES, "task", "key", "label", "id")
"""Keys whose value names an entry of a list."""
_CONTENTS = frozenset({"content", "text", "prompt", "template", "value", "messages"})
"""Keys that say nothing beside an entry's name."""
_ABOUT = frozenset(
    {
        *(
            "description",
            "title",
            "name",
            "summary",
            "comment",
            "notes",
            "note",
            "author",
            "authors",
            "license",
        ),
        *(
            "copyright",
            "url",
            "changelog",
            "meta",
            "tags",
            "version",
            "expected",
            "expected_output",
            "output",
        ),
        *("example", "examples", "rubric", "assert", "demonstrations", "usage", "help", "message"),
    }
)
"""Keys of texts about a prompt, which no model reads."""
_AGENT_TEMPLATES = frozenset({"system_template", "instance_template", "next_step_template"})
"""SWE-agent's keys, whose texts are Jinja."""
_MOST_RECORDS = 50
_FEWEST_WORDS = 8


@dataclass(frozen=True, slots=True)
class _Place:
    """A node on its way down the tree."""

    node: Node
    path: tuple[str, ...]
    anchor: int
    dialect: str | None
    key: str


def find_prompts(file: DataFile, *, named: bool, top_only: bool = False) -> Iterator[DataPrompt]:
    """The prompts of a file.

    Args:
        file: JSON or YAML.
        named: Whether the file's name says that it holds prompts; then every longer text is one, whatever its key,
            unless the key says that it is about something.
        top_only: Whether only `prompt`, and `system` with or without `user`, count, and only as keys of the whole file.
    """
    assert file.root is not None
    pending = [_Place(file.root, (), file.root.span.start, _dialect_of_file(file.root), "")]
    while pending:
        place = pending.pop()
        messages = chat_turns(file, place.node)
        if messages:
            yield DataPrompt(_named(place.path), messages, place.anchor, place.dialect)
            continue
        pair = _pair(file, place)
        if pair is not None:
            yield pair
        elif isinstance(place.node.value, str) and _is_prompt(place, named=named):
            turn = text_turn(file, place.node, role_of_name(place.key))
            if turn is not None:
                yield DataPrompt(_named(place.path), (turn,), place.anchor, place.dialect)
        if not top_only:
            pending.extend(reversed(list(_below(place))))
        elif not place.path:
            pending.extend(one for one in _below(place) if one.key in _TOP_KEYS)


def _named(path: tuple[str, ...]) -> str | None:
    """The path as a name, without keys that say nothing; a file that is one prompt needs none."""
    parts = list(path)
    if len(parts) > 1 and parts[-1] in _CONTENTS and not parts[-2].startswith("["):
        parts.pop()
    if len(parts) > 1 and parts[0] == "prompts" and not parts[1].startswith("["):
        del parts[0]
    joined = ".".join(parts).replace(".[", "[")
    return None if joined in {"", *_CONTENTS} else joined


def _pair(file: DataFile, place: _Place) -> DataPrompt | None:
    """A mapping that holds the system's and the user's message of one prompt."""
    if not place.node.keys:
        return None
    for keys in _PAIRS:
        nodes = [child(place.node, key) for key in keys]
        if None in nodes:
            continue
        roles = [role_of_name(key) or "user" for key in keys]
        turns = [text_turn(file, node, role) for node, role in zip(nodes, roles, strict=True)]
        if all(turns) and is_prose(" ".join(text_of(node) or "" for node in nodes)):
            dialect = (
                "jinja" if keys[1] == "instance_template" else dialect_named(place.node) or place.dialect
            )
            return DataPrompt(_named(place.path), tuple(one for one in turns if one), place.anchor, dialect)
    return None


def _is_prompt(place: _Place, *, named: bool) -> bool:
    text = place.node.value
    assert isinstance(text, str)
    key = place.key.lower()
    called = is_prompt_name(place.key) or is_template_name(place.key)
    if called or key in _PROMPT_KEYS:
        return is_prose(text, 3 if named or called else _FEWEST_WORDS)
    fewest = 3 if key in _CONTENTS else _FEWEST_WORDS
    return named and (key not in _ABOUT or key in _CONTENTS) and is_prose(text, fewest)


def _below(place: _Place) -> Iterator[_Place]:
    """The entries of a mapping or a list."""
    if not place.node.keys and not place.node.items:
        return
    dialect = dialect_named(place.node) or place.dialect
    if any(key in _AGENT_TEMPLATES for key, _, _ in place.node.keys):
        dialect = "jinja"
    for key, span, value in place.node.keys:
        yield _Place(value, (*place.path, key), span.start, dialect, key)
    records = len(place.node.items) > _MOST_RECORDS
    for number, item in enumerate(place.node.items):
        if records and item.keys and not any(child(item, key) for key in _TITLES):
            # So many entries without a title are a data set, and their texts its cases.
            return
        label = next((name for key in _LABELS if (name := text_of(child(item, key)))), None)
        part = label if label and len(label) <= 80 and "\n" not in label else f"[{number}]"
        yield _Place(item, (*place.path, part), item.span.start, dialect, place.key)


def _dialect_of_file(root: Node) -> str | None:
    """The dialect of the collections we know by their keys: those of smolagents and NeMo Guardrails are Jinja."""
    if child(root, "planning", "initial_plan") is not None:
        return "jinja"
    prompts = child(root, "prompts")
    tasks = prompts.items if prompts is not None else []
    return "jinja" if tasks and all(child(one, "task") is not None for one in tasks) else None
