"""`motjuste optimize --write` on one prompt of every format: the words that were edited change, and nothing else."""

from __future__ import annotations

import json

import pytest
from tests.cli.command import motjuste

from motjuste.document.coverage import Part, stretches
from motjuste.document.formats import FORMATS
from motjuste.document.parse import parse, parse_all, split_address

TELL = "Find the date in the text and return it.\nKeep to the facts."
ONE_LINE = "Find the date in the text and return it. Keep to the facts."
SETTINGS = """
[evals]
"**" = "dates.evals.jsonl"
[prompts.dialects]
"*.txt" = "fstring"
"""
FILES = {
    # Format: (address, text). Each is written as people write it, with neighbours that no edit may touch.
    "markdown": ("a.md", f"# Dates\n\n{TELL}\n\n- {{{{ input }}}}\n"),
    "text": ("a.txt", f"{TELL}\n\nText: {{input}}\nBraces: {{{{}}}}\n"),
    "jinja": ("a.j2", f"{{# note #}}{TELL}\n{{% if input %}}{{{{ input }}}}{{% endif %}}\n"),
    "mustache": ("a.mustache", f"{TELL}\n{{{{#input}}}}Text: {{{{input}}}}{{{{/input}}}}\n"),
    "handlebars": ("a.hbs", f"{TELL}\n{{{{#if input}}}}Text: {{{{input}}}}{{{{/if}}}}\n"),
    "promptfoo": (
        "promptfooconfig.yaml::finder",
        (
            "# yaml-language-server: $schema=x\ndescription: dates\nprompts:\n  - id: finder\n    label: finder\n    raw: |-\n"
            f"      {ONE_LINE}\n      Text: {{{{input}}}}\n  - 'Other: {{{{input}}}}'\nproviders: [openai:gpt-4o-mini]\n"
        ),
    ),
    "prompt-file": ("a.prompt.md", f"---\ndescription: dates\nagent: ask\n---\n{TELL}\n${{input:input}}\n"),
    "instructions": ("a.instructions.md", f'---\napplyTo: "**/*.py"\n---\n{TELL}\n'),
    "agent": ("a.agent.md", f"---\nname: dates\ndescription: finds dates\n---\n{TELL}\n"),
    "skill": ("dates/SKILL.md", f"---\nname: dates\ndescription: finds dates\n---\n\n{TELL}\n"),
    "agents-md": ("AGENTS.md", f"# Agents\n\n{TELL}\n"),
    "python": (
        "my_prompts.py::DATE_PROMPT",
        (
            'import os\n\nOTHER_PROMPT = "Say \\"hi\\" to {name}."\nDATE_PROMPT = (\n    "Find the date in the text "\n'
            "    'and return it.\\n' \"Keep to the \\u0066acts.\\n{input}\"\n)\nprint(DATE_PROMPT.format(input=os.name))\n"
        ),
    ),
    "prompty": (
        "a.prompty",
        f"---\nname: dates\ninputs:\n  input:\n    type: string\n---\nsystem:\n{TELL}\n\nuser:\n{{{{input}}}}\n",
    ),
    "dotprompt": (
        "a.prompt",
        (
            "---\nmodel: googleai/gemini-2.0-flash\ninput:\n  schema:\n    input: string\n---\n"
            f'{{{{role "system"}}}}\n{TELL}\n{{{{role "user"}}}}\n{{{{input}}}}\n'
        ),
    ),
    "chat-messages": (
        "chat.json",
        json.dumps(
            [
                {"role": "system", "content": f'{TELL}\n\t"Be exact."'},
                {"role": "user", "content": "{{input}}"},
            ],
            indent=1,
        ),
    ),
    "chat-messages in YAML": (
        "chat.yaml",
        f"- role: system\n  content: >-\n    {ONE_LINE}\n    It's one of \"many\".\n- role: user\n  content: '{{{{input}}}}'\n",
    ),
    "langchain": (
        "chain.json",
        json.dumps({"_type": "prompt", "input_variables": ["input"], "template": f"{TELL}\n{{input}}"}),
    ),
    "dspy-state": (
        "state.json",
        json.dumps(
            {"find": {"signature": {"instructions": TELL, "fields": []}, "demos": [], "lm": None}}, indent=2
        ),
    ),
    "skprompt": ("skprompt.txt", f"{TELL}\n+++\n{{{{$input}}}}\n+++\n"),
    "baml": (
        "a.baml",
        (
            f'function Find(input: string) -> string {{\n  client GPT\n  prompt #"\n    {{{{ _.role("system") }}}}\n    {ONE_LINE}\n'
            '    {{ _.role("user") }}\n    {{ input }}\n  "#\n}\ntest t { functions [Find] args { input "x" } }\n'
        ),
    ),
    "poml": (
        "a.poml",
        (
            "<poml>\n  <role>You are exact &amp; brief.</role>\n  <task>Find the date in the text and return it.</task>\n"
            "  <hint>Keep to the facts.</hint>\n  <p>{{input}}</p>\n</poml>\n"
        ),
    ),
    "chatmode": ("a.chatmode.md", f"---\ndescription: dates\n---\n{TELL}\n"),
    "claude-agent": (".claude/agents/a.md", f"---\nname: a\ndescription: finds dates\n---\n{TELL}\n"),
    "claude-command": (".claude/commands/a.md", f"---\ndescription: dates\n---\n{TELL}\n"),
    "cursor-rule": (".cursor/rules/a.mdc", f"---\nglobs: **/*.ts\nalwaysApply: true\n---\n{TELL}\n"),
    "elasta-prompt": (
        "b.prompt",
        (
            "config:\n  outputFormat: Text\n  input:\n    parameters:\n      input: string\nprompts:\n  system: |\n"
            f"    {ONE_LINE}\n  user: |\n    {{{{ input }}}}\n"
        ),
    ),
    "promptflow": ("flow.jinja2", f"# system:\n{TELL}\n\n# user:\n{{{{input}}}}\n"),
    "lobe-agent": (
        "agent.json",
        json.dumps(
            {
                "author": "x",
                "config": {"systemRole": f"{TELL} \u00e9\u2028"},
                "identifier": "dates",
                "meta": {},
            },
            indent=2,
        ),
    ),
    "semantic-kernel-yaml": (
        "sk.yaml",
        (
            f"name: Dates\ntemplate_format: semantic-kernel\ntemplate: |\n  {ONE_LINE}\n  {{{{$input}}}}\n"
            "input_variables:\n  - name: input\n"
        ),
    ),
    "prompt-library": (
        "prompts.yaml::finder.system",
        f'other:\n  system: "Say hi."\nfinder:\n  system: "{ONE_LINE}"\n',
    ),
    "toml-prompt": ("command.toml", f'description = "dates"\nprompt = """\n{TELL}\n"""\n'),
}


