"""A tool that refuses arguments it does not know: to leave out what was asked for could mean the whole workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.tools import Tool

from motjuste.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mcp.server.mcpserver import Context
    from mcp.types import ToolAnnotations


class StrictTool(Tool):
    """A tool whose schema admits no further argument, as its calls do not."""

    @classmethod
    def of(cls, function: Callable[..., Any], title: str, annotations: ToolAnnotations) -> StrictTool:
        """The tool that a function is, under the function's name."""
        tool = cls.from_function(function, title=title, annotations=annotations)
        assert isinstance(tool, cls)
        tool.parameters["additionalProperties"] = False
        return tool

    async def run(
        self, arguments: dict[str, Any], context: Context[Any, Any], convert_result: bool = False
    ) -> Any:
        """Run it.

        Raises:
            ToolError: An argument is none of the tool's, or the tool failed.
        """
        known = self.parameters["properties"]
        unknown = [name for name in arguments if name not in known]
        if unknown:
            raise ToolError(str(_no_such_arguments(self.name, unknown, sorted(known))))
        return await super().run(arguments, context, convert_result)


def _no_such_arguments(tool: str, unknown: Iterable[str], known: Iterable[str]) -> UserError:
    names = ", ".join(repr(name[:100]) for name in unknown)
    return UserError(
        f"`{tool}` takes no argument {names}, so nothing was done",
        remedy=f"Its arguments are {', '.join(known)}",
    )
