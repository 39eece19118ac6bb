"""jinja2's sandbox with bounds: a template can neither reach Python's insides nor run or grow without end."""

from __future__ import annotations

import re
from functools import wraps
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined, Template, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

_MOST_STEPS = 200_000
"""Loop rounds and calls of one rendering, all together."""
_LONGEST = 5_000_000
"""Characters (or list entries) of any value a template makes, and of its output."""
_WIDEST = 10_000
"""Widths and counts a template may ask for."""
_WIDE_FORMAT = re.compile(r"\d{5}|\*|:[^{}]*\{")
"""A format whose width is huge or comes from a value."""
_WIDTH_FILTERS = ("batch", "center", "slice", "tojson", "wordwrap")
_WIDTH_METHODS = frozenset({"center", "ljust", "rjust", "zfill", "expandtabs"})


class BoundReachedError(TemplateError):
    """The template would run too long or make too much text."""


class AskableUndefined(StrictUndefined):
    """A missing variable: an error when used, but `{% if name %}` may ask whether it is there."""

    __slots__ = ()

    def __bool__(self) -> bool:  # type: ignore[override]  # the parent's raises
        return False


class BoundedEnvironment(ImmutableSandboxedEnvironment):
    """A sandbox that counts steps and measures values; for one rendering at a time."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self, newline: str) -> None:
        r"""Write line ends as `newline`: `\n`, `\r\n` or `\r`."""
        super().__init__(
            undefined=AskableUndefined,
            keep_trailing_newline=True,
            newline_sequence=newline,
            # A prompt is no HTML: escaping would change what the model reads.
            autoescape=False,
            extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"],
        )
        self.steps = 0
        del self.globals["lipsum"]
        self.filters.update({name: _with_small_widths(self.filters[name]) for name in _WIDTH_FILTERS})
        self.filters.update(
            replace=_replace, join=_join_filter(self.filters["join"]), indent=_indent(self.filters["indent"])
        )
        self.filters.update(format=_format(self.filters["format"]))
        self.filters.update(
            motjuste_counted=self.counted, motjuste_joined=_concatenate, motjuste_measured=measured
        )

    def bounded_template(self, source: str) -> tuple[Template, nodes.Template]:
        """Compile a template with its loops counted and its texts measured; also gives the tree as written.

        Raises:
            jinja2.TemplateError: It is no Jinja, or uses filters and tests there are not.
        """
        tree = _Bounding().visit(self.parse(source))
        return Template.from_code(self, self.compile(tree), self.make_globals(None)), self.parse(source)

    def render_bounded(self, template: Template, values: Mapping[str, object]) -> str:
        """Render, stopping when output or steps go beyond the bounds.

        Raises:
            BoundReachedError: They did.
        """
        self.steps = 0
        parts: list[str] = []
        length = 0
        for part in template.generate(dict(values)):
            parts.append(part)
            length += len(part)
            _check(length)
        return "".join(parts)

    def counted(self, rounds: Iterable[Any]) -> Iterator[Any]:
        """The same values, each counted as a step."""
        for one in rounds:
            self._step()
            yield one

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """Call a macro or a method: one step, its widths small, its result measured."""
        self._step()
        _context, function, *arguments = args
        owner, name = getattr(function, "__self__", None), getattr(function, "__name__", "")
        if isinstance(owner, str) and name in _WIDTH_METHODS:
            _check_widths((*arguments, *kwargs.values()))
        if isinstance(owner, str) and name == "replace":
            return _replace(owner, *arguments, **kwargs)
        if isinstance(owner, str) and name == "join" and arguments:
            return _concatenate(arguments[0], owner)
        return measured(super().call(*args, **kwargs))

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Refuse what would make a value beyond the bounds, before it is made."""
        if operator == "%" and isinstance(left, str):
            _check_format(left)
        elif operator == "**":
            _check(_bits(left) * max(1, right if isinstance(right, int) else 1))
        elif operator == "*" and (_is_sized(left) or _is_sized(right)):
            _check(_count(left) * _count(right))
        elif operator == "*":
            _check(_bits(left) + _bits(right))
        return measured(super().call_binop(context, operator, left, right))

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Also refuse formatting with widths beyond the bounds."""
        if isinstance(obj, str) and attr in {"format", "format_map"} and _WIDE_FORMAT.search(obj):
            return False
        return super().is_safe_attribute(obj, attr, value)

    def _step(self) -> None:
        self.steps += 1
        if self.steps > _MOST_STEPS:
            raise BoundReachedError(f"it takes more than {_MOST_STEPS:,} steps")


class _Bounding(NodeTransformer):
    """Puts loops, `~` and `{% set %}` blocks through the filters that count and measure."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802  # jinja2's naming
        self.generic_visit(node)
        assert isinstance(node.iter, nodes.Expr)
        node.iter = _filtered(node.iter, "motjuste_counted")
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return _filtered(nodes.List(node.nodes, lineno=node.lineno), "motjuste_joined")

    def visit_AssignBlock(self, node: nodes.AssignBlock) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        node.filter = _filtered(node.filter, "motjuste_measured", node.lineno)
        return node


