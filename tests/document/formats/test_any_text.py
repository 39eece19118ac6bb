"""What holds for every file of these formats, whatever stands in it; and that time grows with it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pace import within

from motjuste.document.coverage import stretches
from motjuste.document.parse import parse_all, parse_bytes
from motjuste.document.render import RenderError, render
from motjuste.text.edit import Edit
from motjuste.text.span import Span

PATHS = ["a.prompty", "a.prompt", "skprompt.txt", "a.jinja2", "a.hbs", "a.mustache"]
BITS = [
    "---\n",
    "+++\n",
    "name: a\n",
    "inputs:\n  x: 1\n",
    "template: mustache\n",
    "input:\n  default: {x: 1}\n",
    "sample: [",
]
BITS += [
    "system:\n",
    "# user:\n",
    "assistant:\r\n",
    "user[a=1]:\n",
    "tool:\n",
    '{{role "system"}}',
    '{{#role "user"}}',
    "{{/role}}",
]
BITS += [
    "{{history}}",
    "{{x}}",
    "{{$x}}",
    "{% if x %}",
    "{% for x in y %}",
    "{% endif %}",
    "{% endfor %}",
    "{# c #}",
    "{{! c }}",
]
BITS += [
    "{{#if x}}",
    "{{else}}",
    "{{/if}}",
    "<edit>",
    "</edit>",
    "<!-- motjuste: protect-start -->",
    "<!-- motjuste: ignore -->",
]
BITS += ["{{", "}}", "\n", "\r", " ", "# ", "word", "😀", "\ufeff", "\0", "\u2028"]
texts = st.one_of(st.lists(st.sampled_from(BITS), max_size=25).map("".join), st.text(max_size=60))
paths = st.sampled_from(PATHS)


@settings(deadline=None)  # the first front matter imports the YAML reader
@given(paths, texts)
def test_messages_cover_their_spans_and_nothing_overlaps(path, text):
    documents = parse_all(path, text)
    assert "".join(stretch.span.of(text) for stretch in stretches(documents)) == text
    (document,) = documents
    assert document.written(()) == text
    for message in document.messages:
        position = message.span.start
        for piece in message.pieces:
            assert piece.span.start == position
            assert len(piece.span) > 0
            position = piece.span.end
        assert position == message.span.end
    spans = document.literal_spans
    assert all(one.end <= other.start for one, other in pairwise(spans))
    others = [variable.placeholder for variable in document.variables]
    others += [] if document.front_matter is None else [document.front_matter]
    assert not any(span.overlaps(other) for span in spans for other in others)


@settings(deadline=None)  # the first template imports its engine
@given(paths, texts)
def test_filling_gives_messages_or_says_why_not(path, text):
    (document,) = parse_all(path, text)
    try:
        sent = render(document, {"x": "1", "y": "[1]"})
    except RenderError:
        return
    assert all(role in {"system", "user", "assistant"} and words for role, words in sent)


@settings(deadline=None)
@given(paths, texts, st.integers(0, 20))
def test_an_edit_changes_its_words_alone(path, text, which):
    (document,) = parse_all(path, text)
    spans = [span for span in document.literal_spans if not span.of(text).isspace()]
    if not spans:
        return
    span = spans[which % len(spans)]
    place = Span(span.start, span.start + 1)
    assert document.written([Edit(place, "Z")]) == f"{text[: place.start]}Z{text[place.end :]}"


@settings(deadline=None)
@given(paths, st.binary(max_size=200))
def test_no_bytes_make_it_raise(path, data):
    parse_bytes(path, data)


@given(st.text(alphabet=st.characters(exclude_characters="{}\\-+#:<>"), min_size=1, max_size=60))
def test_literal_text_is_sent_as_it_stands(text):
    (document,) = parse_all("a.prompty", text)
    words = text.removeprefix("\ufeff").strip()
    assert render(document, {}) == ((("system", words),) if words else ())


HOSTILE = {
    "one line of 4 MB": ("word " * 800_000, 1.5),
    "role lines": ("system:\na\nuser:\n" * 30_000, None),
    "roles in blocks": ("{% if x %}\nuser:\n{% endif %}\n" * 10_000, None),
    "nested blocks": ("{% if x %}" * 2000 + "\nuser:\n" + "{% endif %}" * 2000, None),
    "role helpers": ('{{role "user"}}a' * 20_000, None),
    "role blocks": ('{{#role "user"}}' * 10_000 + "{{/role}}" * 10_000, None),
    "comment lines": ("# a\n" * 200_000, None),
    "blank lines": ("\n" * 500_000 + "---", None),
    "blanks": (" " * 500_000, None),
    "fences": ("+++\n" * 100_000, None),
    "attributes": ("user[a=" * 100_000, None),
    "open comments": ("{#" * 200_000, None),
    "carriage returns": ("user:\r" * 80_000, None),
    "tags": ("<edit>a</edit>\nuser:\n" * 8_000, None),
}
SECONDS_PER_MEGABYTE = 3.0


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("kind", HOSTILE)
def test_time_grows_with_the_text(kind, path):
    text, limit = HOSTILE[kind]
    parse_all(path, "{{x}}")  # imports are not what is measured
    within((limit or SECONDS_PER_MEGABYTE) * max(len(text) / 1e6, 0.5), lambda: parse_all(path, text))
