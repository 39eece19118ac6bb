"""Models that the editor lends: runs asked through it, refused by it, cancelled, and closed to everybody else."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import psutil
import pytest
from pygls.exceptions import JsonRpcException
from tests import personas
from tests.cli.command import motjuste, refusal
from tests.e2e.editor import capabilities, session, token_of

from motjuste.llm.editor import VARIABLE
from motjuste.lsp import editor_model
from motjuste.lsp.editor_model import REQUEST_CANCELLED, REQUEST_FAILED

LENDS = {"client": {"completions": True}}
SCHEMA = "It must obey this JSON schema:\n"
SETTINGS = """\
[models.task]
model = "editor"
[models.optimizer]
model = "editor:thinker"
[optimize]
steps = 1
beam = 1
candidates = 2
"""


def answer(params):
    """What the scripted models say to one request of the editor's; a schema asked for in words is obeyed."""
    messages = [{"role": one.role, "content": one.content} for one in params.messages]
    request: dict[str, Any] = {"messages": messages}
    _, asked, schema = messages[-1]["content"].partition(SCHEMA)
    if asked:
        request["response_format"] = {"json_schema": {"schema": json.loads(schema)}}
    return personas.dates(request)


@pytest.fixture
def lender(prompt):
    """The prompt, in a folder whose settings ask for the editor's models."""
    (prompt.parent / "motjuste.toml").write_text(SETTINGS, encoding="utf-8")
    return prompt


@contextlib.asynccontextmanager
async def lending(prompt, complete, *, model=None, can=None):
    """An editor that lends its models by `complete(params)`, and tells their names by `model(params)`."""
    async with session(prompt.parent, can, options=LENDS) as editor:
        editor.client.feature("motjuste/complete")(complete)
        if model is not None:
            editor.client.feature("motjuste/model")(model)
        yield editor


async def said(editor, what):
    """Wait for a message that holds some words."""
    return await editor.until(lambda: next((one for one in editor.messages if what in one), None))


def echo(params):
    """An editor's side that has one model and counts."""
    return {"text": answer(params), "model": "lent", "usage": {"inputTokens": 7, "outputTokens": 3}}


async def test_a_run_asks_the_editors_models_and_counts_what_they_used(lender, endpoint):
    asked = []

    def complete(params):
        asked.append(params)
        return echo(params)

    async with lending(lender, complete) as editor:
        uri = editor.open(lender)
        ending = await editor.run("motjuste.optimize", {"uri": uri})
        assert ending.startswith("HELPS"), editor.messages
        # A call that asked by schema and was told to ask in words counts as one, and uses nothing.
        assert f"{10 * len(asked):,} tokens" in ending
        await editor.until(lambda: editor.offered)
    assert {one.model for one in asked} == {"", "thinker"}
    assert len({one.run for one in asked}) == 1
    assert {one.temperature for one in asked if not one.model} == {0.0}
    assert endpoint.calls == 0, "nobody else was asked"


async def test_the_name_the_editor_tells_is_asked_and_answers_of_other_models_are_not_mixed_in(lender):
    asked, names = [], {"": "brand-4", "thinker": "brand-4-thinking"}

    def complete(params):
        asked.append(params.model)
        return {"text": answer(params), "model": params.model}

    def model(params):
        return {"model": names[params.model]}

    async with lending(lender, complete, model=model) as editor:
        uri = editor.open(lender)
        await editor.run("motjuste.evaluate", {"uri": uri})
        assert set(asked) == {"brand-4"}
        first = len(asked)
        await editor.run("motjuste.evaluate", {"uri": uri})
        assert len(asked) == first, "its answers are kept"
        names[""] = "brand-5"
        await editor.run("motjuste.evaluate", {"uri": uri})
        assert asked[first:] == ["brand-5"] * first, "and are not taken for another model's"


async def test_lent_models_beside_an_endpoint_are_told_of_before_the_endpoint_is_paid(lender, endpoint):
    with (lender.parent / "motjuste.toml").open("w", encoding="utf-8") as settings:
        settings.write(
            f'[models.task]\nmodel = "editor"\n[models.optimizer]\nmodel = "scripted"\nbase_url = "{endpoint.url}"\n'
        )
    asked = []

    def complete(params):
        asked.append(params)
        return echo(params)

    async with lending(lender, complete, can=capabilities(questions=True)) as editor:
        editor.presses["scripted at"] = "Run"
        uri = editor.open(lender)
        await editor.run("motjuste.mark", {"uri": uri})
        assert len(await editor.findings(uri, "L001")) == 1, editor.messages
        question = editor.questions[0]
        assert "scripted at 127.0.0.1" in question.message
    assert asked
    assert endpoint.calls > 0


async def test_a_model_that_changes_under_a_run_ends_it(lender):
    def complete(params):
        return {"text": answer(params), "model": "other"}

    async with lending(lender, complete, model=lambda _: {"model": "brand-4"}) as editor:
        uri = editor.open(lender)
        assert await editor.run("motjuste.evaluate", {"uri": uri}) == "Failed"
        assert "other answered in place of brand-4" in await said(editor, "failed")


@pytest.mark.parametrize("code", [REQUEST_CANCELLED, REQUEST_FAILED])
async def test_an_editor_that_refuses_is_asked_once_and_its_reason_shown(lender, code):
    asked = []

    def complete(params):
        asked.append(params)
        raise JsonRpcException("You said no to Mot Juste", code=code)

    async with lending(lender, complete) as editor:
        uri = editor.open(lender)
        assert await editor.run("motjuste.evaluate", {"uri": uri, "options": {"split": "dev"}}) == "Failed"
        message = await said(editor, "failed")
    assert "The editor's model was not to be had: You said no to Mot Juste." in message
    assert "401" not in message
    # Those that were under way when the first was refused.
    assert len(asked) <= 32


