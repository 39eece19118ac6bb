"""No text makes a rule slow: the time grows with the text, and a megabyte takes well under a second."""

from __future__ import annotations

from functools import partial

import pytest
from tests.pace import within

from motjuste.document.parse import parse_all
from motjuste.lint.engine import LintContext
from motjuste.lint.registry import RULES
from motjuste.workspace.references import FolderFiles

SIZE = 300_000
SECONDS = 1.0
"""A second for a megabyte, and three times as much for text of nothing but tags; a square would need minutes."""
HEADS = {
    "a.md": "---\ninputs: [aa, bb]\n---\n",
    "a.j2": "---\ninputs: [aa]\n---\n{{ aa }}",
    "a.prompty": "---\nname: a\n---\nsystem:\nx\nuser:\n",
    "a.prompt": '---\ninput:\n  schema:\n    aa: string\n---\n{{role "system"}}\nx',
    "SKILL.md": "---\nname: x\n---\n",
    "prompts.py": "from langchain_core.prompts import PromptTemplate\nA = PromptTemplate.from_template('''",
}
UNITS = {
    "one line": "x",
    "blanks": " ",
    "line ends": "\n",
    "opening braces": "{",
    "spaced braces": "{ ",
    "doubled braces": "{{a ",
    "closing braces": "}}",
    "JSON in doubled braces": '{{"a": ',
    "nested JSON": '{"a":{',
    "shell variables": "${aa} ",
    "open links": "[a](",
    "links": "](a.md) ",
    "open code": "`a ",
    "fences with role lines": "```\nuser:\n",
    "role lines": "user:\n",
    "open examples": "<example>\nuser:\n",
    "includes": '{% include "a.j2" %}\n',
    "conditions": "{% if aa %}",
    "blocks": "{{#if aa}}",
    "partials": "{{> a}}\n",
    "roles": '{{role "assistant"}}\n',
    "media": "{{media url=aa}}",
    "addresses": "data:image/png;base64,",
    "notes": "TODO: x\n",
    "open notes": "<!-- TODO ",
    "conflicts": "<<<<<<< HEAD\n",
    "files": "${file:a.json} ",
}


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
@pytest.mark.parametrize("name", HEADS)
def test_no_rule_takes_a_square_of_time(name, unit, tmp_path):
    text = HEADS[name] + unit * (SIZE // len(unit)) + ("''')" if name.endswith(".py") else "")
    documents = parse_all(str(tmp_path / name), text)
    context = LintContext(files=FolderFiles(tmp_path, tmp_path / name), today="2026-11-22")
    for rule in RULES:
        if rule.code[0] not in "FTMPR":
            continue
        problems = within(SECONDS, partial(_all, rule, documents[:3], context))
        assert all(problem.span.end <= len(documents[0].text) for problem in problems)


def _all(rule, documents, context):
    return [problem for document in documents for problem in rule.check(document, context)]
