"""POML: words and markup, who speaks, expressions, escapes, broken files, and writing back."""

from __future__ import annotations

import pytest
from tests.pace import within

from motjuste.document.coverage import stretches
from motjuste.document.model import PieceKind
from motjuste.document.parse import parse, parse_all
from motjuste.document.render import RenderError, render
from motjuste.document.transcript import Unwritable
from motjuste.text.edit import Edit
from motjuste.text.span import Span


def words(document):
    return [
        (
            message.role,
            [piece.span.of(document.text) for piece in message.pieces if piece.kind is PieceKind.LITERAL],
        )
        for message in document.messages
    ]


def edited(document, old, new):
    at = document.text.index(old)
    return document.written([Edit(Span(at, at + len(old)), new)])


def test_the_text_between_tags_is_the_prompt():
    document = parse(
        "a.poml", '<poml>\n  <role caption="R">Be <b>kind</b>.</role>\n  <task>Sort.</task>\n</poml>'
    )
    assert (document.format, document.dialect) == ("poml", "poml")
    assert words(document) == [(None, ["Be ", "kind", ".", "\n  ", "Sort."])]
    assert document.messages[0].span.of(document.text).startswith("Be <b>kind")


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        (
            "<system-msg>A</system-msg><human-msg>B</human-msg><ai-msg>C</ai-msg>",
            ["system", "user", "assistant"],
        ),
        ("<SystemMessage>A</SystemMessage><HumanMessage>B</HumanMessage>", ["system", "user"]),
        ("<user-message>B</user-message>", ["user"]),
        ('<p speaker="ai">hello</p>', ["assistant"]),
        ('<poml><p speaker="system">A</p><p speaker="Human">B</p></poml>', ["system", "user"]),
        ("<poml><role>A</role><human-msg>B</human-msg></poml>", ["system", "user"]),
        ("<poml><system-msg>A</system-msg><p>B</p></poml>", ["system", "user"]),
        (
            "<poml><task>A</task><example><input>B</input><output>C</output></example></poml>",
            ["system", "user", "assistant"],
        ),
        ('<poml><example chat="false"><input>B</input><output>C</output></example></poml>', [None]),
        ("<human-msg>A <input>B</input></human-msg>", ["user"]),
        ("<human-msg>A <p speaker='ai'>B</p> C</human-msg>", ["user", "assistant", "user"]),
        ("<poml><p>A</p><p>B</p></poml>", [None]),
        ("plain words, no markup", [None]),
        ("<poml></poml>", []),
        ("", []),
    ],
)
def test_who_speaks(text, roles):
    assert [message.role for message in parse("a.poml", text).messages] == roles


@pytest.mark.parametrize(
    ("element", "hidden"),
    [
        ('<let name="a">1</let>', True),
        ("<stylesheet>{}</stylesheet>", True),
        ("<output-schema>{ x }</output-schema>", True),
        ("<OutputSchema>{ x }</OutputSchema>", True),
        ("<tool-definition>{ x }</tool-definition>", True),
        ("<meta><p>no</p></meta>", True),
        ("<!-- words -->", True),
        ("<?pi words?>", True),
        ('<!DOCTYPE x SYSTEM "file:///etc/passwd">', True),
        ("<hint>words</hint>", False),
        ("<![CDATA[<words>]]>", False),
    ],
)
def test_settings_and_comments_are_no_words(element, hidden):
    document = parse("a.poml", f"<poml><p>One</p>{element}<p>Two</p></poml>")
    ((_, found),) = words(document)
    assert (found == ["One", "Two"]) is hidden


def test_expressions_are_variables_where_a_case_can_fill_them():
    text = (
        '<poml><let name="set" value="1"/><p>{{ user.name }} {{ tags[0] }} {{ set }} {{ a + b }} {{}} {{ x</p>'
        '<p for="item in items">{{ item }} {{ loop.index }}</p><p>{{ item }}</p></poml>'
    )
    document = parse("a.poml", text)
    assert document.variable_names == ("user", "tags", "item")
    places = [
        (variable.span.of(document.text), variable.placeholder.of(document.text))
        for variable in document.variables
    ]
    assert places == [("user", "{{ user.name }}"), ("tags", "{{ tags[0] }}"), ("item", "{{ item }}")]
    statements = [
        piece.span.of(document.text)
        for piece in document.messages[0].pieces
        if piece.kind is PieceKind.STATEMENT
    ]
    assert statements == [
        "{{ set }}",
        "{{ a + b }}",
        '<p for="item in items">',
        "{{ item }}",
        "{{ loop.index }}",
    ]


