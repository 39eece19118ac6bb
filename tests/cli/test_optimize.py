"""`motjuste optimize` as a user runs it: exact JSON, a readable report, and files touched only where printed."""

from __future__ import annotations

import subprocess

import pytest
from tests.cli.command import motjuste, refusal, snapshot
from tests.personas import PROMPT, iso

SMALL = ("--steps", 1, "--candidates", 2)
"""A run that is over soon."""
YIELD = {
    "proposed": int,
    "parsed": int,
    "repaired": int,
    "rejected": int,
    "admitted": int,
    "screened_out": int,
    "useful": int,
    "reasons": dict,
    "repairs": dict,
}
SHAPE = {
    "path": str,
    "method": str,
    "scope": str,
    "verdict": str,
    "seed": {"dev": float, "gate": float},
    "best": {"dev": float, "gate": float, "text": str},
    "edits": [{"start": int, "end": int, "old": str, "new": str}],
    "gate": {
        "n": int,
        "wins": int,
        "losses": int,
        "p": float,
        "interval": [float],
        "looks": int,
        "opening": int,
        "alpha": float,
    },
    "mde": float,
    "calls": {"task": int, "optimizer": int, "cached": int},
    "tokens": {"task": int, "optimizer": int},
    "seconds": float,
    "run": str,
    "protocol": str,
    "identify": str,
    "proposer": str,
    "proposals": {
        "sources": {"model": YIELD, "operator": YIELD},
        "operators": dict,
        "leak_rate": float,
        "outside_edit_rate": object,
        "mode": str,
    },
    "signatures": {
        "overfit": [{"step": int, "gap": float, "interval": [float]}],
        "tags": [{"step": int, "readings": int, "jaccard": float, "unstable": bool}],
        "audits": [
            {
                "step": int,
                "cases": int,
                "control": object,
                "marks": [{"text": str, "start": object, "flips": float, "inert": bool}],
            }
        ],
        "localisation": object,
        "level": str,
        "levels": [{"step": int, "level": str, "reason": str}],
    },
}


def fits(value, shape):
    """Whether JSON has exactly the keys and kinds of a shape, in its order."""
    if isinstance(shape, dict):
        return list(value) == list(shape) and all(fits(value[key], inner) for key, inner in shape.items())
    if isinstance(shape, list):
        return all(fits(item, shape[0]) for item in value)
    return isinstance(value, shape) or (shape is float and value == 0)


def test_json_has_exactly_the_shape_and_nothing_is_touched(workspace):
    before = snapshot(workspace)
    done = motjuste("optimize", "dates.md", *SMALL, "--json", cwd=workspace)
    assert done.status == 0, done.stderr
    result = done.json
    assert fits(result, SHAPE)
    assert result["verdict"] == "HELPS"
    told = result["proposals"]["operators"]
    assert {"worked-example", "output-format", "rule"} <= told.keys()
    assert (
        sum(one["useful"] for one in told.values())
        == result["proposals"]["sources"]["operator"]["useful"]
        > 0
    )
    assert result["path"] == "dates.md"
    assert result["gate"]["interval"][0] <= result["gate"]["interval"][1]
    text = PROMPT
    for edit in reversed(result["edits"]):
        assert text[edit["start"] : edit["end"]] == edit["old"]
        text = text[: edit["start"]] + edit["new"] + text[edit["end"] :]
    assert text == result["best"]["text"]
    assert snapshot(workspace) == before


def test_an_audit_tells_how_many_answers_need_the_marked_words(workspace):
    done = motjuste("optimize", "dates.md", *SMALL, "--audit", "--json", cwd=workspace)
    assert fits(done.json, SHAPE)
    (audit,) = done.json["signatures"]["audits"]
    assert [(one["text"], one["flips"], one["inert"]) for one in audit["marks"]] == [("date", 0.0, True)]
    start = audit["marks"][0]["start"]
    assert PROMPT[start : start + 4] == "date"
    told = motjuste("optimize", "dates.md", *SMALL, "--audit", cwd=workspace).out
    assert f"without marked words, of {audit['cases']} on train in step 1: `date` 0 % (inert)" in " ".join(
        told.split()
    )


