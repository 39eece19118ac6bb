"""Structured replies: asked for by JSON schema, validated, repaired once, or refused with a reason."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from motjuste.llm.cache import identity_of
from motjuste.llm.chat import ChatMessage, ChatRequest, Schema
from motjuste.llm.errors import BadRequest, ReplyInvalid

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pydantic import BaseModel

    from motjuste.llm.chat import ChatModel, ChatReply, Purpose

    Shape = TypeVar("Shape", bound=BaseModel)

_FENCE = re.compile(r"```[\w-]*[ \t]*\r?\n?(.*?)```", re.DOTALL)
Form = Literal["plain", "extras", "words"]
"""How an endpoint is asked that refuses `response_format`: without patterns of texts, which some do not take; in words and
by the fields of vLLM and llama.cpp; or in words alone. A server that ignores these fields has the words to go by."""
_forms: dict[str, Form] = {}
"""Found out once an endpoint and process, from what it refused."""


async def structured(
    model: ChatModel,
    messages: Sequence[ChatMessage],
    shape: type[Shape],
    *,
    temperature: float = 0.0,
    sample: int = 0,
    max_tokens: int | None = None,
    purpose: Purpose = "optimizer",
    noted: list[str] | None = None,
) -> Shape:
    """Ask for a reply of one shape.

    The shape goes along as a JSON schema; an endpoint that does not take one is told the schema in words. A reply
    that does not fit is shown its faults once; `noted` is then told `asked-again`.

    Raises:
        ReplyInvalid: The repaired reply does not fit either.
        ModelError: The model failed for good.
    """
    request = ChatRequest(
        tuple(messages), temperature, max_tokens, strict_schema(shape), sample=sample, purpose=purpose
    )
    request, reply = await _ask(model, request)
    found, faults = read(reply.text, shape)
    if found is not None:
        return found
    if noted is not None:
        noted.append("asked-again")
    repair = (
        ChatMessage("assistant", reply.text),
        ChatMessage(
            "user", f"That reply cannot be used: {faults}. Answer again with the corrected JSON only."
        ),
    )
    again = await model.complete(replace(request, messages=request.messages + repair))
    found, faults = read(again.text, shape)
    if found is not None:
        return found
    raise _invalid(model, again, faults)


def strict_schema(shape: type[BaseModel]) -> Schema:
    """Give a shape's JSON schema in the form that strict endpoints take.

    Every object closed, every property required: a default is the model's to spell out (OpenAI, structured outputs).
    """
    definition = _closed(shape.model_json_schema())
    assert isinstance(definition, dict)
    return Schema(shape.__name__, definition)


def read(text: str, shape: type[Shape]) -> tuple[Shape | None, str]:
    """Read a reply: (the value, "") or (None, what is wrong with it). Fences and words round the JSON are passed over."""
    from pydantic import ValidationError

    faults = "there is no JSON object in it"
    for candidate in _candidates(text):
        try:
            return shape.model_validate_json(candidate), ""
        except ValidationError as error:
            faults = _faults(error)
    return None, faults


def _candidates(text: str) -> Iterator[str]:
    """Where the JSON may be, likeliest first."""
    stripped = text.strip()
    if stripped:
        yield stripped
    yield from (block.strip() for block in _FENCE.findall(text))
    start, end = text.find("{"), text.rfind("}")
    if 0 <= start < end:
        yield text[start : end + 1]


def _faults(error: Any) -> str:
    """A validation error in one line, without the reply's own words: they stand in the conversation already."""
    said = []
    for fault in error.errors(include_url=False, include_input=False)[:5]:
        place = ".".join(str(step) for step in fault["loc"])
        said.append(f"{place}: {fault['msg']}" if place else str(fault["msg"]))
    return "; ".join(said)


async def _ask(model: ChatModel, request: ChatRequest) -> tuple[ChatRequest, ChatReply]:
    """Ask by schema, or in another form where the endpoint takes none; gives the request that was answered."""
    identity = identity_of(model)
    if (known := _forms.get(identity)) is not None:
        request = _otherwise(request, known)
        return request, await model.complete(request)
    try:
        return request, await model.complete(request)
    except BadRequest as refused:
        forms: tuple[Form, ...] = ("plain", "extras", "words")
        for form in forms:
            other = _otherwise(request, form)
            if other == request:
                continue
            # Where it refuses all of them it was not the schema.
            with suppress(BadRequest):
                reply = await model.complete(other)
                _forms[identity] = form
                return other, reply
        raise refused from None


def _otherwise(request: ChatRequest, form: Form) -> ChatRequest:
    """The same question in another form."""
    assert request.schema is not None
    if form == "plain":
        definition = without_patterns(request.schema.definition)
        return replace(request, schema=replace(request.schema, definition=definition))
    kept = replace(request.schema, extras=True) if form == "extras" else None
    schema = json.dumps(request.schema.definition, ensure_ascii=False)
    told = ChatMessage(
        "user", f"Answer with one JSON object and nothing else. It must obey this JSON schema:\n{schema}"
    )
    *before, last = request.messages
    if last.role == "user":
        told = ChatMessage("user", f"{last.content}\n\n{told.content}")
    else:
        before = [*before, last]
    return replace(request, messages=(*before, told), schema=kept)


def without_patterns(node: Any) -> Any:
    """A copy of a JSON schema that leaves the form of its texts open; validation still holds replies to it."""
    if isinstance(node, list):
        return [without_patterns(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = node if node.get("type") != "string" else {k: v for k, v in node.items() if k != "pattern"}
    return {name: without_patterns(value) for name, value in kept.items()}


def _closed(node: object) -> object:
    """A copy of a JSON schema with every object closed and every property required."""
    if isinstance(node, list):
        return [_closed(item) for item in node]
    if not isinstance(node, dict):
        return node
    closed = {name: _closed(value) for name, value in node.items() if name != "default"}
    if isinstance(node.get("properties"), dict):
        # Property names are data: one called "default" or "title" stays.
        closed["properties"] = {name: _closed(value) for name, value in node["properties"].items()}
        closed["required"] = list(node["properties"])
        closed["additionalProperties"] = False
    return closed


def _invalid(model: ChatModel, reply: ChatReply, faults: str) -> ReplyInvalid:
    if reply.truncated:
        return ReplyInvalid(
            f"The model {model.name} was cut off before its structured reply ended",
            remedy="Raise the optimizer's max_tokens, or use another optimizer model",
        )
    kept = " (as kept from an earlier run; nothing was asked now)" if reply.cached else ""
    anew = (
        ", or, if the endpoint was at fault, `motjuste cache clear` has it asked anew" if reply.cached else ""
    )
    return ReplyInvalid(
        f"The model {model.name} gave a reply of the wrong shape twice{kept}: {faults}",
        remedy=f"Use a more capable optimizer model, or start the run again with another --seed{anew}",
    )
