"""Real files of coding agents: five of each kind read by eye, and what holds for all."""

from __future__ import annotations

import pytest
from tests.document.formats.corpus import documents_of, files_in, hold_together, needs_corpus

pytestmark = needs_corpus

COPILOT = "github__awesome-copilot"
AGNIX = "avifenesh__agnix/tests/fixtures"
VOLT = "VoltAgent__awesome-claude-code-subagents/categories"

# Path in the manifest, format, dialect, role, variables.
SPOTS = [
    (f"agent.md/{COPILOT}/agents/doublecheck.agent.md", "agent", "none", "system", []),
    (f"agent.md/{COPILOT}/agents/rug-orchestrator.agent.md", "agent", "none", "system", []),
    (f"agent.md/{COPILOT}/agents/salesforce-visualforce.agent.md", "agent", "none", "system", []),
    (f"agent.md/{COPILOT}/agents/tdd-green.agent.md", "agent", "none", "system", []),
    (
        f"prompt.md/{AGNIX}/copilot-invalid/.github/agents/missing-description.agent.md",
        "agent",
        "none",
        "system",
        [],
    ),
    (f"chatmode.md/{COPILOT}/chatmodes/plan.chatmode.md", "chatmode", "none", "system", []),
    (f"chatmode.md/{COPILOT}/chatmodes/api-architect.chatmode.md", "chatmode", "none", "system", []),
    (f"chatmode.md/{COPILOT}/chatmodes/ruby-mcp-expert.chatmode.md", "chatmode", "none", "system", []),
    (f"chatmode.md/{COPILOT}/chatmodes/task-researcher.chatmode.md", "chatmode", "none", "system", []),
    (f"chatmode.md/{COPILOT}/chatmodes/gpt-5-beast-mode.chatmode.md", "chatmode", "none", "system", []),
    (
        f"instructions.md/{COPILOT}/instructions/springboot.instructions.md",
        "instructions",
        "none",
        "system",
        [],
    ),
    (
        f"instructions.md/{COPILOT}/instructions/localization.instructions.md",
        "instructions",
        "none",
        "system",
        [],
    ),
    (f"instructions.md/{COPILOT}/docs/README.instructions.md", "instructions", "none", "system", []),
    (
        f"instructions.md/{COPILOT}/instructions/tasksync.instructions.md",
        "instructions",
        "none",
        "system",
        [],
    ),
    ("agents_md/microsoft__prompty/.github/copilot-instructions.md", "instructions", "none", "system", []),
    (f"prompt.md/{COPILOT}/prompts/memory-merger.prompt.md", "prompt-file", "dollar", None, []),
    (
        f"prompt.md/{COPILOT}/prompts/postgresql-optimization.prompt.md",
        "prompt-file",
        "dollar",
        None,
        ["selection"],
    ),
    (
        f"prompt.md/{COPILOT}/prompts/create-github-issue-feature-from-specification.prompt.md",
        "prompt-file",
        "dollar",
        None,
        ["file"],
    ),
    (f"prompt.md/{COPILOT}/prompts/java-junit.prompt.md", "prompt-file", "dollar", None, []),
    (f"prompt.md/{AGNIX}/copilot-invalid/.github/prompts/empty.prompt.md", "prompt-file", "dollar", None, []),
    ("skill/anthropics__skills/skills/frontend-design/SKILL.md", "skill", "dollar", "system", []),
    ("skill/google-gemini__gemini-cli/.gemini/skills/tui-tester/SKILL.md", "skill", "dollar", "system", []),
    (f"skill/{AGNIX}/skills/deep-reference/SKILL.md", "skill", "dollar", "system", []),
    (f"skill/{COPILOT}/skills/create-llms/SKILL.md", "skill", "dollar", "system", []),
    (
        "skill/wshobson__agents/plugins/blockchain-web3/skills/web3-testing/SKILL.md",
        "skill",
        "dollar",
        "system",
        [],
    ),
    ("agents_md/deepset-ai__haystack/CLAUDE.md", "agents-md", "none", "system", []),
    ("agents_md/google-gemini__gemini-cli/packages/sdk/GEMINI.md", "agents-md", "none", "system", []),
    ("agents_md/Automattic__harper/AGENTS.md", "agents-md", "none", "system", []),
    ("agents_md/gepa-ai__gepa/AGENTS.md", "agents-md", "none", "system", []),
    (f"agents_md/{AGNIX}/agents_md/no-headers/AGENTS.md", "agents-md", "none", "system", []),
    (
        f"claude-agent/{VOLT}/02-language-specialists/dotnet-core-expert.md",
        "claude-agent",
        "none",
        "system",
        [],
    ),
    (f"claude-agent/{VOLT}/10-research-analysis/market-researcher.md", "claude-agent", "none", "system", []),
    (
        "claude-agent/wshobson__agents/plugins/unit-testing/agents/debugger.md",
        "claude-agent",
        "none",
        "system",
        [],
    ),
    (
        "claude-agent/wshobson__agents/plugins/agent-teams/commands/team-spawn.md",
        "claude-command",
        "dollar",
        None,
        ["ARGUMENTS"],
    ),
    (
        "claude-agent/wshobson__agents/plugins/security-scanning/commands/security-hardening.md",
        "claude-command",
        "dollar",
        None,
        ["ARGUMENTS"],
    ),
    (
        "mdc/theLucasAntunes__promptfoo/.cursor/rules/react-components.mdc",
        "cursor-rule",
        "none",
        "system",
        [],
    ),
    ("mdc/theLucasAntunes__promptfoo/.cursor/rules/examples.mdc", "cursor-rule", "none", "system", []),
    ("mdc/SWE-agent__SWE-agent/.cursor/rules/project-overview.mdc", "cursor-rule", "none", "system", []),
    ("mdc/steipete__agent-rules/project-rules/check.mdc", "cursor-rule", "none", "system", []),
    (
        f"mdc/{AGNIX}/cursor-invalid/.cursor/rules/always-apply-string.mdc",
        "cursor-rule",
        "none",
        "system",
        [],
    ),
    (
        "fabric-system.md/danielmiessler__fabric/data/patterns/summarize_prompt/system.md",
        "markdown",
        "braces",
        None,
        [],
    ),
]

FOLDERS = (
    "agent.md",
    "agents_md",
    "chatmode.md",
    "claude-agent",
    "instructions.md",
    "mdc",
    "prompt.md",
    "skill",
)
BROKEN = {
    # YAML that no reader takes, by eye.
    f"claude-agent/{VOLT}/08-business-product/growth-loops.md",
    f"claude-agent/{VOLT}/10-research-analysis/ab-test-analysis.md",
    f"prompt.md/{AGNIX}/copilot-invalid/.github/instructions/bad-frontmatter.instructions.md",
}


@pytest.mark.parametrize("spot", SPOTS, ids=lambda spot: spot[0].split("/", 1)[1])
def test_what_a_reader_finds_in_the_file(spot):
    path, name, dialect, role, variables = spot
    (document,) = documents_of(path)
    assert (document.format, document.dialect) == (name, dialect)
    assert [message.role for message in document.messages] == [role]
    assert list(document.variable_names) == variables
    assert not document.faults


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_file_is_covered_and_comes_back_as_it_was(folder):
    files = files_in(folder)
    assert files
    for path in files:
        hold_together(path)
        (document,) = documents_of(path)
        assert document.format not in {"markdown", "text", "unknown"}, path
        assert [fault.code for fault in document.faults] == (["F001"] if path in BROKEN else []), path
