"""Python expressions read as prompts: strings, lists of chat messages, LangChain's templates and messages."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from motjuste.document.encoded import Hole, Turn
from motjuste.document.python_uses import MESSAGE_CLASSES, ROLES, template_dialect, texts_of
from motjuste.document.python_words import Words, called_name, read_words
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Role
    from motjuste.document.python_source import PythonSource

_LIST_MAKERS = frozenset({"from_messages", "ChatPromptTemplate", "ChatPromptBuilder"})


@dataclass(frozen=True, slots=True)
class Draft:
    """A prompt without its name."""

    turns: tuple[Turn, ...]
    sample: str
    """Its words as they read."""
    dialect: str | None = None
    """What the expression says of its braces; None when it says nothing."""
    percent: bool = False
    """Whether `%` fills it."""
    certain: bool = False
    """Whether it is a prompt by its form, whatever it is called: messages with roles, a template's class."""

    @property
    def has_holes(self) -> bool:
        """Whether the program puts something between the words."""
        return any(isinstance(part, Hole) for turn in self.turns for part in turn.parts)


def read_draft(source: PythonSource, node: ast.expr, *, jinja_template: bool) -> Draft | None:
    """The prompt an expression makes; None if it makes none."""
    if isinstance(node, ast.List | ast.Tuple):
        return _of_list(source, node)
    if isinstance(node, ast.Dict):
        return _joined([*_message(source, node)])
    if isinstance(node, ast.Call):
        dialect = template_dialect(node, jinja_template=jinja_template)
        found = _joined([*_message(source, node)]) if dialect is None else _of_template(source, node, dialect)
        if found is not None:
            return found
    words = read_words(source, node)
    return _of_words(words, None) if words else None


def _of_words(words: Words, role: Role | None) -> Draft:
    return Draft((Turn(role, words.parts, words.span),), words.sample, words.dialect, words.percent)


def _of_list(source: PythonSource, node: ast.List | ast.Tuple) -> Draft | None:
    """A list of messages; elements that are none, such as a placeholder for the history, are passed over."""
    return _joined([draft for item in node.elts for draft in _message(source, item)])


def _joined(found: list[Draft]) -> Draft | None:
    """Several messages as one prompt."""
    if not found:
        return None
    return Draft(
        tuple(turn for draft in found for turn in draft.turns),
        " ".join(draft.sample for draft in found),
        next((draft.dialect for draft in found if draft.dialect), None),
        any(draft.percent for draft in found),
        certain=True,
    )


def _of_template(source: PythonSource, node: ast.Call, dialect: str) -> Draft | None:
    """`PromptTemplate(template=…)`, `ChatPromptTemplate.from_messages([…])` and their like."""
    owner = called_name(node.func.value) if isinstance(node.func, ast.Attribute) else called_name(node)
    for text in texts_of(node):
        if isinstance(text, ast.List | ast.Tuple):
            found = _of_list(source, text) if called_name(node) in _LIST_MAKERS else None
        else:
            words = read_words(source, text)
            found = replace(_of_words(words, MESSAGE_CLASSES.get(owner)), certain=True) if words else None
        if found is not None:
            return replace(found, dialect=dialect)
    return None


def _message(source: PythonSource, node: ast.expr) -> Iterator[Draft]:
    """One message, as a dictionary, a pair or a call; nothing if it is none."""
    role: Role | None = None
    content: ast.expr | None = None
    if isinstance(node, ast.Dict):
        entries = _entries(node)
        role, content = _role(entries.get("role")), entries.get("content")
    elif isinstance(node, ast.Tuple) and len(node.elts) == 2:
        role, content = _role(node.elts[0]), node.elts[1]
    elif isinstance(node, ast.Call):
        owner = called_name(node.func.value) if isinstance(node.func, ast.Attribute) else ""
        role = MESSAGE_CLASSES.get(called_name(node)) or MESSAGE_CLASSES.get(owner)
        content = next(texts_of(node), None)
    if role is not None and content is not None:
        yield from _turn(source, role, content)


def _turn(source: PythonSource, role: Role, content: ast.expr) -> Iterator[Draft]:
    """A message's words; a list of parts gives those of its texts, a name stands for a hole."""
    if isinstance(content, ast.List):
        texts = [_entries(part).get("text") for part in content.elts if isinstance(part, ast.Dict)]
        found = [words for text in texts if text is not None and (words := read_words(source, text))]
        if found:
            parts = tuple(part for words in found for part in words.parts)
            yield Draft(
                (Turn(role, parts, Span(found[0].span.start, found[-1].span.end)),),
                " ".join(words.sample for words in found),
            )
        return
    words = read_words(source, content)
    if words is not None:
        yield _of_words(words, role)
    elif not isinstance(content, ast.Constant):
        span = source.span(content)
        name = content.id if isinstance(content, ast.Name) else None
        yield Draft((Turn(role, (Hole(span, name, span if name else None),), span),), "")


def _entries(node: ast.Dict) -> dict[str, ast.expr]:
    return {
        key.value: value
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }


def _role(node: ast.expr | None) -> Role | None:
    return ROLES.get(node.value) if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