def test_a_case_fills_names_and_what_only_poml_runs_is_said():
    document = parse("a.poml", '<poml><role>Be kind.</role>\n<p>{{ user["name"] }}, {{ n }}</p></poml>')
    assert render(document, {"user": '{"name": "Ann"}', "n": "2"}) == (("user", "Be kind.\nAnn, 2"),)
    with pytest.raises(RenderError, match=r"'user\.name' has no value"):
        render(document, {"n": "2"})
    for text in (
        '<p if="x">Hi</p>',
        '<p>Hi <document src="a.txt"/></p>',
        "<p>{{ a + 1 }}</p>",
        '<include src="b.poml"/>',
    ):
        with pytest.raises(RenderError, match="Only POML itself can run"):
            render(parse("a.poml", text), {"a": "1", "x": "1"})


def test_escapes_read_as_what_they_stand_for():
    source = "<p>a &lt;b&gt; &amp; #lt;c#gt; #hash;lt; &#233; &#x1F600; &#0; &#xD800; &nbsp; #lbrace;#lbrace;x}}</p>"
    document = parse("a.poml", source)
    assert "a <b> & <c> #lt; é 😀 &#0; &#xD800; &nbsp; {{x}}" in document.text
    assert document.variables == ()
    assert document.written(()) == source


def test_new_words_are_written_with_pomls_escapes():
    document = parse("a.poml", "<poml><p>Say hi &amp; go.</p><p><![CDATA[ raw <x> ]]></p></poml>")
    written = edited(document, "hi", "a < b & c > #lt; d")
    assert "<p>Say a #lt; b #amp; c > #hash;lt; d &amp; go.</p>" in written
    assert "a < b & c > #lt; d & go." in parse("a.poml", written).text
    assert "raw & <y> ]]>" in edited(document, "<x>", "& <y>")
    with pytest.raises(Unwritable):
        edited(document, "<x>", "x ]]> y")


def test_entities_are_never_expanded_nor_fetched():
    bomb = '<!DOCTYPE p [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    document = parse("a.poml", f"{bomb}<p>&b; &c;</p>")
    assert "&b; &c;" in document.text
    assert "lol" not in "".join(words(document)[0][1]).replace('"lol"', "")
    assert "root:" not in document.text


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        ("<p>hello", "<p>", "never closed"),
        ("<poml", "<", "begins no tag"),
        ("<p>a < b</p>", "<", "write #lt;"),
        ("</p>x", "</p>", "closes no element"),
        ("<a><b></a>", "<b>", "<b> is never closed"),
        ("<a></b></a>", "</b>", "closes no element"),
        ("<p>x</p><!-- never", "<!-- neve", "never ends"),
        ("<p><![CDATA[x", "<![CDATA[", "never ends"),
    ],
)
def test_broken_markup_is_a_fault_and_the_words_are_read(text, where, message):
    document = parse("a.poml", text)
    fault = next(fault for fault in document.faults if message in fault.message)
    assert (fault.code, fault.span.of(document.text)) == ("F001", where)
    assert document.written(()) == text


def test_tags_and_directives_are_ours():
    text = (
        "<!-- motjuste: evals=./x.jsonl -->\n<poml><p>Say <edit>hi</edit>.</p>\n"
        "<!-- motjuste: ignore T002 -->\n<p>Go</p></poml>"
    )
    document = parse("a.poml", text)
    assert [(one.name, one.arguments) for one in document.directives] == [
        ("evals", ("./x.jsonl",)),
        ("ignore", ("T002",)),
    ]
    assert [tag.inner.of(document.text) for tag in document.tags] == ["hi"]
    assert not document.faults


def test_the_stretches_cover_the_file():
    text = '<!-- c -->\n<poml><p a="&lt;">One &lt; {{ x }}</p><let name="q" value="1"/><ai-msg>Two</ai-msg> </poml>\n'
    covered = stretches(parse_all("a.poml", text))
    assert "".join(stretch.span.of(text) for stretch in covered) == text


HOSTILE = {
    "nested elements": "<a>" * 10_000 + "x" + "</a>" * 10_000,
    "open elements": "<a>" * 300_000,
    "stray ends": "</a>" * 250_000,
    "stray ends in depth": "<a>" * 100_000 + "</b>" * 100_000,
    "open quotes": '<a "' * 250_000,
    "angles": "<" * 1_000_000,
    "open braces": "{{ " * 300_000,
    "blanks in braces": "{{ x" + " " * 1_000_000,
    "entities": "&amp;" * 200_000,
    "open sections": "<![CDATA[" * 100_000,
    "open comments": "<!--" * 250_000,
    "one line of 4 MB": "word " * 800_000,
    "messages": "<human-msg>hi</human-msg>" * 40_000,
    "loops": '<p for="a in b">{{ a }}' * 40_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_the_text(name):
    parse("a.poml", "<p>{{ x }}</p>")  # imports are not what is measured
    # The bar is a second for a megabyte; tags without words between them get three.
    within(3 * max(len(HOSTILE[name]) / 1e6, 0.5), lambda: parse_all("a.poml", HOSTILE[name]))
