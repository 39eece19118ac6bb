"""Places in a Python file, and the faults of one that cannot be parsed."""

from __future__ import annotations

import ast

import pytest

from motjuste.document.model import Fault
from motjuste.document.python_source import comments, read_python


@pytest.mark.parametrize(
    "source", ["é = 'ü'; 日 = '😀 x'\r\n\rz = '''a\nü''' ; y = 'w'\n", "\ufeffé = 'ü'; y = 'ä'"]
)
def test_nodes_stand_where_they_stand(source):
    read = read_python(source)
    found = [read.span(node).of(source) for node in ast.walk(read.tree) if isinstance(node, ast.Constant)]
    assert [ast.literal_eval(one.replace("\r\n", "\n")) for one in found] == [
        node.value for node in ast.walk(read.tree) if isinstance(node, ast.Constant)
    ]


@pytest.mark.parametrize(
    ("source", "place", "message"),
    [
        ("x = (\n", (4, 5), "at line 1: '(' was never closed"),
        ("a = b c\n", (6, 7), "at line 1: invalid syntax"),
        ("x = 1\n  y = 2", (8, 9), "at line 2: unexpected indent"),
        ("if x:\n", (4, 5), "at line 1: expected an indented block"),
        ("\ufeffé = 'a\n", (5, 6), "at line 1: unterminated string literal"),
        ("(" * 10_000, (200, 201), "at line 1: too many nested parentheses"),
        ("\ud800", (0, 0), ": half of a surrogate pair stands in it"),
        ("-" * 100_000 + "1", (0, 0), ": it is nested too deep"),
    ],
)
def test_faults_point_at_their_word(source, place, message):
    fault = read_python(source)
    assert isinstance(fault, Fault)
    assert (fault.span.start, fault.span.end) == place
    assert f"The Python cannot be parsed{' ' if message[0] == 'a' else ''}{message}" in fault.message


def test_odd_escapes_and_old_comparisons_warn_nobody():
    assert not isinstance(read_python('x = "\\d" is "y"'), Fault)


def test_comments_between_joined_strings_are_comments_and_words_are_not():
    source = "# motjuste: prompt\nx = '# motjuste: no'\ny = ('a' # motjuste: ignore K\n 'b')\n\"\"\"\n# motjuste: no\n\"\"\"\n"
    read = read_python(source)
    assert not isinstance(read, Fault)
    assert [span.of(source) for span in comments(read)] == [
        "# motjuste: prompt",
        "# motjuste: ignore K",
    ]
