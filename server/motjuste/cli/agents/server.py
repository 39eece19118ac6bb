"""The MCP server: what each tool takes, and the command that does it.

Each tool is a command of ours in a process of its own, with its rules: a model is asked by `mark`, `eval` and `optimize`
alone, a file is written only when that is asked for and may be done.
"""

# The SDK reads annotations when the tools are declared, so their names must be there at run time.
# ruff: noqa: TC003

from __future__ import annotations

import functools
import json
import os
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Annotated, Any, Literal

import anyio.to_thread
from mcp.server.mcpserver import Context, ListRoots, MCPServer, Resolve
from mcp.server.mcpserver.exceptions import ResourceError, ToolError
from mcp.types import ListRootsResult, ToolAnnotations
from pydantic import Field

from motjuste import __version__
from motjuste.cli.agents.bounds import Bounds, folders_of
from motjuste.cli.agents.command import Done, leave_commands, run_command
from motjuste.cli.agents.cost import told_cost
from motjuste.cli.agents.strict_tool import StrictTool
from motjuste.cli.following import INTERRUPTED
from motjuste.errors import UserError
from motjuste.workspace.consent import ALLOWED
from motjuste.workspace.walk import BOUNDS

INSTRUCTIONS = """\
Mot Juste finds faults in prompt files, and finds, edits and proves the few words of a prompt behind its failures on an \
eval set. `check` is free and asks no model. `cost` says how many model calls a run would make. `mark` shows the words \
behind failures, `eval` scores, `optimize` edits those words and decides on held-out cases that no step has seen: HELPS, \
NO EVIDENCE, HARMS or UNDERPOWERED. Report the verdict with its interval and number of cases, and do not present an edit \
as an improvement unless it is HELPS. Do not edit eval cases to make a score better.\
"""


@dataclass(frozen=True, slots=True)
class Permissions:
    """What the user lets the agent do."""

    root: Path
    """Where it works when its client names no folders."""
    max_calls: int
    """Most model calls of one tool call."""
    writing: bool
    endpoints: tuple[str, ...] = ()
    """Addresses that runs may ask beside those of this machine: the folder's settings are the agent's to change."""


def _roots(context: Context) -> ListRoots | None:
    """The folders that the agent's client works in, from clients that tell."""
    told = context.client_capabilities
    return ListRoots() if told is not None and told.roots is not None else None


Roots = Annotated[ListRootsResult | None, Resolve(_roots)]
Prompt = Annotated[str, Field(description="The prompt file, or one prompt of it as FILE::NAME")]
Calls = Annotated[
    int | None,
    Field(
        ge=1, description="Most model calls; the run fails before it makes more. `cost` says what is needed"
    ),
]
MaxWords = Annotated[int | None, Field(ge=1, le=50, description="Longest marked span, in words (5)")]


def serve(permissions: Permissions) -> None:
    """Speak the protocol on stdin and stdout until the agent leaves, or the user ends it by Ctrl-C."""
    signal.signal(signal.SIGINT, _leave)
    build(permissions).run("stdio")


def _leave(_number: int, _frame: FrameType | None) -> None:
    """End the process here and now: a thread waits for stdin, and whoever ends the server in order waits for it."""
    leave_commands()
    os.write(2, b"error: Interrupted.\n")
    os._exit(INTERRUPTED)


def build(permissions: Permissions) -> MCPServer:
    """The server with its tools and resources."""
    tools = Tools(permissions)
    free = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
    writes = ToolAnnotations(
        read_only_hint=not permissions.writing, destructive_hint=False, open_world_hint=False
    )
    asks = ToolAnnotations(read_only_hint=True, open_world_hint=True)
    both = ToolAnnotations(
        read_only_hint=not permissions.writing, destructive_hint=False, open_world_hint=True
    )
    server = MCPServer(
        "motjuste",
        title="Mot Juste",
        version=__version__,
        instructions=INSTRUCTIONS,
        tools=[
            StrictTool.of(_told(tools.check), "Find faults in prompt files", writes),
            StrictTool.of(_told(tools.cost), "What runs on a prompt would cost", free),
            StrictTool.of(_told(tools.mark), "Find the words behind failures", asks),
            StrictTool.of(_told(tools.eval), "Score prompts on their eval sets", both),
            StrictTool.of(_told(tools.optimize), "Edit the words behind failures, and prove it", both),
        ],
        log_level="WARNING",
        subscriptions=False,
    )
    server.resource(
        "motjuste://rules", name="rules", description="All rules of `check`", mime_type="text/markdown"
    )(_rules)
    server.resource(
        "motjuste://rules/{code}", name="rule", description="Why a rule is one", mime_type="text/markdown"
    )(_rule)
    return server