def test_the_report_says_all_that_a_reader_needs(workspace):
    done = motjuste("optimize", "dates.md", *SMALL, cwd=workspace)
    assert done.status == 0, done.stderr
    for words in (
        "dates.md",
        "Marks",
        "The form of the date is left open.",
        "line ",
        "{+",
        "HELPS",
        "p = ",
        "95 % interval",
        "task calls",
        "tokens",
        "run 2",
    ):
        assert words in done.out or (words == "p = " and "p < " in done.out), words
    assert "\x1b" not in done.out
    assert "held out" in done.out
    assert "edit operator" in done.out or "optimizer model" in done.out
    assert "racing candidates" in done.stderr
    assert not any(line.endswith(" ") for line in done.out.splitlines())


@pytest.mark.parametrize("head", [b"", b"\xef\xbb\xbf"])
def test_write_changes_only_the_bytes_of_the_printed_edits(workspace, head):
    prompt = workspace / "dates.md"
    old = (
        head
        + PROMPT.replace("Keep to the facts.", "Keep to the facts \U0001f600.").replace("\n", "\r\n").encode()
    )
    prompt.write_bytes(old)
    prompt.chmod(0o640)
    others = {name: kept for name, kept in snapshot(workspace).items() if name != "dates.md"}
    done = motjuste("optimize", "dates.md", *SMALL, "--write", "--json", cwd=workspace)
    assert done.status == 0, done.stderr
    text = old[len(head) :].decode()
    for edit in reversed(done.json["edits"]):
        text = text[: edit["start"]] + edit["new"] + text[edit["end"] :]
    assert prompt.read_bytes() == head + text.encode()
    assert prompt.read_bytes() != old
    assert prompt.stat().st_mode & 0o777 == 0o640
    assert {name: kept for name, kept in snapshot(workspace).items() if name != "dates.md"} == others


def test_diff_prints_a_patch_and_nothing_else_on_stdout(workspace):
    before = snapshot(workspace)
    done = motjuste("optimize", "dates.md", *SMALL, "--diff", cwd=workspace)
    assert done.status == 0
    lines = done.out.splitlines()
    assert lines[:2] == ["--- a/dates.md", "+++ b/dates.md"]
    assert "-Find the date in the text and return it." in lines
    assert "HELPS" in done.stderr
    assert snapshot(workspace) == before
    subprocess.run(["git", "apply", "-"], cwd=workspace, input=done.stdout, check=True)
    assert "YYYY-MM-DD" in (workspace / "dates.md").read_text()


@pytest.mark.parametrize("flag", ["--json", "--events"])
def test_a_diff_and_another_output_are_not_both_printed(workspace, endpoint, flag):
    assert "--diff" in refusal(motjuste("optimize", "dates.md", "--diff", flag, cwd=workspace))
    assert endpoint.calls == 0


def stubborn(request):
    """A model no wording helps: the words of the prompt never change its answers."""
    from tests.personas import dates

    if "response_format" in request:
        return dates(request)
    return "no idea"


def test_a_prompt_without_mistakes_is_told_as_that(workspace, endpoint):
    endpoint.responder = lambda request: iso(request["messages"][-1]["content"])
    done = motjuste("optimize", "dates.md", cwd=workspace)
    assert done.status == 0, done.stderr
    words = " ".join(done.out.replace("│", "").split())
    assert "No edit was tried, so the gate stayed closed. The prompt makes no mistakes" in words
    assert "better than chance" not in words
    assert "before" not in words


def test_without_evidence_nothing_is_written(workspace, endpoint):
    endpoint.responder = stubborn
    before = snapshot(workspace)
    done = motjuste("optimize", "dates.md", *SMALL, "--write", cwd=workspace)
    assert done.status == 1, done
    assert "NO EVIDENCE" in done.out
    assert "Nothing was written" in done.stderr
    assert snapshot(workspace) == before


def test_the_prompt_may_come_from_stdin(workspace):
    before = snapshot(workspace)
    text = PROMPT.replace("Keep to the facts.", "Keep to all facts.").encode()
    done = motjuste(
        "optimize", "-", *SMALL, "--stdin-filename", "dates.md", "--json", cwd=workspace, stdin=text
    )
    assert done.status == 0, done.stderr
    assert done.json["path"] == "dates.md"
    assert "Keep to all facts." in done.json["best"]["text"]
    assert snapshot(workspace) == before


