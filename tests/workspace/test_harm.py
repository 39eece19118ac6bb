"""What a fix may not do while it mends something: break a file, lose a prompt, change what is filled in unasked."""

from __future__ import annotations

import pytest

from motjuste.document.parse import parse_all
from motjuste.workspace.harm import harm


def grown(path, before, after, *, unsafe=False):
    """By how much a text is worse than another."""
    old, new = parse_all(path, before), parse_all(path, after)
    return harm(old, new, unsafe=unsafe) - harm(old, old, unsafe=unsafe)


def test_a_string_that_ends_too_soon_is_a_harm():
    text = 'SORT_PROMPT = """End with the word "done"\u200b"""\n'
    assert grown("a.py", text, text.replace("\u200b", "")) > 0
    assert grown("a.py", text, text.replace("\u200b", ""), unsafe=True) > 0


def test_a_prompt_that_is_lost_is_a_harm():
    text = 'A_PROMPT = "You sort the tickets."\nB_PROMPT = "You answer the tickets."\n'
    assert grown("a.py", text, text.splitlines()[0], unsafe=True) == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Say {\u200b{ name }}.", "Say {{ name }}."),
        ("Say {{ name }}.", "Say {{ names }}."),
        ("Say <\u200bedit>it</edit\u200b>.", "Say <edit>it</edit>."),
        (
            "<!-- motjuste: protect-start -->a<!-- motjuste: protect-end -->",
            "a",
        ),
    ],
)
def test_placeholders_tags_and_protection_change_only_where_a_look_is_taken(before, after):
    assert grown("a.md", before, after) > 0
    assert grown("a.md", before, after, unsafe=True) == 0


def test_words_and_comments_that_hide_may_change():
    assert grown("a.md", "<!-- motjuste: ignore T006 -->\nSay {{ a }}\u200b now.", "Say {{ a }} now.") == 0


def test_no_mended_fault_makes_up_for_a_tag():
    text = "Say <\u00adedit>it</edit>."
    assert grown("a.md", text, text.replace("\u00ad", ""), unsafe=True) < 0
    assert grown("a.md", text, text.replace("\u00ad", "")) > 0


def test_a_template_that_nothing_can_read_may_be_mended():
    text = 'from langchain_core.prompts import PromptTemplate\nSORT = PromptTemplate.from_template("Sort {\u200bticket} now, and {ticket}.")\n'
    assert grown("a.py", text, text.replace("\u200b", "")) < 0
