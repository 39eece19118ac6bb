"""`motjuste eval` as a user runs it: scores and a least score. The scores file has tests of its own beside this."""

from __future__ import annotations

import json
import os
import re
import subprocess

import pytest
from tests.cli.command import command, motjuste, refusal, snapshot
from tests.endpoint import status
from tests.personas import PROMPT, dates, iso, write_settings, write_workspace


def test_scores_of_every_split(workspace):
    before = snapshot(workspace)
    done = motjuste("eval", "dates.md", "--json", cwd=workspace)
    assert done.status == 0, done.stderr
    (result,) = done.json
    assert result["score"]["n"] == 80
    assert set(result["splits"]) == {"train", "dev", "gate"}
    assert sum(part["n"] for part in result["splits"].values()) == 80
    weighted = sum(part["n"] * part["mean"] for part in result["splits"].values()) / 80
    assert result["score"]["mean"] == pytest.approx(weighted)
    assert all(failure["line"] >= 1 and failure["reason"] for failure in result["failures"])
    assert snapshot(workspace) == before


def test_the_report_shows_scores_and_wrong_cases(workspace):
    done = motjuste("eval", "dates.md", cwd=workspace)
    assert done.status == 0
    for words in ("dates.md", "train", "gate", "80 cases", "✗ line ", "more wrong"):
        assert words in done.out, words
    (named, *_) = re.findall(r"✗ line \d+, case (\w+)", done.out)
    assert motjuste("eval", "dates.md", "--cases", named, "--json", cwd=workspace).json[0]["score"]["n"] == 1


@pytest.mark.parametrize(("least", "expected"), [("0", 0), ("0.999", 1)])
def test_min_score_is_a_gate(workspace, least, expected):
    done = motjuste("eval", "dates.md", "--split", "dev", "--min-score", least, cwd=workspace)
    assert done.status == expected
    assert ("below --min-score" in done.stderr) == bool(expected)


def test_a_failed_provider_is_never_a_pass(workspace, endpoint):
    endpoint.responder = lambda _request: status(401, "no")
    assert refusal(motjuste("eval", "dates.md", "--min-score", "0", cwd=workspace))


def test_one_bad_prompt_does_not_stop_the_others(workspace):
    (workspace / "bad.md").write_text("---\nevals: ./none.jsonl\n---\nDo.\n")
    done = motjuste("eval", "bad.md", "dates.md", "--split", "dev", "--json", cwd=workspace)
    assert done.status == 2
    assert [result["path"] for result in done.json] == ["dates.md"]
    assert "none.jsonl" in done.stderr


def test_repeat_asks_each_case_again(workspace, endpoint):
    done = motjuste("eval", "dates.md", "--split", "dev", "--repeat", 2, "--json", cwd=workspace)
    assert done.status == 0
    assert endpoint.calls == 2 * done.json[0]["score"]["n"]


def test_a_case_that_any_of_its_answers_fails_is_told_as_failed(workspace, endpoint):
    asked = set()

    def wavering(request):
        text = request["messages"][-1]["content"]
        if text in asked:
            return "wrong"
        asked.add(text)
        return iso(text)

    endpoint.responder = wavering
    done = motjuste("eval", "dates.md", "--split", "dev", "--repeat", 3, "--events", cwd=workspace)
    (scored,) = (event for event in done.events if event["kind"] == "prompt_scored")
    assert scored["mean"] == pytest.approx(1 / 3)
    assert len(scored["failures"]) == scored["cases"]
    assert all("got wrong" in reason for _, reason in scored["failures"])
    told = [one for event in done.events for one in event.get("outcomes", ())]
    assert len(told) == scored["cases"]
    assert {(one["passed"], one["output"]) for one in told} == {(False, "wrong")}
    assert [one["reason"] for one in told] == [reason for _, reason in scored["failures"]]


def test_a_folder_stands_for_its_linked_prompts(workspace):
    (workspace / "notes.md").write_text("No prompt.\n")
    done = motjuste("eval", ".", "--split", "dev", "--json", cwd=workspace)
    assert [result["path"] for result in done.json] == ["dates.md"]
    (workspace / "empty").mkdir()
    assert "motjuste init" in refusal(motjuste("eval", "empty", cwd=workspace))


