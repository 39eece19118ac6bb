"""Which optional parameters an endpoint takes, learnt from its refusals, so that any compatible server will do."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from motjuste.llm.gbnf import grammar_of

if TYPE_CHECKING:
    from motjuste.llm.chat import ChatRequest

log = logging.getLogger(__name__)


class Dialect:
    """The parameters to send to one model at one endpoint."""

    def __init__(self) -> None:
        self._length_name = "max_tokens"
        self._dropped: set[str] = set()

    def body(self, model: str, request: ChatRequest) -> dict[str, Any]:
        """The request's JSON body.

        The seed goes with sampling only: at temperature 0 it says nothing, and some servers refuse it.
        """
        messages = [
            {"role": message.role, "content": _sendable(message.content)} for message in request.messages
        ]
        body: dict[str, Any] = {"model": model, "messages": messages, "temperature": request.temperature}
        if request.temperature > 0:
            body["seed"] = request.sample
        if request.max_tokens is not None:
            body[self._length_name] = request.max_tokens
        if request.schema is not None and request.schema.extras:
            # A server reads the field it knows and passes over the other; the client merges these into the body.
            definition = dict(request.schema.definition)
            body["extra_body"] = {
                "structured_outputs": {"json": definition},
                "grammar": grammar_of(definition),
            }
        elif request.schema is not None:
            schema = {"name": request.schema.name, "schema": dict(request.schema.definition), "strict": True}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        return {name: value for name, value in body.items() if name not in self._dropped}

    def learn(self, sent: dict[str, Any], said: str, parameter: str) -> bool:
        """Take a refusal (400, 422) in; true when the request is worth sending once more in another form."""
        words = f"{parameter} {said}"
        if (
            self._length_name in sent
            and "max_completion_tokens" in words
            and self._length_name == "max_tokens"
        ):
            self._length_name = "max_completion_tokens"
            return True
        for name in ("temperature", "seed"):
            if name in sent and name in words:
                # Sent before and gone from the next body: this cannot go round in circles.
                log.warning("the model does not take %s; it is left out, and answers may vary", name)
                self._dropped.add(name)
                return True
        return False


def _sendable(text: str) -> str:
    """Text with a UTF-8 form: half of a surrogate pair, as JSON files may hold, becomes the replacement character."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text)
    return text
