"""An endpoint: where a model answers, by which key, and how hard it may be asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

LOCAL_IDENTITY = "local:"
"""How the identities of embedded models begin; a digest of their weights follows."""
EDITOR_IDENTITY = "editor:"
"""The identity of all models that an editor lends: it comes to them by itself."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Any server with the OpenAI chat API."""

    base_url: str
    """With the version part, as in `https://api.openai.com/v1`."""
    model: str
    """The model's name, as the endpoint knows it."""
    api_key: str = field(default="", repr=False)
    """Never shown, never stored; empty for servers that want none."""
    concurrency: int = 32
    """Calls in flight to start with, and at most."""
    timeout: float = 120.0
    """Seconds to wait for an answer."""
    connect_timeout: float = 10.0
    """Seconds to wait for a connection."""
    retries: int = 4
    """How often a call that failed for a while is made again."""
    identity: str = ""
    """Names the endpoint in the completion cache where the URL does not, as for the embedded model's changing port."""
    key_variable: str = ""
    """Name of the environment variable the key came from, for messages."""

    @property
    def is_local(self) -> bool:
        """Whether it is the embedded model."""
        return self.identity.startswith(LOCAL_IDENTITY)

    @property
    def is_editors(self) -> bool:
        """Whether it is a model that the editor lends."""
        return self.identity == EDITOR_IDENTITY

    @property
    def cache_identity(self) -> str:
        """What answers here, in words that stay the same from run to run and hold no secret.

        The URL belongs to it: servers give one name to models of different size and quantization.
        """
        return f"{self.identity or public_url(self.base_url)} {self.model}"


def public_url(url: str) -> str:
    """A URL for messages and keys: lower-case host, no user, password, query or final slash."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "(no address)"
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    return urlunsplit((parts.scheme.lower(), host + port, parts.path.rstrip("/"), "", ""))


def is_address(text: str) -> bool:
    """Whether a text is a URL that can be asked over HTTP."""
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False
