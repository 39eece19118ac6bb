"""Grammars for llama.cpp: what they say of our schemas, and that an endpoint is found out to want one."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from tests.endpoint import status

from motjuste.llm import local
from motjuste.llm.chat import ChatMessage, ChatRequest
from motjuste.llm.dialect import Dialect
from motjuste.llm.endpoint import Endpoint as Where
from motjuste.llm.gbnf import grammar_of
from motjuste.llm.openai_chat import OpenAIChat
from motjuste.llm.reply import strict_schema, structured
from motjuste.optimize.bans import new_words_pattern
from motjuste.optimize.methods import replies

SHAPES = (
    replies.edits_reply(12, 3),
    replies.edits_reply(12, 3, causes=False),
    replies.edits_reply(12, 3, pattern=new_words_pattern("Find it.")),
    replies.pieces_reply(2, pattern=new_words_pattern("Find `{x}` in 3 words.")),
    replies.pieces_reply(2),
    replies.marks_reply(9, 3),
    replies.examined_reply(3),
    replies.Rewrite,
    replies.Paraphrase,
)
MESSAGES = (ChatMessage("user", "Propose."),)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_every_shape_has_a_grammar_whose_rules_are_all_there(shape):
    grammar = grammar_of(strict_schema(shape).definition)
    heads = {line.partition(" ::= ")[0] for line in grammar.splitlines() if line}
    bare = _without_literals(grammar)
    used = {
        word for word in bare.replace("(", " ").replace(")", " ").split() if word.replace("-", "").isalpha()
    }
    assert used <= heads, used - heads
    assert "root" in heads
    assert bare.count("(") == bare.count(")")


def test_bounds_are_in_the_grammar():
    grammar = grammar_of(strict_schema(replies.edits_reply(12, 3)).definition)
    assert '"\\"first\\"" blank ":" blank ("0" | [1-9] [0-9]{0,1})' in grammar
    assert "{0,2} blank" in grammar, "at most three edits"
    with pytest.raises(ValueError, match="no grammar"):
        grammar_of({"type": "tuple"})


def test_the_form_of_a_text_is_in_the_grammar():
    grammar = grammar_of(strict_schema(replies.FilledRule).definition)
    assert '"\\"" (( "Always " | "Use " |' in grammar
    assert '[A-Za-z0-9 ,:/\'-]{6,100} "."' in grammar
    assert grammar_of({"type": "string", "pattern": "^a(b[ ?]+)?$"}).startswith(
        'root ::= blank "\\"" ("a" ( "b" [ ?]+ )?) "\\"" blank'
    )
    for pattern in ("^a.b$", "abc", "^a\\d$", "^[^a$"):
        with pytest.raises(ValueError, match="no grammar"):
            grammar_of({"type": "string", "pattern": pattern})


def test_the_fields_of_both_servers_go_along():
    schema = strict_schema(replies.Paraphrase)
    body = Dialect().body("m", ChatRequest(MESSAGES, schema=replace(schema, extras=True)))
    assert "response_format" not in body
    assert body["extra_body"]["structured_outputs"] == {"json": schema.definition}
    assert body["extra_body"]["grammar"].startswith("root ::= ")


async def test_an_endpoint_that_refuses_the_api_is_asked_by_its_own_fields_from_then_on(endpoint):
    def server(sent):
        if "response_format" in sent:
            return status(400, 'Either "json_schema" or "grammar" can be specified, but not both')
        return json.dumps({"prompt": "by grammar" if "grammar" in sent else "by chance"})

    endpoint.responder = server
    async with OpenAIChat(Where(endpoint.url, "llama")) as model:
        for _ in range(2):
            assert (await structured(model, MESSAGES, replies.Paraphrase)).prompt == "by grammar"
    assert ["grammar" in sent for sent in endpoint.requests] == [False, True, True]
    assert all("JSON schema" in sent["messages"][-1]["content"] for sent in endpoint.requests[1:])


async def test_a_strict_endpoint_is_asked_in_words_alone_from_then_on(endpoint):
    def server(sent):
        if not sent.keys() <= {"model", "messages", "temperature", "max_tokens", "seed"}:
            return status(422, "extra fields are not permitted")
        return json.dumps({"prompt": "in words"})

    endpoint.responder = server
    async with OpenAIChat(Where(endpoint.url, "strict")) as model:
        for _ in range(2):
            assert (await structured(model, MESSAGES, replies.Paraphrase)).prompt == "in words"
    assert endpoint.calls == 4


@pytest.mark.embedded
@pytest.mark.usefixtures("embedded_model")
async def test_llama_cpp_takes_the_grammars_and_keeps_to_them():
    asked = (ChatMessage("user", "Improve the instruction [1]Find [2]the [3]date. Make one edit."),)
    endpoint = await local.local_endpoint(idle=60)
    async with OpenAIChat(endpoint) as model:
        for shape in (replies.edits_reply(3, 1), replies.Rewrite):
            schema = replace(strict_schema(shape), extras=True)
            reply = await model.complete(ChatRequest(asked, max_tokens=200, schema=schema))
            assert shape.model_validate_json(reply.text)


@pytest.mark.embedded
@pytest.mark.usefixtures("embedded_model")
@pytest.mark.parametrize("extras", [True, False])
async def test_llama_cpp_keeps_to_the_form_of_texts_as_schema_and_as_grammar(extras):
    asked = (
        ChatMessage(
            "user", "Improve the instruction [1]Find [2]the [3]date. In `new`, write <edit>2024</edit>."
        ),
    )
    pattern = new_words_pattern("Find the date.")
    shape = replies.edits_reply(3, 1, causes=False, pattern=pattern)
    endpoint = await local.local_endpoint(idle=60)
    async with OpenAIChat(endpoint) as model:
        schema = replace(strict_schema(shape), extras=extras)
        reply = await model.complete(ChatRequest(asked, max_tokens=200, schema=schema))
    assert re.fullmatch(pattern, shape.model_validate_json(reply.text).edits[0].new)


def _without_literals(grammar: str) -> str:
    """The grammar without what stands in quotes and brackets."""
    kept, within = [], ""
    characters = iter(grammar)
    for character in characters:
        if within:
            if character == "\\":
                next(characters)
            elif character == within:
                within = ""
        elif character in '"[':
            within = '"' if character == '"' else "]"
        else:
            kept.append(character)
    return "".join(kept)