def test_an_eval_needs_no_optimizer(workspace, endpoint):
    settings = workspace / "motjuste.toml"
    settings.write_text(
        f'[models.task]\nbase_url = "{endpoint.url}"\nmodel = "scripted"\n[models.optimizer]\nmodel = "half"\n'
    )
    assert motjuste("eval", "dates.md", "--split", "dev", cwd=workspace).status == 0
    assert "[models.optimizer]" in refusal(motjuste("mark", "dates.md", cwd=workspace))


def test_some_cases_by_their_ids(workspace, endpoint):
    (result,) = motjuste("eval", "dates.md", "--json", cwd=workspace).json
    first, second = [failure["case"] for failure in result["failures"]][:2]
    endpoint.requests.clear()
    (again,) = motjuste("eval", "dates.md", "--cases", f"{first},{second}", "--json", cwd=workspace).json
    assert {failure["case"] for failure in again["failures"]} == {first, second}
    assert again["score"]["n"] == 2
    assert endpoint.calls == 0, "they are in the cache"
    assert "no case 0123" in refusal(motjuste("eval", "dates.md", "--cases", "0123", cwd=workspace))
    assert "--cases" in refusal(motjuste("eval", "dates.md", "--cases", first, "--update", cwd=workspace))


@pytest.mark.parametrize(
    "flags", [["--min-score", "80"], ["--repeat", "0"], ["--split", "test"], ["--max-drop", "x"]]
)
def test_wrong_flags_are_usage_errors(workspace, flags):
    assert motjuste("eval", "dates.md", *flags, cwd=workspace).status == 2


def test_stdin_is_scored_but_never_written_down(workspace):
    done = motjuste(
        "eval", "-", "--stdin-filename", "dates.md", "--split", "dev", cwd=workspace, stdin=PROMPT.encode()
    )
    assert done.status == 0
    assert "stdin" in refusal(motjuste("eval", "-", "--update", cwd=workspace, stdin=PROMPT.encode()))


def test_a_model_that_asks_for_less_at_once_gets_it(workspace, endpoint):
    endpoint.responder = dates
    motjuste("eval", "dates.md", "--concurrency", 1, cwd=workspace)
    assert endpoint.max_in_flight == 1


def test_each_prompt_of_a_folder_is_scored_with_the_settings_nearest_to_it(workspace, endpoint):
    inner = workspace / "inner"
    write_workspace(inner, cases=20)
    write_settings(inner, endpoint.url)
    settings = inner / "motjuste.toml"
    settings.write_text(settings.read_text().replace('"scripted"', '"smaller"'))
    done = motjuste("eval", ".", "--update", "--json", cwd=workspace)
    assert done.status == 0, done.stderr
    for folder, model, cases in ((workspace, "scripted", 80), (inner, "smaller", 20)):
        (entry,) = json.loads((folder / "motjuste.scores.json").read_text())["prompts"].items()
        assert (entry[0], entry[1]["model"], len(entry[1]["cases"])) == ("dates.md", model, cases)
    assert motjuste("check", "--select", "S", ".", cwd=workspace).status == 0
    assert motjuste("eval", ".", "--max-drop", "0", cwd=workspace).status == 0


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-16"])
def test_json_says_the_same_in_every_encoding_of_the_stream(workspace, encoding):
    name = "dätum 日.md"
    (workspace / "dates.md").rename(workspace / name)
    done = subprocess.run(
        command("eval", name, "--split", "dev", "--json"),
        cwd=workspace,
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": encoding},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.decode(encoding))[0]["path"] == name


def test_a_misspelt_check_is_told_with_its_place(workspace, endpoint):
    (workspace / "prompts").mkdir()
    for name in ("dates.md", "dates.evals.jsonl"):
        (workspace / name).rename(workspace / "prompts" / name)
    prompt = workspace / "prompts" / "dates.md"
    prompt.write_text(prompt.read_text().replace("evals:", "check: icontain\nevals:"))
    message = refusal(motjuste("eval", "prompts", cwd=workspace))
    assert message.startswith("prompts/dates.md:2: There is no check `icontain`")
    assert endpoint.calls == 0
