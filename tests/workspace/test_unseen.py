"""Protection and tags are taken away and put in so that the model reads the same words, in every encoding."""

from __future__ import annotations

import json

import pytest

from motjuste.settings import Loaded, Settings
from motjuste.text.edit import apply_edits
from motjuste.text.span import Span
from motjuste.workspace.protecting import unprotecting
from motjuste.workspace.suppressing import words_sent
from motjuste.workspace.tagging import tagging, untagging
from motjuste.workspace.workspace import Workspace

START, END = "<!-- motjuste: protect-start -->", "<!-- motjuste: protect-end -->"
LINES = [
    "You sort the tickets of a shop.",
    START,
    "Keep these words as they are.",
    END,
    "Answer in one word.",
]
PLAIN = "\n".join(LINES)


@pytest.fixture
def workspace(tmp_path):
    return Workspace(Loaded(Settings(), tmp_path))


def sent(workspace, path, text):
    return [(role, words.strip()) for role, words in words_sent(workspace.documents(path, text))]


def indented(lines, by="  "):
    return "".join(f"{by}{line}\n" for line in lines)


PROTECTED = {
    "literal block": ("prompts.yaml", f"system_prompt: |\n{indented(LINES)}"),
    "folded block": ("prompts.yaml", f"system_prompt: >\n{indented(LINES)}other: 1\n"),
    "all of a block": ("prompts.yaml", f"system_prompt: |\n{indented(LINES[1:4])}"),
    "dedent": (
        "a.py",
        f'import textwrap\nSORT_PROMPT = textwrap.dedent("""\\\n{indented(LINES, "    ")}    """)\n',
    ),
    "json": ("prompts.json", json.dumps({"system_prompt": PLAIN})),
    "toml": ("prompts.toml", f'system_prompt = """\n{PLAIN}\n"""\n'),
    "poml": ("a.poml", f"<poml>\n  <task>\n{indented(LINES[:4], '    ')}  </task>\n</poml>\n"),
    "plain": ("a.md", f"{PLAIN}\n"),
}


@pytest.mark.parametrize("name", PROTECTED)
def test_without_its_protection_a_prompt_reads_the_same(workspace, name):
    path, text = PROTECTED[name]
    place = text.index("Keep")
    document = workspace.documents(path, text)[0]
    assert document.protected
    changed = apply_edits(text, unprotecting(workspace, document, Span(place, place)))
    assert "protect-" not in changed
    assert sent(workspace, path, changed) == sent(workspace, path, text)


def test_protection_that_cannot_go_without_changing_the_prompt_stays(workspace):
    # So few words alone are taken for no prompt.
    text = f"prompt: |\n  {START}\n  Keep this.\n  {END}\n"
    document = workspace.documents("prompts.yaml", text)[0]
    place = text.index("Keep")
    assert document.protected
    assert unprotecting(workspace, document, Span(place, place)) == ()


TAGGED = {
    "json": (
        '[{"role": "system", "content": "Sort the ticket.\\nAnswer with one word."}]',
        "c.json",
        "nAnswer",
    ),
    "python": ('SORT_PROMPT = "Sort the ticket.\\nAnswer with one word: {t}"\n', "p.py", "nAnswer"),
    "yaml": (
        'messages:\n  - role: system\n    content: "Sort the ticket.\\nAnswer with one word."\n',
        "p.prompt.yaml",
        "nAnswer",
    ),
    "plain": ("Sort the ticket.\nAnswer with one word.\n", "p.md", "Answer"),
}


@pytest.mark.parametrize("name", TAGGED)
def test_tags_stand_round_words_and_in_no_escape(workspace, name):
    text, path, words = TAGGED[name]
    start = text.index(words)
    document = workspace.documents(path, text)[0]
    edits = tagging(workspace, document, Span(start, start + len(words)))
    changed = apply_edits(text, edits)
    assert "<edit>Answer</edit> with" in changed
    assert sent(workspace, path, changed) == sent(workspace, path, text)
    (tagged,) = workspace.documents(path, changed)
    place = changed.index("Answer")
    assert apply_edits(changed, untagging(workspace, tagged, Span(place, place))) == text
