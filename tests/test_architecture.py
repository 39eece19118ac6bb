"""The house's shape: who may import whom, how large a room may grow, and where each dangerous thing may stand.

The tables say what is allowed; each check reads the sources' syntax trees (nothing is imported) and yields faults.
test_architecture_checks.py proves that every check can fail.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).resolve().parent.parent / "server" / "motjuste"

# A file imports its own room and rooms of strictly lower rank. A room is a folder or a lone file.
RANKS = {
    "__init__": 0,
    "errors": 0,
    "text": 0,
    "stats": 0,
    "document": 1,
    "llm": 1,
    "prompts": 2,  # meta-prompts are documents, parsed and rendered like a user's
    "evals": 2,
    "lint": 3,
    "optimize": 3,
    "settings": 4,
    "workspace": 5,
    "report": 5,
    "lsp": 6,
    "cli": 6,
    "__main__": 7,
}
# Edges beside the table, each with its reason.
EXTRA_EDGES = {
    ("cli.server", "lsp"),  # `motjuste server` with flags starts the server; nothing else of cli knows it
}

# Packages that only one place may import; everything else goes through that place.
OWNERS = {
    "openai": "llm.openai_chat",
    "pygls": "lsp",
    "lsprotocol": "lsp",
    "xllamacpp": "llm.local",
    "huggingface_hub": "llm.local",
    "genai_prices": "llm.prices",
    "mcp": "cli.agents",
    "anyio": "cli.agents",
    "scipy": "stats",
    "numpy": "stats",
}
# Imported when first used: an editor waits for the server to start, and a shell for `motjuste --help`.
HEAVY = {
    *{"openai", "xllamacpp", "huggingface_hub", "genai_prices", "scipy", "numpy", "pydantic"},
    *{"mcp", "anyio", "ruamel", "yaml", "jinja2", "rich", "jsonschema", "regex"},
}
START_ROOMS = {"__main__", "lsp"}
# Reads what a keystroke needs in a thread once the editor has its answer; its list of modules is a constant.
NAMELESS_IMPORTERS = {"lsp.lifecycle"}

TASK_MAKERS = {"lsp.schedule", "evals.run"}
CATCH_ALL_DOORS = {"lint.engine", "lsp.schedule", "cli.app"}
# Rooms that are handed what they need: same inputs, same output.
PURE_ROOMS = {"text", "stats", "document", "lint", "optimize"}
IMPURE_MODULES = {"time", "datetime", "locale", "platform", "secrets", "uuid"}

FILE_CEILING = 400
FUNCTION_CEILING = 50
VAGUE_NAMES = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "misc"}


@dataclass(frozen=True)
class Source:
    """One file: its module below `motjuste` (`llm.local.join`; `llm` for a folder's `__init__`) and its text."""

    module: str
    text: str

    @property
    def room(self) -> str:
        return self.module.split(".")[0]

    @property
    def tree(self) -> ast.Module:
        return parsed(self.text)


@dataclass(frozen=True)
class Import:
    """One imported module, e.g. `motjuste.text.span` or `os`, and whether it is imported with its importer."""

    module: str
    line: int
    at_import: bool


@cache
def parsed(text: str) -> ast.Module:
    return ast.parse(text)


def sources() -> list[Source]:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        module = ".".join(parts[:-1] if len(parts) > 1 and parts[-1] == "__init__" else parts)
        found.append(Source(module, path.read_text(encoding="utf-8")))
    return found


def imports(tree: ast.Module) -> Iterator[Import]:
    """Every import of a file: also inside functions, under TYPE_CHECKING, and by import_module("name")."""
    at_import = set(_run_at_import(tree.body))
    for node in ast.walk(tree):
        eager = node in at_import
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno, eager) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            yield from (Import(f"{base}.{alias.name}", node.lineno, eager) for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            yield Import(_constant_start(node.args[0]) if node.args else "?", node.lineno, eager)


def _constant_start(name: ast.expr) -> str:
    """What can be read of a module's name: all of "a.b", `a` of f"a.{x}", "?" of a variable."""
    part = name.values[0] if isinstance(name, ast.JoinedStr) else name
    return str(part.value).rstrip(".") if isinstance(part, ast.Constant) else "?"


def _run_at_import(body: list[ast.stmt]) -> Iterator[ast.AST]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from _run_at_import(node.orelse)
            continue
        yield node
        if isinstance(node, ast.Import | ast.ImportFrom):
            continue
        for part in ("body", "orelse", "finalbody"):
            yield from _run_at_import(getattr(node, part, []))
        for handler in getattr(node, "handlers", []):
            yield from _run_at_import(handler.body)


def imports_go_down(source: Source) -> Iterator[str]:
    if source.room not in RANKS:
        yield f"{source.module}: the room {source.room} has no rank"
        return
    for found in imports(source.tree):
        parts = found.module.split(".")
        if found.module.startswith("."):
            yield f"{source.module}:{found.line}: relative import"
        if parts[0] != "motjuste":
            continue
        room = parts[1] if len(parts) > 1 and parts[1] in RANKS else "__init__"
        if len(parts) > 2 and parts[1] not in RANKS:
            yield f"{source.module}:{found.line}: the room {parts[1]} has no rank"
        if (
            room != source.room
            and RANKS[room] >= RANKS[source.room]
            and (source.module, room) not in EXTRA_EDGES
        ):
            yield f"{source.module}:{found.line}: {source.room} ({RANKS[source.room]}) imports {room} ({RANKS[room]})"


def packages_stay_with_their_owner(source: Source) -> Iterator[str]:
    for found in imports(source.tree):
        top = found.module.split(".")[0]
        if top in {"tests", "benchmarks", "examples"}:
            yield f"{source.module}:{found.line}: shipped code imports {top}"
        if top == "?" and source.module not in NAMELESS_IMPORTERS:
            yield f"{source.module}:{found.line}: imports a module by a name that no reader can see"
        owner = OWNERS.get(top)
        if owner and source.module != owner and not source.module.startswith(f"{owner}."):
            yield f"{source.module}:{found.line}: only {owner} imports {top}"


def files_and_functions_stay_small(source: Source) -> Iterator[str]:
    lines = source.text.count("\n")
    if lines > FILE_CEILING:
        yield f"{source.module}: {lines} lines, at most {FILE_CEILING}"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            size = (node.end_lineno or node.lineno) - node.lineno + 1
            if size > FUNCTION_CEILING:
                yield f"{source.module}:{node.lineno}: {node.name} has {size} lines, at most {FUNCTION_CEILING}"


def names_say_something(source: Source) -> Iterator[str]:
    for name in source.module.split("."):
        if VAGUE_NAMES & set(name.lower().split("_")):
            yield f"{source.module}: a file's name says what is in it"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef) and node.name.lower().endswith(tuple(VAGUE_NAMES)):
            yield f"{source.module}:{node.lineno}: {node.name}: a class's name says what it is"