@pytest.mark.parametrize("name", FILES)
def test_only_the_edited_words_change(workspace, name):
    address, text = FILES[name]
    path = workspace / split_address(address)[0]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    with (workspace / "motjuste.toml").open("a", encoding="utf-8") as settings:
        settings.write(SETTINGS)
    assert parse(str(path), text).format == name.split()[0]
    done = motjuste("optimize", address, "--steps", 1, "--candidates", 2, "--write", "--json", cwd=workspace)
    assert done.status == 0, done.stderr
    result = done.json
    assert result["verdict"] == "HELPS"
    new = path.read_bytes().decode()
    assert new == result["best"]["text"]
    assert new != text
    for edit in reversed(result["edits"]):
        assert text[edit["start"] : edit["end"]] == edit["old"]
    changed = text
    for edit in reversed(result["edits"]):
        changed = changed[: edit["start"]] + edit["new"] + changed[edit["end"] :]
    assert changed == new
    dialect = "fstring" if name == "text" else None
    before, after = parse_all(str(path), text, dialect=dialect), parse_all(str(path), new, dialect=dialect)
    assert [document.name for document in before] == [document.name for document in after]
    assert untouchable(before) == untouchable(after)
    chosen = split_address(address)[1]
    for old, edited in zip(before, after, strict=True):
        assert said(edited) == said(old) or chosen in {None, old.name}
    assert "YYYY-MM-DD" in said(parse(str(path), new, prompt=chosen, dialect=dialect)) or "Example" in new


def untouchable(documents):
    """All that stands in a file beside the words a model reads, blanks left out."""
    source = documents[0].source
    kept = [one.span.of(source) for one in stretches(documents) if one.part is not Part.LITERAL]
    return "".join("".join(kept).split())


def said(document):
    return "".join(message.span.of(document.text) for message in document.messages)


def test_every_format_is_tried():
    assert {one.name for one in FORMATS} == {name.split()[0] for name in FILES}
