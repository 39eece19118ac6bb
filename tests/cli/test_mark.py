"""`motjuste mark` as a user runs it."""

from __future__ import annotations

from tests.cli.command import motjuste, snapshot
from tests.personas import PROMPT


def test_json_has_exactly_the_shape(workspace):
    before = snapshot(workspace)
    done = motjuste("mark", "dates.md", "--json", cwd=workspace)
    assert done.status == 0, done.stderr
    result = done.json
    assert list(result) == ["path", "evalset", "score", "marks", "calls", "tokens"]
    assert list(result["score"]) == ["split", "n", "mean"]
    assert result["score"]["split"] == "train"
    assert result["marks"]
    for mark in result["marks"]:
        assert list(mark) == ["start", "end", "text", "reason", "cases"]
        assert PROMPT[mark["start"] : mark["end"]] == mark["text"]
        assert mark["cases"]
        assert all(len(case) == 12 for case in mark["cases"])
    assert set(result["calls"]) == {"task", "optimizer", "cached"}
    assert set(result["tokens"]) == {"task", "optimizer"}
    assert snapshot(workspace) == before


def test_the_report_shows_words_reasons_and_cases(workspace):
    done = motjuste("mark", "dates.md", cwd=workspace)
    assert done.status == 0
    for words in ("Marks", "4:10", "date", "The form of the date is left open.", "✗ line ", "wrong", "run 2"):
        assert words in done.out, words


def test_a_prompt_without_failures_has_nothing_to_mark(workspace):
    (workspace / "dates.md").write_text(PROMPT.replace("the date", "the date (YYYY-MM-DD)"))
    evals = workspace / "dates.evals.jsonl"
    evals.write_text('{"input": "Due May 1, 2001.", "expected": "2001-05-01", "split": "train"}\n')
    done = motjuste("mark", "dates.md", cwd=workspace)
    assert done.status == 0, done.stderr
    assert "No words to mark" in done.out


def test_stdin_and_events_are_the_editors_door(workspace):
    text = PROMPT.replace("Find", "Look for").encode()
    done = motjuste("mark", "-", "--stdin-filename", "dates.md", "--events", cwd=workspace, stdin=text)
    assert done.status == 0
    assert done.stderr == ""
    kinds = [event["kind"] for event in done.events]
    assert kinds[0] == "run_started"
    assert "marks_found" in kinds
    assert kinds[-1] == "run_finished"
