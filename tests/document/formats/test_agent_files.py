"""The files of coding agents: which is which, who speaks, how braces are read, and lenient front matter."""

from __future__ import annotations

import pytest

from motjuste.document.parse import parse
from motjuste.document.render import render

AGENT = "---\nname: reviewer\ndescription: Reviews\ntools: Read, Grep\n---\nReview {{ it }}.\n"
COMMAND = "---\ndescription: Ships\nargument-hint: <branch>\n---\nShip $ARGUMENTS now.\n"
PROMPT = "---\nname: triage\ndescription: Sorts\nmodel: gpt-4o\n---\nSort {{ ticket }}.\n"


@pytest.mark.parametrize(
    ("path", "name", "dialect", "role"),
    [
        ("x/review.prompt.md", "prompt-file", "dollar", None),
        ("x/Review.PROMPT.md", "prompt-file", "dollar", None),
        ("x/style.instructions.md", "instructions", "none", "system"),
        (".github/copilot-instructions.md", "instructions", "none", "system"),
        ("x/coder.agent.md", "agent", "none", "system"),
        ("x/beast.chatmode.md", "chatmode", "none", "system"),
        ("skills/x/SKILL.md", "skill", "dollar", "system"),
        ("skill.md", "markdown", "braces", None),
        ("AGENTS.md", "agents-md", "none", "system"),
        ("a/CLAUDE.md", "agents-md", "none", "system"),
        ("GEMINI.md", "agents-md", "none", "system"),
        ("CLAUDE.local.md", "agents-md", "none", "system"),
        ("MY-CLAUDE.md", "markdown", "braces", None),
        (".claude/agents/a.md", "claude-agent", "none", "system"),
        (".claude/agents/team/a.md", "claude-agent", "none", "system"),
        (".claude/commands/git/ship.md", "claude-command", "dollar", None),
        ("C:\\repo\\.claude\\commands\\ship.md", "claude-command", "dollar", None),
        ("plugins/x/agents/a.md", "claude-agent", "none", "system"),
        ("plugins/x/commands/a.md", "claude-command", "dollar", None),
        ("agents/a.md", "markdown", "braces", None),
        ("docs/commands/a.md", "markdown", "braces", None),
        (".claude/agents/a.txt", "text", "braces", None),
        (".cursor/rules/a.mdc", "cursor-rule", "none", "system"),
        (".cursorrules", "cursor-rule", "none", "system"),
        ("fabric/patterns/x/system.md", "markdown", "braces", None),
    ],
)
def test_the_name_tells_the_kind(path, name, dialect, role):
    document = parse(path, "Do it.\n")
    assert (document.format, document.dialect, document.messages[0].role) == (name, dialect, role)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (AGENT, "claude-agent"),
        (AGENT.replace("Read, Grep", "[Read, Grep]"), "claude-agent"),
        (AGENT.replace("---\n", "---\r\n"), "claude-agent"),
        (AGENT.replace("tools: Read, Grep\n", ""), "markdown"),
        (AGENT.replace("Read, Grep", "search, fetch"), "markdown"),
        (AGENT.replace("description: Reviews\n", ""), "markdown"),
        (COMMAND, "claude-command"),
        (COMMAND.replace("argument-hint: <branch>\n", ""), "markdown"),
        (COMMAND.replace("$ARGUMENTS", "it"), "markdown"),
        (PROMPT, "markdown"),
        ("tools: Read\nname: x\ndescription: y\n", "markdown"),
    ],
)
def test_front_matter_tells_agents_and_commands_that_stand_elsewhere(text, name):
    assert parse("categories/02/a.md", text).format == name


def test_braces_are_examples_in_instructions_and_variables_in_prompts():
    assert parse("a.instructions.md", "Write `{{ x }}` and ${y}.").variable_names == ()
    assert parse("a.prompt.md", "Explain ${input:topic} of {{ x }}.").variable_names == ("topic",)
    assert parse(".claude/commands/a.md", COMMAND).variable_names == ("ARGUMENTS",)


def test_instructions_come_before_what_is_asked():
    document = parse("AGENTS.md", "Be brief.\n")
    assert render(document, {"input": "Hi"}) == (("system", "Be brief."), ("user", "Hi"))
    prompt = parse("a.prompt.md", "Explain ${input:topic}.\n")
    assert render(prompt, {"topic": "tides"}) == (("user", "Explain tides."),)


def test_a_role_in_the_front_matter_wins():
    assert parse("a.agent.md", "---\nrole: user\n---\nHi\n").messages[0].role == "user"


def test_settings_and_eval_links_are_read():
    document = parse("SKILL.md", "---\nname: x\nmetadata:\n  evals: ./x.jsonl\n---\nDo it.\n")
    assert document.settings["metadata"].value == {"evals": "./x.jsonl"}
    assert document.messages[0].span.of(document.text) == "Do it.\n"


@pytest.mark.parametrize(
    ("front", "settings"),
    [
        ("globs: **/*.ts\n", {"globs": "**/*.ts"}),
        ("description: a\nglobs: **/*.{ts,tsx}\nalwaysApply: true\n", None),
        (
            "description:\nglobs: *.md\nalwaysApply: false\n",
            {"description": None, "globs": "*.md", "alwaysApply": False},
        ),
        (
            "description: says: this\nglobs: *.md, *.txt\r\n",
            {"description": "says: this", "globs": "*.md, *.txt"},
        ),
        ("# a comment\nglobs: *.md\n\n", {"globs": "*.md"}),
        ('globs:\n  - "**/*.ts"\n', {"globs": ["**/*.ts"]}),
    ],
)
def test_front_matter_as_cursor_writes_it_is_no_fault(front, settings):
    document = parse("a.mdc", f"---\n{front}---\nBody\n")
    assert not document.faults
    found = {key: setting.value for key, setting in document.settings.items()}
    expected = settings or {"description": "a", "globs": "**/*.{ts,tsx}", "alwaysApply": True}
    assert found == expected
    for setting in document.settings.values():
        assert setting.key_span.of(document.text) == setting.key
        if isinstance(setting.value, str):
            assert setting.value_span.of(document.text) == setting.value


@pytest.mark.parametrize(
    "front", ["globs: *.ts\nno colon here\n", "globs: [a\n", "globs: *.ts\nglobs: *.js\n"]
)
def test_front_matter_that_nobody_reads_stays_a_fault(front):
    document = parse("a.mdc", f"---\n{front}---\nBody\n")
    assert [fault.code for fault in document.faults] == ["F001"]
    assert document.messages[0].span.of(document.text) == "Body\n"