async def test_a_question_that_is_blocked_is_a_wrong_answer_and_not_the_end(lender):
    blocked = []

    def complete(params):
        if not blocked:
            blocked.append(params)
            raise JsonRpcException("Blocked by a filter", code=REQUEST_FAILED, data={"blocked": True})
        return echo(params)

    async with lending(lender, complete) as editor:
        uri = editor.open(lender)
        ending = await editor.run("motjuste.evaluate", {"uri": uri, "options": {"split": "train"}})
        assert ending.startswith("Done"), editor.messages


async def test_trouble_on_the_way_is_tried_again(lender):
    asked = []

    def complete(params):
        asked.append(params)
        if len(asked) == 1:
            raise JsonRpcException("The network is away", code=-32603)
        return echo(params)

    async with lending(lender, complete) as editor:
        uri = editor.open(lender)
        ending = await editor.run("motjuste.evaluate", {"uri": uri, "options": {"split": "train"}})
        assert ending.startswith("Done"), editor.messages


@pytest.mark.parametrize(
    ("answered", "told"),
    [({"words": "x"}, "holds no text"), ({"text": 4}, "holds no text"), (None, "holds no text")],
)
def test_answers_that_are_none_are_told_as_such(answered, told):
    shaped = None if answered is None else type("Object", (), answered)()
    found = editor_model._completion(shaped)
    assert found.status == 502
    assert told in found.body["error"]["message"]


async def test_cancelling_a_run_cancels_what_the_editor_is_at(lender):
    under_way, cancelled = [], []

    async def complete(params):
        under_way.append(params)
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append(params)
            raise

    async with lending(lender, complete) as editor:
        uri = editor.open(lender)
        token = token_of(await editor.command("motjuste.evaluate", {"uri": uri}))
        await reached(lambda: under_way)
        assert await editor.command("motjuste.cancel", {"uri": uri})
        assert await editor.ended(token) == "Cancelled"
        await reached(lambda: len(cancelled) == len(under_way))


async def test_cancelling_takes_back_the_question_which_model_it_would_be(lender):
    asked, cancelled = [], []

    async def model(params):
        asked.append(params)
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append(params)
            raise

    async with lending(lender, echo, model=model) as editor:
        uri = editor.open(lender)
        token = token_of(await editor.command("motjuste.evaluate", {"uri": uri}))
        await reached(lambda: asked)
        await editor.command("motjuste.cancel", {"uri": uri})
        assert await editor.ended(token) == "Cancelled"
        await reached(lambda: cancelled)


async def test_an_editor_that_lends_nothing_and_a_shell_are_told_what_to_do(lender):
    async with session(lender.parent) as editor:
        uri = editor.open(lender)
        assert await editor.run("motjuste.evaluate", {"uri": uri}) == "Failed"
        assert "this editor lends none. Name an endpoint" in await said(editor, "failed")
    for job in ("eval", "mark", "optimize"):
        told = refusal(motjuste(job, lender))
        assert told.startswith(
            'The model is the editor\'s own (model = "editor"), and no editor started this run.'
        )
        assert "Start it from the editor" in told


async def test_the_address_is_closed_to_all_but_the_run_and_gone_with_it(lender):
    """What the run's process is told, read as any process of the same user could."""
    under_way, go_on = [], asyncio.Event()

    async def complete(params):
        under_way.append(params)
        await go_on.wait()
        return echo(params)

    async with lending(lender, complete) as editor:
        uri = editor.open(lender)
        token = token_of(await editor.command("motjuste.evaluate", {"uri": uri, "options": {"split": "dev"}}))
        await reached(lambda: under_way)
        (worker,) = psutil.Process(editor.pid).children()
        told = json.loads(worker.environ()[VARIABLE])
        assert told["url"].startswith("http://127.0.0.1:")
        body = {"model": "editor", "messages": [{"role": "user", "content": "hello"}]}
        for key, path, sent, status in [
            ("wrong", "chat/completions", body, 401),
            ("", "chat/completions", body, 401),
            (told["token"], "models", body, 404),
            (told["token"], "chat/completions", "no object", 400),
            (told["token"], "chat/completions", {**body, "messages": "hello"}, 400),
            (told["token"], "chat/completions", {**body, "response_format": {}}, 400),
        ]:
            found, error = await asyncio.to_thread(post, f"{told['url']}/{path}", key, sent)
            assert (found, set(error)) == (status, {"message", "type", "code", "param"}), (path, sent)
        assert not any(one.messages[0].content == "hello" for one in under_way), "none of it was asked"
        go_on.set()
        await editor.ended(token)
        with pytest.raises(URLError):
            await asyncio.to_thread(post, f"{told['url']}/chat/completions", told["token"], body)
        assert not any(told["token"] in message for message in editor.messages)


def post(url, token, body):
    """Status and error of one call."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    try:
        with urlopen(Request(url, json.dumps(body).encode(), headers), timeout=20) as answered:
            return answered.status, {}
    except HTTPError as error:
        with error:
            return error.code, json.load(error)["error"]


async def reached(condition):
    """For what this editor's own handlers see, which no message of the server announces."""
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, "not in time"
        await asyncio.sleep(0.005)
