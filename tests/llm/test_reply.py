from __future__ import annotations

import json
from typing import Literal

import pytest
from pydantic import BaseModel, Field
from tests.endpoint import Reply, status

from motjuste.llm.cache import CachedChat, CompletionCache
from motjuste.llm.chat import ChatMessage
from motjuste.llm.endpoint import Endpoint
from motjuste.llm.errors import BadRequest, ReplyInvalid
from motjuste.llm.openai_chat import OpenAIChat
from motjuste.llm.reply import read, strict_schema, structured
from motjuste.optimize.methods.replies import FilledRule

MESSAGES = (ChatMessage("system", "You edit."), ChatMessage("user", "Propose."))


class Edit(BaseModel):
    old: str
    new: str = ""
    kind: Literal["add", "drop"] = "add"


class Proposal(BaseModel):
    reason: str
    edits: list[Edit] = Field(min_length=1)
    default: str | None = None


GOOD = {"reason": "r", "edits": [{"old": "a", "new": "b", "kind": "add"}], "default": None}


@pytest.fixture
async def model(endpoint):
    async with OpenAIChat(Endpoint(endpoint.url, "scripted"), backoff=0.001) as chat:
        yield chat


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(GOOD),
        "  \n" + json.dumps(GOOD, indent=2) + "\n",
        "```json\n" + json.dumps(GOOD) + "\n```",
        "Sure! Here it is:\n```\n" + json.dumps(GOOD) + "\n```\nAnything else?",
        "```json\r\n" + json.dumps(GOOD) + "\r\n```",
        "The answer is " + json.dumps(GOOD) + ".",
        json.dumps(GOOD | {"reason": "use ```code``` here"}),
        json.dumps(GOOD | {"unknown": 1}),
    ],
)
async def test_what_stands_round_the_json_is_passed_over(endpoint, model, text):
    endpoint.responder = lambda _request: text
    found = await structured(model, MESSAGES, Proposal)
    assert found.edits == [Edit(old="a", new="b")]
    assert endpoint.calls == 1


async def test_the_schema_goes_along_closed_with_everything_required(endpoint, model):
    endpoint.responder = lambda _request: json.dumps(GOOD)
    await structured(model, MESSAGES, Proposal, temperature=0.5, sample=2, max_tokens=99)
    sent = endpoint.requests[0]
    assert (sent["temperature"], sent["seed"], sent["max_tokens"]) == (0.5, 2, 99)
    schema = sent["response_format"]["json_schema"]
    assert schema["name"] == "Proposal"
    assert schema["strict"] is True
    assert schema["schema"]["required"] == ["reason", "edits", "default"]
    assert schema["schema"]["additionalProperties"] is False
    edit = schema["schema"]["$defs"]["Edit"]
    assert edit["required"] == ["old", "new", "kind"]
    assert edit["additionalProperties"] is False
    assert "default" not in edit["properties"]["kind"]


def test_a_property_called_default_is_kept():
    assert "default" in json.dumps(strict_schema(Proposal).definition["required"])


async def test_a_wrong_reply_is_shown_its_faults_once(endpoint, model):
    answers = iter(['{"reason": "r", "edits": []}', json.dumps(GOOD)])
    endpoint.responder = lambda _request: next(answers)
    assert (await structured(model, MESSAGES, Proposal)).reason == "r"
    assert endpoint.calls == 2
    *_, wrong, shown = endpoint.requests[1]["messages"]
    assert wrong == {"role": "assistant", "content": '{"reason": "r", "edits": []}'}
    assert "edits: List should have at least 1 item" in shown["content"]
    assert endpoint.requests[1]["response_format"] == endpoint.requests[0]["response_format"]


@pytest.mark.parametrize("text", ["", "no", "{", "[]", '{"reason": 3}', "```json\n{\n```", "}{"])
async def test_wrong_twice_is_an_error_that_says_why(endpoint, model, text):
    endpoint.responder = lambda _request: text
    with pytest.raises(ReplyInvalid, match="wrong shape twice") as caught:
        await structured(model, MESSAGES, Proposal)
    assert endpoint.calls == 2
    assert caught.value.remedy


