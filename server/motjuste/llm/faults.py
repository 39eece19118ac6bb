"""From what went wrong at an endpoint to one of our errors, in words that name the endpoint and the next step."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.llm.endpoint import public_url
from motjuste.llm.errors import BadRequest, Garbled, ModelError, Overloaded, Refused, Unreachable

if TYPE_CHECKING:
    from motjuste.llm.endpoint import Endpoint

QUOTA_CODES = frozenset(
    {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "access_terminated"}
)
"""429s that waiting does not mend."""
CACHED = "finished calls are cached, so nothing is paid twice"
SAID_LENGTH = 300
"""Characters of an endpoint's own words that a message quotes."""
_KEY = re.compile(r"\b(?:sk|pk|rk|gsk|xai|key)[-_][\w*.-]{6,}|Bearer\s+\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """An error an endpoint sent."""

    status: int
    said: str = ""
    """Its own words."""
    code: str = ""
    """Its `error.code` or `error.type`."""


def from_answer(endpoint: Endpoint, answer: Answer) -> ModelError:
    """Give the error for a 4xx or 5xx answer."""
    if endpoint.is_editors:
        return _not_lent(endpoint, answer)
    who, said, status = _who(endpoint), _quoted(endpoint, answer.said), answer.status
    if status in {401, 403, 404}:
        return _refused(endpoint, status, said)
    if status in {402, 429}:
        return _overloaded(endpoint, answer, said)
    if status == 408 or status >= 500:
        remedy = f"Try again later; {CACHED}"
        return Unreachable(f"{who} answers only with server errors ({status}){said}", remedy=remedy)
    remedy = "Look at the model's limits (context length, parameters) and at base_url"
    return BadRequest(f"{who} does not take the request ({status}){said}", remedy=remedy)


def _not_lent(endpoint: Endpoint, answer: Answer) -> ModelError:
    """What the editor says stands first: it knows its models, and whether its user said no."""
    said = _clean(endpoint, answer.said) or f"no reason was given ({answer.status})"
    kind = BadRequest if answer.status in {400, 413} else Refused
    return kind(
        f"{_who(endpoint)} was not to be had: {said}",
        remedy=f"Look at the editor's models and permissions, or name an endpoint in the settings; {CACHED}",
    )


def _refused(endpoint: Endpoint, status: int, said: str) -> Refused:
    who = _who(endpoint)
    if status == 401:
        return Refused(f"{who} refused the key (401){said}", remedy=_key_remedy(endpoint))
    if status == 403:
        return Refused(
            f"{who} forbids the call (403){said}", remedy="Give the key that right, or use another model"
        )
    remedy = "Look at base_url (most end in /v1) and at the model's name in the settings"
    return Refused(f"{who} knows no such model or address (404){said}", remedy=remedy)


def _overloaded(endpoint: Endpoint, answer: Answer, said: str) -> Overloaded:
    who = _who(endpoint)
    if out_of_quota(answer):
        return Overloaded(
            f"The account at {who} has no quota left ({answer.status}){said}",
            remedy="Add credit or use another key",
        )
    remedy = f"Wait, or lower concurrency in the settings; {CACHED}"
    return Overloaded(f"{who} is still rate limiting after all retries (429){said}", remedy=remedy)


def out_of_quota(answer: Answer) -> bool:
    """Whether a 402 or 429 means an empty account rather than too many calls."""
    empty = answer.code in QUOTA_CODES or "exceeded your current quota" in answer.said
    return answer.status == 402 or (answer.status == 429 and empty)


def no_connection(endpoint: Endpoint, why: str) -> ModelError:
    """Give the error for a connection that cannot be made or breaks."""
    said = f": {_clean(endpoint, why)}" if why else ""
    if endpoint.is_editors:
        remedy = f"Start the run again from the editor; {CACHED}"
        return Unreachable(f"The language server has stopped answering for the editor{said}", remedy=remedy)
    if endpoint.is_local:
        remedy = f"Run the command again, which starts it anew (`motjuste doctor` looks into it); {CACHED}"
        return Unreachable(f"{_who(endpoint)} has stopped answering{said}", remedy=remedy)
    remedy = "Start the server or mend base_url in the settings, and look at the network"
    return Unreachable(f"{_who(endpoint)} cannot be reached{said}", remedy=remedy)


def no_answer_in_time(endpoint: Endpoint) -> ModelError:
    """Give the error for an answer that does not come."""
    remedy = "Raise timeout or lower concurrency in the settings, or try a faster model"
    return Unreachable(
        f"{_who(endpoint)} gave no answer within {endpoint.timeout:g} s, retries included", remedy=remedy
    )


def wait_too_long(endpoint: Endpoint, seconds: float, status: int) -> ModelError:
    """Give the error for a Retry-After longer than anyone would wait."""
    remedy = "Start the run again then; finished calls are cached, so nothing is paid twice"
    return Overloaded(
        f"{_who(endpoint)} asks to wait {seconds:.0f} s before the next call ({status})", remedy=remedy
    )


def not_json(endpoint: Endpoint, body: str, content_type: str) -> ModelError:
    """Give the error for a body that is not JSON."""
    if is_web_page(body, content_type):
        what, remedy = (
            "a web page",
            "Mend base_url (most end in /v1); a proxy or sign-in page may stand in between",
        )
    else:
        what, remedy = (
            "broken or truncated JSON",
            "Try again; if it stays so, look at the server or a proxy in between",
        )
    return Garbled(f"{_who(endpoint)} answered with {what} instead of the API's JSON", remedy=remedy)


def is_web_page(body: str, content_type: str) -> bool:
    """Whether an answer is HTML."""
    return "html" in content_type or body.lstrip()[:20].lower().startswith(("<!doctype", "<html"))


def not_a_completion(endpoint: Endpoint) -> ModelError:
    """Give the error for JSON that holds no answer."""
    remedy = "Look whether base_url is an OpenAI-compatible chat API"
    return Garbled(f"{_who(endpoint)} answered with JSON that holds no completion", remedy=remedy)


def bad_url(endpoint: Endpoint) -> ModelError:
    """Give the error for a base URL no client can call."""
    remedy = "Write it as in https://api.openai.com/v1"
    return Unreachable(
        f"base_url {public_url(endpoint.base_url)!r} is no http or https address", remedy=remedy
    )


def bad_key(endpoint: Endpoint) -> ModelError:
    """Give the error for a key no header can carry; the key itself is not shown."""
    return Refused("The API key holds characters no key can hold", remedy=_key_remedy(endpoint))


def _who(endpoint: Endpoint) -> str:
    if endpoint.is_local:
        return f"The embedded model ({endpoint.model})"
    if endpoint.is_editors:
        return "The editor's model" if endpoint.model == "editor" else f"The editor's model {endpoint.model}"
    return f"{public_url(endpoint.base_url)} (model {endpoint.model})"


def _key_remedy(endpoint: Endpoint) -> str:
    if endpoint.key_variable:
        return f"Set {endpoint.key_variable} to a key that is valid there"
    return "Name the environment variable that holds the key as api_key_env in the settings"


def _quoted(endpoint: Endpoint, said: str) -> str:
    clean = _clean(endpoint, said)
    return f": {clean}" if clean else ""


def _clean(endpoint: Endpoint, said: str) -> str:
    """One short line of foreign words without anything that looks like a key: some servers echo it."""
    if endpoint.api_key:
        said = said.replace(endpoint.api_key, "[key]")
    line = " ".join(_KEY.sub("[key]", said).split()).rstrip(".")
    if is_web_page(line, ""):
        return "a web page"
    return line if len(line) <= SAID_LENGTH else f"{line[:SAID_LENGTH]}…"
