from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from motjuste.document.model import PieceKind
from motjuste.document.parse import parse
from motjuste.lint.reading import readings

BITS = [
    "<edit>",
    "</edit>",
    "a ",
    "{{ x }}",
    "{% if a %}",
    "{% else %}",
    "{% endif %}",
    "{# c #}",
    "`",
    "\n",
    "```\n",
    "é😀",
]
BITS += ["<!-- motjuste: ignore T006 -->\n", "\r\n", "---\n", "İ"]
texts = st.lists(st.sampled_from(BITS), max_size=20).map("".join)


@given(texts, st.sampled_from(["a.md", "a.txt", "a.j2", "a.py", "a.prompt.yaml"]))
def test_every_character_maps_back_to_itself(text, path):
    document = parse(path, text)
    for reading in readings(document):
        for at, char in enumerate(reading.text):
            span = reading.span(at, at + 1)
            assert span.of(document.text) == char
        whole = reading.span(0, len(reading.text))
        assert whole.end <= len(document.text)
        assert len(reading.lowered) == len(reading.text)


def test_hidden_pieces_are_left_out():
    document = parse("a.md", "Sort <edit>the</edit> ticket.")
    (reading,) = readings(document)
    assert reading.text == "Sort the ticket."
    assert reading.span(0, 16).of(document.text) == document.text
    assert reading.span(5, 8).of(document.text) == "the"


def test_template_text_is_told_apart():
    document = parse("a.j2", "Sort {{ x }}{% if a %} now{% else %} later{% endif %}.")
    (reading,) = readings(document)
    at = reading.text.index("{{")
    assert not reading.is_literal(at, at + 3)
    assert reading.is_literal(0, 5)
    assert reading.has_statement(0, len(reading.text))
    assert not reading.has_statement(0, at)
    assert reading.branches
    kinds = {piece.kind for message in document.messages for piece in message.pieces}
    assert PieceKind.STATEMENT in kinds


def test_lines_are_found_by_their_number():
    (reading,) = readings(parse("a.md", "one\r\ntwo\rthree"))
    assert [reading.row(at) for at in (0, 5, 9)] == [0, 1, 2]
    assert reading.text[slice(*reading.line(1))] == "two\r"
    assert reading.text[slice(*reading.line(2))] == "three"


def test_a_file_of_no_known_format_has_none():
    assert readings(parse("a.rs", "let x = 1;")) == ()