async def test_a_wrong_reply_out_of_the_cache_says_how_to_ask_anew(endpoint, model, tmp_path):
    endpoint.responder = lambda _request: "no"
    with CompletionCache(tmp_path / "c.sqlite") as cache:
        for remembered in (False, True):
            with pytest.raises(ReplyInvalid, match="wrong shape twice") as caught:
                await structured(CachedChat(model, cache), MESSAGES, Proposal)
            assert ("kept from an earlier run" in caught.value.message) is remembered
            assert ("motjuste cache clear" in caught.value.remedy) is remembered
    assert endpoint.calls == 2


async def test_a_reply_that_was_cut_off_says_so(endpoint, model):
    endpoint.responder = lambda _request: Reply('{"reason": "', finish_reason="length")
    with pytest.raises(ReplyInvalid, match="cut off") as caught:
        await structured(model, MESSAGES, Proposal)
    assert "max_tokens" in caught.value.remedy


async def test_an_endpoint_that_takes_no_schema_is_told_it_in_words_and_remembered(endpoint, model, tmp_path):
    def answer(sent):
        return (
            status(400, "response_format is not supported") if "response_format" in sent else json.dumps(GOOD)
        )

    endpoint.responder = answer
    assert (await structured(model, MESSAGES, Proposal)).reason == "r"
    assert endpoint.calls == 2
    told = endpoint.requests[1]["messages"]
    assert [message["role"] for message in told] == ["system", "user"]
    assert told[1]["content"].startswith("Propose.\n\nAnswer with one JSON object")
    assert '"edits"' in told[1]["content"]
    # Another wrapper round the same endpoint knows it too.
    with CompletionCache(tmp_path / "c.sqlite") as cache:
        await structured(CachedChat(model, cache), MESSAGES, Proposal)
    assert endpoint.calls == 3


async def test_an_endpoint_that_takes_no_patterns_is_asked_without_and_held_to_them(endpoint, model):
    def answer(sent):
        schema = sent["response_format"]["json_schema"]["schema"]
        if "pattern" in schema["properties"]["rule"]:
            return status(400, "unsupported keyword: pattern")
        return json.dumps({"rule": "Use commas." if len(sent["messages"]) == 4 else "Sure! A rule."})

    endpoint.responder = answer
    assert (await structured(model, MESSAGES, FilledRule)).rule == "Use commas."
    assert endpoint.calls == 3, "refused, asked without, shown its fault"
    await structured(model, MESSAGES, FilledRule)
    assert endpoint.calls == 5


async def test_the_repair_keeps_to_words_too(endpoint, model):
    def answer(sent):
        if "response_format" in sent:
            return status(422, "unknown field response_format")
        return json.dumps(GOOD) if len(sent["messages"]) == 4 else "no"

    endpoint.responder = answer
    assert (await structured(model, MESSAGES, Proposal)).reason == "r"
    assert endpoint.calls == 3


async def test_a_request_refused_for_another_reason_is_that_error(endpoint, model):
    endpoint.responder = lambda sent: status(
        400, "schema" if "response_format" in sent else "context too long"
    )
    with pytest.raises(BadRequest, match="schema"):
        await structured(model, MESSAGES, Proposal)
    endpoint.responder = lambda _request: json.dumps(GOOD)
    await structured(model, MESSAGES, Proposal)
    assert "response_format" in endpoint.requests[-1], "nothing was learnt from it"


async def test_a_conversation_that_ends_with_the_assistant_gets_the_schema_as_a_turn(endpoint, model):
    endpoint.responder = lambda sent: status(400) if "response_format" in sent else json.dumps(GOOD)
    await structured(model, (*MESSAGES, ChatMessage("assistant", "Well.")), Proposal)
    assert [message["role"] for message in endpoint.requests[1]["messages"]] == [
        "system",
        "user",
        "assistant",
        "user",
    ]


def test_the_faults_do_not_repeat_the_reply():
    found, faults = read('{"reason": 12345, "edits": "secret words"}', Proposal)
    assert found is None
    assert "secret words" not in faults
    assert "reason" in faults
    assert "edits" in faults
