"""Replies as models garble them: tags that leak, words changed outside the marks, greetings, fences, halves of tags."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from motjuste.document.model import PieceKind
from motjuste.document.parse import parse
from motjuste.evals.case import Case, Split
from motjuste.llm.chat import ChatReply
from motjuste.optimize.admission import Admission
from motjuste.optimize.candidate import Origin, seed_candidate
from motjuste.optimize.events import CandidateProposed, Totals
from motjuste.optimize.evidence import NOTHING_SHOWN
from motjuste.optimize.guard import make_guard
from motjuste.optimize.leaks import LEAK, SENTINEL
from motjuste.optimize.methods.ape import Ape
from motjuste.optimize.methods.method import Brief
from motjuste.optimize.shown import show
from motjuste.optimize.tagged import marked_spans, tags_for, with_tags
from motjuste.optimize.whole import Talk
from motjuste.text.words import words

if TYPE_CHECKING:
    from motjuste.document.model import Document
    from motjuste.text.span import Span

PROMPTS = (
    "Let's think step by step.",
    (
        "---\nevals: a.jsonl\n---\nFind the date in <edit>the note</edit> and return it.\n"
        "<!-- motjuste: protect-start -->Never guess.<!-- motjuste: protect-end -->\n\nNote: {{ text }}\n"
    ),
    "Answer {{ question }} in one word.\r\nUse {{ context }} alone.\r\n\r\nIf {{ question }} is unclear, say so.\r\n",
    "Wrap what you change in `<edit>` and `</edit>`, and keep &lt;edit&gt; as it is. Say why.\n",
    "请用一个词回答问题。\n问题\uff1a{{ question }}\n不要解释。\n",
    "أجب عن السؤال بكلمة واحدة فقط.\n{{ question }}\n",
    "Résumé the cafe\u0301's menu, e\u0301tage by e\u0301tage: {{ menu }}\n",
    "{{ context }}\r\n\r\nName the city, and say why in one line.\r\n\r\n{{ question }}\r\n",
    "```\n{{ code }}\n```\nReview the code above. Be brief, be kind, be brief.\n",
)
TAGS = (
    *(
        "<edit>",
        "</edit>",
        "< EDIT >",
        "</ edit>",
        "<edit id=1>",
        "&lt;edit&gt;",
        "&#60;/edit&#62;",
        "&#x3c;edit&#x3E;",
    ),
    *(
        "\uff1cedit\uff1e",
        "\uff1c/\uff45\uff44\uff49\uff54\uff1e",
        "<edit",
        "/edit>",
        "edit>",
        "\\u003cedit\\u003e",
    ),
    *("\u27e6e1\u27e7", "\u27e6/e1\u27e7", "\u27e6e2", "<ed<edit>it>", "&amp;lt;edit&gt;", "</Edit >"),
)
ROUND = (
    ("", ""),
    ("Here is the new prompt:\n\n", ""),
    ("Sure! Improved prompt:\n", "\n\nLet me know what you think."),
    ("```\n", "\n```"),
    ("```text\n", "\n```\n\nI changed two words."),
    ('"', '"'),
    ("<instruction>\n", "\n</instruction>"),
    ("<think>Which words?</think>\n", ""),
)
SCRAPS = st.one_of(
    st.sampled_from(TAGS),
    st.sampled_from(
        (
            " ",
            "\n",
            "{{ text }}",
            "{{ question }}",
            "{% if x %}",
            "in ISO form",
            "briefly",
            "日期",
            "الآن",
            "",
        )
    ),
    st.text(max_size=8),
)


@st.composite
def garbled(draw: Any) -> tuple[str, list[int], str, str]:
    """A prompt, the numbers of its marked words, a copy with tags, and a new prompt: all as models garble them."""
    prompt = draw(st.sampled_from(PROMPTS))
    _, shown, tags = _known(prompt)
    places = words(shown.text)
    chosen = draw(st.lists(st.integers(0, len(places) - 1), min_size=1, max_size=3, unique=True))
    spans = [places[number] for number in sorted(chosen)]
    copy = _spoilt(draw, with_tags(shown.text, spans, tags), 2)
    if draw(st.integers(0, 9)) == 0:
        return prompt, chosen, copy, draw(st.text(max_size=60))
    parts: list[str] = []
    position = 0
    for span in spans:
        new = "".join(draw(st.lists(SCRAPS, max_size=4)))
        parts += [shown.text[position : span.start], draw(st.sampled_from((span.of(shown.text), ""))), new]
        position = span.end
    reply = _spoilt(draw, "".join((*parts, shown.text[position:])), draw(st.integers(0, 3)))
    before, after = draw(st.sampled_from(ROUND))
    return prompt, chosen, copy, f"{before}{reply}{after}"


def _spoilt(draw: Any, text: str, times: int) -> str:
    for _ in range(times):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.sampled_from((0, 0, 1, 5))))
        text = text[:start] + draw(SCRAPS) + text[end:]
    return text


@cache
def _known(prompt: str) -> tuple[Document, Any, Any]:
    document = parse("prompt.md", prompt)
    shown = show(document)
    return document, shown, tags_for(shown.text)


@cache
def _guard(prompt: str) -> Any:
    case = Case(id="a", inputs={"text": "Nothing."}, expected="none", checks=(), split=Split.TRAIN, line=1)
    return make_guard(_known(prompt)[0], [case])


def hold(prompt: str, chosen: list[int], copy: str, reply: str) -> bool:
    """Read a copy and a reply, and look at what comes of them; true when a candidate did.

    Raises:
        AssertionError: Something outside the marks changed, a tag leaked, or a placeholder is gone or new.
    """
    document, shown, tags = _known(prompt)
    marked = marked_spans(shown, copy, tags, max_words=5, max_spans=9, max_share=1.0)
    spans = marked.spans if marked else ()
    if not spans:
        places = words(shown.text)
        spans = tuple(part for number in sorted(chosen) for part in shown.editable_parts(places[number]))
    if not spans:
        return False
    homes = [shown.home(span) for span in spans]
    assert None not in homes, "a mark lies where nothing may be edited"
    nobody: Any = None
    brief = Brief(document, NOTHING_SHOWN, nobody, 0)
    proposal = Talk(Ape(), brief, "same-chat").read(ChatReply(reply), spans)
    admission = Admission(document, _guard(prompt), Totals)
    event = admission.admit(seed_candidate(document), proposal, Origin("model"), 1)
    if not isinstance(event, CandidateProposed):
        return False
    _inspect(document, [home for home in homes if home], admission.children[0].document)
    for edit in event.edits:
        for form in (LEAK, SENTINEL):
            assert form.search(edit.new) is None or form.search(edit.old), f"a tag leaked: {edit.new!r}"
    return True


def _inspect(seed: Document, marks: list[Span], new: Document) -> None:
    """Outside the marks the new text is the old one, to the byte, and template text is the same."""
    ends = [0, *(mark.end for mark in marks)]
    starts = [*(mark.start for mark in marks), len(seed.text)]
    between = [re.escape(seed.text[end:start]) for end, start in zip(ends, starts, strict=True)]
    assert re.fullmatch("(?s:.*?)".join(between), new.text), "words outside the marks changed"
    assert _templates(new) == _templates(seed), "a placeholder is gone or new"


def _templates(document: Document) -> Counter[str]:
    return Counter(
        piece.span.of(document.text)
        for message in document.messages
        for piece in message.pieces
        if piece.kind is not PieceKind.LITERAL
    )
