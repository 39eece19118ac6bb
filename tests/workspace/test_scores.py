"""The scores file: merged, stable, refused when damaged."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from motjuste.errors import UserError
from motjuste.workspace.scores import FILE_NAME, PromptScore, read_scores, update_scores

SCORE = PromptScore(
    text_sha256="t", evalset="e.jsonl", evalset_digest="d", model="m", split="all", cases=10, mean=0.5
)


def test_scores_come_back_and_others_stay(tmp_path):
    assert read_scores(tmp_path) == {}
    update_scores(tmp_path, {"b.md": SCORE})
    update_scores(tmp_path, {"a.md": replace(SCORE, mean=0.75)})
    assert read_scores(tmp_path) == {"a.md": replace(SCORE, mean=0.75), "b.md": SCORE}
    assert list(json.loads((tmp_path / FILE_NAME).read_text())["prompts"]) == ["a.md", "b.md"]


def test_the_same_scores_leave_the_file_alone(tmp_path):
    path = update_scores(tmp_path, {"a.md": SCORE})
    before = path.stat()
    update_scores(tmp_path, {"a.md": SCORE})
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"version": 1}', '{"version": 1, "prompts": {"a": {"x": 1}}}']
)
def test_a_damaged_file_is_an_error_and_stays(tmp_path, text):
    (tmp_path / FILE_NAME).write_text(text)
    with pytest.raises(UserError, match="cannot be used"):
        update_scores(tmp_path, {"a.md": SCORE})
    assert (tmp_path / FILE_NAME).read_text() == text


def test_a_newer_file_is_not_read_as_if_it_were_ours(tmp_path):
    (tmp_path / FILE_NAME).write_text('{"version": 2, "prompts": {}}')
    with pytest.raises(UserError, match="version 2"):
        read_scores(tmp_path)
