"""One small valid file of every format, and how words are put into it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

MARK = "@@"
"""Where the words of a sample's prompt stand."""


def as_they_are(words: str) -> str:
    return words


def escaped(words: str) -> str:
    """As the inside of a string in double quotes: of JSON, YAML, TOML and, but for rare characters, Python."""
    return json.dumps(words, ensure_ascii=False)[1:-1]


def indented(words: str) -> str:
    return words.replace("\n", "\n    ")


@dataclass(frozen=True, slots=True)
class Sample:
    """A valid file of a format."""

    format: str
    path: str
    text: str
    write: Callable[[str], str] = as_they_are

    def holding(self, words: str) -> str:
        """The file with these words in its prompt."""
        return self.text.replace(MARK, self.write(words))

    @property
    def plain(self) -> str:
        return self.holding("Sort the ticket {{ ticket }} as one of a, b and c.")


AGENT = f"---\nname: sorter\ndescription: Sorts tickets. Use it for tickets.\n---\n# Sorter\n\n{MARK}\n"
SAMPLES = (
    Sample("prompt-file", "sort.prompt.md", f"---\nmode: agent\n---\n{MARK} ${{input:x}}\n"),
    Sample("instructions", "a.instructions.md", f"---\napplyTo: '**'\n---\n{MARK}\n"),
    Sample("agent", "a.agent.md", AGENT),
    Sample("chatmode", "a.chatmode.md", AGENT),
    Sample("skill", "SKILL.md", AGENT),
    Sample("agents-md", "AGENTS.md", f"# Rules\n\n- {MARK}\n"),
    Sample("claude-agent", ".claude/agents/a.md", AGENT),
    Sample("claude-command", ".claude/commands/a.md", f"---\ndescription: Sorts\n---\n{MARK} $ARGUMENTS\n"),
    Sample(
        "promptfoo",
        "promptfooconfig.yaml",
        f'prompts:\n  - "{MARK}"\n  - |\n    Sort {{{{x}}}}\nproviders: [openai:gpt-4o-mini]\n'
        "tests:\n  - vars: {x: 1}\n    assert:\n      - type: equals\n        value: a\n",
        escaped,
    ),
    Sample("cursor-rule", "a.mdc", f"---\nalwaysApply: true\n---\n{MARK}\n"),
    Sample(
        "baml",
        "a.baml",
        f'function Sort(x: string) -> string {{\n  client GPT4\n  prompt #"\n    {{{{ _.role("system") }}}}\n    '
        f'{MARK} {{{{ x }}}}\n  "#\n}}\n',
    ),
    Sample("poml", "a.poml", f'<poml>\n  <let name="x">1</let>\n  <role>You sort.</role>\n  <p>{MARK} {{{{x}}}}</p>\n</poml>\n'),
    Sample("prompty", "a.prompty", f"---\nname: a\ninputs:\n  x: 1\n---\nsystem:\n{MARK}\nuser:\n{{{{x}}}}\n"),
    Sample("elasta-prompt", "elasta.prompt", f'model: gpt-4o\nprompts:\n  system: "{MARK}"\n  user: |\n    Sort {{{{ x }}}}\n', escaped),
    Sample(
        "dotprompt",
        "dot.prompt",
        f'---\nmodel: googleai/gemini\ninput:\n  schema:\n    x: string\n---\n{{{{role "system"}}}}\n{MARK}\n{{{{role "user"}}}}\n{{{{x}}}}\n',
    ),
    Sample("text", "a.txt", f"{MARK}\n"),
    Sample("skprompt", "skprompt.txt", f"{MARK} {{{{$input}}}}\n"),
    Sample("mustache", "a.mustache", f"{{{{#x}}}}{MARK}{{{{/x}}}} {{{{x}}}}\n"),
    Sample("handlebars", "a.hbs", f"{{{{#if x}}}}{MARK}{{{{/if}}}} {{{{x}}}}\n"),
    Sample("promptflow", "flow.jinja2", f"system:\n{MARK}\nuser:\n{{{{x}}}}\n"),
    Sample("markdown", "a.md", f"---\nrole: user\n---\n# Task\n\n{MARK} {{{{ x }}}}\n"),
    Sample("jinja", "a.j2", f"{{% if x %}}{MARK}{{% endif %}} {{{{ x }}}}\n"),
    Sample(
        "python",
        "a.py",
        f'import os\n\nSYSTEM_PROMPT = "{MARK}"\nP = f"You are {{os}} kind"\n'
        'm = [{"role": "system", "content": "Sort " "the ticket"}]\n',
        escaped,
    ),
    Sample("lobe-agent", "lobe.json", f'{{"config": {{"systemRole": "{MARK}"}}, "meta": {{"title": "a"}}}}\n', escaped),
    Sample("dspy-state", "dspy.json", f'{{"a": {{"demos": [], "signature": {{"instructions": "{MARK}", "fields": []}}}}}}\n', escaped),
    Sample("langchain", "lc.yaml", f'_type: prompt\ninput_variables: [x]\ntemplate: "{MARK} {{x}}"\n', escaped),
    Sample(
        "semantic-kernel-yaml",
        "sk.yaml",
        f'name: a\ntemplate_format: semantic-kernel\ntemplate: "{MARK} {{{{$x}}}}"\ninput_variables:\n  - name: x\n',
        escaped,
    ),
    Sample(
        "chat-messages",
        "chat.json",
        f'[{{"role": "system", "content": "{MARK}"}}, {{"role": "user", "content": "{{{{x}}}}"}}]\n',
        escaped,
    ),
    Sample("prompt-library", "prompts.yaml", f'sort:\n  system_prompt: "{MARK}"\n  user: |\n    Sort {{{{ x }}}}\n', escaped),
    Sample("toml-prompt", "prompts.toml", f'description = "Sorts"\nprompt = "{MARK}"\n[other]\nsystem = \'\'\'\nYou sort\'\'\'\n', escaped),
)  # fmt: skip

LIKE_MARKDOWN = frozenset(
    {
        *(
            "prompt-file",
            "instructions",
            "agent",
            "chatmode",
            "skill",
            "agents-md",
            "claude-agent",
            "claude-command",
        ),
        *("cursor-rule", "text"),
    }
)
"""Formats whose bodies are read as that of Markdown is, so that what holds for its long texts holds for theirs."""
