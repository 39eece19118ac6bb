"""Literals of Python cut open as Python itself reads them."""

from __future__ import annotations

import ast

import pytest

from motjuste.document.python_literals import Unreadable, literal_parts, read_literals
from motjuste.document.transcript import transcribe
from motjuste.text.span import Span


def cut(source):
    """The words between the holes, and the holes."""
    literals = read_literals(source, Span(0, len(source)))
    transcript = transcribe(source, (one for literal in literals for one in literal.escapes))
    words = [
        transcript.inner_span(part).of(transcript.text)
        for literal in literals
        for part in literal_parts(literal)
    ]
    return "".join(words), [hole.of(source) for literal in literals for hole in literal.holes]


@pytest.mark.parametrize(
    "source",
    [
        r'"a\n\t\\\"\x41\u0042\U00000043\101\0é\N{EM DASH}"',
        r"r'\d\n'",
        r"'\q\8'",
        '"""a\\\nb\n"""',
        "'a' \"b\"  # why\n  '''c'''",
        '"a" \\\n "b"',
        "U'x'",
        "'''a\"\"\"'b'''",
        "''",
    ],
)
@pytest.mark.filterwarnings("ignore:invalid escape sequence")
def test_plain_literals(source):
    assert cut(source) == (ast.literal_eval(f"({source})"), [])


@pytest.mark.parametrize(
    ("source", "words", "holes"),
    [
        ('f"a{{b}}{x}"', "a{b}", ["{x}"]),
        ('f"{x!r:>{w}} {y}"', " ", ["{x!r:>{w}}", "{y}"]),
        ("f\"{d['k']:%H:%M}\"", "", ["{d['k']:%H:%M}"]),
        ("f'''{x if a != b else \"}\"} z'''", " z", ['{x if a != b else "}"}']),
        ('rf"\\{x}\\d"', "\\\\d", ["{x}"]),
        ('f"\\N{EM DASH}{x}"', "—", ["{x}"]),
        ('F"{ {1: 2}[1] } {(lambda: 3)()}"', " ", ["{ {1: 2}[1] }", "{(lambda: 3)()}"]),
        ('f"{x:\'>10}"', "", ["{x:'>10}"]),
        ("f\"{f'{y}'} a\"", " a", ["{f'{y}'}"]),
        ('f"""{\n  x\n}"""', "", ["{\n  x\n}"]),
        ('f"{f"{y}"} a"', " a", ['{f"{y}"}']),
    ],
)
def test_formatted_literals(source, words, holes):
    assert cut(source) == (words, holes)


@pytest.mark.parametrize("source", ["b'x'", "x", "'a", 'f"{x"', "'a' + 'b'", 'f"' + "{f'" * 60, "'a\nb'"])
def test_what_is_no_literal_of_words_is_refused(source):
    with pytest.raises(Unreadable):
        read_literals(source, Span(0, len(source)))


def test_a_crlf_reads_as_a_line_feed():
    assert cut('"""a\r\nb"""') == ("a\nb", [])
    assert cut('r"""a\r\nb"""') == ("a\nb", [])
