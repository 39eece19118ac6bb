"""A chat model that never asks twice: not in this process, not in another, not after a kill."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from motjuste.llm.completions import CacheInfo, CompletionCache
from motjuste.llm.errors import CacheUnusable, ModelError

if TYPE_CHECKING:
    from motjuste.llm.chat import ChatModel, ChatReply, ChatRequest

__all__ = ["CacheInfo", "CachedChat", "CompletionCache", "cache_key", "identity_of"]

FIRST_LOOK = 0.02
LAST_LOOK = 0.5
"""Seconds between looks at a question another process is asking: from the first to the slowest."""


@runtime_checkable
class Identified(Protocol):
    """A model that can say which endpoint it is, apart from its name."""

    @property
    def identity(self) -> str:
        """Endpoint and model, the same from run to run, without secrets."""


def identity_of(model: ChatModel) -> str:
    """What answers: endpoint and model where the model can tell, else its name."""
    return model.identity if isinstance(model, Identified) else model.name


def cache_key(identity: str, request: ChatRequest) -> str:
    """The question's name: sha256 over canonical JSON of all that the answer may depend on, `purpose` left out.

    The key of the API is no part of it: the same model answers the same to anybody.
    """
    schema = request.schema
    question = {
        "model": identity,
        "messages": [[message.role, message.content] for message in request.messages],
        "temperature": float(request.temperature),
        "max_tokens": request.max_tokens,
        "schema": None if schema is None else [schema.name, schema.definition],
        "sample": request.sample,
    }
    # ASCII only: a lone surrogate from a JSON file has no UTF-8 form.
    text = json.dumps(question, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


class CachedChat:
    """Wraps a model; its replies come from the cache where they can, and go there where they cannot."""

    def __init__(self, model: ChatModel, cache: CompletionCache) -> None:
        self._model = model
        self._cache = cache
        self._identity = identity_of(model)

    @property
    def name(self) -> str:
        """The model's name, as the endpoint knows it."""
        return self._model.name

    @property
    def identity(self) -> str:
        """Endpoint and model."""
        return self._identity

    def peek(self, request: ChatRequest) -> ChatReply | None:
        """Give the reply if it is here already; never asks.

        Raises:
            CacheUnusable: The cache cannot be read.
        """
        return self._cache.get(cache_key(self._identity, request))

    async def complete(self, request: ChatRequest) -> ChatReply:
        """Answer one request.

        Of equal requests at one time only the first makes a call; the others wait for it and count as cached. A
        failure is told to all of them; a cancelled first leaves its place to the next.

        Raises:
            ModelError: The model failed for good, or the cache cannot be used.
        """
        key = cache_key(self._identity, request)
        while True:
            leader = self._cache.in_flight.get(key)
            if leader is None:
                return await self._lead(key, request)
            # Waited for, not awaited: a follower that is cancelled must not cancel what the others wait for.
            await asyncio.wait({leader})
            if not leader.cancelled():
                return replace(leader.result(), cached=True)

    async def _lead(self, key: str, request: ChatRequest) -> ChatReply:
        future: asyncio.Future[ChatReply] = asyncio.get_running_loop().create_future()
        self._cache.in_flight[key] = future
        try:
            reply = await self._answer(key, request)
        except ModelError as error:
            future.set_exception(error)
            # Looked at, so that a failure without followers is not reported as forgotten.
            future.exception()
            raise
        else:
            future.set_result(reply)
            return reply
        finally:
            # Cancelled, or anything unforeseen: the first of the others asks instead.
            future.cancel()
            del self._cache.in_flight[key]

    async def _answer(self, key: str, request: ChatRequest) -> ChatReply:
        """Take the reply from the cache, or ask under a claim; wait while another process holds the claim."""
        pause = FIRST_LOOK
        while (reply := self._cache.get(key)) is None:
            claim = self._cache.claim(key)
            if claim is None:
                return await self._ask(key, request)
            if not self._cache.void(claim):
                await asyncio.sleep(pause)
                pause = min(LAST_LOOK, pause * 1.5)
        return reply

    async def _ask(self, key: str, request: ChatRequest) -> ChatReply:
        try:
            reply = await self._model.complete(request)
        except BaseException:
            # Whatever ended the call, cancelling too, other processes must not wait for its answer.
            with contextlib.suppress(CacheUnusable):
                self._cache.release(key)
            raise
        self._cache.put(key, self.name, reply)
        return reply
