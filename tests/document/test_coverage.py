"""Words, template text and settings: together they are the file, character for character."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from motjuste.document.coverage import OverlapError, Part, stretches
from motjuste.document.decode import decode, encode
from motjuste.document.parse import parse_all, parse_all_bytes

CORPUS = Path(__file__).parents[3] / "shared" / "prompts"


def test_a_file_is_settings_words_and_template_text():
    text = "---\nevals: x.jsonl\n---\nSort {{ ticket }} now.\n"
    parts = [(one.part, one.span.of(text)) for one in stretches(parse_all("a.md", text))]
    assert parts == [
        (Part.SETTINGS, "---\nevals: x.jsonl\n---\n"),
        (Part.LITERAL, "Sort "),
        (Part.TEMPLATE, "{{ ticket }}"),
        (Part.LITERAL, " now.\n"),
    ]


def test_messages_that_overlap_are_a_fault_of_the_parser():
    (document,) = parse_all("a.md", "Be brief.")
    with pytest.raises(OverlapError):
        stretches([document, replace(document, name="again")])


def covers(documents):
    """Whether the stretches are the source, and each message's pieces the message."""
    found = stretches(documents)
    joined = "".join(one.span.of(documents[0].source) for one in found)
    for document in documents:
        for message in document.messages:
            ends = [message.span.start, *(piece.span.end for piece in message.pieces)]
            assert [piece.span.start for piece in message.pieces] == ends[:-1]
            assert ends[-1] == message.span.end
    return joined == documents[0].source


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared prompt files are not beside the repository")
def test_every_real_file_is_covered_and_comes_back_byte_for_byte():
    entries = [json.loads(line) for line in (CORPUS / "manifest.jsonl").read_text("utf-8").splitlines()]
    for entry in entries:
        data = (CORPUS / entry["path"]).read_bytes()
        decoded = decode(data)
        documents = parse_all_bytes(entry["path"], data)
        assert covers(documents), entry["path"]
        for document in documents:
            assert document.source == decoded.text, entry["path"]
            assert document.written(()) == document.source, entry["path"]
        if decoded.fault is None or "NUL" in decoded.fault.message:
            assert encode(documents[0].source, decoded.bom) == data, entry["path"]
    assert len(entries) > 1500