def test_only_tagged_words_or_a_named_span_are_edited(workspace):
    tagged = PROMPT.replace("the date in", "<edit>the date</edit> in")
    (workspace / "dates.md").write_text(tagged)
    done = motjuste("optimize", "dates.md", *SMALL, "--tagged", "--json", cwd=workspace)
    assert done.status == 0, done.stderr
    start = tagged.index("<edit>")
    assert all(start <= edit["start"] <= tagged.index("\nKeep") for edit in done.json["edits"])
    (workspace / "dates.md").write_text(PROMPT)
    place = PROMPT.index("the date")
    spanned = motjuste(
        "optimize", "dates.md", *SMALL, "--span", f"{place}:{place + 8}", "--json", cwd=workspace
    )
    assert spanned.status == 0, spanned.stderr


def test_events_are_the_stream_and_nothing_else(workspace):
    done = motjuste("optimize", "dates.md", *SMALL, "--events", cwd=workspace)
    assert done.status == 0, done.stderr
    kinds = [event["kind"] for event in done.events]
    assert kinds[0] == "run_started"
    assert kinds[-1] == "run_finished"
    assert "verdict" in kinds
    assert all("at" in event for event in done.events)
    assert done.stderr == ""


def timeless(events):
    return [{key: value for key, value in event.items() if key not in {"at", "run"}} for event in events]


def test_concurrency_changes_nothing_but_times(workspace, monkeypatch, tmp_path):
    streams = []
    for concurrency in (1, 32):
        monkeypatch.setenv("MOTJUSTE_HOME", str(tmp_path / f"home{concurrency}"))
        done = motjuste(
            "optimize", "dates.md", *SMALL, "--events", "--concurrency", concurrency, cwd=workspace
        )
        assert done.status == 0, done.stderr
        streams.append(timeless(done.events))
    assert streams[0] == streams[1]


def test_a_second_run_asks_nothing_again(workspace, endpoint):
    motjuste("optimize", "dates.md", *SMALL, cwd=workspace)
    calls = endpoint.calls
    done = motjuste("optimize", "dates.md", *SMALL, "--json", cwd=workspace)
    assert endpoint.calls == calls
    assert done.json["calls"]["task"] == 0
    assert done.json["calls"]["cached"] > 0


@pytest.mark.parametrize(
    "flags",
    [
        ["--method", "pe3"],
        ["--protocol", "poster"],
        ["--steps", "0"],
        ["--span", "5"],
        ["--span", "9:5"],
        ["--scope", "wide"],
        ["--max-calls", "-1"],
        ["--tagged", "--span", "1:2"],
        ["--nonsense"],
    ],
)
def test_wrong_flags_are_usage_errors(workspace, flags):
    done = motjuste("optimize", "dates.md", *SMALL, *flags, cwd=workspace)
    assert done.status == 2
    assert "usage: motjuste optimize" in done.stderr


def test_flags_that_contradict_each_other_are_refused_before_any_call(workspace, endpoint):
    assert "--write" in refusal(motjuste("optimize", "-", "--write", cwd=workspace, stdin=b"x"))
    assert "--write" in refusal(motjuste("optimize", "dates.md", "--accept-unproven", cwd=workspace))
    assert "`-`" in refusal(
        motjuste("optimize", "dates.md", *SMALL, "--stdin-filename", "x.md", cwd=workspace)
    )
    assert endpoint.calls == 0


def test_no_key_reaches_any_output_or_file(workspace, motjuste_home):
    done = motjuste("optimize", "dates.md", *SMALL, cwd=workspace)
    report = motjuste("report", "last", "-o", "-", cwd=workspace)
    assert "HELPS" in report.out
    assert "sk-test-secret" not in done.out + done.stderr + report.out
    for path in motjuste_home.rglob("*"):
        assert not path.is_file() or b"sk-test-secret" not in path.read_bytes()


def test_an_estimate_asks_nobody(workspace, endpoint):
    done = motjuste("optimize", "dates.md", "--estimate", cwd=workspace)
    assert done.status == 0
    assert done.out.startswith("dates.md: about ")
    (told,) = motjuste("optimize", "dates.md", "--estimate", "--json", cwd=workspace).json
    assert told["calls"]["typical"] < told["calls"]["most"]
    assert told["tokens"] > told["calls"]["typical"]
    assert told["dollars"] is None
    (workspace / "dates.evals.jsonl").unlink()
    assert "dates.evals.jsonl" in refusal(motjuste("optimize", "dates.md", "--estimate", cwd=workspace))
    assert endpoint.calls == 0
