"""What a Python file does with its strings: filled by `.format`, handed to a template engine, sent in a role."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar, cast

from motjuste.document.python_words import called_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from motjuste.document.model import Role

Fact = TypeVar("Fact", bound=str)

ROLES: dict[str, Role] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "human": "user",
    "assistant": "assistant",
    "ai": "assistant",
    "model": "assistant",
}
"""The roles of chat APIs and of LangChain, as ours."""
MESSAGE_CLASSES: dict[str, Role] = {
    "SystemMessage": "system",
    "HumanMessage": "user",
    "AIMessage": "assistant",
    "SystemMessagePromptTemplate": "system",
    "HumanMessagePromptTemplate": "user",
    "AIMessagePromptTemplate": "assistant",
}
TEMPLATE_CLASSES = frozenset(
    {
        "PromptTemplate",
        "ChatPromptTemplate",
        "FewShotPromptTemplate",
        "SystemMessagePromptTemplate",
        "HumanMessagePromptTemplate",
        "AIMessagePromptTemplate",
    }
)
"""Classes whose text is filled as by `str.format`, unless they are told `template_format=`."""
_FORMATS = {"f-string": "fstring", "jinja2": "jinja", "mustache": "mustache"}
_OWN_ROLE = ("Message", "MessageParam")
"""How the names of classes end that are told the role: `ChatMessage(role="user", content=…)`."""
PROMPT_ARGUMENTS = frozenset({"system", "prompt", "instruction", "instructions", "backstory"})
"""Arguments of calls in which prompts are handed over, beside those named like one."""
QUESTION_CALLS = frozenset(
    {
        "option",
        "Option",
        "argument",
        "Argument",
        "confirm",
        "input",
        "getpass",
        "ask",
        "prompt",
        "text",
        "select",
    }
)
"""Calls whose `prompt=` is asked of a person at a terminal."""


@dataclass(slots=True)
class Uses:
    """What is known of names: by name, for each place the scope (`Class.method`) and the fact."""

    dialects: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    roles: dict[str, list[tuple[str, Role]]] = field(default_factory=dict)
    prompts: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """Names handed to the classes of prompt templates and messages."""
    jinja_template: bool = False
    """Whether `Template` is jinja2's."""

    def dialect(self, name: str, scope: str) -> str | None:
        """The dialect of a name bound in a scope."""
        return _nearest(self.dialects.get(name, ()), scope)

    def is_prompt(self, name: str, scope: str) -> bool:
        """Whether a name bound in a scope is handed to a class of prompts, or sent in a role."""
        return self.role(name, scope) is not None or _nearest(self.prompts.get(name, ()), scope) is not None

    def role(self, name: str, scope: str) -> Role | None:
        """The role a name bound in a scope is sent in."""
        return cast("Role | None", _nearest(self.roles.get(name, ()), scope))


def read_uses(tree: ast.Module) -> Uses:
    """Read what a file does with its names."""
    uses = Uses(jinja_template="jinja2" in _origins(tree))
    for scope, node in _scoped(tree):
        if isinstance(node, ast.Call):
            _read_call(uses, scope, node)
            _read_message(uses, scope, node)
        elif isinstance(node, ast.Dict):
            _read_message(uses, scope, node)
    return uses


def message_entries(node: ast.expr) -> dict[str, ast.expr]:
    """What stands under the keys of `{"role": …, "content": …}` or `dict(role=…, content=…)`; empty for anything else."""
    if isinstance(node, ast.Call):
        if called_name(node) != "dict" and not called_name(node).endswith(_OWN_ROLE):
            return {}
        return {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg is not None}
    if not isinstance(node, ast.Dict):
        return {}
    return {
        key.value: value
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }


def template_dialect(node: ast.Call, *, jinja_template: bool) -> str | None:
    """The dialect of the text a call is given; None where the call says nothing of it."""
    name = called_name(node)
    owner = called_name(node.func.value) if isinstance(node.func, ast.Attribute) else ""
    for keyword in node.keywords:
        if keyword.arg == "template_format" and isinstance(keyword.value, ast.Constant):
            return _FORMATS.get(str(keyword.value.value), "none")
    if name in TEMPLATE_CLASSES or (name in {"from_template", "from_messages"} and owner != "Template"):
        return "fstring"
    if name == "from_string" or (name == "Template" and (jinja_template or owner == "jinja2")):
        return "jinja"
    return None


def texts_of(node: ast.Call) -> Iterator[ast.expr]:
    """The arguments of a template's or message's class that hold its words."""
    yield from node.args[:1]
    for keyword in node.keywords:
        if keyword.arg in {"template", "content", "prefix", "suffix", "text", "messages"}:
            yield keyword.value


def _read_call(uses: Uses, scope: str, node: ast.Call) -> None:
    name = called_name(node)
    if name in {"format", "format_map"} and isinstance(node.func, ast.Attribute):
        _note(uses.dialects, scope, node.func.value, "fstring")
        return
    dialect = template_dialect(node, jinja_template=uses.jinja_template)
    owner = called_name(node.func.value) if isinstance(node.func, ast.Attribute) else ""
    role = MESSAGE_CLASSES.get(name) or MESSAGE_CLASSES.get(owner)
    for text in texts_of(node) if dialect or role else ():
        if role is not None:
            _note(uses.roles, scope, text, role)
        if dialect is not None:
            _note(uses.dialects, scope, text, dialect)
            if name in TEMPLATE_CLASSES or name == "from_template":
                _note(uses.prompts, scope, text, "prompt")
            _read_pairs(uses, scope, text, dialect)


def _read_pairs(uses: Uses, scope: str, node: ast.expr, dialect: str) -> None:
    """The `(role, NAME)` pairs of a template's messages."""
    for item in node.elts if isinstance(node, ast.List | ast.Tuple) else ():
        if isinstance(item, ast.Tuple) and len(item.elts) == 2 and isinstance(item.elts[0], ast.Constant):
            _note(uses.dialects, scope, item.elts[1], dialect)
            role = ROLES.get(str(item.elts[0].value))
            if role is not None:
                _note(uses.roles, scope, item.elts[1], role)


def _read_message(uses: Uses, scope: str, node: ast.Dict | ast.Call) -> None:
    """A `{"role": …, "content": NAME}`, or the same made with `dict`."""
    found = message_entries(node)
    role = found.get("role")
    content = found.get("content")
    if isinstance(role, ast.Constant) and content is not None and str(role.value) in ROLES:
        _note(uses.roles, scope, content, ROLES[str(role.value)])


def _note(table: dict[str, list[tuple[str, Fact]]], scope: str, node: ast.expr, fact: Fact) -> None:
    name = called_name(node) if isinstance(node, ast.Name | ast.Attribute) else ""
    if name:
        table.setdefault(name, []).append((scope, fact))


def _nearest(facts: Iterable[tuple[str, str]], scope: str) -> str | None:
    """The first fact that was noted inside a scope."""
    inside = (fact for where, fact in facts if not scope or where == scope or where.startswith(f"{scope}."))
    return next(inside, None)


def _origins(tree: ast.Module) -> frozenset[str]:
    """The modules that `Template` is imported from."""
    return frozenset(
        node.module or ""
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and any(one.name == "Template" for one in node.names)
    )


def _scoped(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Every node with the classes and functions it stands in."""
    pending: list[tuple[str, ast.AST]] = [("", tree)]
    while pending:
        scope, node = pending.pop()
        yield scope, node
        inner = scope
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inner = f"{scope}.{node.name}" if scope else node.name
        pending.extend((inner, child) for child in ast.iter_child_nodes(node))
