"""Texts made to hurt: no rule takes more than its share of a second for a megabyte."""

from __future__ import annotations

from functools import partial
from itertools import islice

import pytest
from tests.pace import within

from motjuste.document.parse import parse
from motjuste.lint.context import LintContext
from motjuste.lint.registry import RULES

SIZE = 1_000_000
SECONDS = 3.0
"""Three times what any of them may take on a machine at rest: a second for a megabyte."""


def filled(bit):
    return (bit * (SIZE // len(bit) + 1))[:SIZE]


TEXTS = {
    "one line": filled("Sort the ticket. "),
    "brackets": filled("{" * 50 + "[" * 50),
    "open tags": "</x>\n" + filled("<a>\n"),
    "tags on one line": filled("<a></b>"),
    "closing tags": filled("</ab>\n</ba>\n"),
    "fences": filled("```\n"),
    "nested fences": filled("```md\n"),
    "nested lists": filled("- + "),
    "nested lists, then blank lines": filled("- + ")[: SIZE // 2] + "\n" * (SIZE // 2),
    "quotes": filled("> "),
    "numbers": filled("1. a\n2. b\n2. c\n"),
    "deeper and deeper": "".join(f"{' ' * (n % 300)}{n % 9}. a\n" for n in range(6000)),
    "numbered headings": filled("## 1. a\n## 3. b\n"),
    "counted lists": filled("- the following three rules:\n"),
    "labels": filled("one of a, b, c, "),
    "labels on lines": filled("one of: a | b | c.\n"),
    "zero width": filled("a\u200b"),
    "tag characters": filled("\U000e0041"),
    "variation selectors": filled("a\ufe0f\ufe0f"),
    "limits": filled("The answer has at least 9 words and at most 5 words. "),
    "always and never": filled("Always do a b.\nNever do a c.\n"),
    "no end of a sentence": filled("always never do not answer "),
    "ticks": filled("`a "),
    "dashes": filled("-"),
    "keys": filled("sk-ant-api03-"),
    "key letters": filled("AKIA") + filled("ghp_")[:1000],
    "key beginnings": filled("-----BEGIN PRIVATE KEY-----\n"),
    "commas": "one of " + filled("ab, "),
    "stars": filled("*"),
    "hashes": filled("# "),
    "backslashes": filled("\\"),
    "imperatives": filled("Do not use a. "),
    "step by step": filled("go back to step 7. "),
    "schema": '"properties" ' + filled('```json\n{"type": "object", "properties": {}}\n```\n'),
}


@pytest.mark.parametrize("name", TEXTS)
def test_no_rule_takes_more_than_linear_time(name):
    document = parse("a.md", TEXTS[name])
    for rule in RULES:
        within(SECONDS, partial(_first, rule, document))


def _first(rule, document):
    return list(islice(rule.check(document, LintContext()), 100_000))


NAMES = "".join(f"  - variable_name_{n}\n" for n in range(1000))
MANY_NAMES = {
    "misspelt": f"---\ninputs:\n{NAMES}---\n" + "".join(f"{{{{ variable_nam_{n} }}}}\n" for n in range(1000)),
    "unused": f"---\ninputs:\n{NAMES}---\nSort it: {{{{ ticket }}}}\n" + "{{ a }} {topic} " * 1000,
    "used": f"---\ninputs:\n{NAMES}---\n" + "".join(f"{{{{ variable_name_{n} }}}}\n" for n in range(1000)),
    "no words": f"---\ninputs:\n{NAMES}---\n".replace("_", "-") + "Sort it: {{ ticket }}\n" * 1000,
    "used often": "---\ninputs: [a]\n---\n" + "".join(f"{{{{ b{n % 500} }}}}\n" for n in range(50_000)),
}


@pytest.mark.parametrize("name", MANY_NAMES)
def test_many_variables_take_no_square_of_time(name):
    document = parse("a.md", MANY_NAMES[name])
    found = within(1.0, partial(_variables, document))
    assert bool(found) == (name != "used")


def _variables(document):
    document.derived.clear()
    return [one for rule in RULES if rule.code in {"T002", "T003"} for one in _first(rule, document)]
