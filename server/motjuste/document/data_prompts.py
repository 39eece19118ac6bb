"""The prompts in a tree of values: chat messages, and texts whose keys say that they are prompts."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from motjuste.document.data_tree import child, directives_of, read_data, settings_of, text_of
from motjuste.document.encoded import PLACEHOLDERS, EncodedPrompt, Strand, Turn, assemble, whole_turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from motjuste.document.data_tree import DataFile
    from motjuste.document.formats.format import Source
    from motjuste.document.model import Directive, Document, Role
    from motjuste.document.yaml_tree import Node

ROLES: dict[str, Role] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "human": "user",
    "assistant": "assistant",
    "ai": "assistant",
    "model": "assistant",
    "bot": "assistant",
}
"""The roles of chat APIs, as ours."""
FORMAT_KEYS = ("template_format", "templating", "template_engine", "dialect")
"""Keys that say how a template's braces are read."""
_DIALECTS = {
    "f-string": "fstring",
    "fstring": "fstring",
    "jinja2": "jinja",
    "jinja": "jinja",
    "mustache": "mustache",
    "handlebars": "handlebars",
    "semantic-kernel": "semantic-kernel",
    "nunjucks": "nunjucks",
    "none": "none",
}
_FIELDS = re.compile(PLACEHOLDERS)


@dataclass(frozen=True, slots=True)
class DataPrompt:
    """A prompt of a data file before its braces are read."""

    name: str | None
    turns: tuple[Turn, ...]
    anchor: int
    """Where its entry begins: comments in the lines above are its own."""
    dialect: str | None = None
    """None when the file does not say."""


def parse_data(
    source: Source,
    format_name: str,
    find: Callable[[DataFile], Iterable[DataPrompt]],
    dialect: str = "braces",
) -> tuple[Document, ...]:
    """Read a JSON or YAML file whose prompts `find` knows to find. Never raises.

    Args:
        source: The file.
        format_name: As `Document.format` has it.
        find: Gives the prompts in any order.
        dialect: How braces are read where neither file nor caller says.
    """
    file = read_data(source.path, source.text)
    found = _apart(find(file) if file.root is not None else ())
    default = source.dialect or ("jinja" if file.templated else _of_bare_values(file, found) or dialect)
    encoded = [EncodedPrompt(one.name, one.turns, one.dialect or default) for one in _with_own_names(found)]
    notes = directives_of(file, encoded)
    prompts = [_finished(file.text, one, found[at], notes) for at, one in enumerate(encoded)]
    owned = {note.span for one in prompts for note in one.directives}
    return assemble(
        source,
        format_name,
        prompts,
        settings=settings_of(file, encoded),
        directives=[note for note in notes if note.span not in owned],
        faults=file.faults,
    )


def _of_bare_values(file: DataFile, found: Sequence[DataPrompt]) -> str | None:
    """The dialect of prompts with values that a template writes, an idiom of promptfoo's; None without such values."""
    if file.kind != "json":
        return None
    from motjuste.document.json_strings import TemplateValue

    parts = (part for one in found for turn in one.turns for part in turn.parts)
    bare = any(isinstance(part, Strand) and isinstance(part.quoting, TemplateValue) for part in parts)
    return "nunjucks" if bare else None


def dialect_named(node: Node | None, keys: Sequence[str] = FORMAT_KEYS) -> str | None:
    """The dialect that a mapping's own keys name; one we do not speak is `none` rather than another."""
    for key in keys:
        named = text_of(child(node, key))
        if named is not None:
            return _DIALECTS.get(named.lower(), "none")
    return None


def text_turn(file: DataFile, node: Node | None, role: Role | None) -> Turn | None:
    """A value as one message; None if it is no text."""
    strand = file.strand(node)
    return whole_turn(role, (strand,)) if strand is not None and len(strand.span) else None


def chat_turns(file: DataFile, node: Node) -> tuple[Turn, ...]:
    """The messages of a list; empty if it is none of `{role, content}`.

    Calls of tools and images are passed over, and what a template puts in whole, such as `{{ history | dump }}`.
    """
    items = [item for item in node.items if not file.is_bare(item)]
    if not items or not all(_is_message(item) for item in items):
        return ()
    return tuple(turn for item in items for turn in _turn(file, item))


def _is_message(node: Node) -> bool:
    return isinstance(_role_of(node), str) and any(
        child(node, key) is not None for key in ("content", "parts", "tool_calls", "text")
    )


def _role_of(node: Node) -> str | None:
    return text_of(child(node, "role")) or text_of(child(node, "type"))


def _turn(file: DataFile, node: Node) -> Iterator[Turn]:
    role = ROLES.get((text_of(child(node, "role")) or _role_of(node) or "").lower())
    content = child(node, "content") or child(node, "parts") or child(node, "text")
    if role is None or content is None:
        return
    strands = [file.strand(part) for part in _text_parts(content)]
    words = [one for one in strands if one is not None and len(one.span)]
    if words:
        yield whole_turn(role, words)


def _text_parts(content: Node) -> Iterator[Node]:
    """The texts of a message's content; pictures, sounds and files are no words."""
    if not content.items:
        yield content
    for part in content.items:
        if isinstance(part.value, str):
            yield part
        text = child(part, "text")
        if text is None and text_of(child(part, "modality")) == "text":
            text = child(part, "value")
        if text is not None:
            yield text


def _apart(found: Iterable[DataPrompt]) -> list[DataPrompt]:
    """In order of place, without those that share words with an earlier one."""
    kept: list[DataPrompt] = []
    for one in sorted((one for one in found if one.turns), key=lambda prompt: prompt.turns[0].span):
        turns = tuple(sorted(one.turns, key=lambda turn: turn.span))
        if not kept or turns[0].span.start >= kept[-1].turns[-1].span.end:
            kept.append(replace(one, turns=turns))
    return kept


def _with_own_names(found: Sequence[DataPrompt]) -> Iterator[DataPrompt]:
    seen: Counter[str | None] = Counter()
    for one in found:
        seen[one.name] += 1
        again = seen[one.name] > 1
        yield replace(one, name=f"{one.name or 'prompt'}#{seen[one.name]}") if again else one


def _finished(
    text: str, prompt: EncodedPrompt, found: DataPrompt, notes: Sequence[Directive]
) -> EncodedPrompt:
    """The prompt with its own comments, the dialect they name, and what no edit may touch."""
    start, end = _comments_above(text, found.anchor), prompt.turns[-1].span.end
    own = tuple(note for note in notes if start <= note.span.start < end)
    every = (*own, *(note for note in notes if note.span.start < start))
    asked = next((note.arguments[0] for note in every if note.name == "dialect" and note.arguments), None)
    dialect = asked or prompt.dialect
    fields = _FIELDS if dialect in {"none", "braces"} else None
    return replace(prompt, directives=own, dialect=dialect, fields=fields)


def _comments_above(text: str, anchor: int) -> int:
    """Where the lines of comments right above a place begin; its own line, if there are none."""
    start = text.rfind("\n", 0, anchor) + 1
    while start > 0:
        above = text.rfind("\n", 0, start - 1) + 1
        if not text[above:start].lstrip().startswith("#"):
            break
        start = above
    return start
