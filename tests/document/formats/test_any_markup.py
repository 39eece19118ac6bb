"""What holds for every BAML, POML, promptfoo and agent file, whatever stands in it."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from motjuste.document.coverage import stretches
from motjuste.document.parse import parse_all, parse_all_bytes
from motjuste.document.render import RenderError, render
from motjuste.document.transcript import Unwritable
from motjuste.text.edit import Edit, apply_edits
from motjuste.text.span import Span

BITS = [
    *(
        "function F(x: string) {\n",
        '  prompt #"',
        '##"',
        '"#',
        '"##',
        "\n    ",
        "  ",
        "}\n",
        "template_string T(a: int) ",
    ),
    *('{{ _.role("user") }}', "{{ ctx.output_format }}", "// ", "{//", "//}", '"', "\\", "\t"),
    *(
        "<p>",
        "</p>",
        "<poml>",
        "</poml>",
        "<human-msg>",
        "</human-msg>",
        '<let name="x" value="1"/>',
        "<output-schema>",
    ),
    *(
        '<p for="a in b">',
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "&amp;",
        "#lt;",
        "<",
        ">",
        "&",
        '<a b="',
        "<?",
        "<!",
    ),
    *(
        "prompts:\n",
        "  - ",
        "  - |\n    ",
        "  - >-\n    ",
        "  - '",
        "'",
        '  - "',
        "label: a\n",
        "raw: ",
        "file://a.txt\n",
    ),
    *('[{"role": "user", "content": "', '"}]', "- role: user\n      content: ", "[", "]", "{", ": "),
    *(
        "---\n",
        "globs: *.ts\n",
        "$ARGUMENTS",
        "${input:x}",
        "{% if x === 1 %}",
        "{% elseif y %}",
        "{% endif %}",
    ),
    *(
        "{{ x }}",
        "{{",
        "}}",
        "{% raw %}",
        "<edit>",
        "</edit>",
        "<!-- motjuste: protect-start -->",
        "# motjuste: ignore\n",
    ),
    *("\n", "\r\n", "\r", "word", "😀", "é", "\ufeff", "\0", "\u2028", "\ud800"),
]
texts = st.one_of(st.lists(st.sampled_from(BITS), max_size=30).map("".join), st.text(max_size=60))
paths = st.sampled_from(
    [
        "a.baml",
        "a.poml",
        "promptfooconfig.yaml",
        "promptfooconfig.json",
        "a.mdc",
        "a.prompt.md",
        "SKILL.md",
        "a.txt",
    ]
)


def read(path, text):
    return parse_all(path, text, dialect="nunjucks" if path == "a.txt" else None)


@settings(deadline=None)  # the first file of a kind imports its reader
@given(paths, texts)
def test_nothing_raises_and_the_stretches_cover_the_file(path, text):
    documents = read(path, text)
    assert "".join(stretch.span.of(text) for stretch in stretches(documents)) == text
    for document in documents:
        assert document.written(()) == text
        for message in document.messages:
            position = message.span.start
            for piece in message.pieces:
                assert piece.span.start == position
                assert len(piece.span) > 0
                position = piece.span.end
            assert position == message.span.end


@settings(deadline=None)
@given(paths, texts)
def test_what_a_document_points_at_lies_inside_it(path, text):
    for document in read(path, text):
        spans = [fault.span for fault in document.faults] + [one.span for one in document.directives]
        spans += [one.placeholder for one in document.variables] + [tag.outer for tag in document.tags]
        assert all(0 <= span.start <= span.end <= len(document.text) for span in spans)
        for variable in document.variables:
            assert variable.span.of(document.text) == variable.name


@settings(deadline=None)
@given(
    paths,
    texts,
    st.sampled_from(["new", "a\nb", '"#', "<x> & #lt;", "'it''s'", "---", "\n---\n", "]]>", "", "  x: y"]),
)
def test_an_edit_reads_as_asked_or_is_refused(path, text, words):
    for document in read(path, text):
        for span in document.literal_spans[:2]:
            edit = Edit(Span(span.start, min(span.start + 3, span.end)), words)
            with suppress(Unwritable):
                written = document.written([edit])
                if document.transcript is not None:
                    again = read(path, written)
                    assert again[0].text == apply_edits(document.text, [edit])


@settings(deadline=None)
@given(paths, texts)
def test_a_case_fills_it_or_the_reason_is_said(path, text):
    for document in read(path, text):
        with suppress(RenderError):
            render(document, {"x": "1", "input": "Hi"})


@given(st.binary(max_size=300), paths)
def test_no_bytes_make_it_raise(data, path):
    parse_all_bytes(path, data)
