"""Python expressions read as prompts: strings, lists of chat messages, LangChain's templates and messages."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from motjuste.document.encoded import Hole, Turn
from motjuste.document.python_uses import MESSAGE_CLASSES, ROLES, message_entries, template_dialect, texts_of
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
    """Empty for a conversation of which a part cannot be read: it is none of the file's prompts, nor is the rest of it."""
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
    """A list of messages; elements that stand for others, such as a placeholder for the history, are passed over."""
    found = [(item, list(_message(source, item))) for item in node.elts]
    whole = _joined([draft for _, drafts in found for draft in drafts])
    if whole is not None and any(not drafts and _is_unread(item) for item, drafts in found):
        # What is left would be judged, and rewritten, as if the model were sent no more than that.
        return replace(whole, turns=(), sample="")
    return whole


def _is_unread(node: ast.expr) -> bool:
    """Whether an element that gave no message is one of the program's own instructions all the same."""
    if isinstance(node, ast.IfExp | ast.BoolOp | ast.NamedExpr):
        return any("role" in message_entries(one) for one in ast.walk(node) if isinstance(one, ast.expr))
    if isinstance(node, ast.Tuple):
        role, content = node.elts if len(node.elts) == 2 else (None, None)
    elif isinstance(node, ast.Call) and called_name(node) in MESSAGE_CLASSES:
        content = next(texts_of(node), None)
        return MESSAGE_CLASSES[called_name(node)] != "assistant" and not _is_blank(content)
    else:
        entries = message_entries(node)
        role, content = entries.get("role"), entries.get("content")
    if isinstance(role, ast.Constant):
        return _role(role) in {"system", "user"} and not _is_blank(content)
    return role is not None or (content is not None and isinstance(node, ast.Dict) and None in node.keys)


def _is_blank(content: ast.expr | None) -> bool:
    """Whether a message says nothing: `""` or `None`."""
    return isinstance(content, ast.Constant) and not content.value


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
    entries = message_entries(node)
    if "role" in entries:
        role, content = _role(entries["role"]), entries.get("content")
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
        texts = [message_entries(part).get("text") for part in content.elts]
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


def _role(node: ast.expr | None) -> Role | None:
    return ROLES.get(node.value) if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
