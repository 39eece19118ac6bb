"""Our own methods, as docs/editors/protocol.md describes them: state, cases, proposals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from tests import personas
from tests.e2e.editor import OWN, capabilities, session, token_of


@pytest_asyncio.fixture
async def editor(prompt):
    async with session(prompt.parent, options=OWN) as editor:
        yield editor


async def optimized(editor, prompt):
    """A text whose last run proved an edit that was not taken."""
    editor.confirms = False
    uri = editor.open(prompt)
    assert (await editor.run("motjuste.optimize", {"uri": uri})).startswith("HELPS")
    await editor.until(lambda: editor.offered)
    return uri


async def test_the_state_of_a_prompt(editor, prompt, endpoint):
    uri = editor.open(prompt)
    state = await editor.own("motjuste/status", uri=uri)
    evals = prompt.parent / "dates.evals.jsonl"
    assert state["evals"] == {"path": "dates.evals.jsonl", "uri": evals.as_uri(), "cases": 60}
    assert (state["format"], state["model"], state["optimizer"]) == ("markdown", "scripted", "scripted")
    assert state["dialect"]
    assert state["score"] is state["verdict"] is state["run"] is state["note"] is None
    assert state["spent"] == {"calls": 0, "tokens": 0, "money": None}
    assert state["trusted"] is True
    await editor.run("motjuste.evaluate", {"uri": uri})
    state = await editor.own("motjuste/status", uri=uri)
    assert state["score"]["n"] == 60
    assert (state["score"]["split"], state["score"]["stale"]) == ("all", False)
    assert state["spent"]["calls"] == endpoint.calls == 60
    assert state["spent"]["tokens"] > 0
    editor.replace(uri, "facts", "truth")
    assert (await editor.own("motjuste/status", uri=uri))["score"]["stale"] is True


async def test_the_state_says_why_there_is_no_eval_set(editor, prompt):
    lone = prompt.parent / "lone.prompt"
    lone.write_text("Answer briefly.\n")
    uri = editor.open(lone, language="prompt")
    state = await editor.own("motjuste/status", uri=uri)
    assert state["evals"] is None
    assert "No eval set" in state["note"]
    (prompt.parent / "dates.evals.jsonl").unlink()
    assert "dates.evals.jsonl" in (await editor.own("motjuste/status", uri=editor.open(prompt)))["note"]


async def test_the_editor_is_told_when_the_state_changes_and_what_runs(editor, prompt, endpoint):
    uri = editor.open(prompt)
    endpoint.hold()
    token = token_of(await editor.command("motjuste.evaluate", {"uri": uri}))
    await editor.until(lambda: editor.notes("motjuste/statusChanged"))
    state = await editor.own("motjuste/status", uri=uri)
    assert state["run"]["token"] == token
    endpoint.release()
    await editor.ended(token)
    await editor.until(lambda: editor.notes("motjuste/runEnded"))
    assert editor.told[-1][0] in {"motjuste/runEnded", "motjuste/statusChanged"}
    assert (await editor.own("motjuste/status", uri=uri))["run"] is None
    assert all(note == {"uri": uri} for note in editor.notes("motjuste/statusChanged"))


async def test_an_editor_that_takes_no_part_is_told_nothing(prompt):
    async with session(prompt.parent) as editor:
        await editor.run("motjuste.evaluate", {"uri": editor.open(prompt)})
        assert editor.told == []


async def test_cases_with_their_rows(editor, prompt):
    found = await editor.own("motjuste/cases", uri=editor.open(prompt))
    evals = prompt.parent / "dates.evals.jsonl"
    assert found["evals"] == evals.as_uri()
    rows = evals.read_text().splitlines()
    assert len(found["cases"]) == len(rows)
    for case in found["cases"]:
        assert json.loads(rows[case["line"]])["expected"]
        assert case["label"] == f"line {case['line'] + 1}"
        assert case["split"] in {"train", "dev", "gate"}
    (prompt.parent / "dates.evals.jsonl").unlink()
    assert (await editor.own("motjuste/cases", uri=editor.open(prompt)))["cases"] == []


async def test_a_run_tells_what_became_of_each_case(editor, prompt):
    uri = editor.open(prompt)
    found = await editor.own("motjuste/cases", uri=uri)
    token = token_of(await editor.command("motjuste.evaluate", {"uri": uri}))
    (end,) = await editor.until(lambda: editor.notes("motjuste/runEnded"))
    assert end["run"] == token
    assert end["status"] == "done"
    assert "scored" in end["message"]
    notes = editor.notes("motjuste/caseResults")
    assert {note["run"] for note in notes} == {token}
    results = {one["id"]: one for note in notes for one in note["results"]}
    assert results.keys() == {case["id"] for case in found["cases"]}
    failed = [one for one in results.values() if not one["passed"]]
    assert failed
    for one in failed:
        assert one["expected"] != one["actual"]
        assert one["reason"]
        assert one["score"] == 0


async def test_some_cases_alone(editor, prompt, endpoint):
    uri = editor.open(prompt)
    found = await editor.own("motjuste/cases", uri=uri)
    wanted = {case["id"] for case in found["cases"][3:5]}
    await editor.run("motjuste.evaluate", {"uri": uri, "cases": sorted(wanted)})
    results = [one["id"] for note in editor.notes("motjuste/caseResults") for one in note["results"]]
    assert sorted(results) == sorted(wanted)
    assert endpoint.calls == 2
    assert (await editor.own("motjuste/status", uri=uri))["score"] is None, "two cases are no score"


async def test_a_failed_and_a_cancelled_run_say_so(editor, prompt, endpoint):
    uri = editor.open(prompt)
    await editor.command("motjuste.evaluate", {"uri": uri, "cases": ["0123456789ab"]})
    (end,) = await editor.until(lambda: editor.notes("motjuste/runEnded"))
    assert end["status"] == "failed"
    assert "no case 0123456789ab" in end["message"]
    endpoint.hold()
    token = token_of(await editor.command("motjuste.evaluate", {"uri": uri}))
    await editor.command("motjuste.cancel", {"run": token})
    await editor.until(lambda: len(editor.notes("motjuste/runEnded")) == 2)
    assert editor.notes("motjuste/runEnded")[-1]["status"] == "cancelled"
    endpoint.release()


async def test_proven_edits_are_listed_and_taken_one_by_one(editor, prompt, endpoint):
    uri = await optimized(editor, prompt)
    calls = endpoint.calls
    await editor.until(lambda: editor.notes("motjuste/proposalsChanged"))
    found = await editor.own("motjuste/proposals", uri=uri)
    assert found["stale"] is False
    (item,) = found["items"]
    assert item["verdict"] == "HELPS"
    assert item["gain"] > 0
    assert "held-out" in item["evidence"]
    assert item["insertion"] is True, "words are only put to those that stand"
    assert item["oldText"] == ""
    assert "YYYY-MM-DD" in item["newText"]
    assert await editor.command("motjuste.accept", {"uri": uri, "index": 0}) is not None
    assert editor.texts[uri] == personas.PROMPT, "the editor said no"
    editor.confirms = True
    await editor.command("motjuste.accept", {"uri": uri, "index": 0})
    start = types.Position(**item["range"]["start"])
    assert editor.texts[uri].splitlines()[start.line][start.character :].startswith(item["newText"])
    assert (await editor.own("motjuste/proposals", uri=uri)) == {"items": [], "stale": False}
    assert endpoint.calls == calls


async def test_a_stale_edit_is_never_taken(editor, prompt):
    uri = await optimized(editor, prompt)
    await editor.own("motjuste/proposals", uri=uri)
    editor.confirms = True
    editor.replace(uri, "facts", "truth")
    before = editor.texts[uri]
    assert (await editor.own("motjuste/proposals", uri=uri)) == {"items": [], "stale": True}
    await editor.command("motjuste.accept", {"uri": uri, "index": 0})
    assert editor.texts[uri] == before
    assert [one for one in editor.messages if "changed since" in one]
    editor.replace(uri, "truth", "facts")
    assert len((await editor.own("motjuste/proposals", uri=uri))["items"]) == 1


async def test_a_changed_eval_set_makes_proposals_stale(editor, prompt):
    uri = await optimized(editor, prompt)
    with (prompt.parent / "dates.evals.jsonl").open("a") as file:
        file.write('{"input": "New on May 1, 2001.", "expected": "2001-05-01"}\n')
    editor.confirms = True
    await editor.command("motjuste.accept", {"uri": uri, "index": 0})
    assert editor.texts[uri] == personas.PROMPT, (
        "nobody told that the file changed, and it is seen all the same"
    )
    told = len(editor.notes("motjuste/proposalsChanged"))
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(changes=[]))
    await editor.until(lambda: len(editor.notes("motjuste/proposalsChanged")) > told)
    assert (await editor.own("motjuste/proposals", uri=uri)) == {"items": [], "stale": True}


async def test_a_dismissed_edit_is_offered_no_more_in_this_session(editor, prompt):
    uri = await optimized(editor, prompt)
    told = len(editor.notes("motjuste/proposalsChanged"))
    await editor.own("motjuste/proposals", uri=uri)
    await editor.command("motjuste.dismiss", {"uri": uri, "index": 0})
    await editor.until(lambda: len(editor.notes("motjuste/proposalsChanged")) > told)
    assert (await editor.own("motjuste/proposals", uri=uri))["items"] == []
    actions = await editor.actions(uri, editor.range_of(uri, "Find the date"))
    assert not [title for title in actions if "points on" in title]
    async with session(prompt.parent, options=OWN) as later:
        again = later.open(prompt)
        assert len((await later.own("motjuste/proposals", uri=again))["items"]) == 1


async def test_positions_of_proposals_are_in_the_editors_units(prompt):
    prompt.write_text(personas.PROMPT.replace("Find the date", "🗓🗓 Find the date"))
    can = capabilities(encodings=("utf-8",))
    async with session(prompt.parent, can, options=OWN) as editor:
        uri = await optimized(editor, prompt)
        (item,) = (await editor.own("motjuste/proposals", uri=uri))["items"]
        at = item["range"]["start"]["character"]
        assert editor.texts[uri].splitlines()[3].encode()[:at].decode().endswith("date")


async def test_the_page_of_the_last_run(editor, prompt, endpoint):
    uri = editor.open(prompt)
    assert await editor.command("motjuste.report", {"uri": uri}) is None
    assert [one for one in editor.messages if "no report" in one]
    await editor.run("motjuste.mark", {"uri": uri})
    calls = endpoint.calls
    page = await editor.command("motjuste.report", {"uri": uri})
    assert page["html"].startswith("<!")
    assert "dates.md" in page["html"]
    kept = Path(page["path"])
    assert kept.read_text() == page["html"]  # noqa: ASYNC240 - a small file
    assert not kept.is_relative_to(prompt.parent), "nothing is put into the workspace"
    assert endpoint.calls == calls


async def test_the_report_is_one_press_away(prompt):
    async with session(prompt.parent, capabilities(questions=True)) as editor:
        editor.presses = {"scored": "Show report", "calls to": "Run"}
        await editor.run("motjuste.evaluate", {"uri": editor.open(prompt)})
        await editor.until(lambda: editor.shown)
        assert editor.shown[0].external
        assert editor.shown[0].uri.endswith(".html")


async def test_what_cannot_be_used_is_refused_and_does_nothing(editor, prompt, endpoint):
    uri = editor.open(prompt)
    for method in ("motjuste/status", "motjuste/cases", "motjuste/proposals"):
        with pytest.raises(JsonRpcException, match="no open text"):
            await editor.own(method, uri="file:///nowhere.md")
    refused: list[tuple[str, dict[str, Any], str]] = [
        *(
            ("motjuste.evaluate", {"cases": cases}, "case ids")
            for cases in ([], ["--write"], "abc", [1], ["a,b"])
        ),
        ("motjuste.mark", {"cases": ["0123456789ab"]}, "case ids"),
        *(("motjuste.accept", one, "index") for one in ({}, {"index": "0"}, {"index": True})),
        ("motjuste.dismiss", {}, "index"),
        ("motjuste.optimize", {"scope": "page"}, "paragraph"),
        ("motjuste.optimize", {"scope": "paragraph"}, "range"),
        ("motjuste.report", {"prompt": "OTHER"}, "no prompt"),
    ]
    for command, argument, words in refused:
        with pytest.raises(JsonRpcException, match=words):
            await editor.command(command, {"uri": uri, **argument})
    for index in (-1, 0, 7):
        await editor.command("motjuste.accept", {"uri": uri, "index": index})
    assert editor.offered == []
    assert endpoint.calls == 0
