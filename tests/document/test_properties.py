"""What holds for every document, whatever the text."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from motjuste.document.model import PieceKind
from motjuste.document.parse import parse, parse_bytes
from motjuste.document.render import render

BITS = [
    "---\n",
    "---",
    "role: user\n",
    "template: jinja\n",
    "a: [",
    "{{ x }}",
    "{{",
    "}}",
    "{% if x %}",
    "{% endif %}",
]
BITS += [
    "{# c #}",
    "{#",
    "<edit>",
    "</edit>",
    "<!-- motjuste: protect-start -->",
    "<!-- motjuste: protect-end -->",
]
BITS += [
    "<!-- motjuste: ignore T002 -->",
    "{# motjuste: ignore #}",
    "# motjuste: ignore\n",
    "```\n",
    "`",
    "\n",
    "\r\n",
]
BITS += [
    "\r",
    " ",
    "\t",
    "word",
    "😀",
    "é",
    "\ufeff",
    "\0",
    "\u2028",
    "\ud800",
    "{%- raw -%}",
    "{% endraw %}",
    "%}",
    "'",
]
texts = st.one_of(st.lists(st.sampled_from(BITS), max_size=30).map("".join), st.text())
paths = st.sampled_from(["a.md", "a.txt", "a.j2", "a.md.j2", "a.yaml", "a"])
patterns = st.lists(st.sampled_from(["word", "x", "(", r"\s", ""]), max_size=2)


@given(texts, paths, patterns)
def test_parsing_never_raises_and_pieces_tile_their_message(text, path, protect):
    document = parse(path, text, protect=protect)
    assert document.text == text
    for message in document.messages:
        position = message.span.start
        for piece in message.pieces:
            assert piece.span.start == position
            assert len(piece.span) > 0
            position = piece.span.end
        assert position == message.span.end
    if document.front_matter is not None:
        assert document.front_matter.end <= document.messages[0].span.start


@given(texts, paths, patterns)
def test_editable_text_touches_nothing_else(text, path, protect):
    document = parse(path, text, protect=protect)
    spans = document.literal_spans
    assert all(one.end <= other.start for one, other in pairwise(spans))
    others = [
        piece.span for m in document.messages for piece in m.pieces if piece.kind is not PieceKind.LITERAL
    ]
    others += [*document.protected, *(directive.span for directive in document.directives)]
    others += [document.front_matter] if document.front_matter else []
    others += [variable.placeholder for variable in document.variables]
    for span in spans:
        assert len(span) > 0
        assert not any(span.overlaps(other) for other in others)


@given(texts, paths)
def test_everything_the_document_points_at_lies_inside_it(text, path):
    document = parse(path, text)
    spans = [fault.span for fault in document.faults] + [tag.outer for tag in document.tags]
    spans += [directive.span for directive in document.directives] + [one.span for one in document.variables]
    assert all(span.end <= len(document.text) for span in spans)
    for tag in document.tags:
        assert tag.outer.contains(tag.inner)
        assert tag.outer.of(document.text).startswith("<edit")
    for variable in document.variables:
        assert variable.span.of(document.text) == variable.name


@given(texts, paths)
def test_a_prompt_without_template_text_is_sent_as_it_stands(text, path):
    document = parse(path, text)
    if not document.messages:
        return  # a data file that holds no prompt
    (message,) = document.messages
    if any(piece.kind in {PieceKind.VARIABLE, PieceKind.STATEMENT} for piece in message.pieces):
        return
    seen = "".join(piece.span.of(text) for piece in message.pieces if piece.kind is PieceKind.LITERAL).strip()
    sent = render(document, {"input": "the case"})
    if message.role is None:
        assert sent == ((("system", seen),) if seen else ()) + (("user", "the case"),)
    else:
        assert sent == (((message.role, seen),) if seen else ())


@given(st.binary(max_size=300), paths)
def test_no_bytes_make_it_raise(data, path):
    parse_bytes(path, data)


@given(texts, st.sampled_from(["a.md", "a.txt", "a.j2"]))
def test_parsing_is_a_function_of_its_arguments(text, path):
    assert parse(path, text) == parse(path, text)
