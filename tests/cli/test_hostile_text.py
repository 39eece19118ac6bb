"""Every format, through the real command, on everything that a file may hold: no crash, and time in step with the size."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.fuzz.contents import realistic, repeated
from tests.fuzz.samples import LIKE_MARKDOWN, SAMPLES

from motjuste.document.formats import FORMATS
from motjuste.document.parse import parse_all

CHECKED = Path(__file__).resolve().parent.parent / "fuzz" / "checked.py"
SIZE = 24_000
"""Characters of each long text: a square of that takes a second and more, a fair share of a megabyte next to nothing."""
SECONDS, EACH_MEGABYTE = 0.25, 6.0
"""Of processor time for a short file and with its size: several times what any of them takes."""
SECONDS_PER_MEGABYTE = 1.0
SLACK = 3.0
"""How much slower than where these figures were taken a machine may be."""


def test_the_samples_are_of_every_format():
    assert {sample.format for sample in SAMPLES} == {one.name for one in FORMATS}
    for sample in SAMPLES:
        documents = parse_all(sample.path, sample.plain)
        assert documents[0].format == sample.format
        assert any(document.messages for document in documents), sample.format
        assert not [fault for document in documents for fault in document.faults], sample.format


@pytest.mark.parametrize("name", [sample.format for sample in SAMPLES])
def test_no_file_crashes_or_hangs_a_check(name, tmp_path):
    done = subprocess.run(
        [sys.executable, CHECKED, tmp_path, str(SIZE), name],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(told) > (20 if name in LIKE_MARKDOWN else 90)
    assert [one for one in told if one["status"] not in {0, 1} or one["crashed"]] == []
    assert [one for one in told if one["seconds"] > SECONDS + EACH_MEGABYTE * one["size"] / 1e6] == []


BIG = ["markdown", "jinja", "dotprompt", "python", "chat-messages", "prompt-library", "toml-prompt", "poml"]


@pytest.mark.alone
@pytest.mark.parametrize("name", BIG)
def test_a_megabyte_takes_less_than_a_second(name, tmp_path):
    from motjuste.cli.checking import Checker, CheckOptions

    sample = next(one for one in SAMPLES if one.format == name)
    place = str(tmp_path / sample.path)
    checker = Checker(CheckOptions(isolated=True))
    checker.check_bytes(place, sample.plain.encode())  # imports are not what is measured
    for data in (
        sample.holding(realistic(1_000_000)).encode(),
        sample.holding(repeated("Sort the ticket into one of them. ", 4_000_000)).encode(),
    ):
        began = os.times()
        found = checker.check_bytes(place, data)
        ended = os.times()
        spent = ended.user + ended.system - began.user - began.system
        assert found.readable
        assert spent < SLACK * SECONDS_PER_MEGABYTE * len(data) / 1e6, name
