"""The prompts of a Python file: which strings they are, what they are called, and which comments are theirs."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from motjuste.document.prompt_names import (
    is_about_models,
    is_prompt_name,
    is_prose,
    is_template_name,
    role_of_name,
)
from motjuste.document.python_messages import Draft, read_draft
from motjuste.document.python_uses import PROMPT_ARGUMENTS, QUESTION_CALLS, Uses, read_uses
from motjuste.document.python_words import called_name, docstring_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from motjuste.document.model import Directive, Role
    from motjuste.document.python_source import PythonSource

_FEWEST_LOCAL_WORDS = 5
"""Words of a string in a function's variable: fewer are mostly questions to a person at a terminal."""


@dataclass(frozen=True, slots=True)
class FoundPrompt:
    """A prompt and what the file says of it."""

    name: str
    """`TRIAGE_PROMPT`, `Triage.system`, `build.messages`."""
    draft: Draft
    dialect: str | None
    """None when nothing in the file says how its braces are read."""
    role: Role | None
    """Of a single string, by its use or its name."""
    directives: tuple[Directive, ...]
    """Comments above and inside its statement."""


@dataclass(slots=True)
class _Statement:
    """Where we are: a simple statement, or the head of a compound one."""

    scope: str
    bindings: str
    """The scope in which names bound here are looked for; empty for those of modules and classes."""
    directives: tuple[Directive, ...]

    @property
    def marked(self) -> bool:
        """Whether a comment says that a prompt stands here."""
        return any(one.name == "prompt" for one in self.directives)


