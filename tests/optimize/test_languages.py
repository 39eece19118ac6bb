"""Prompts in other languages, end to end: words marked, new ones spliced in where they belong, script and letters kept."""
# ruff: noqa: RUF001 -- letters of other scripts are what this is about

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Any
from unicodedata import is_normalized

import pytest
from tests import personas
from tests.optimize.test_search import OPTIONS, only, run

from motjuste.optimize.candidate import plain
from motjuste.optimize.events import CandidateProposed, GateSummary, MarksFound, ProposalRejected
from motjuste.optimize.mark import mark
from motjuste.text.edit import apply_edits
from motjuste.text.scripts import scripts
from motjuste.text.words import count_words

HEAD = "---\nevals: ./dates.evals.jsonl\n---\n"


@dataclass(frozen=True)
class Tongue:
    """A prompt, the words to be marked in it, what they are to become, and the same in another script."""

    prompt: str
    words: str
    new: str
    foreign: str
    cap: int = 5


TONGUES = {
    "chinese": Tongue(
        "从文本中找出日期并返回。\n只写事实。\n", "日期", "日期 (YYYY-MM-DD)", "the date YYYY-MM-DD"
    ),
    "japanese": Tongue(
        "テキストから日付を見つけて返してください。\n事実だけを書いてください。\n",
        "日付",
        "日付 (YYYY-MM-DD)",
        "дату YYYY-MM-DD",
    ),
    "thai": Tongue(
        "หาวันที่ในข้อความแล้วตอบกลับ\nตอบเฉพาะข้อเท็จจริง\n", "วันที่", "วันที่ YYYY-MM-DD", "the date YYYY-MM-DD"
    ),
    "arabic": Tongue(
        "ابحث عن التاريخ في النص وأعده.\nالتزم بالحقائق.\n",
        "التاريخ",
        "التاريخ YYYY-MM-DD",
        "the date YYYY-MM-DD",
    ),
    "combining": Tongue(
        "Trouve la date e\u0301crite dans le texte et donne-la.\nTiens-t\u2019en aux faits.\n",
        "date e\u0301crite",
        "date e\u0301crite en YYYY-MM-DD",
        "дату словами",
    ),
}


def speaking(tongue: Tongue, *, foreign: bool = False) -> Any:
    """A model that marks the words by their numbers, and whose new words are in their script, or in another."""

    def answer(request: dict[str, Any]) -> str:
        schema = request.get("response_format", {}).get("json_schema", {}).get("schema")
        if schema is None:
            return personas.dates(request)
        if "rule" in schema["properties"]:
            return json.dumps({"rule": "Always keep to what the text says."})
        asked = request["messages"][-1]["content"]
        new = tongue.foreign if foreign else tongue.new
        if "<pieces>" in asked:
            return json.dumps({"causes": ["unclear"], "edits": [{"id": 1, "new": new}]})
        first, last = numbers(asked, tongue.words)
        place = {"first": first, "last": last, "why": "The form is left open."}
        if "marks" in schema["properties"]:
            return json.dumps({"causes": ["unclear"], "marks": [place]})
        return json.dumps({"causes": ["unclear"], "edits": [{**place, "new": new}]})

    return answer


def numbers(asked: str, words: str) -> tuple[int, int]:
    """The numbers of the first and last piece of the numbered instruction that together hold the words."""
    numbered = re.search(r"<instruction>\n(.*?)\n</instruction>", asked, re.DOTALL).group(1)
    pieces = re.split(r"\[(\d+)\]", numbered)
    starts, text = [], pieces[0]
    for number, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        starts.append((len(text), int(number)))
        text += piece
    at = text.index(words)
    inside = [number for start, number in starts if at <= start < at + len(words)]
    before = [number for start, number in starts if start <= at]
    return (before[-1] if before else inside[0]), (inside or before)[-1]


@pytest.mark.parametrize("name", TONGUES)
def test_words_are_marked_reworded_and_proved_in_any_script(tmp_path, name):
    tongue = TONGUES[name]
    prompt = HEAD + tongue.prompt
    events, _ = run(tmp_path, replace(OPTIONS, steps=1), responder=speaking(tongue), prompt=prompt)
    marks = next(event for event in events if isinstance(event, MarksFound)).marks
    assert len(marks) == 1
    assert tongue.words in marks[0].text or marks[0].text in tongue.words
    assert count_words(marks[0].text) <= tongue.cap
    assert prompt[marks[0].start : marks[0].end] == marks[0].text
    proposed = next(
        event for event in events if isinstance(event, CandidateProposed) and event.source == "model"
    )
    assert "YYYY-MM-DD" in proposed.edits[0].new
    text = apply_edits(prompt, plain(proposed.edits))
    head, tail = prompt[: marks[0].start], prompt[marks[0].end :]
    assert text.startswith(head)
    assert text.endswith(tail), "not a letter outside the mark changed"
    own = scripts(tongue.prompt)
    assert set(own) <= set(scripts(text))
    summary = only(events, GateSummary)
    assert summary.verdict == "HELPS"
    assert apply_edits(prompt, plain(summary.edits)) == summary.text


@pytest.mark.parametrize("name", TONGUES)
def test_new_words_in_another_script_are_refused(tmp_path, name):
    tongue = TONGUES[name]
    events, _ = run(
        tmp_path,
        replace(OPTIONS, steps=1),
        responder=speaking(tongue, foreign=True),
        prompt=HEAD + tongue.prompt,
    )
    refused = [
        event.reason for event in events if isinstance(event, ProposalRejected) and event.source == "model"
    ]
    assert refused[:4] == ["other-script"] * 4
    assert not any(isinstance(event, CandidateProposed) and event.source == "model" for event in events)


@pytest.mark.parametrize("name", TONGUES)
def test_marking_alone_finds_them_too(tmp_path, name):
    tongue = TONGUES[name]
    events, _ = run(tmp_path, responder=speaking(tongue), prompt=HEAD + tongue.prompt, job=mark, cases=40)
    (found,) = only(events, MarksFound).marks
    assert tongue.words in found.text or found.text in tongue.words


def test_letters_are_composed_where_the_prompts_are_and_left_where_they_are_not(tmp_path):
    tongue = replace(TONGUES["combining"], prompt="Trouve la date écrite et donne-la.\n", words="date")
    events, _ = run(
        tmp_path, replace(OPTIONS, steps=1), responder=speaking(tongue), prompt=HEAD + tongue.prompt
    )
    edits = [
        event.edits[0].new
        for event in events
        if isinstance(event, CandidateProposed) and event.source == "model"
    ]
    assert edits
    assert all(is_normalized("NFC", new) for new in edits)
