"""Whatever a model sends, words outside its marks stay, tags never leak, and placeholders are kept."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from tests.optimize.replies import garbled, hold

from motjuste.document.parse import parse
from motjuste.llm.chat import ChatReply
from motjuste.optimize.evidence import NOTHING_SHOWN
from motjuste.optimize.leaks import without_leaks
from motjuste.optimize.locality import held_to
from motjuste.optimize.methods.ape import Ape
from motjuste.optimize.methods.method import Brief
from motjuste.optimize.shown import show
from motjuste.optimize.tagged import marked_spans, tags_for, with_tags
from motjuste.optimize.whole import Talk
from motjuste.optimize.wrapping import unwrapped
from motjuste.text.edit import apply_edits
from motjuste.text.span import Span

PROMPT = "Find the date in the note and return it. Never guess."
DATE, NEVER = Span(9, 13), Span(41, 46)


@settings(max_examples=150)
@given(garbled())
def test_no_reply_gets_out_of_its_marks(reply):
    hold(*reply)


def test_many_garbled_replies_can_still_be_used():
    used = [
        hold("Let's think step by step.", [2], f"Let's think {copy} by step.", f"Let's think {new} by step.")
        for copy in ("<edit>step</edit>", "< EDIT >step</ edit>", "&lt;edit&gt;step&lt;/edit&gt;")
        for new in ("carefully, step", "<edit>slowly</edit>", "\uff1cedit\uff1ecalmly\uff1c/edit\uff1e")
    ]
    assert all(used)


@pytest.mark.parametrize("prompt", ["Let's think.\r\n", "{{ a }}\r\n\r\nLet's think.\r\n\r\n{{ b }}\r\n"])
@pytest.mark.parametrize("reply", ["Read it.\n\nLet's think.", "Read it.\r\n\r\nLet's think.\n"])
def test_a_whole_prompt_goes_in_with_the_line_ends_of_its_file(prompt, reply):
    document = parse("a.j2", prompt)
    nobody: Any = None
    brief = Brief(document, NOTHING_SHOWN, nobody, 0, scope="global")
    proposal = Talk(Ape(), brief, "same-chat").read(ChatReply(reply), ())
    assert proposal.fault is None
    new = apply_edits(document.text, proposal.edits)
    assert new == prompt.replace("Let's", "Read it.\r\n\r\nLet's")


@pytest.mark.parametrize(
    ("reply", "pieces", "outside"),
    [
        ("Find the day in the note and return it. Do not guess.", ("day", "Do not"), False),
        ("Find the  in the note and return it.  guess.", ("", ""), False),
        ("Find a day in the note and give it. Never guess.", ("day", "Never"), True),
        ("Find the day in the letter and return it. Never guess.", ("day", "Never"), True),
        ("The weather is fine today.", ("date", "Never"), True),
        ("", ("date", "Never"), True),
    ],
)
def test_changes_count_inside_the_marks_alone(reply, pieces, outside):
    held = held_to(PROMPT, (DATE, NEVER), reply)
    assert (held.pieces, held.outside) == (pieces, outside)


def test_many_equal_words_between_marks_take_no_time_to_align():
    text = "a " * 2000 + "b"
    spans = [Span(4 * number, 4 * number + 1) for number in range(1000)]
    assert held_to(text, spans, "a " * 2001).outside


@pytest.mark.parametrize(
    ("copy", "marked", "exact"),
    [
        ("Find the <edit>date</edit> in the note and return it. Never guess.\n", ["date"], True),
        ("Find the <Edit >date</ EDIT> in the note and return it. Never guess.", ["date"], True),
        (
            "Find the \uff1cedit\uff1edate\uff1c/edit\uff1e in the note and return it. Never guess.",
            ["date"],
            True,
        ),
        ("Find the <edit>da</edit>te in the note and return it. Never guess.", ["date"], True),
        (
            "Find a <edit>date</edit> in the note and give it. Never <edit>guess</edit>.",
            ["date", "guess"],
            False,
        ),
        ("Find the <edit>day</edit> in the note and return it. Never guess.", ["date"], False),
        (
            "<edit>Find the date in the note and return it.</edit> Never guess.",
            ["the note and return it."],
            True,
        ),
        ("Find the date</edit> in the note <edit>and return it. Never guess.", [], True),
        ("Find the date in the note and return it. Never guess.", [], True),
    ],
)
def test_marks_are_carried_to_the_prompt_itself(copy, marked, exact):
    shown = show(parse("a.md", PROMPT))
    found = marked_spans(shown, copy, tags_for(PROMPT), max_words=5, max_spans=9, max_share=1.0)
    assert [span.of(PROMPT) for span in found.spans] == marked
    assert found.exact is exact


def test_a_reply_that_is_no_copy_marks_nothing():
    shown = show(parse("a.md", PROMPT))
    tags = tags_for(PROMPT)
    talk = "I would change <edit>date</edit>, since it is vague in so many ways that matter here."
    assert marked_spans(shown, talk, tags, max_words=5, max_spans=9, max_share=1.0) is None


def test_a_prompt_about_tags_is_marked_with_others():
    text = "Put `<edit>` round the word. e1 is a name.\n"
    tags = tags_for(text)
    assert (tags.open, tags.close) == ("\u27e6e2\u27e7", "\u27e6/e2\u27e7")
    shown = show(parse("a.md", text))
    start = shown.text.index("word")
    copy = with_tags(shown.text, [Span(start, start + 4)], tags)
    found = marked_spans(shown, copy, tags, max_words=5, max_spans=9, max_share=1.0)
    assert [span.of(shown.text) for span in found.spans] == ["word"]


def test_protected_and_template_text_is_never_marked():
    text = "Say <!-- motjuste: protect-start -->only yes<!-- motjuste: protect-end --> to {{ name }} now.\n"
    shown = show(parse("a.md", text))
    copy = f"<edit>{shown.text}</edit>"
    found = marked_spans(shown, copy, tags_for(text), max_words=9, max_spans=9, max_share=1.0)
    assert [span.of(shown.text) for span in found.spans] == ["Say", "to", "now."]
    assert all(shown.home(span) for span in found.spans)


@pytest.mark.parametrize(
    "leak",
    [
        "<edit>",
        "</edit>",
        "< / EDIT >",
        "<edit why='a b'>",
        "&lt;edit&gt;",
        "&#60;/edit&#62;",
        "&#x3C;edit&#x3e;",
        "\uff1c\uff25\uff24\uff29\uff34\uff1e",
        "<edit",
        "/edit>",
        "edit>",
        "<ed<edit>it>",
        "\\u003cedit\\u003e",
        "\u27e6e1\u27e7",
    ],
)
def test_every_form_of_a_tag_is_taken_off(leak):
    cleaned, leaked = without_leaks(f"the {leak} day", "date")
    assert leaked
    assert cleaned.split() == ["the", "day"]
    assert without_leaks("an edition, <editor>, to edit > now", "date")[1] is False


@pytest.mark.parametrize(
    ("new", "own", "kept"),
    [
        ("Write [2]the [3]number", "date", "Write the number"),
        ("[4]_ Be brief.[12]_", "", " Be brief."),
        ("as in [1] and a[0]", "date", "as in [1] and a[0]"),
        ("see [1]there", "in [2]here", "see [1]there"),
    ],
)
def test_numbers_of_words_are_taken_off(new, own, kept):
    assert without_leaks(new, own) == (kept, kept != new)


@pytest.mark.parametrize(
    ("reply", "prompt"),
    [
        ("Here is the new prompt:\n\nFind it.", "Find it."),
        ("Sure, here you go:\nFind it.\n\nLet me know if that helps!", "Find it."),
        ("**Improved prompt:**\n\nFind it.", "Find it."),
        ("```markdown\nFind it.\n```", "Find it."),
        (
            "It failed twice, so I improved the prompt:\n```\nFind it.\n```\nThis version is clearer.",
            "Find it.",
        ),
        ("Find it.\n\nNote: I kept the wording short.", "Find it."),
        ("<instruction>\nFind it.\n</instruction>", "Find it."),
        ("<think>Hm.</think>\n\nFind it.", "Find it."),
        ("\u201cFind it.\u201d", "Find it."),
        ("Find it: now.\nHere.", "Find it: now.\nHere."),
        (
            "Find the `code` in\n```\n{{ code }}\n```\nand name it.",
            "Find the `code` in\n```\n{{ code }}\n```\nand name it.",
        ),
    ],
)
def test_what_stands_round_a_prompt_is_taken_off(reply, prompt):
    own = "Find the `code` in\n```\n{{ code }}\n```\nand name it." if "code" in prompt else "Look for it."
    assert unwrapped(reply, own)[0] == prompt


@pytest.mark.parametrize(
    "prompt",
    [
        "Find it.\nFor example:\n```\nred -> colour\n```\nName it alone.",
        "Find it and put it as `<prompt>name</prompt>`, please.",
        "Find it.\n\nNote: name it alone.",
        "Find it.\n\nThe prompt is in English.",
        '"yes" or "no", and nothing else: "maybe"',
    ],
)
def test_what_belongs_to_a_prompt_stays(prompt):
    assert unwrapped(prompt, "Look for it.") == (prompt, False)


@pytest.mark.parametrize("repeated", ["\n", "-", "\n\n- ", "```\n", "<edit", "Sure: ", "\u27e6e1", "> "])
def test_a_model_that_repeats_itself_is_read_in_no_time(repeated):
    reply = "Find it." + repeated * 20_000 + "."
    cleaned, _ = without_leaks(unwrapped(reply, "Find it.")[0], "Find it.")
    assert "<edit" not in cleaned
