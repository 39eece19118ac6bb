"""The score gate as CI runs it: `eval --update`, `eval --max-drop`, and `check` without a model."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime

import pytest
from tests.cli.command import motjuste, refusal, snapshot
from tests.endpoint import status
from tests.personas import PROMPT, dates

FILE = "motjuste.scores.json"
BETTER = PROMPT.replace("the date", "the date as YYYY-MM-DD", 1)


@pytest.fixture
def recorded(workspace):
    """The workspace, its prompt scored and written down."""
    done = motjuste("eval", "dates.md", "--update", cwd=workspace)
    assert done.status == 0, done.stderr
    return workspace


def entry(folder, address="dates.md"):
    return json.loads((folder / FILE).read_text())["prompts"][address]


def edit(folder, text):
    (folder / "dates.md").write_text(text)


def test_update_writes_the_scores_and_nothing_else(workspace):
    before = snapshot(workspace)
    done = motjuste("eval", "dates.md", "--update", "--json", cwd=workspace)
    assert done.status == 0, done.stderr
    after = snapshot(workspace)
    written = json.loads(after.pop(FILE)[0])["prompts"]["dates.md"]
    assert after == before
    assert written["mean"] == pytest.approx(done.json[0]["score"]["mean"], abs=1e-6)
    assert sum(written["splits"].values()) == len(written["cases"]) == 80
    assert sum(written["cases"].values()) / 80 == pytest.approx(written["mean"], abs=1e-6)
    assert written["interval"][0] < written["mean"] < written["interval"][1]
    assert (written["model"], written["evalset"]) == ("scripted", "dates.evals.jsonl")
    assert written["date"] == datetime.now(UTC).date().isoformat()
    assert "baseline" not in written
    assert f"Wrote 1 score to {FILE}." in done.stderr


def test_check_is_clean_after_an_update_and_asks_nobody(recorded, endpoint):
    calls = endpoint.calls
    done = motjuste("check", cwd=recorded)
    assert (done.status, endpoint.calls) == (0, calls), done.out
    before = (recorded / FILE).read_bytes()
    assert motjuste("eval", "dates.md", "--update", cwd=recorded).status == 0
    assert (recorded / FILE).read_bytes() == before


def test_a_changed_prompt_fails_check_offline_with_what_to_run(recorded, endpoint):
    calls = endpoint.calls
    edit(recorded, PROMPT.replace("return it", "give it back"))
    done = motjuste("check", "--output-format", "json", cwd=recorded)
    assert (done.status, endpoint.calls) == (1, calls)
    (finding,) = done.json
    assert finding["code"] == "S001"
    assert finding["severity"] == "error"
    assert "the prompt changed; run `motjuste eval dates.md --update`" in finding["message"]
    assert finding["location"] == {"row": 4, "column": 1}
    assert finding["end_location"] == {"row": 4, "column": 21}
    assert motjuste("eval", "dates.md", "--update", cwd=recorded).status == 0
    assert motjuste("check", cwd=recorded).status == 0


def test_a_changed_eval_set_fails_check_offline(recorded):
    with (recorded / "dates.evals.jsonl").open("a") as stream:
        stream.write('{"input": "Signed on May 5, 1950.", "expected": "1950-05-05"}\n')
    done = motjuste("check", "dates.md", cwd=recorded)
    assert done.status == 1
    assert "the eval set changed (cases: 1 new)" in done.out


@pytest.mark.parametrize(
    "text",
    [
        PROMPT.replace("\n", "\r\n"),
        PROMPT.replace("evals: ./", "# a comment\nevals: ./"),
        PROMPT + "<!-- motjuste: protect-start --><!-- motjuste: protect-end -->",
    ],
    ids=["line ends", "front matter", "directives"],
)
def test_what_no_model_reads_makes_nothing_stale(recorded, text):
    (recorded / "dates.md").write_bytes(text.encode())
    done = motjuste("check", "--select", "S", cwd=recorded)
    assert done.status == 0, done.out


def test_a_regressed_score_fails_check_until_it_is_mended_or_accepted(workspace):
    edit(workspace, BETTER)
    assert motjuste("eval", "dates.md", "--update", cwd=workspace).status == 0
    best = entry(workspace)["mean"]
    edit(workspace, PROMPT)
    done = motjuste("eval", "dates.md", "--update", cwd=workspace)
    assert done.status == 0
    assert "still held to" in done.stderr
    assert entry(workspace)["baseline"]["mean"] == best > entry(workspace)["mean"]
    done = motjuste("check", cwd=workspace)
    assert done.status == 1
    assert "S002" in done.out
    words = " ".join(done.out.split())
    assert "The score fell from" in words
    assert "line " in words
    assert "`motjuste eval dates.md --update --accept`" in words
    edit(workspace, BETTER)
    assert motjuste("eval", "dates.md", "--update", cwd=workspace).status == 0
    assert motjuste("check", cwd=workspace).status == 0
    edit(workspace, PROMPT)
    assert motjuste("eval", "dates.md", "--update", "--accept", cwd=workspace).status == 0
    assert "baseline" not in entry(workspace)
    assert motjuste("check", cwd=workspace).status == 0


def test_the_settings_say_how_far_a_score_may_fall(workspace):
    edit(workspace, BETTER)
    motjuste("eval", "dates.md", "--update", cwd=workspace)
    edit(workspace, PROMPT)
    motjuste("eval", "dates.md", "--update", cwd=workspace)
    assert motjuste("check", cwd=workspace).status == 1
    with (workspace / "motjuste.toml").open("a") as stream:
        stream.write("[scores]\nmax-drop = 0.9\n")
    assert motjuste("check", cwd=workspace).status == 0


def test_max_drop_passes_what_is_as_good_and_fails_what_fell(recorded, endpoint):
    assert motjuste("eval", "dates.md", "--max-drop", "0", cwd=recorded).status == 0
    right = [case for case, score in entry(recorded)["cases"].items() if score == 1]
    endpoint.responder = lambda _request: "wrong"
    edit(recorded, PROMPT + "Answer wrongly.\n")
    done = motjuste("eval", "dates.md", "--max-drop", "0.05", "--json", cwd=recorded)
    assert done.status == 1
    assert "--max-drop 0.05 allows 5 points" in done.stderr
    assert "Down in dates.evals.jsonl: line " in done.stderr
    assert f"and {len(right) - 10} more." in done.stderr
    compared = done.json[0]["recorded"]
    assert set(compared["fallen"]) == set(right)
    assert compared["risen"] == []
    assert compared["interval"][0] < compared["now"] - compared["before"] < compared["interval"][1]


def test_a_part_of_the_cases_is_held_to_the_same_part(recorded):
    done = motjuste("eval", "dates.md", "--split", "dev", "--max-drop", "0", "--json", cwd=recorded)
    assert done.status == 0
    assert done.json[0]["recorded"]["n"] == done.json[0]["score"]["n"] < 80


def test_max_drop_asks_nobody_where_the_record_is_of_other_cases(recorded, endpoint):
    motjuste("eval", "dates.md", "--split", "dev", "--update", "--accept", cwd=recorded)
    calls = endpoint.calls
    edit(recorded, BETTER)
    done = motjuste("eval", "dates.md", "--split", "gate", "--max-drop", "0", cwd=recorded)
    assert "of other cases" in refusal(done)
    assert endpoint.calls == calls


def test_no_part_of_the_cases_takes_the_place_of_the_score_on_record(workspace, endpoint):
    edit(workspace, BETTER)
    assert motjuste("eval", "dates.md", "--split", "train", "--update", cwd=workspace).status == 0
    assert set(entry(workspace)["splits"]) == {"train"}
    assert motjuste("eval", "dates.md", "--update", cwd=workspace).status == 0
    before, calls = (workspace / FILE).read_bytes(), endpoint.calls
    edit(workspace, PROMPT)
    for split in ("train", "dev", "gate"):
        done = motjuste("eval", "dates.md", "--split", split, "--update", cwd=workspace)
        assert "the score on record is of train, dev, gate" in refusal(done)
        assert "--accept" in done.stderr
    assert endpoint.calls == calls
    assert (workspace / FILE).read_bytes() == before
    done = motjuste("eval", "dates.md", "--split", "gate", "--update", "--accept", cwd=workspace)
    assert done.status == 0
    assert set(entry(workspace)["splits"]) == {"gate"}
    done = motjuste("eval", "dates.md", "--split", "dev", "--update", cwd=workspace)
    assert "the score on record is of gate" in refusal(done)
    assert motjuste("eval", "dates.md", "--split", "gate", "--update", cwd=workspace).status == 0


def test_max_drop_without_a_score_on_record_is_never_a_pass(workspace, endpoint):
    done = motjuste("eval", "dates.md", "--max-drop", "0.1", cwd=workspace)
    message = refusal(done)
    assert endpoint.calls == 0
    assert "no score is on record" in message
    assert "motjuste eval dates.md --update" in message
    done = motjuste("eval", "dates.md", "--max-drop", "0.1", "--estimate", cwd=workspace)
    assert refusal(done) == message
    assert motjuste("eval", "dates.md", "--max-drop", "0.1", "--update", cwd=workspace).status == 0
    assert motjuste("eval", "dates.md", "--max-drop", "0.1", cwd=workspace).status == 0


def test_a_failed_provider_is_never_a_pass(recorded, endpoint):
    before = (recorded / FILE).read_bytes()
    endpoint.responder = lambda _request: status(401, "no")
    edit(recorded, PROMPT + "Another prompt.\n")
    done = motjuste("eval", "dates.md", "--max-drop", "1", "--update", cwd=recorded)
    assert refusal(done)
    assert (recorded / FILE).read_bytes() == before


def test_a_prompt_that_fell_and_one_that_failed_is_a_failure(recorded, endpoint):
    (recorded / "bad.md").write_text("---\nevals: ./none.jsonl\n---\nDo.\n")
    endpoint.responder = lambda _request: "wrong"
    edit(recorded, PROMPT + "Answer wrongly.\n")
    done = motjuste("eval", "dates.md", "bad.md", "--max-drop", "0", cwd=recorded)
    assert done.status == 2
    assert "none.jsonl" in done.stderr
    assert "--max-drop" in done.stderr


@pytest.mark.parametrize("flags", [["--max-drop", "0"], ["--update"]])
def test_a_damaged_scores_file_stops_before_a_call_is_paid_for(workspace, endpoint, flags):
    (workspace / FILE).write_text('{\n  "version": 1,\n<<<<<<< ours\n')
    done = motjuste("eval", "dates.md", *flags, cwd=workspace)
    assert f"{FILE}:3: The scores file cannot be used" in refusal(done)
    assert "Resolve the merge" in done.stderr
    assert endpoint.calls == 0


@pytest.mark.parametrize(
    ("text", "line"), [("{", 1), ('{\n"version": 7, "prompts": {}}', 1), ('{"version": 1,\n"prompts": 3}', 1)]
)
def test_a_damaged_scores_file_is_never_clean(workspace, text, line):
    (workspace / FILE).write_text(text)
    done = motjuste("check", "--select", "T", cwd=workspace)
    assert f"{FILE}:{line}: The scores file" in refusal_beside_findings(done)
    done = motjuste("check", "--output-format", "json", cwd=workspace)
    assert (done.status, [finding["code"] for finding in done.json]) == (2, ["S001"])


def test_no_format_calls_a_check_with_a_damaged_scores_file_a_good_one(workspace):
    (workspace / FILE).write_text("{")
    shown = {
        style: motjuste(
            *("check", "--select", "T", "--summary", "page.md", "--output-format", style), cwd=workspace
        )
        for style in ("full", "concise", "sarif", "junit")
    }
    assert {done.status for done in shown.values()} == {2}
    for style in ("full", "concise"):
        assert "All clean" not in shown[style].out
        assert "the check failed" in shown[style].out
    (invocation,) = shown["sarif"].json["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    assert FILE in invocation["toolExecutionNotifications"][0]["message"]["text"]
    assert b'errors="1"' in shown["junit"].stdout
    page = (workspace / "page.md").read_text()
    assert "No findings in" not in page
    assert "The check failed." in page


def refusal_beside_findings(done):
    assert done.status == 2
    assert "Traceback" not in done.stderr
    return "\n".join(line for line in done.stderr.splitlines() if line.startswith("error: "))


def test_a_damaged_scores_file_stops_no_eval_that_does_not_need_it(workspace):
    (workspace / FILE).write_text("{")
    done = motjuste("eval", "dates.md", "--split", "dev", cwd=workspace)
    assert done.status == 0
    assert "warning" in done.stderr
    assert FILE in done.stderr


def test_entries_of_prompts_that_are_gone_are_told_and_left_out(recorded):
    (recorded / "dates.md").rename(recorded / "days.md")
    done = motjuste("check", ".", cwd=recorded)
    assert done.status == 0
    assert f"{FILE}:4: dates.md is no longer there" in done.stderr
    assert "no longer there" not in motjuste("check", "days.md", cwd=recorded).stderr
    done = motjuste("eval", "days.md", "--update", cwd=recorded)
    assert "Left dates.md out" in done.stderr
    assert list(json.loads((recorded / FILE).read_text())["prompts"]) == ["days.md"]


def test_accept_goes_with_update(workspace):
    assert "--update" in refusal(motjuste("eval", "dates.md", "--accept", cwd=workspace))


def test_the_scores_file_lies_beside_the_settings(recorded):
    (recorded / "inner").mkdir()
    done = motjuste("eval", "../dates.md", "--max-drop", "0", cwd=recorded / "inner")
    assert done.status == 0, done.stderr


def test_max_drop_says_its_units():
    assert "0.02 is 2 points of 100" in " ".join(motjuste("eval", "--help").out.split())


def test_dates_persona_scores_better_when_told_the_form():
    """What the stories above rest on."""
    asked = [{"role": "user", "content": "Item 1 was signed on May 5, 1990 by both sides."}]
    told = [{"role": "system", "content": BETTER}, *asked]
    assert dates({"messages": told}) == "1990-05-05"


def test_a_stale_score_is_told_whatever_revision_is_compared_with(recorded):
    def git(*words):
        who = ("-c", "user.name=A", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *who, *words], cwd=recorded, check=True, capture_output=True)

    git("init", "-q")
    git("add", "-A")
    git("commit", "-q", "-m", "Scored")
    assert motjuste("check", "--diff-base", "HEAD", cwd=recorded).status == 0
    with (recorded / "dates.evals.jsonl").open("a") as stream:
        stream.write('{"input": "Signed on May 5, 1950.", "expected": "1950-05-05"}\n')
    git("commit", "-q", "-a", "-m", "One more case")
    for revision in ("HEAD~1", "HEAD"):
        done = motjuste("check", "--diff-base", revision, "--output-format", "json", cwd=recorded)
        assert (done.status, [one["code"] for one in done.json]) == (1, ["S001"])
