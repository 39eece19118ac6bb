"""A variable gets another name in its prompts and its eval set, in every format, or nowhere."""

from __future__ import annotations

import pytest

from motjuste.errors import UserError
from motjuste.text.edit import apply_edits
from motjuste.workspace.rename import HeldFile, PromptFile, renaming
from motjuste.workspace.workspace import Workspace


def renamed(folder, prompts, evals=None, old="ticket", new="message"):
    """The texts by file name after a rename."""
    workspace = Workspace.discover(folder)
    files = []
    for name, text in prompts.items():
        documents = workspace.documents(str(folder / name), text)
        using = tuple(one for one in documents if old in one.variable_names)
        files.append(PromptFile(HeldFile(folder / name, text), documents, using))
    held = None
    if evals is not None:
        held = HeldFile(folder / evals[0], evals[1])
    edits = {}
    for part in renaming(workspace, files, held, old, new):
        edits.setdefault(part.file.path.name, (part.file.text, []))[1].extend(part.edits)
    return {name: apply_edits(text, tuple(found)) for name, (text, found) in edits.items()}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "---\ninputs: [ticket, x]\n---\n{{ ticket }} and {{ x }}, tickets"),
        ("a.md", "---\ninputs:\n  ticket: what it is\n---\n{{ ticket }}"),
        ("a.md", "---\nvariables:\n  - name: ticket\n---\n{{ ticket.subject }}"),
        ("a.j2", "{% for t in ticket %}{{ t }}{% endfor %}{% if ticket %}{{ ticket | upper }}{% endif %}"),
        ("a.mustache", "{{#ticket}}{{name}}{{/ticket}}"),
        ("a.hbs", "{{#if ticket}}{{ticket}}{{/if}}"),
        ("a.prompt", "---\ninput:\n  schema:\n    ticket?: string\n---\n{{ticket}}"),
        (
            "b.prompty",
            "---\nname: x\ninputs:\n  ticket:\n    type: string\nsample:\n  ticket: y\n---\nsystem:\nSort.\n\nuser:\n{{ticket}}\n",
        ),
        (
            "b.prompt",
            "---\ninput:\n  schema:\n    ticket: string\n  default:\n    ticket: a\n---\n{{ticket}}",
        ),
        ("a.prompty", "---\nname: x\nsample:\n  ticket: y\n---\nsystem:\nSort.\n\nuser:\n{{ticket}}\n"),
    ],
)
def test_every_format_is_renamed_in_whole_words_only(tmp_path, name, text):
    changed = renamed(tmp_path, {name: text})[name]
    assert "ticket" not in changed.replace("tickets", "")
    assert changed.count("message") == text.replace("tickets", "").count("ticket")
    assert ("tickets" in changed) == ("tickets" in text)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("c.jsonl", '{"ticket": "ticket", "expected": "b"}\n', '{"message": "ticket", "expected": "b"}\n'),
        (
            "c.jsonl",
            '{"ticket.subject": "a", "expected": "b"}\n',
            '{"message.subject": "a", "expected": "b"}\n',
        ),
        ("c.csv", 'id,"ticket",expected\n1,ticket,b\n', 'id,"message",expected\n1,ticket,b\n'),
        ("c.yaml", "- vars: {ticket: a}\n  assert: []\n", None),
        ("c.yaml", "- ticket: a\n  expected: ticket\n", "- message: a\n  expected: ticket\n"),
        (
            "c.json",
            '[{"vars": {"ticket": "a"}, "assert": [{"type": "equals", "value": "x"}]}]',
            '[{"vars": {"message": "a"}, "assert": [{"type": "equals", "value": "x"}]}]',
        ),
    ],
)
def test_the_columns_of_every_kind_of_eval_file_are_renamed(tmp_path, name, text, expected):
    if expected is None:
        expected = text.replace("ticket", "message")
    changed = renamed(tmp_path, {"a.md": "Sort {{ ticket }}."}, (name, text))
    assert changed[name] == expected


def test_a_configuration_that_holds_prompt_and_cases_is_renamed_in_both(tmp_path):
    text = 'prompts:\n  - "Sort {{ticket}} now, please."\nproviders: [x]\ntests:\n  - vars: {ticket: a}\n'
    (tmp_path / "promptfooconfig.yaml").write_text(text)
    changed = renamed(tmp_path, {"promptfooconfig.yaml": text}, ("promptfooconfig.yaml", text))
    assert changed["promptfooconfig.yaml"] == text.replace("ticket", "message")


@pytest.mark.parametrize(
    ("prompts", "evals", "new", "why"),
    [
        ({"a.md": "{{ ticket }} {{ message }}"}, None, "message", "has a variable `message` already"),
        ({"a.md": "{{ ticket }}"}, None, "1st", "no name of a variable"),
        ({"a.j2": "{% set message = 1 %}{{ ticket }}"}, None, "message", "means something else"),
        ({"a.j2": "{{ ticket }} {% if %}"}, None, "message", "cannot be read in full"),
        (
            {"a.md": "{{ ticket }}"},
            ("c.jsonl", '{"ticket": "a", "message": "b", "expected": "c"}\n'),
            "message",
            "has a column",
        ),
        (
            {"a.md": "{{ ticket }}"},
            ("c.jsonl", '{"ticket": "a", "message": "b"}\n'),
            "message",
            "cannot be renamed",
        ),
        (
            {"a.md": "{{ ticket }}"},
            ("c.jsonl", '{"ticket": "a", "expected": "b"}\n'),
            "split",
            "cannot be renamed",
        ),
        ({"a.md": "{{ ticket }}"}, ("c.jsonl", '{"\\u0074icket": "a"}\n'), "message", "cannot be renamed"),
        (
            {
                "prompts.py": 'SORT_PROMPT = "Sort this ticket: {ticket}"\nprint(SORT_PROMPT.format(ticket=1))\n'
            },
            None,
            "message",
            "program's own code",
        ),
    ],
)
def test_what_is_not_safe_is_refused(tmp_path, prompts, evals, new, why):
    with pytest.raises(UserError, match=why):
        renamed(tmp_path, prompts, evals, new=new)


def test_the_same_name_changes_nothing(tmp_path):
    assert renamed(tmp_path, {"a.md": "{{ ticket }}"}, new="ticket") == {}


def test_a_prompt_is_not_parted_from_a_column_that_is_not_written(tmp_path):
    (tmp_path / "c.jsonl").write_text('{"ticket": "a", "expected": "b"}\n')
    prompt = {"a.md": "---\nevals: c.jsonl\n---\n{{ ticket }} {{ place }}"}
    with pytest.raises(UserError, match="without it no case fills"):
        renamed(tmp_path, prompt)
    assert "{{ kind }}" in renamed(tmp_path, prompt, old="place", new="kind")["a.md"]