def docstrings_say_the_purpose(source: Source) -> Iterator[str]:
    first = (ast.get_docstring(source.tree) or "").split("\n")[0]
    if not first:
        yield f"{source.module}: no docstring"
    elif not first.endswith(".") or len(first.split()) < 3:
        yield f"{source.module}: the docstring's first line is no sentence: {first!r}"


def tasks_have_an_owner(source: Source) -> Iterator[str]:
    if source.module in TASK_MAKERS:
        return
    for call in (node for node in ast.walk(source.tree) if isinstance(node, ast.Call)):
        name = ast.unparse(call.func)
        somebody_elses = name.endswith(".gather") and name != "asyncio.gather"
        if not somebody_elses and name.split(".")[-1] in {
            "create_task",
            "ensure_future",
            "gather",
            "TaskGroup",
        }:
            yield f"{source.module}:{call.lineno}: {name}: only {' and '.join(sorted(TASK_MAKERS))} make tasks"


def catch_alls_stand_at_doors(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.ExceptHandler):
            continue
        caught = (
            {"BaseException"}
            if node.type is None
            else {part.id for part in ast.walk(node.type) if isinstance(part, ast.Name)}
        )
        ends_in_raise = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
        if "BaseException" in caught and not ends_in_raise:
            yield f"{source.module}:{node.lineno}: catches everything, a cancel too, and does not raise it again"
        if "Exception" in caught and not ends_in_raise and source.module not in CATCH_ALL_DOORS:
            yield f"{source.module}:{node.lineno}: except Exception stands only in {', '.join(sorted(CATCH_ALL_DOORS))}"