def _filtered(node: nodes.Expr | None, name: str, lineno: int = 1) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno if node is not None else lineno)


def measured(value: Any) -> Any:
    """The value, if it is within bounds."""
    if _is_sized(value):
        _check(len(value))
    return value


def _check(length: int) -> None:
    if length > _LONGEST:
        raise BoundReachedError(f"it makes more than {_LONGEST:,} characters")


def _check_widths(arguments: Iterable[Any]) -> None:
    if any(isinstance(one, int) and abs(one) > _WIDEST for one in arguments):
        raise BoundReachedError(f"a width or count above {_WIDEST:,}")


def _check_format(text: str) -> None:
    if _WIDE_FORMAT.search(text):
        raise BoundReachedError("formatting with a width that is huge or comes from a value")


def _is_sized(value: Any) -> bool:
    return isinstance(value, (str, list, tuple))


def _count(value: Any) -> int:
    return len(value) if _is_sized(value) else max(value, 0) if isinstance(value, int) else 1


def _bits(value: Any) -> int:
    return value.bit_length() if isinstance(value, int) else 1


def _with_small_widths(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same filter, refusing large numbers among its arguments; what jinja2 hands it first is let through."""
    own = 2 if hasattr(function, "jinja_pass_arg") else 1

    @wraps(function)
    def bounded(*args: Any, **kwargs: Any) -> Any:
        _check_widths((*args[own:], *kwargs.values()))
        return measured(function(*args, **kwargs))

    return bounded


def _replace(value: Any, old: str, new: str, count: int | None = None) -> str:
    text = str(value)
    found = text.count(old) if count is None or count < 0 else min(count, text.count(old))
    _check(len(text) + found * max(0, len(new) - len(old)))
    return text.replace(old, new, -1 if count is None else count)


def _concatenate(parts: Iterable[Any], separator: str = "") -> str:
    texts: list[str] = []
    length = 0
    for part in parts:
        texts.append(str(part))
        length += len(texts[-1]) + len(separator)
        _check(length)
    return separator.join(texts)


def _join_filter(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def bounded(eval_ctx: Any, value: Iterable[Any], d: str = "", attribute: Any = None) -> Any:
        parts = list(value)
        _check(len(parts) * (len(d) + 1))
        return measured(function(eval_ctx, parts, d, attribute))

    return bounded


def _indent(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def bounded(s: str, width: int | str = 4, *args: Any, **kwargs: Any) -> Any:
        each = len(width) if isinstance(width, str) else width
        _check(len(s) + (s.count("\n") + 1) * each)
        return function(s, width, *args, **kwargs)

    return bounded


def _format(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def bounded(value: str, *args: Any, **kwargs: Any) -> Any:
        _check_format(value)
        return measured(function(value, *args, **kwargs))

    return bounded
