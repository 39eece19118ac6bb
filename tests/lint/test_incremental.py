"""A text that is edited little by little has the findings it would have if it were read for the first time."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fuzz.samples import SAMPLES
from tests.lint.spec import read_spec

from motjuste.document.parse import parse_all
from motjuste.lint.context import LintContext
from motjuste.lint.engine import lint_all
from motjuste.lint.registry import RULES
from motjuste.text import stretches
from motjuste.text.stretches import Kept, Stretches, cut

SCRIPTS = int(os.environ.get("MOTJUSTE_SCRIPTS", "60"))
"""How many random scripts of edits are tried; `make fuzz` tries thousands."""
SPECS = Path(__file__).parent.parent / "rules"
CONTEXT = LintContext(today="2026-11-22", model="o3")
CODES = [rule.code for rule in RULES]
BITS = [
    "\n",
    "\r\n",
    "\r",
    "\n\n",
    " ",
    "`",
    "```",
    "~~~\n",
    "```json\n",
    "<",
    "</",
    "x",
    "3",
    ". ",
    "{{",
    "}}",
    "{",
    "İ",
]
BITS += [
    "<edit>",
    "</edit>",
    "\u200b",
    "\u00a0",
    "é",
    "😀",
    "one of: a, b\n",
    "# ",
    "- ",
    "> ",
    "\t",
    ":",
    "---\n",
]


@cache
def prompts() -> list[tuple[str, str]]:
    """The prompts of all rules' scenarios and a sample of each format."""
    found = [(sample.path, sample.plain) for sample in SAMPLES]
    for path in sorted(SPECS.glob("*.md")):
        blocks = [block for one in read_spec(path.read_text("utf-8")).scenarios for block in one.blocks]
        found += [(block.words[1], block.text()) for block in blocks if block.words[0] == "prompt"]
    return [(path, text) for path, text in found if len(text) < 4000]


@cache
def lines() -> list[str]:
    """What may be pasted: every line of them that is of Markdown."""
    found = {
        line
        for path, text in prompts()
        if path.endswith((".md", ".txt"))
        for line in text.splitlines(keepends=True)
    }
    return sorted(found)


def found_at_once(path, text):
    return lint_all([(one, CONTEXT) for one in parse_all(path, text)], CODES)


def found_with(kept, path, text):
    return lint_all([(one, CONTEXT) for one in parse_all(path, text)], CODES, kept=kept)


@st.composite
def scripts(draw):
    """A file and the texts it has one after another."""
    path, text = draw(st.sampled_from(prompts()))
    for _ in range(draw(st.integers(0, 3))):
        text += draw(st.sampled_from(prompts()))[1]
    texts = [text]
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.sampled_from([start, start, min(len(text), start + 1), min(len(text), start + 40)]))
        new = draw(st.one_of(st.sampled_from(BITS), st.sampled_from(lines()), st.just("")))
        text = text[:start] + new + text[end:]
        texts.append(text)
    return path, texts


@pytest.fixture
def short_stretches(monkeypatch):
    monkeypatch.setattr(stretches, "_LEAST", 12)
    monkeypatch.setattr(stretches, "_MOST", 10_000)


@pytest.mark.usefixtures("short_stretches")
@settings(deadline=None, max_examples=SCRIPTS)
@given(scripts())
def test_findings_are_those_of_the_text_at_once(script):
    path, texts = script
    kept = Kept()
    for text in texts:
        assert found_with(kept, path, text) == found_at_once(path, text)


@settings(deadline=None, max_examples=max(10, SCRIPTS // 6))
@given(st.lists(st.tuples(st.integers(0, 10_000), st.sampled_from(BITS + lines())), max_size=6), st.randoms())
def test_findings_of_a_long_text_are_those_of_the_text_at_once(edits, rng):
    texts = [text for path, text in prompts() if path.endswith(".md") and not text.startswith("---")]
    text = "\n\n".join(rng.sample(texts, 25))
    kept = Kept()
    for place, new in [(0, ""), *edits]:
        at = place * len(text) // 10_000
        text = text[:at] + new + text[at:]
        assert found_with(kept, "a.md", text) == found_at_once("a.md", text)


def test_what_is_kept_is_used():
    text = "".join(f"Sort ticket {number}. [INSERT NAME]\n" for number in range(2000))
    kept = Kept()
    found_with(kept, "a.md", text)
    before = [kept.stretch(part) for part in cut(text)]
    edited = text.replace("ticket 500", "tickets 500")
    assert found_with(kept, "a.md", edited) == found_at_once("a.md", edited)
    after = [kept.stretch(part) for part in cut(edited)]
    assert len(before) == len(after) > 20
    assert sum(one is not other for one, other in zip(before, after, strict=True)) == 1


def test_what_is_gone_is_forgotten():
    kept = Kept()
    for number in range(50):
        found_with(kept, "a.md", f"Text {number}. " * 400)
    assert len(kept._before) + len(kept._now) <= 4


@given(st.text(st.sampled_from("ab\r\n"), max_size=60))
def test_stretches_are_whole_lines_and_together_the_text(text):
    parts = list(cut(text))
    assert "".join(parts) == text
    assert all(part.endswith("\n") for part in parts[:-1])
    assert "".join(part.text for part in Stretches(text, Kept()).parts) == text
