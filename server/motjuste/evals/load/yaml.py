"""Values of a YAML file with the lines they stand on.

They are read off YAML's node tree, which knows where everything stands. A scalar of a row is the text its author
sees (`2024-03-05`, `1.50`, `007`, `True`), not what a YAML version takes it for; only values nested deeper (a JSON
schema) are typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from motjuste.errors import UserError
from motjuste.evals.load.yaml_nodes import Reader, kind_of, line_of, pairs_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruamel.yaml.nodes import Node


@dataclass(frozen=True, slots=True)
class YamlHeld:
    """One node of a YAML file."""

    node: Node
    reader: Reader
    """That of the whole file, which counts what is read."""

    @property
    def line(self) -> int:
        """The line it starts on, from 1."""
        return line_of(self.node)

    @property
    def kind(self) -> str:
        """What it is."""
        return kind_of(self.node)

    @property
    def text(self) -> str:
        """A scalar as its author sees it, a tag of one's own included (`!function task.text`)."""
        if self.kind != "text":
            return ""
        tag = str(self.node.tag)
        own = f"{tag} " if tag.startswith("!") and len(tag) > 1 else ""
        return own + str(self.node.value)

    def items(self) -> Iterator[YamlHeld]:
        """The items of a list."""
        if self.kind == "list":
            yield from (YamlHeld(node, self.reader) for node in self.node.value)

    def members(self) -> dict[str, YamlHeld]:
        """The values of a mapping by key; of a key that stands twice, the last."""
        if self.kind != "mapping":
            return {}
        return {str(key.value): YamlHeld(value, self.reader) for key, value in pairs_of(self.node)}

    def row(self) -> dict[str, Any]:
        """A mapping as a row's values."""
        return self.reader.row(self.node)

    def check(self) -> Any:
        """It as an item of an `assert` list."""
        return self.reader.check(self.node)

    def data(self) -> Any:
        """It as typed data."""
        return self.reader.plain(self.node)


def held(text: str, display: str) -> YamlHeld | None:
    """The file's value; None if there is nothing in it.

    Raises:
        UserError: The file is not YAML.
    """
    root = _compose(text, display)
    return None if root is None else YamlHeld(root, Reader())


def _compose(text: str, display: str) -> Node | None:
    from motjuste.evals.load import yaml_fast

    try:
        return yaml_fast.compose(text)
    except LookupError:
        return _composed_with_care(text, display)
    except yaml_fast.TooDeepError as error:
        raise UserError(f"The eval set is not YAML: {error}", remedy="Correct it", path=display) from error


def _composed_with_care(text: str, display: str) -> Node | None:
    """The node tree by ruamel.yaml, which says where and why it does not take a text."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        yaml = YAML(typ="safe", pure=True)
        yaml.composer.warn_double_anchors = False  # the later one counts, as YAML says; nothing to warn of
        root: Node | None = yaml.compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = error.problem or error.context or "it cannot be read"
        line = None if mark is None else mark.line + 1
        raise UserError(
            f"The eval set is not YAML: {what}", remedy="Correct that line", path=display, line=line
        ) from error
    except (YAMLError, ValueError, RecursionError) as error:
        what = "it is nested too deep" if isinstance(error, RecursionError) else " ".join(str(error).split())
        raise UserError(f"The eval set is not YAML: {what}", remedy="Correct it", path=display) from error
    return root