def pure_rooms_are_handed_what_they_need(source: Source) -> Iterator[str]:
    if source.room not in PURE_ROOMS:
        return
    for found in imports(source.tree):
        if found.module.split(".")[0] in IMPURE_MODULES or found.module in {"os.environ", "os.getenv"}:
            yield f"{source.module}:{found.line}: {source.room} imports {found.module}"
        if found.module.startswith("random.") and found.module != "random.Random":
            yield f"{source.module}:{found.line}: {found.module} has no seed; random.Random(seed) has"
    names_random = any(found.module == "random" for found in imports(source.tree))
    for node in (node for node in ast.walk(source.tree) if isinstance(node, ast.Attribute)):
        name = ast.unparse(node)
        if name in {"os.environ", "os.getenv"}:
            yield f"{source.module}:{node.lineno}: {source.room} reads the environment"
        if names_random and name.startswith("random.") and name != "random.Random":
            yield f"{source.module}:{node.lineno}: {name} has no seed; random.Random(seed) has"


ALL_CHECKS = (
    imports_go_down,
    packages_stay_with_their_owner,
    files_and_functions_stay_small,
    names_say_something,
    docstrings_say_the_purpose,
    tasks_have_an_owner,
    catch_alls_stand_at_doors,
    pure_rooms_are_handed_what_they_need,
)


def heavy_at_start(files: list[Source]) -> Iterator[str]:
    """Yield how a heavy package is reached by what is imported when the command or the server starts."""
    known = {source.module: source for source in files}
    chains: list[tuple[str, ...]] = [(source.module,) for source in files if source.room in START_ROOMS]
    seen: set[str] = set()
    while chains:
        chain = chains.pop(0)
        if chain[-1] in seen:
            continue
        seen.add(chain[-1])
        for found in imports(known[chain[-1]].tree):
            top, *rest = found.module.split(".")
            if found.at_import and top in HEAVY:
                yield f"{' -> '.join(chain)}:{found.line} imports {top} at once"
            if found.at_import and top == "motjuste":
                # `import a.b.c` runs a, a.b and a.b.c; `from a.b import c` may name a module or a value of a.b.
                reached = (".".join(rest[:size]) for size in range(1, len(rest) + 1))
                chains.extend((*chain, module) for module in reached if module in known)


@pytest.mark.parametrize("check", ALL_CHECKS, ids=lambda check: check.__name__)
def test_the_house_keeps_its_rules(check):
    faults = [fault for source in sources() for fault in check(source)]
    assert not faults, "\n" + "\n".join(faults)


def test_nothing_heavy_is_imported_at_start():
    faults = list(heavy_at_start(sources()))
    assert not faults, "\n" + "\n".join(faults)


def test_all_of_the_house_is_read():
    modules = {source.module for source in sources()}
    assert {"errors", "text.span", "document.model", "__main__"} <= modules
    assert len(modules) == len(list(PACKAGE.rglob("*.py")))


def test_every_exception_is_needed():
    files = {source.module: source for source in sources()}
    for module, room in EXTRA_EDGES:
        assert any(found.module.startswith(f"motjuste.{room}.") for found in imports(files[module].tree)), (
            module
        )
    for module in TASK_MAKERS:
        assert list(tasks_have_an_owner(Source("elsewhere", files[module].text))), module
    for module in CATCH_ALL_DOORS:
        assert list(catch_alls_stand_at_doors(Source("elsewhere", files[module].text))), module
    for module in NAMELESS_IMPORTERS:
        assert list(packages_stay_with_their_owner(Source("elsewhere", files[module].text))), module
