"""Real prompt files: no rule crashes on any, and what the rules say of them is known."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from motjuste.document.parse import parse_bytes
from motjuste.lint.engine import lint

CORPUS = Path(__file__).parents[3] / "shared" / "prompts"
REVIEWED = {
    # Each of these was looked at and is at fault; a number that grows is a false positive until it was looked at too.
    "E001": 0,
    "E002": 0,
    "F000": 4,
    "F001": 5,
    "F005": 4,
    "N001": 0,
    "N002": 0,
    "T001": 0,
    "T002": 0,
    "T003": 0,
    "T006": 1,
    "K001": 0,
    "K002": 7,
    "X001": 1,
    "X002": 14,
    "X003": 1,
    "X004": 10,
}


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared prompt files are not beside the repository")
def test_no_rule_crashes_on_real_prompts_and_none_says_what_nobody_has_checked():
    said = Counter()
    files = [json.loads(line)["path"] for line in (CORPUS / "manifest.jsonl").read_text("utf-8").splitlines()]
    for name in files:
        document = parse_bytes(name, (CORPUS / name).read_bytes())
        for finding in lint(document):
            said[finding.code] += 1
            assert finding.span.end <= len(document.text), name
    assert len(files) > 1500
    assert said["N000"] == 0
    assert {code: said[code] for code in REVIEWED} == REVIEWED
    assert set(said) <= set(REVIEWED)
