"""Reads and rewrites the literate specs in tests/rules: a heading a scenario, a prompt, what is found, what a fix makes.

Blocks of a scenario, told by the first word after the fence:

    prompt NAME          the prompt; `escaped` after the name reads \\r, \\x00 and the like, one character a byte
    file NAME            another file of its folder, such as an eval set
    findings             one `row:column CODE «words» message` a line; empty when nothing is found
    fixed, fixed unsafe  the prompt after its safe, or all its, fixes
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.lint.fix import fix_to_the_end
from motjuste.lint.registry import RULES
from motjuste.text.position import LineIndex
from motjuste.workspace.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from motjuste.lint.finding import Finding

_HEADING = re.compile(r"(?m)^## (.+)\n")
_BLOCK = re.compile(r"(?ms)^(?P<fence>`{3,})(?P<info>[a-z][^\n]*)\n(?P<body>.*?)^(?P=fence)\n")
_SMALL = "E003"
"""Scenarios have two rows where an eval set should have thirty; only its own spec speaks of that."""


@dataclass(frozen=True)
class Block:
    words: tuple[str, ...]
    body: str
    fence: str

    def text(self) -> str:
        return self.body if "escaped" not in self.words else _unescape(self.body)


@dataclass(frozen=True)
class Scenario:
    title: str
    prose: str
    """What stands before the first block."""
    blocks: tuple[Block, ...]

    def inputs(self):
        return [block for block in self.blocks if block.words[0] in {"prompt", "file"}]

    def expected(self):
        return [block for block in self.blocks if block.words[0] in {"findings", "fixed"}]


@dataclass(frozen=True)
class Spec:
    intro: str
    scenarios: tuple[Scenario, ...]

    def codes(self):
        """The rules that run: the spec's own, whose code is its first word, and those that nobody need ask for."""
        own = self.intro.split()[1]
        return [own, *(rule.code for rule in RULES if rule.default and rule.code != own)]


def read_spec(text: str) -> Spec:
    intro, *parts = _HEADING.split(text)
    scenarios = []
    for title, body in zip(parts[::2], parts[1::2], strict=True):
        found = list(_BLOCK.finditer(body))
        blocks = tuple(Block(tuple(m["info"].split()), m["body"], m["fence"]) for m in found)
        prose = body[: found[0].start()] if found else body
        scenarios.append(Scenario(title, prose.strip(), blocks))
    return Spec(intro, tuple(scenarios))


def write_spec(spec: Spec, folders: list[Path]) -> str:
    """The spec with its expectations made anew."""
    parts = [spec.intro]
    for scenario, folder in zip(spec.scenarios, folders, strict=True):
        blocks = (*scenario.inputs(), *outcome(scenario, folder, spec.codes()))
        shown = "\n".join(f"{b.fence}{' '.join(b.words)}\n{b.body}{b.fence}\n" for b in blocks)
        parts.append(f"## {scenario.title}\n\n{scenario.prose}\n\n{shown}\n")
    return "".join(parts).rstrip("\n") + "\n"


def outcome(scenario: Scenario, folder: Path, codes: list[str]) -> list[Block]:
    """What the rules of those codes make of a scenario now, as the blocks that a spec expects."""
    prompt = next(block for block in scenario.blocks if block.words[0] == "prompt")
    path = folder / prompt.words[1]
    for block in scenario.inputs():
        encoding = "latin-1" if "escaped" in block.words else "utf-8"
        file = folder / block.words[1]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(block.text().encode(encoding))
    workspace = Workspace.discover(folder)
    documents = workspace.documents(str(path), path.read_bytes())
    document = documents[0]
    findings = workspace.findings(documents, codes)
    told = [finding for finding in findings if finding.code != _SMALL or codes[0] == _SMALL]
    listed = "".join(f"{_line(finding, document.source)}\n" for finding in told)
    made = [
        Block(("findings",), listed.replace(f"{folder}/", "").replace(str(folder), "FOLDER"), prompt.fence)
    ]

    def lint(text: str) -> tuple[Finding, ...]:
        return workspace.findings(workspace.documents(str(path), text), codes)

    safe = fix_to_the_end(document.source, lint).text
    loose = fix_to_the_end(document.source, lint, unsafe=True).text
    if safe != document.source:
        made.append(Block(("fixed",), _shown(safe, prompt), prompt.fence))
    if loose != safe:
        made.append(Block(("fixed", "unsafe"), _shown(loose, prompt), prompt.fence))
    return made


def _line(finding: Finding, text: str) -> str:
    row, column = LineIndex(text).row_column(finding.span.start)
    words = finding.span.of(text).encode("unicode_escape").decode() if len(finding.span) else ""
    return f"{row}:{column} {finding.code} «{words}» {finding.message}"


def _shown(text: str, prompt: Block) -> str:
    if "escaped" not in prompt.words:
        return text if text.endswith("\n") or not text else f"{text}\n"
    return text.encode("unicode_escape").decode() + "\n"


def _unescape(body: str) -> str:
    """Line ends of the spec itself do not count; those that do are written out."""
    return body.replace("\n", "").encode("ascii").decode("unicode_escape")
