"""A chat model behind any OpenAI-compatible endpoint: paced, retried, timed, and clear when it fails.

The only file that imports `openai`, and only when the first call is made: the import takes most of a second.
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from motjuste.llm import faults
from motjuste.llm.chat import ChatReply, Usage
from motjuste.llm.dialect import Dialect
from motjuste.llm.endpoint import is_address
from motjuste.llm.pace import Pace
from motjuste.llm.retry import Trouble, delay_of, retry_after
from motjuste.llm.share import share_of_this_process

if TYPE_CHECKING:
    from openai import AsyncOpenAI, OpenAIError

    from motjuste.llm.chat import ChatRequest
    from motjuste.llm.endpoint import Endpoint
    from motjuste.llm.errors import ModelError

log = logging.getLogger(__name__)

LONGEST_WAIT = 120.0
"""Seconds of Retry-After a run sits out; a provider that asks for more has closed for the day."""


class OpenAIChat:
    """One model at one endpoint. Use it on one event loop, and close it there: `async with OpenAIChat(...)`.

    Args:
        endpoint: Where, which model, how hard.
        pace: Shared by chats that talk to the same endpoint; else each has its own.
        backoff: Seconds the first retry waits on average; each later one waits twice as long.
    """

    def __init__(self, endpoint: Endpoint, *, pace: Pace | None = None, backoff: float = 0.5) -> None:
        _check(endpoint)
        self.endpoint = endpoint
        self.pace = pace or Pace(endpoint.concurrency, share_of_this_process())
        self._backoff = backoff
        self._dialect = Dialect()
        self._answered = False
        self._client: AsyncOpenAI | None = None
        # Jitter only spreads calls over time; nothing of a result depends on it.
        self._jitter = random.Random()  # noqa: S311

    @property
    def name(self) -> str:
        """The model's name, as the endpoint knows it."""
        return self.endpoint.model

    @property
    def identity(self) -> str:
        """Endpoint and model, for the cache."""
        return self.endpoint.cache_identity

    async def __aenter__(self) -> Self:
        """Enter; connections are made when first needed."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close all connections."""
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections; the next call would open new ones."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def complete(self, request: ChatRequest) -> ChatReply:
        """Answer one request, retrying what may pass. Cancelling drops the connection at once.

        Raises:
            ModelError: It failed for good.
        """
        tries = 0
        while True:
            async with self.pace.turn() as epoch:
                outcome = await self._try(request, epoch)
            if isinstance(outcome, ChatReply):
                return outcome
            tries += 1
            if tries > outcome.retries:
                raise outcome.error
            # The turn is given back while waiting: other calls need not wait with this one.
            await asyncio.sleep(delay_of(tries, outcome.wait, self._backoff, self._jitter))
            log.debug("retry %d of a call to %s", tries, self.name)

    async def _try(self, request: ChatRequest, epoch: int) -> ChatReply | Trouble:
        """One call; another at once only when the endpoint's refusal taught us its dialect."""
        import openai

        client = self._open()
        while True:
            body = self._dialect.body(self.endpoint.model, request)
            try:
                async with asyncio.timeout(self.endpoint.timeout + self.endpoint.connect_timeout):
                    raw = await client.chat.completions.with_raw_response.create(**body)
            except openai.APIStatusError as error:
                answer = _answer(error)
                if answer.status in {400, 422} and self._dialect.learn(
                    body, answer.said, str(error.param or "")
                ):
                    continue
                return self._refused(answer, retry_after(error.response.headers), epoch)
            except TimeoutError:
                return Trouble(faults.no_answer_in_time(self.endpoint), retries=min(1, self.endpoint.retries))
            except openai.OpenAIError as error:
                return self._unreached(error)
            return self._read(raw.text, raw.headers.get("content-type", ""), request, epoch)

    def _open(self) -> AsyncOpenAI:
        if self._client is None:
            import openai

            endpoint = self.endpoint
            host = urlsplit(endpoint.base_url).hostname
            # A proxy from the environment cannot reach this machine's own servers.
            direct = host in {"127.0.0.1", "localhost", "::1"}
            timeout = openai.Timeout(endpoint.timeout, connect=endpoint.connect_timeout)
            self._client = openai.AsyncOpenAI(
                base_url=endpoint.base_url,
                api_key=endpoint.api_key.strip() or "none",
                max_retries=0,
                timeout=timeout,
                http_client=openai.DefaultAsyncHttpxClient(timeout=timeout, trust_env=not direct),
            )
        return self._client

    def _refused(self, answer: faults.Answer, wait: float | None, epoch: int) -> ChatReply | Trouble:
        """An error answer: which error it becomes, and how often it is worth another try."""
        if answer.code == "content_filter":
            # The provider refuses this one case; that is the model's answer to it, not a failed provider.
            return ChatReply("")
        error, retries = faults.from_answer(self.endpoint, answer), self.endpoint.retries
        limited = answer.status == 429 and not faults.out_of_quota(answer)
        if not limited and answer.status not in {408, 409, 425} and answer.status < 500:
            return Trouble(error, retries=0)
        if wait is not None and wait > LONGEST_WAIT:
            return Trouble(faults.wait_too_long(self.endpoint, wait, answer.status), retries=0)
        if limited:
            self.pace.slower(epoch, wait or 0.0)
            # It takes several halvings to find the pace an endpoint allows, and one call may be refused at each.
            retries *= 2
        return Trouble(error, retries=retries, wait=wait)

    def _unreached(self, error: OpenAIError) -> Trouble:
        import openai

        translated, once = translate(error, self.endpoint), min(1, self.endpoint.retries)
        if isinstance(error, openai.APITimeoutError):
            return Trouble(translated, retries=once)
        if isinstance(error, openai.APIConnectionError):
            # Before the first answer it is most likely a wrong address or a server that is down: say so soon.
            return Trouble(translated, retries=self.endpoint.retries if self._answered else once)
        return Trouble(translated, retries=0)

    def _read(self, text: str, content_type: str, request: ChatRequest, epoch: int) -> ChatReply | Trouble:
        """What a 200 answer holds: a reply, an error inside, or something that is not the API's."""
        try:
            body = json.loads(text)
        except ValueError:
            error = faults.not_json(self.endpoint, text, content_type)
            # A web page stays a web page; JSON cut short may have been an accident on the way.
            return Trouble(
                error, retries=0 if faults.is_web_page(text, content_type) else self.endpoint.retries
            )
        try:
            choice = body["choices"][0]
            content = _text(choice["message"].get("content"))
        except (KeyError, IndexError, TypeError, AttributeError):
            # Some gateways send 200 with the error inside.
            inside = _error_inside(body)
            if inside is not None:
                return self._refused(inside, None, epoch)
            return Trouble(faults.not_a_completion(self.endpoint), retries=0)
        self._answered = True
        self.pace.quicker()
        usage = _usage(body.get("usage"), request, content)
        return ChatReply(content, usage, truncated=choice.get("finish_reason") == "length")


