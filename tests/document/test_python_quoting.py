"""Random words in every kind of Python string read as Python reads them, and edits of them are written exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from motjuste.document.coverage import stretches
from motjuste.document.model import PieceKind
from motjuste.document.parse import parse, parse_all
from motjuste.document.python_quoting import PythonQuoting
from motjuste.document.transcript import Unwritable
from motjuste.text.edit import Edit, apply_edits
from motjuste.text.span import Span

if TYPE_CHECKING:
    from motjuste.document.model import Document

BITS = [
    "a",
    "word ",
    "\n",
    "\n\n",
    "    ",
    "\t",
    '"',
    "'",
    '"""',
    "'''",
    "\\",
    "\\n",
    "{",
    "}",
    "{{",
    "é",
    "😀",
    "\r",
]
BITS += [
    "\x00",
    "\x07",
    "\x7f",
    "\u2028",
    "\ufeff",
    "# x",
    "0",
    "7",
    "x41",
    "N{DASH}",
    "%s",
    "<edit>",
    "\x0c",
]
texts = st.lists(st.sampled_from(BITS), max_size=12).map("".join)
quotes = st.sampled_from(['"', "'", '"""', "'''"])
line_ends = st.sampled_from(["\n", "\r\n"])


def sent(document: Document) -> str:
    return "".join(
        piece.span.of(document.text)
        for message in document.messages
        for piece in message.pieces
        if piece.kind is not PieceKind.HIDDEN
    )


def value_of(source: str) -> str:
    """What Python itself makes of the last assigned value; there are no holes in it."""
    made: dict[str, str] = {}
    exec(source, made)
    return made["x"]


def python_of(text: str, quote: str, *, raw: bool, formatted: bool, line_end: str = "\n") -> str:
    quoting = PythonQuoting(quote, raw, formatted, line_end)
    prefix = ("r" if raw else "") + ("f" if formatted else "")
    return f"{prefix}{quote}{quoting.encode(text)}{quote}"


@given(texts, quotes, st.booleans(), st.booleans(), line_ends)
def test_what_is_encoded_python_reads_back(text, quote, raw, formatted, line_end):
    try:
        literal = python_of(text, quote, raw=raw, formatted=formatted, line_end=line_end)
    except Unwritable:
        assert raw
        return
    assert value_of(f"x = {literal}") == text
    assume("<edit>" not in text)
    source = f"# motjuste: prompt\nx = {literal}{line_end}"
    document = parse("a.py", source)
    assert sent(document) == text
    assert document.source == source
    assert document.written(()) == source


SHAPES = [
    "x = {0}",
    "x = {0} {1}",
    "x = ({0}  # why\n     {1})",
    "x = {0} + {1}",
    "x = {0}.strip()",
    "def f():\n    y = 1\n    x = dedent({0})",
    "def f():\n    x = cleandoc({0})",
]


@st.composite
def sources(draw):
    shape, quote, formatted = draw(st.sampled_from(SHAPES)), draw(quotes), draw(st.booleans())
    words = [draw(texts.filter(lambda text: "<edit>" not in text)) for _ in range(2)]
    literals = [python_of(text, quote, raw=False, formatted=formatted) for text in words]
    source = "# motjuste: prompt\n" + shape.format(*literals)
    return source.replace("    x = ", "    # motjuste: prompt\n    x = ")


@given(sources(), st.data())
def test_an_edit_changes_the_words_asked_and_nothing_else(source, data):
    document = parse("a.py", source)
    assume(document.literal_spans)
    span = data.draw(st.sampled_from(document.literal_spans))
    start = data.draw(st.integers(span.start, span.end))
    end = data.draw(st.integers(start, span.end))
    edit = Edit(Span(start, end), data.draw(texts.filter(lambda text: "<edit>" not in text)))
    try:
        written = document.written([edit])
    except Unwritable:
        return
    again = parse("a.py", written)
    assert again.text == apply_edits(document.text, [edit])
    before = document.outer(span)
    assert written.startswith(source[: before.start])
    assert written.endswith(source[before.end :])


def test_most_edits_can_be_written():
    """So that the property above does not hold for want of writable edits."""
    source = 'x_prompt = dedent("""\n    You are "kind" to all.\n\n    Always {be}.\n    """)\n'
    document = parse("a.py", source)
    for start in range(document.literal_spans[0].start, document.literal_spans[0].end):
        for new in ("new", 'a "quoted" word', "two\nlines", "three\n\nlines\n", "\\d"):
            edit = Edit(Span(start, start), new)
            again = parse("a.py", document.written([edit]))
            assert again.text == apply_edits(document.text, [edit])


@pytest.mark.parametrize(
    ("source", "edit", "wanted"),
    [
        ('P_PROMPT = """Say yes or no"""', ("no", 'no"'), 'P_PROMPT = """Say yes or no\\""""'),
        ("P_PROMPT = 'Say yes or no'", ("no", "don't\nknow"), "P_PROMPT = 'Say yes or don\\'t\\nknow'"),
        ('P_PROMPT = r"""Match \\d or no"""', ("no", "\\w"), 'P_PROMPT = r"""Match \\d or \\w"""'),
        ('P_PROMPT = f"Say {x} or else no"', ("no", "{}"), 'P_PROMPT = f"Say {x} or else {{}}"'),
        ('P_PROMPT = "Say \\d yes or no"', ("d", "n"), 'P_PROMPT = "Say \\\\n yes or no"'),
        ('P_PROMPT = "Say \\0 yes or no"', (" yes", "7 yes"), 'P_PROMPT = "Say \\0\\x37 yes or no"'),
        (
            'P_PROMPT = dedent("""\n    Say yes\n\n    or no\n    """)',
            ("\n\n", "\n\nperhaps\n\n"),
            'P_PROMPT = dedent("""\n    Say yes\n\n    perhaps\n\n    or no\n    """)',
        ),
        (
            'P_PROMPT = dedent("""\n    Say yes\n    or else\n    or no\n    """)',
            ("or else\n", ""),
            'P_PROMPT = dedent("""\n    Say yes\n    or no\n    """)',
        ),
        (
            'P_PROMPT = """Say yes\r\nor no, please"""\r\n',
            ("or no", "or\nno"),
            'P_PROMPT = """Say yes\r\nor\r\nno, please"""\r\n',
        ),
    ],
)
def test_edits_are_written_as_a_person_would(source, edit, wanted):
    document = parse("a.py", source)
    start = document.text.index(edit[0], document.messages[0].span.start)
    assert document.written([Edit(Span(start, start + len(edit[0])), edit[1])]) == wanted


def test_what_a_raw_string_cannot_hold_is_refused():
    document = parse("a.py", "P_PROMPT = r'Say yes or no'")
    for words in ("don't", "two\nlines", "\x00"):
        with pytest.raises(Unwritable):
            document.written([Edit(document.messages[0].span, words)])


def test_a_file_is_covered_without_gap_or_overlap():
    source = 'a_prompt = f"Say {x} to them" "and" + b\nB_PROMPT = {"k": "Say it all now"}\n'
    assert "".join(one.span.of(source) for one in stretches(parse_all("a.py", source))) == source
