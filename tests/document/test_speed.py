"""Parsing takes time in proportion to the text, whatever stands in it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from tests.pace import within

from motjuste.document.parse import parse

# Generous for a busy machine; a square in the length would take minutes.
SECONDS_PER_MEGABYTE = 3.0

TEXTS = {
    "plain, 10 MB": ("lorem ipsum dolor sit amet\n" * 380_000, 0.2),
    "one line of 4 MB": ("word " * 800_000, 0.2),
    "nested brackets": ("[" * 10_000 + "{{" + "(" * 10_000 + "}}", None),
    "opening braces": ("{" * 1_000_000, None),
    "variables": ("{{ x }} " * 60_000, None),
    "open comments": ("{# " * 300_000, None),
    "open directives": ("<!-- motjuste: " * 60_000, None),
    "directives": ("<!-- motjuste: ignore -->\n" * 20_000, None),
    "open tags": ("<edit>" * 80_000, None),
    "nested tags": ("<edit>" * 40_000 + "</edit>" * 40_000, None),
    "backticks": ("<edit>" + "".join("`" * (number % 300) + "x" for number in range(7000)), None),
    "fences": ("<edit>\n" + "```\n<edit>\n" * 50_000, None),
    "blanks in braces": ("{{" + " " * 1_000_000, None),
    "half braces": ("{{ a\n" * 200_000, None),
    "rules": ("---\n\n" * 200_000, None),
    "open front matter": ("---\nk: v\n" * 100_000, None),
    "long front matter": ("---\n" + "k: v\n" * 200_000 + "---\nbody", None),
    "carriage returns": ("a\r" * 500_000, None),
    "protected": ("<!-- motjuste: protect-start -->a<!-- motjuste: protect-end -->{{x}}\n" * 8000, None),
    "indented directives": ((" " * 400 + "<!-- motjuste: ignore -->\n") * 2000, None),
}


@pytest.mark.parametrize("path", ["a.md", "a.j2"])
@pytest.mark.parametrize("name", TEXTS)
def test_time_grows_with_the_text(name, path):
    text, limit = TEXTS[name]
    parse(path, "{{ x }}")  # imports are not what is measured
    bound = (limit or SECONDS_PER_MEGABYTE) * max(len(text) / 1e6, 0.5)
    assert within(bound, lambda: parse(path, text)).messages


def test_importing_the_parser_imports_nothing_heavy():
    code = (
        "import sys; from motjuste.document.parse import parse; from motjuste.lint.engine import lint; "
        "lint(parse('a.md', 'Sort {{ x }}. <edit>y</edit>')); "
        "print([name for name in ('ruamel', 'jinja2', 'regex', 'pydantic', 'scipy', 'openai') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
