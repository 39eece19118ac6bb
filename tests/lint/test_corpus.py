"""Real prompt files: no rule crashes on any, and what the rules say of them is known."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from motjuste.document.parse import parse_all_bytes
from motjuste.lint.engine import LintContext, lint_all

CORPUS = Path(__file__).parents[3] / "shared" / "prompts"
CONTEXT = LintContext(today="2026-11-22")
"""Files that a prompt names are not looked up: few of its neighbours were collected."""
REVIEWED = {
    # Each of these was looked at and is at fault; a number that grows is a false positive until it was looked at too.
    "E001": 0,
    "E002": 0,
    "F000": 4,
    "F001": 12,
    "F005": 5,
    "N001": 0,
    "N002": 0,
    "T001": 8,
    "T002": 10,
    "T003": 25,
    "T006": 1,
    "F002": 0,
    "F003": 52,
    "F004": 19,
    "M001": 0,
    "M002": 2,
    "M003": 0,
    "P001": 0,
    "P002": 27,
    "R001": 0,
    "R002": 0,
    "T004": 0,
    "T005": 1,
    "K001": 0,
    "K002": 7,
    "X001": 1,
    "X002": 13,
    "X003": 1,
    "X004": 10,
}


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared prompt files are not beside the repository")
def test_no_rule_crashes_on_real_prompts_and_none_says_what_nobody_has_checked():
    said = Counter()
    files = [json.loads(line)["path"] for line in (CORPUS / "manifest.jsonl").read_text("utf-8").splitlines()]
    for name in files:
        documents = parse_all_bytes(name, (CORPUS / name).read_bytes())
        for finding in lint_all([(document, CONTEXT) for document in documents]):
            said[finding.code] += 1
            assert finding.span.end <= len(documents[0].source), name
    assert len(files) > 1500
    assert said["N000"] == 0
    assert {code: said[code] for code in REVIEWED} == REVIEWED
    assert set(said) <= set(REVIEWED)
