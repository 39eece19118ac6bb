"""Lines that findings name are lines of the source, not of the text with its escapes resolved."""

from __future__ import annotations

from pathlib import Path

import motjuste.lint.rules
from motjuste.document.parse import parse
from motjuste.lint.engine import lint

RULES = Path(motjuste.lint.rules.__file__).parent


def test_no_rule_counts_the_lines_of_the_text():
    counting = [
        path.name for path in RULES.glob("*.py") if "LineIndex(document.text)" in path.read_text("utf-8")
    ]
    assert counting == []


def test_a_related_line_is_that_of_the_source():
    text = (
        'SYSTEM_PROMPT = ("You sort.\\n\\n\\n"\n'
        '    "Keep your answer under 50 words.\\n\\n"\n'
        '    "Your answer must have at least 100 words.\\n")\n'
    )
    found = [one for one in lint(parse("a.py", text)) if one.code == "C001"]
    assert [one.line for finding in found for one in finding.related] == [2]
    assert "line 2" in found[0].message