def translate(error: OpenAIError, endpoint: Endpoint) -> ModelError:
    """Give our error for any error of the `openai` package."""
    import openai

    if isinstance(error, openai.APIStatusError):
        return faults.from_answer(endpoint, _answer(error))
    if isinstance(error, openai.APITimeoutError):
        return faults.no_answer_in_time(endpoint)
    if isinstance(error, openai.APIResponseValidationError):
        return faults.not_a_completion(endpoint)
    if isinstance(error, openai.APIConnectionError):
        return faults.no_connection(endpoint, str(error.__cause__ or ""))
    return faults.no_connection(endpoint, str(error))


def _check(endpoint: Endpoint) -> None:
    """Refuse at once what no call could get past."""
    if not is_address(endpoint.base_url):
        raise faults.bad_url(endpoint)
    key = endpoint.api_key.strip()
    if not key.isascii() or any(character.isspace() or not character.isprintable() for character in key):
        raise faults.bad_key(endpoint)


def _answer(error: Any) -> faults.Answer:
    """An error answer's own words, wherever in the body they are."""
    body = error.body
    said = body.get("message") if isinstance(body, dict) else body if isinstance(body, str) else None
    return faults.Answer(error.status_code, str(said or ""), str(error.code or error.type or ""))


def _error_inside(body: object) -> faults.Answer | None:
    error = body.get("error") if isinstance(body, dict) else None
    if isinstance(error, str):
        return faults.Answer(500, error)
    if not isinstance(error, dict):
        return None
    code = error.get("code")
    status = code if isinstance(code, int) and 400 <= code <= 599 else 500
    return faults.Answer(status, str(error.get("message") or ""), str(error.get("type") or ""))


def _text(content: object) -> str:
    """The answer's text; none at all (a refusal, a tool call) is an empty answer, scored as such."""
    if isinstance(content, list):
        return "".join(part.get("text", "") for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _usage(counted: object, request: ChatRequest, text: str) -> Usage:
    """What the endpoint counted; where it does not count, four characters a token, so that budgets still bind."""
    if isinstance(counted, dict):
        prompt, completion = counted.get("prompt_tokens"), counted.get("completion_tokens")
        if isinstance(prompt, int) and isinstance(completion, int):
            return Usage(prompt, completion)
    asked = sum(len(message.content) for message in request.messages)
    return Usage(-(-asked // 4), -(-len(text) // 4))