def _told(tool: Callable[..., Awaitable[dict[str, Any]]]) -> Callable[..., Awaitable[dict[str, Any]]]:
    """A tool whose errors are told to the agent in the words that a user would read."""

    @functools.wraps(tool)
    async def told(*arguments: Any, **named: Any) -> dict[str, Any]:
        try:
            return await tool(*arguments, **named)
        except UserError as error:
            raise ToolError(str(error)) from error

    return told


class Tools:
    """The tools, as an agent sees them: names, arguments and docstrings are its manual."""

    def __init__(self, permissions: Permissions) -> None:
        self._may = permissions

    async def check(
        self,
        *,
        context: Context,
        roots: Roots,
        paths: Annotated[
            list[str] | None, Field(description="Files and folders (here); of a folder, what is a prompt")
        ] = None,
        select: Annotated[str, Field(description="Only these rules: codes with commas, `ALL` for all")] = "",
        ignore: Annotated[str, Field(description="Not these rules")] = "",
        fix: Annotated[
            bool, Field(description="Apply safe fixes to the files, and tell what is left")
        ] = False,
        limit: Annotated[int, Field(ge=1, le=1000, description="Most findings to tell")] = 100,
    ) -> dict[str, Any]:
        """Find faults in prompt files by static rules. Asks no model and costs nothing.

        Each finding has code, message, filename, location (rows and columns from 1) and perhaps a fix. The resource
        motjuste://rules/CODE explains a rule.
        """
        self._check_writing(asked=fix)
        folder, inside = self._bounds(roots).places(paths or [])
        flags = (
            [f"--select={select}"] * bool(select) + [f"--ignore={ignore}"] * bool(ignore) + ["--fix"] * fix
        )
        done = await self._run(
            context, roots, folder, "check", *flags, "--exit-zero", "--output-format=json", *inside
        )
        return {"findings": done.result[:limit], "total": len(done.result), "notes": done.notes}

    async def cost(self, *, roots: Roots, path: Prompt) -> dict[str, Any]:
        """Say what `eval`, `mark` and `optimize` on a prompt would cost: calls, tokens, dollars if known. Asks no model.

        Also tells the models, the cases by split, and the smallest gain (a share of 1) that the gate can show.
        """
        return await anyio.to_thread.run_sync(told_cost, self._bounds(roots).place(path))

    async def mark(
        self,
        *,
        context: Context,
        roots: Roots,
        path: Prompt,
        max_calls: Calls = None,
        max_words: MaxWords = None,
    ) -> dict[str, Any]:
        """Run a prompt's eval set and find the words behind its failures, each with its reason and failing cases.

        Asks models. Changes no file. Offsets are code points of the file's text.
        """
        flags = _flag("max-words", max_words)
        place = self._bounds(roots).place(path)
        done = await self._run(
            context, roots, place.folder, "mark", *flags, *self._budget(max_calls), "--json", place.path
        )
        return {**done.result, "notes": done.notes}

    async def eval(
        self,
        *,
        context: Context,
        roots: Roots,
        paths: Annotated[list[str], Field(min_length=1, description="Prompts, or folders of them")],
        split: Annotated[
            Literal["train", "dev", "gate", "all"],
            Field(description="Which cases; leave `gate` for the last word"),
        ] = "all",
        max_calls: Calls = None,
        min_score: Annotated[
            float | None, Field(ge=0, le=1, description="What each must score to pass")
        ] = None,
        max_drop: Annotated[
            float | None, Field(ge=0, le=1, description="How far each may fall below the scores file to pass")
        ] = None,
        update: Annotated[bool, Field(description="Write the scores to motjuste.scores.json")] = False,
    ) -> dict[str, Any]:
        """Score prompts on their eval sets, with the failing cases. Asks the task model; `max_calls` holds a prompt."""
        self._check_writing(asked=update)
        bounds = self._bounds(roots)
        folder, inside = bounds.places(paths)
        if update:
            bounds.check_scores(folder, inside)
        flags = [*_flag("min-score", min_score), *_flag("max-drop", max_drop), *["--update"] * update]
        done = await self._run(
            context,
            roots,
            folder,
            *("eval", f"--split={split}", *flags, *self._budget(max_calls), "--json", *inside),
        )
        return {"prompts": done.result, "passed": done.status == 0, "notes": done.notes}

    async def optimize(
        self,
        *,
        context: Context,
        roots: Roots,
        path: Prompt,
        max_calls: Calls = None,
        scope: Annotated[
            Literal["local", "global"] | None,
            Field(description="Edit marked words only (local), or anything"),
        ] = None,
        tagged: Annotated[bool, Field(description="Edit only what stands between <edit> tags")] = False,
        max_words: MaxWords = None,
        steps: Annotated[int | None, Field(ge=1, le=20, description="Most rounds of proposals (3)")] = None,
        write: Annotated[
            bool, Field(description="Change the file, if and only if the verdict is HELPS")
        ] = False,
    ) -> dict[str, Any]:
        """Find the words behind a prompt's failures, edit those words only, and prove the edit on held-out cases.

        Asks models; takes minutes. Gives the verdict, the edits (offsets in code points of the file's text), the gate's
        numbers and what was spent. Without `write` no file changes; the answers are kept, so a second call with `write`
        asks no model again.
        """
        self._check_writing(asked=write)
        place = self._bounds(roots).place(path)
        flags = [*_flag("scope", scope), *_flag("max-words", max_words), *_flag("steps", steps)]
        flags += ["--tagged"] * tagged + ["--write"] * write
        done = await self._run(
            context, roots, place.folder, "optimize", *flags, *self._budget(max_calls), "--json", place.path
        )
        return {**done.result, "written": write and done.status == 0, "notes": done.notes}

    def _bounds(self, roots: ListRootsResult | None) -> Bounds:
        uris = [str(root.uri) for root in roots.roots] if roots is not None else []
        return Bounds(folders_of(uris, self._may.root))

    def _budget(self, asked: int | None) -> list[str]:
        """The smaller of what the agent asks for and what the user allows."""
        return [f"--max-calls={min(asked or self._may.max_calls, self._may.max_calls)}"]

    def _check_writing(self, *, asked: bool) -> None:
        if asked and not self._may.writing:
            raise UserError(
                "This server writes no files (--read-only)", remedy="Ask for the result without writing"
            )

    async def _run(
        self, context: Context, roots: ListRootsResult | None, folder: Path, *arguments: str
    ) -> Done:
        count = 0

        async def told(line: str) -> None:
            nonlocal count
            count += 1
            await context.report_progress(count, message=line)

        folders = [str(one) for one in self._bounds(roots).folders]
        environment = {ALLOWED: " ".join(self._may.endpoints), BOUNDS: json.dumps(folders)}
        return await run_command(arguments, folder, told, environment)


def _flag(name: str, value: object) -> list[str]:
    return [] if value is None else [f"--{name}={value}"]


def _rules() -> str:
    """One line a rule."""
    from motjuste.lint.registry import RULES

    return "\n".join(f"- {rule.code} {rule.name}: {rule.summary}" for rule in RULES)


def _rule(code: str) -> str:
    """The page of a rule."""
    from motjuste.lint.registry import RULES

    found = next((rule for rule in RULES if rule.code == code.upper()), None)
    if found is None:
        raise ResourceError(f"There is no rule {code}; motjuste://rules lists them")
    return f"# {found.name} ({found.code})\n\n{found.docs.strip()}"
