"""Runs that meet: one after another on a text, side by side on two, and what they share."""

from __future__ import annotations

import asyncio
import contextlib

import pytest
from tests import personas
from tests.e2e.editor import DEADLINE, OWN, capabilities, session, token_of
from tests.endpoint import slow


@contextlib.asynccontextmanager
async def held(prompt, endpoint, *, options=OWN):
    """An editor with the prompt open and a run under way on it, its answers held back."""
    async with session(prompt.parent, options=options) as editor:
        uri = editor.open(prompt)
        endpoint.hold()
        token = token_of(await editor.command("motjuste.mark", {"uri": uri}))
        await asyncio.to_thread(endpoint.wait_for_calls, 1, DEADLINE)
        yield editor, uri, token


async def said(editor, words):
    return await editor.until(lambda: next((one for one in editor.messages if words in one), None))


async def test_a_second_run_on_a_text_waits_and_its_words_move_with_the_text(prompt, endpoint):
    async with held(prompt, endpoint) as (editor, uri, first):
        actions = await editor.actions(uri, editor.range_of(uri, "the date in the text"))
        second = token_of(await editor.take(actions["Optimize selection"]))
        third = token_of(await editor.command("motjuste.evaluate", {"uri": uri}))
        await editor.until(lambda: editor.reports(third)[1:])
        for token in (second, third):
            assert editor.reports(token)[-1].message == "waiting for the run on dates.md that is under way"
        await editor.command("motjuste.cancel", {"run": third})
        assert await editor.ended(third) == "Cancelled"
        calls = endpoint.calls
        editor.replace(uri, "Find", "Please do find")
        before = editor.texts[uri]
        assert endpoint.calls == calls, "who waits asks nobody"
        endpoint.release()
        assert (await editor.ended(first)).startswith("Done")
        assert (await editor.ended(second)).startswith("HELPS")
        await editor.until(lambda: editor.offered)
        head, _, tail = before.partition("the date in the text")
        assert editor.texts[uri].startswith(head)
        assert editor.texts[uri].endswith(tail)
        assert editor.texts[uri] != before
        ended = [note["status"] for note in editor.notes("motjuste/runEnded")]
        assert ended == ["cancelled", "done", "done"]


async def test_a_run_whose_words_or_text_went_while_it_waited_is_not_started(prompt, endpoint):
    async with held(prompt, endpoint) as (editor, uri, first):
        area = editor.range_of(uri, "the date in")
        actions = await editor.actions(uri, area)
        chosen = token_of(await editor.take(actions["Optimize selection"]))
        editor.replace(uri, "the date in", "the day in")
        endpoint.release()
        await editor.ended(first)
        assert await editor.ended(chosen) == "Cancelled"
        assert "words it was to work on changed" in await said(editor, "was not started")
        endpoint.hold()
        again = token_of(await editor.command("motjuste.mark", {"uri": uri}))
        waits = token_of(await editor.command("motjuste.mark", {"uri": uri}))
        calls = endpoint.calls
        editor.close(uri)
        endpoint.release()
        await editor.ended(again)
        assert await editor.ended(waits) == "Cancelled"
        assert await said(editor, "its text was closed")
        assert endpoint.in_flight == 0
        assert endpoint.calls >= calls


async def test_a_selection_does_not_outlive_its_text_being_closed_and_opened_again(prompt, endpoint):
    """The same offsets in what is opened may be other words: while a run waits its turn, and while its user is asked."""
    other = prompt.read_text().replace("Find the date", "Never touch these words.\nFind the date")
    async with held(prompt, endpoint) as (editor, uri, first):
        actions = await editor.actions(uri, editor.range_of(uri, "the date in the text"))
        chosen = token_of(await editor.take(actions["Optimize selection"]))
        editor.close(uri)
        editor.open(prompt, other)
        endpoint.release()
        await editor.ended(first)
        calls = endpoint.calls
        assert await editor.ended(chosen) == "Cancelled"
        assert "its text was closed" in await said(editor, "was not started")
        assert endpoint.calls == calls
    async with session(prompt.parent, capabilities(questions=True), options=OWN) as editor:
        uri = editor.open(prompt)
        area = editor.range_of(uri, "the date in the text")
        asked = token_of(await editor.command("motjuste.optimize", {"uri": uri, "range": area}))
        await editor.until(lambda: editor.questions)
        editor.close(uri)
        editor.open(prompt, other)
        editor.presses = {"calls to": "Run"}
        editor.wake()
        assert await editor.ended(asked) == "Cancelled"
        assert "its text was closed" in await said(editor, "was not started")
    assert endpoint.calls == calls


