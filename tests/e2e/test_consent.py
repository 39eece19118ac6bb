"""Before a run spends anything: the question with its cost, the answer that is kept, and the keys that are not."""

from __future__ import annotations

import asyncio
import functools
import sys
from pathlib import Path

import psutil
from tests.e2e.editor import DEADLINE, capabilities, session, token_of

from motjuste.llm.places import state_dir

ASKS = capabilities(questions=True)
KEY = "sk-only-for-the-worker-4711"


def questions(editor):
    return [one for one in editor.questions if "?" in one.message]


async def test_the_cost_is_shown_before_and_a_no_spends_nothing(prompt, endpoint):
    async with session(prompt.parent, ASKS) as editor:
        editor.presses = {"calls to": "Cancel"}
        uri = editor.open(prompt)
        assert await editor.run("motjuste.optimize", {"uri": uri}) == "Cancelled"
        (question,) = questions(editor)
        assert question.message.startswith("Optimize dates.md? About ")
        for words in ("calls to scripted at 127.0.0.1", "at most", "tokens", "cache cost nothing"):
            assert words in question.message
        assert [one.title for one in question.actions] == ["Run", "Always in this workspace", "Cancel"]
        await editor.until(lambda: [one for one in editor.messages if "nothing spent" in one])
        assert endpoint.calls == 0


async def test_a_yes_holds_for_one_run_and_always_for_the_workspace_and_its_endpoints(prompt, endpoint):
    async with session(prompt.parent, ASKS) as editor:
        uri = editor.open(prompt)
        editor.presses = {"calls to": "Run"}
        await editor.run("motjuste.mark", {"uri": uri})
        editor.presses = {"calls to": "Always in this workspace"}
        await editor.run("motjuste.mark", {"uri": uri})
        assert len(questions(editor)) == 2
        await editor.run("motjuste.evaluate", {"uri": uri})
        assert len(questions(editor)) == 2
    async with session(prompt.parent, ASKS) as later:
        uri = later.open(prompt)
        await later.run("motjuste.mark", {"uri": uri})
        assert questions(later) == [], "it is kept for later sessions"
        settings = prompt.parent / "motjuste.toml"
        settings.write_text(settings.read_text().replace(endpoint.url, f"{endpoint.url}/"))
        (other := prompt.parent / "deeper").mkdir()
        (other / "motjuste.toml").write_text(settings.read_text())
        for name in ("dates.md", "dates.evals.jsonl"):
            (other / name).write_text((prompt.parent / name).read_text())
        later.presses = {"calls to": "Cancel"}
        assert await later.run("motjuste.mark", {"uri": later.open(other / "dates.md")}) == "Cancelled"
        assert len(questions(later)) == 1, "another workspace at another address asks again"
    assert not list(prompt.parent.glob("**/consent*"))


async def test_what_cannot_run_is_told_instead_of_asked(prompt, endpoint):
    (prompt.parent / "dates.evals.jsonl").unlink()
    async with session(prompt.parent, ASKS) as editor:
        uri = editor.open(prompt)
        assert await editor.run("motjuste.optimize", {"uri": uri}) == "Failed"
        await editor.until(lambda: [one for one in editor.messages if "dates.evals.jsonl" in one])
        assert questions(editor) == []
    assert endpoint.calls == 0


async def test_a_run_is_cancelled_while_it_waits_for_the_answer(prompt, endpoint):
    async with session(prompt.parent, ASKS) as editor:
        uri = editor.open(prompt)
        token = token_of(await editor.command("motjuste.mark", {"uri": uri}))
        await editor.until(lambda: questions(editor))
        assert editor.reports(token)[-1].message == "waiting for your answer"
        await editor.command("motjuste.cancel", {"uri": uri})
        assert await editor.ended(token) == "Cancelled"
    assert endpoint.calls == 0


def told_of(editor, words, times):
    return sum(words in one for one in editor.messages) == times


def environment(pid):
    return Path(f"/proc/{pid}/environ").read_bytes()


async def test_a_key_goes_to_the_worker_alone(prompt, endpoint, monkeypatch):
    monkeypatch.delenv("MOTJUSTE_TEST_KEY")
    endpoint.hold()
    asked = []
    async with session(prompt.parent, options={"client": {"apiKeys": True}}) as editor:

        def answer(params):
            asked.append((params.name, params.baseUrl, params.needed))
            return {"key": KEY}

        editor.client.feature("motjuste/apiKey")(answer)
        uri = editor.open(prompt)
        token = token_of(await editor.command("motjuste.mark", {"uri": uri}))
        await asyncio.to_thread(endpoint.wait_for_calls, 1, DEADLINE)
        children = psutil.Process(editor.pid).children(recursive=True)
        if sys.platform == "linux":
            assert any(KEY.encode() in environment(child.pid) for child in children)
            assert KEY.encode() not in environment(editor.pid)
        assert all(KEY not in " ".join(child.cmdline()) for child in children)
        endpoint.release()
        assert (await editor.ended(token)).startswith("Done")
        assert asked == [("MOTJUSTE_TEST_KEY", endpoint.url, True)]
        assert endpoint.headers[0]["authorization"] == f"Bearer {KEY}"
        assert KEY not in str(editor.messages)
        assert KEY not in str(editor.client.log_messages)
    for folder in (prompt.parent, state_dir().parent):
        for path in folder.rglob("*"):
            assert not path.is_file() or KEY.encode() not in path.read_bytes(), path


async def test_without_a_key_the_run_says_which_one_is_missing(prompt, endpoint, monkeypatch):
    monkeypatch.delenv("MOTJUSTE_TEST_KEY")
    answers = [{"key": None}, {}, {"key": ""}, {"key": 3}, None]
    async with session(prompt.parent, options={"client": {"apiKeys": True}}) as editor:
        left = iter(answers)
        editor.client.feature("motjuste/apiKey")(lambda _: next(left))
        uri = editor.open(prompt)
        for number, _ in enumerate(answers, start=1):
            assert await editor.run("motjuste.mark", {"uri": uri}) == "Failed"
            told = functools.partial(told_of, editor, "MOTJUSTE_TEST_KEY", number)
            await editor.until(told)
    assert endpoint.calls == 0


async def test_an_editor_that_has_no_such_request_keeps_the_servers_own_key(prompt, endpoint):
    async with session(prompt.parent, options={"client": {"apiKeys": True}}) as editor:
        assert (await editor.run("motjuste.mark", {"uri": editor.open(prompt)})).startswith("Done")
    assert endpoint.headers[0]["authorization"] == "Bearer test"
