"""Which names of a Jinja syntax tree the template does not bind itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import nodes
from jinja2.defaults import DEFAULT_NAMESPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_GLOBALS = frozenset(DEFAULT_NAMESPACE) | {
    "self",
    "super",
    "caller",
    "varargs",
    "kwargs",
    "_",
    "gettext",
    "ngettext",
}
"""What every template has without anybody handing it over."""

Step = "nodes.Node | Callable[[], None]"


def free_names(tree: nodes.Template) -> tuple[tuple[str, int, bool], ...]:
    """Every use of a name that must come from outside: name, `lineno` of the use, whether it may be missing.

    Names that are only called are left out: a case cannot hand over a function.
    """
    walk = _Walk()
    walk.run(tree)
    return tuple(sorted(walk.found, key=lambda one: one[1]))


class _Walk:
    """A walk in source order, with a stack of its own because expression trees can be deeper than Python's."""

    def __init__(self) -> None:
        self.found: list[tuple[str, int, bool]] = []
        self.scopes: list[set[str]] = [set(_GLOBALS)]
        self.may_miss: set[int] = set()
        self.steps: list[nodes.Node | Callable[[], None]] = []

    def run(self, tree: nodes.Node) -> None:
        """Walk the whole tree."""
        self.steps = [tree]
        while self.steps:
            step = self.steps.pop()
            if not isinstance(step, nodes.Node):
                step()
                continue
            handler = _HANDLERS.get(type(step))
            following = list(step.iter_child_nodes()) if handler is None else list(handler(self, step))
            self.steps.extend(reversed(following))

    def bind(self, *names: str) -> Callable[[], None]:
        """A step that makes names the template's own from here to the end of the scope."""
        return lambda: self.scopes[-1].update(names)

    def scoped(self, names: set[str], body: list[nodes.Node]) -> list[nodes.Node | Callable[[], None]]:
        """Steps that walk a body inside a scope with the given names."""
        return [lambda: self.scopes.append(set(names)), *body, lambda: (self.scopes.pop(), None)[1]]

    def tolerate(self, test: nodes.Node) -> None:
        """Note the names that a truth test asks for: it copes with a missing one."""
        pending = [test]
        while pending:
            node = pending.pop()
            if isinstance(node, nodes.Name):
                self.may_miss.add(id(node))
            elif isinstance(node, nodes.Not):
                pending.append(node.node)
            elif isinstance(node, (nodes.And, nodes.Or)):
                pending.extend((node.left, node.right))


Steps = "Iterator[nodes.Node | Callable[[], None]]"


def _name(walk: _Walk, node: nodes.Name) -> Iterator[nodes.Node]:
    if node.ctx == "load" and not any(node.name in scope for scope in walk.scopes):
        walk.found.append((node.name, node.lineno, id(node) in walk.may_miss))
    return iter(())


def _call(_walk: _Walk, node: nodes.Call) -> Iterator[nodes.Node]:
    return (
        child
        for child in node.iter_child_nodes()
        if not (child is node.node and isinstance(child, nodes.Name))
    )


def _filter(walk: _Walk, node: nodes.Filter) -> Iterator[nodes.Node]:
    if node.name in {"default", "d"} and node.node is not None:
        walk.tolerate(node.node)
    return node.iter_child_nodes()


def _test(walk: _Walk, node: nodes.Test) -> Iterator[nodes.Node]:
    if node.name in {"defined", "undefined"}:
        walk.tolerate(node.node)
    return node.iter_child_nodes()


def _condition(walk: _Walk, node: nodes.If | nodes.CondExpr) -> Iterator[nodes.Node]:
    walk.tolerate(node.test)
    # A condition's own field order is not its source order, and names are bound in source order.
    if isinstance(node, nodes.CondExpr):
        return (child for child in (node.expr1, node.test, node.expr2) if child is not None)
    return iter([node.test, *node.body, *node.elif_, *node.else_])


def _or(walk: _Walk, node: nodes.Or) -> Iterator[nodes.Node]:
    walk.tolerate(node.left)
    return node.iter_child_nodes()


def _for(walk: _Walk, node: nodes.For) -> Iterator[nodes.Node | Callable[[], None]]:
    names = _stored(node.target) | {"loop"}
    body = [*([node.test] if node.test is not None else []), *node.body]
    yield node.iter
    yield from walk.scoped(names, body)
    yield from walk.scoped(set(), node.else_)


def _macro(walk: _Walk, node: nodes.Macro) -> Iterator[nodes.Node | Callable[[], None]]:
    yield walk.bind(node.name)
    yield from node.defaults
    yield from walk.scoped({argument.name for argument in node.args}, node.body)


def _call_block(walk: _Walk, node: nodes.CallBlock) -> Iterator[nodes.Node | Callable[[], None]]:
    yield node.call
    yield from node.defaults
    yield from walk.scoped({argument.name for argument in node.args}, node.body)


def _with(walk: _Walk, node: nodes.With) -> Iterator[nodes.Node | Callable[[], None]]:
    yield from node.values
    names = set().union(*(_stored(target) for target in node.targets))
    yield from walk.scoped(names, node.body)


def _scope(walk: _Walk, node: nodes.Block | nodes.Scope) -> Iterator[nodes.Node | Callable[[], None]]:
    return iter(walk.scoped(set(), node.body))


def _assign(walk: _Walk, node: nodes.Assign) -> Iterator[nodes.Node | Callable[[], None]]:
    yield node.node
    yield walk.bind(*_stored(node.target))


def _assign_block(walk: _Walk, node: nodes.AssignBlock) -> Iterator[nodes.Node | Callable[[], None]]:
    if node.filter is not None:
        yield node.filter
    yield from walk.scoped(set(), node.body)
    yield walk.bind(*_stored(node.target))


def _import(walk: _Walk, node: nodes.Import) -> Iterator[nodes.Node | Callable[[], None]]:
    yield node.template
    yield walk.bind(node.target)


def _from_import(walk: _Walk, node: nodes.FromImport) -> Iterator[nodes.Node | Callable[[], None]]:
    yield node.template
    yield walk.bind(*(name if isinstance(name, str) else name[1] for name in node.names))


def _stored(target: nodes.Node) -> set[str]:
    """The names a target binds; `ns.x = …` binds none."""
    if isinstance(target, nodes.Name):
        return {target.name}
    return {name.name for name in target.find_all(nodes.Name)}


_HANDLERS: dict[type[nodes.Node], Callable[..., Iterator[nodes.Node | Callable[[], None]]]] = {
    nodes.Name: _name,
    nodes.Call: _call,
    nodes.Filter: _filter,
    nodes.Test: _test,
    nodes.If: _condition,
    nodes.CondExpr: _condition,
    nodes.Or: _or,
    nodes.For: _for,
    nodes.Macro: _macro,
    nodes.CallBlock: _call_block,
    nodes.With: _with,
    nodes.Block: _scope,
    nodes.Scope: _scope,
    nodes.Assign: _assign,
    nodes.AssignBlock: _assign_block,
    nodes.Import: _import,
    nodes.FromImport: _from_import,
}