async def test_a_run_is_not_started_on_another_prompt_of_its_file(prompt, endpoint):
    path = prompt.parent / "prompts.py"
    words = "Find the date in the text and return it. Keep to the facts.\n\n{input}"
    path.write_text(f"FIRST_PROMPT = {words!r}\nDATE_PROMPT = {words!r}\n")
    settings = prompt.parent / "motjuste.toml"
    settings.write_text(settings.read_text() + '[evals]\n"prompts.py" = "dates.evals.jsonl"\n')
    async with session(prompt.parent, options=OWN) as editor:
        uri = editor.open(path, language="python")
        endpoint.hold()
        first = token_of(await editor.command("motjuste.mark", {"uri": uri, "prompt": "FIRST_PROMPT"}))
        await asyncio.to_thread(endpoint.wait_for_calls, 1, DEADLINE)
        second = token_of(await editor.command("motjuste.mark", {"uri": uri, "prompt": "DATE_PROMPT"}))
        editor.replace(uri, "DATE_PROMPT", "DAY_PROMPT")
        endpoint.release()
        assert (await editor.ended(first)).startswith("Done")
        calls = endpoint.calls
        assert await editor.ended(second) == "Cancelled"
        assert "because DATE_PROMPT was renamed" in await said(editor, "was not started")
        assert endpoint.calls == calls


async def test_runs_on_two_texts_go_side_by_side_and_share_the_places(prompt, endpoint):
    settings = prompt.parent / "motjuste.toml"
    settings.write_text(settings.read_text().replace("[models.task]", "[models.task]\nconcurrency = 4"))
    other = personas.write_workspace(prompt.parent / "other", prompt=f"Kindly.\n{personas.PROMPT[37:]}")
    other.write_text(personas.PROMPT.replace("Find", "Kindly find"))
    async with held(prompt, endpoint) as (editor, _, first):
        await asyncio.to_thread(endpoint.wait_until, lambda seen: seen.in_flight == 4, DEADLINE)
        second = token_of(await editor.command("motjuste.mark", {"uri": editor.open(other)}))
        await asyncio.to_thread(endpoint.wait_until, lambda seen: seen.in_flight == 6, DEADLINE)
        await editor.own("motjuste/status", uri=other.as_uri())
        assert endpoint.in_flight == 6, "the second takes its half of four, and the first gives up its own"
        endpoint.release()
        for token in (first, second):
            assert (await editor.ended(token)).startswith("Done")
        assert endpoint.max_in_flight == 6


@pytest.mark.parametrize(
    ("calls", "refusal"),
    [(60, "session may make 60 calls"), (90, "budget of 30 calls is too small: this run needs 60")],
)
async def test_the_runs_of_a_session_share_its_calls(prompt, endpoint, calls, refusal):
    settings = prompt.parent / "motjuste.toml"
    settings.write_text(settings.read_text().replace("[optimize]", f"[optimize]\nsession-calls = {calls}"))
    async with session(prompt.parent, options=OWN) as editor:
        uri = editor.open(prompt)
        assert (await editor.run("motjuste.evaluate", {"uri": uri})).startswith("Done")
        editor.replace(uri, "facts", "truth")
        assert await editor.run("motjuste.evaluate", {"uri": uri}) == "Failed"
        assert await said(editor, refusal)
    assert endpoint.calls == 60


