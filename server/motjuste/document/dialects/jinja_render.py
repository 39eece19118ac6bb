"""Filling a Jinja template with one case, in jinja2's sandbox and within bounds."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from jinja2 import TemplateError, UndefinedError, nodes
from jinja2.exceptions import SecurityError

from motjuste.document.dialects.jinja_sandbox import BoundedEnvironment, BoundReachedError
from motjuste.document.dialects.values import failed, missing, opened

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jinja2 import Template

    from motjuste.document.dialects.values import RenderError
    from motjuste.document.model import Document


def fill_jinja(
    document: Document,
    source: str,
    inputs: Mapping[str, str],
    kind: Callable[[str], BoundedEnvironment] = BoundedEnvironment,
) -> str:
    """Render a message's source in a sandbox of some kind.

    Values are text; one that the template looks into (`user.name`, `for turn in turns`) is read as JSON.

    Raises:
        RenderError: A variable has no value, or the template fails, asks for what the sandbox refuses, or
            exceeds its bounds.
    """
    try:
        template, looked_into = _compiled(source, _newline(source), kind)
        values = {name: opened(value) if name in looked_into else value for name, value in inputs.items()}
        environment = template.environment
        assert isinstance(environment, BoundedEnvironment)
        return environment.render_bounded(template, values)
    except UndefinedError as error:
        raise _undefined(document, inputs, error) from error
    except (SecurityError, BoundReachedError) as error:
        raise failed(document, f"The template may not do this: {error}") from error
    except TemplateError as error:
        raise failed(document, f"The template cannot be rendered: {error.message}") from error
    except RecursionError as error:
        raise failed(document, "The template is nested too deeply") from error
    except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
        # A template's own arithmetic and filters fail with Python's errors.
        raise failed(document, f"The template fails on this case: {error}") from error


@lru_cache(maxsize=64)
def _compiled(
    source: str, newline: str, kind: Callable[[str], BoundedEnvironment]
) -> tuple[Template, frozenset[str]]:
    """The compiled template and the names it looks into; a run renders the same source for every case."""
    template, tree = kind(newline).bounded_template(source)
    if any(tree.find_all((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends))):
        raise SecurityError("include, import or extend other files")
    return template, frozenset(_looked_into(tree))


def _looked_into(tree: nodes.Template) -> set[str]:
    """The names whose insides the template uses."""
    names = {
        node.node.name
        for node in tree.find_all((nodes.Getattr, nodes.Getitem))
        if isinstance(node, (nodes.Getattr, nodes.Getitem)) and isinstance(node.node, nodes.Name)
    }
    loops = (node.iter for node in tree.find_all(nodes.For))
    return names | {name.name for loop in loops for name in _root_names(loop)}


def _root_names(node: nodes.Node) -> list[nodes.Name]:
    """The name a loop goes over, through its filters (`items | sort`)."""
    while isinstance(node, nodes.Filter) and node.node is not None:
        node = node.node
    return [node] if isinstance(node, nodes.Name) else []


def _newline(source: str) -> str:
    r"""The line end that jinja2 is to write: it makes all alike, so a file of `\r\n` stays one."""
    if "\r\n" in source:
        return "\r\n"
    return "\r" if "\r" in source and "\n" not in source else "\n"


def _undefined(document: Document, inputs: Mapping[str, str], error: UndefinedError) -> RenderError:
    """Name the variable that is missing, where it stands; or say what is missing inside a value."""
    for variable in document.variables:
        if variable.name not in inputs and f"'{variable.name}' is undefined" in str(error):
            return missing(document, variable.name, variable.span.start, inputs)
    return failed(document, f"The template asks for something that is not there: {error.message}")
