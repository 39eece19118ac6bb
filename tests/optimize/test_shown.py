"""A prompt of several messages as a model is shown it, and the way back to the file for every part of that."""

from __future__ import annotations

import pytest

from motjuste.document.parse import parse
from motjuste.optimize.shown import BETWEEN_MESSAGES, show
from motjuste.text.edit import Edit, apply_edits, smallest_edits
from motjuste.text.span import Span

CHAT = parse(
    "a.prompty",
    "---\nname: chat\n---\nsystem:\n\n  You find dates. <!-- motjuste: protect-start -->Never guess."
    "<!-- motjuste: protect-end --> Be brief.\n\nuser:\nRead {{text}} with care.\n",
)
SHOWN = show(CHAT)


def place(words: str) -> Span:
    """Where words stand in the shown text."""
    start = SHOWN.text.index(words)
    return Span(start, start + len(words))


def test_messages_stand_one_under_the_other_without_front_matter_roles_and_directives():
    assert len(CHAT.messages) == 2
    first, second = SHOWN.text.split(BETWEEN_MESSAGES, 1)
    assert first.startswith("You find dates.")
    assert "Never guess." in first
    assert "motjuste" not in SHOWN.text
    assert "system" not in SHOWN.text
    assert second.strip() == "Read {{text}} with care."


@pytest.mark.parametrize("words", ["find dates", "Be brief.", "Read", "with care."])
def test_words_of_every_message_lead_home_and_back(words):
    home = SHOWN.home(place(words))
    assert home is not None
    assert home.of(CHAT.text) == words
    assert SHOWN.shown(home) == place(words)


@pytest.mark.parametrize("words", ["Never guess.", "{{text}}", "dates. Never", "Read {{text}} with"])
def test_what_may_not_be_edited_has_no_home(words):
    assert SHOWN.home(place(words)) is None
    assert SHOWN.edits([Edit(place(words), "x")]) is None


def test_a_span_across_messages_has_a_part_in_each_and_no_home():
    span = Span(place("brief.").start, place("Read").end)
    assert SHOWN.home(span) is None
    parts = [part.of(SHOWN.text) for part in SHOWN.editable_parts(span)]
    assert parts[0].startswith("brief.")
    assert parts[-1].endswith("Read")
    assert BETWEEN_MESSAGES not in parts


def test_a_rewritten_prompt_changes_each_message_where_it_stands():
    new = SHOWN.text.replace("find dates", "find all dates").replace("with care", "twice")
    edits = SHOWN.edits(smallest_edits(SHOWN.text, new))
    assert edits is not None
    assert len(edits) == 2
    assert apply_edits(CHAT.text, edits) == CHAT.text.replace("find dates", "find all dates").replace(
        "with care", "twice"
    )


@pytest.mark.parametrize(
    ("prompt", "shown"),
    [
        ("{{ input }}\n\nLet's think step by step.\n", "Let's think step by step."),
        ("Name the capital.\n\n{{ country }}\n", "Name the capital."),
        ("{{ a }}\r\n\r\n{{ b }}\r\n \r\nName it.\r\n\r\n{{ c }}\r\n", "Name it."),
        ("{{ a }} {{ b }}\n{{ c }}\n\nName it.\n", "Name it."),
        ("Name it.\n\n{{ a }}\n{{ b }}\n\n{{ c }}\n", "Name it."),
        ("{{ input }}\nLet's think.\n", "{{ input }}\nLet's think."),
        ("Name it.\n\nOf {{ a }}\n", "Name it.\n\nOf {{ a }}"),
        ("Name the capital.\n\nCountry: {{ country }}\n", "Name the capital.\n\nCountry: {{ country }}"),
        ("Name the\n\n{{ thing }}\n\nof the country.\n", "Name the\n\n{{ thing }}\n\nof the country."),
        ("{% if x %}\n\nName it.\n\n{% endif %}\n", "{% if x %}\n\nName it.\n\n{% endif %}"),
    ],
)
def test_placeholders_that_are_paragraphs_at_the_ends_are_the_frame_and_not_shown(prompt, shown):
    document = parse("a.j2", prompt)
    found = show(document)
    assert found.text == shown
    home = found.home(Span(found.text.index("e"), found.text.index("e") + 1))
    assert home is not None
    assert home.of(document.text) == "e"
    new = found.text.replace("Name", "Give").replace("think", "ponder")
    edits = found.edits(smallest_edits(found.text, new))
    assert edits is not None
    assert apply_edits(document.text, edits) == prompt.replace("Name", "Give").replace("think", "ponder")


def test_a_reply_that_brings_the_frame_along_is_read_without_it():
    found = show(parse("a.j2", "{{ a }}\n\nName it.\n\n{{ b }}\n"))
    assert found.taken("{{ a }}\n\nGive it.\n\n{{ b }}\n") == ("Give it.", True)
    assert found.taken("Give it.\n") == ("Give it.", False)
    inside = show(parse("a.j2", "{{ a }}\n\n{{ a }} is a thing. Name it.\n"))
    assert inside.taken("{{ a }} is it. Name it.") == ("{{ a }} is it. Name it.", False)


def test_a_span_over_frame_and_words_is_that_of_the_words():
    found = show(document := parse("a.j2", "{{ a }}\n\nName it.\n"))
    assert found.shown(Span(0, len(document.text))) == Span(0, len("Name it."))
    assert found.shown(Span(0, 8)) is None


def test_a_message_that_is_a_placeholder_alone_is_the_frame():
    document = parse("a.prompty", "---\nname: a\n---\nsystem:\nName the capital.\n\nuser:\n{{country}}\n")
    assert len(document.messages) == 2
    assert show(document).text == "Name the capital."


def test_messages_of_a_file_with_other_line_ends_are_parted_by_those():
    document = parse("a.prompty", CHAT.text.replace("\n", "\r\n"))
    assert "\n" not in show(document).text.replace("\r\n", "")