async def test_runs_that_wait_for_an_answer_together_share_the_calls_too(prompt, endpoint):
    settings = prompt.parent / "motjuste.toml"
    settings.write_text(settings.read_text().replace("[optimize]", "[optimize]\nsession-calls = 60"))
    words = personas.PROMPT.replace("Find", "Do find")
    other = personas.write_workspace(prompt.parent / "other", cases=60, prompt=words)
    async with session(prompt.parent, capabilities(questions=True), options=OWN) as editor:
        tokens = []
        for path in (prompt, other):
            tokens.append(token_of(await editor.command("motjuste.evaluate", {"uri": editor.open(path)})))
            await editor.until(lambda: len(editor.questions) == len(tokens))
        editor.presses = {"calls to": "Run"}
        editor.wake()
        ended = [await editor.ended(token) for token in tokens]
        assert [one.partition(" ")[0] for one in sorted(ended)] == ["Done", "Failed"]
        assert "session may make 60 calls" in await said(editor, "was not started")
    assert endpoint.calls == 60


async def test_two_servers_on_one_workspace_pay_for_no_answer_twice(prompt, endpoint):
    async with (
        session(prompt.parent, options=OWN) as one,
        session(prompt.parent, options=OWN) as other,
    ):
        endpoint.hold()
        tokens = [
            token_of(await editor.command("motjuste.evaluate", {"uri": editor.open(prompt)}))
            for editor in (one, other)
        ]
        await asyncio.to_thread(endpoint.wait_for_calls, 8, DEADLINE)
        endpoint.release()
        for editor, token in zip((one, other), tokens, strict=True):
            assert (await editor.ended(token)).startswith("Done")
        assert endpoint.calls == 60
        scores = [
            (await editor.own("motjuste/status", uri=prompt.as_uri()))["score"] for editor in (one, other)
        ]
        assert scores[0] == scores[1]
        assert scores[0]["n"] == 60


async def test_a_run_is_cancelled_at_whatever_it_is(prompt, endpoint):
    """The answers after so many hang: in the first block of failures, and in two later phases."""
    deep = 0
    endpoint.responder = lambda request: personas.dates(request) if endpoint.calls <= deep else slow(300)
    lines = []
    async with session(prompt.parent, options=OWN) as editor:
        uri = editor.open(prompt)
        for deep in (5, 60, 120):
            token = token_of(await editor.command("motjuste.optimize", {"uri": uri}))
            await asyncio.to_thread(endpoint.wait_for_calls, deep + 1, DEADLINE)
            lines.append((await editor.own("motjuste/status", uri=uri))["run"]["line"])
            await editor.command("motjuste.cancel", {"uri": uri})
            # Long before the answers would come; how long before, benchmarks/lsp_cancel.py holds to 200 ms.
            await asyncio.to_thread(endpoint.wait_until, lambda seen: seen.in_flight == 0, DEADLINE)
            assert await editor.ended(token) == "Cancelled"
    assert lines[0].startswith("about"), "the plan is all it has said"
    assert len({line.partition(" ")[0] for line in lines}) == 3, lines


async def test_a_run_is_cancelled_before_its_first_call(prompt, endpoint):
    """In the same breath as it is ordered, while it waits for its turn, a key, or an answer."""
    options = {"client": {**OWN["client"], "apiKeys": True}}
    async with session(prompt.parent, capabilities(questions=True), options=options) as editor:
        keys: list[asyncio.Event] = []

        async def key(_):
            keys.append(asyncio.Event())
            editor.wake()
            await keys[-1].wait()

        editor.client.feature("motjuste/apiKey")(key)
        uri = editor.open(prompt)
        order = asyncio.ensure_future(editor.command("motjuste.mark", {"uri": uri}))
        await editor.command("motjuste.cancel")
        token = token_of(await order)
        if not any(editor.reports(token)):
            await editor.until(lambda: editor.notes("motjuste/runEnded") or keys)
        await editor.command("motjuste.cancel")
        await editor.until(lambda: editor.notes("motjuste/runEnded"))
        keys.clear()
        token = token_of(await editor.command("motjuste.mark", {"uri": uri}))
        await editor.until(lambda: keys)
        await editor.command("motjuste.cancel", {"run": token})
        assert await editor.ended(token) == "Cancelled"
        token = token_of(await editor.command("motjuste.mark", {"uri": uri}))
        await editor.until(lambda: len(keys) == 2)
        keys[-1].set()
        await editor.until(lambda: editor.questions)
        await editor.command("motjuste.cancel", {"run": token})
        assert await editor.ended(token) == "Cancelled"
        assert (await editor.own("motjuste/status", uri=uri))["run"] is None
    assert endpoint.calls == 0