@dataclass(slots=True)
class PromptFinder:
    """Walks the statements of a file."""

    source: PythonSource
    directives: Sequence[Directive]
    """The file's comments, in offsets of the source."""
    found: list[FoundPrompt] = field(default_factory=list)
    uses: Uses = field(default_factory=Uses)
    templates: bool = False
    """Whether what is called a template may be a prompt here."""

    def find(self) -> tuple[FoundPrompt, ...]:
        """All prompts, in order, no two of which share a character."""
        self.uses = read_uses(self.source.tree)
        self.templates = is_about_models(self.source.text)
        pending: list[tuple[ast.stmt, str, bool]] = [
            (one, "", False) for one in reversed(self.source.tree.body)
        ]
        while pending:
            statement, scope, local = pending.pop()
            self._read(statement, scope, local=local)
            if isinstance(statement, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                local = not isinstance(statement, ast.ClassDef)
                scope = f"{scope}.{statement.name}" if scope else statement.name
            pending.extend((one, scope, local) for one in reversed(list(_statements_of(statement))))
        return _apart(self.found)

    def _read(self, node: ast.stmt, scope: str, *, local: bool) -> None:
        here = _Statement(scope, scope if local else "", self._directives_at(node))
        if isinstance(node, ast.ClassDef):
            self._read_class(node, here)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            self._read_defaults(node, here)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            self._read_value(called_name(target), node.value, here)
        elif isinstance(node, ast.Return) and node.value is not None:
            self._read_return(node.value, here)
        else:
            # What `+=` adds is a fragment, which means nothing by itself; only whole prompts inside it count.
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr | ast.withitem):
                    self._search(child, "prompt", here)

    def _read_return(self, node: ast.expr, here: _Statement) -> None:
        """What `get_system_prompt` returns bears its name."""
        outer, _, name = here.scope.rpartition(".")
        draft = read_draft(self.source, node, jinja_template=self.uses.jinja_template)
        if draft is not None and (draft.certain or here.marked or self._is_prompt(name, draft, here)):
            self._add(name, draft, _Statement(outer, here.bindings, here.directives))
        elif draft is None:
            self._search(node, "", here)

    def _read_class(self, node: ast.ClassDef, here: _Statement) -> None:
        """The docstring of a DSPy signature is its instruction."""
        first = node.body[0] if node.body else None
        if not any(called_name(base) == "Signature" for base in node.bases):
            return
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
            words = docstring_words(self.source, first.value)
            if words is not None:
                draft = read_draft(self.source, first.value, jinja_template=False)
                assert draft is not None
                turn = draft.turns[0]
                turn = type(turn)("system", words.parts, words.span)
                self._add(node.name, Draft((turn,), words.sample, "none", certain=True), here)

    def _read_defaults(self, node: ast.FunctionDef | ast.AsyncFunctionDef, here: _Statement) -> None:
        """Defaults of arguments: `def ask(system_prompt="…")`."""
        every = [*node.args.posonlyargs, *node.args.args]
        pairs = [
            *zip(every[len(every) - len(node.args.defaults) :], node.args.defaults, strict=True),
            *zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True),
        ]
        inner = _Statement(f"{here.scope}.{node.name}".lstrip("."), here.bindings, ())
        for argument, value in pairs:
            if value is not None and is_prompt_name(argument.arg):
                self._read_value(argument.arg, value, inner)

    def _read_value(self, name: str, node: ast.expr, here: _Statement) -> None:
        """A value bound to a name: a prompt, a dictionary or list of prompts, or something that holds prompts."""
        draft = read_draft(self.source, node, jinja_template=self.uses.jinja_template)
        if draft is not None:
            if draft.certain or here.marked or self._is_prompt(name, draft, here):
                self._add(name, draft, here)
            return
        if is_prompt_name(name) and isinstance(node, ast.Dict | ast.List | ast.Tuple):
            self._read_collection(name, node, here)
            return
        self._search(node, name if is_prompt_name(name) else "", here)

    def _is_prompt(self, name: str, draft: Draft, here: _Statement) -> bool:
        if self.uses.is_prompt(name, here.bindings):
            return is_prose(draft.sample)
        known = is_prompt_name(name) or (is_template_name(name) and self.templates)
        return known and is_prose(draft.sample, _FEWEST_LOCAL_WORDS if here.bindings else 3)

    def _read_collection(self, name: str, node: ast.Dict | ast.List | ast.Tuple, here: _Statement) -> None:
        """`PROMPTS = {"triage": "…"}` holds `PROMPTS.triage`, a list `PROMPTS[0]`."""
        if isinstance(node, ast.Dict):
            items = [
                (
                    f"{name}.{key.value}"
                    if isinstance(key, ast.Constant) and isinstance(key.value, str)
                    else name,
                    value,
                )
                for key, value in zip(node.keys, node.values, strict=True)
            ]
        else:
            items = [(f"{name}[{number}]", value) for number, value in enumerate(node.elts)]
        for label, value in items:
            draft = read_draft(self.source, value, jinja_template=self.uses.jinja_template)
            if draft is not None and (draft.certain or is_prose(draft.sample)):
                self._add(label, draft, here)
            elif draft is None:
                self._search(value, label, here)

    def _search(self, node: ast.AST, label: str, here: _Statement) -> None:
        """The prompts inside an expression: messages, templates, arguments named like prompts."""
        pending: list[tuple[ast.AST, str, bool]] = [(node, label, False)]
        while pending:
            one, label, named = pending.pop()
            if isinstance(one, ast.expr) and self._take(one, label, here, named=named):
                continue
            pending.extend(reversed(list(_labelled(one, label))))

    def _take(self, node: ast.expr, label: str, here: _Statement, *, named: bool) -> bool:
        """Add what an expression makes, if it is a prompt; whether it was one."""
        if isinstance(node, ast.Tuple):
            return False
        draft = read_draft(self.source, node, jinja_template=self.uses.jinja_template)
        if draft is None:
            return False
        taken = draft.certain or here.marked or (named and is_prose(draft.sample))
        if taken:
            several = isinstance(node, ast.List)
            self._add(label or ("messages" if several else "prompt"), draft, here)
        return taken

    def _add(self, name: str, draft: Draft, here: _Statement) -> None:
        if not draft.turns or not (is_prose(draft.sample, 1 if here.marked else 3) or here.marked):
            return
        bare = name.partition("[")[0].rpartition(".")[2]
        role = self.uses.role(bare, here.bindings) or role_of_name(name)
        dialect = draft.dialect or self.uses.dialect(bare, here.bindings)
        full = f"{here.scope}.{name}" if here.scope else name
        self.found.append(FoundPrompt(full, draft, dialect, role, here.directives))

    def _directives_at(self, node: ast.stmt) -> tuple[Directive, ...]:
        """The comments inside a statement and in the lines of comments right above it."""
        if not self.directives:
            return ()
        inner = next(_statements_of(node), None)
        last = inner.lineno - 1 if inner is not None else (node.end_lineno or node.lineno)
        first = node.lineno
        while first > 1 and self._line(first - 1).lstrip().startswith("#"):
            first -= 1
        return tuple(one for one in self.directives if first <= self.source.line_of(one.span.start) <= last)

    def _line(self, number: int) -> str:
        starts = self.source.line_starts
        end = starts[number] if number < len(starts) else len(self.source.text)
        return self.source.text[starts[number - 1] : end]


def _statements_of(node: ast.stmt) -> Iterator[ast.stmt]:
    """The statements directly inside a compound one."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            yield child
        elif isinstance(child, ast.ExceptHandler | ast.match_case):
            yield from child.body


def _labelled(node: ast.AST, label: str) -> Iterator[tuple[ast.AST, str, bool]]:
    """The children of an expression, with what to call a prompt in them and whether that name says it is one."""
    if isinstance(node, ast.Call):
        asks = called_name(node) in QUESTION_CALLS
        yield node.func, label, False
        yield from ((one, label, False) for one in node.args)
        for keyword in node.keywords:
            name = keyword.arg or label
            yield keyword.value, name, not asks and (name in PROMPT_ARGUMENTS or is_prompt_name(name))
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            name = key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else ""
            yield value, name or label, name in PROMPT_ARGUMENTS or is_prompt_name(name)
    else:
        yield from ((one, label, False) for one in ast.iter_child_nodes(node))


def _apart(found: Sequence[FoundPrompt]) -> tuple[FoundPrompt, ...]:
    """In order of place, without those that share characters with an earlier one."""
    kept: list[FoundPrompt] = []
    for one in sorted(found, key=lambda prompt: prompt.draft.turns[0].span):
        if not kept or one.draft.turns[0].span.start >= kept[-1].draft.turns[-1].span.end:
            kept.append(one)
    return tuple(kept)
