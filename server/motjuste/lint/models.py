"""When models leave their makers' interfaces, and what they refuse: dated tables, and which models a prompt names.

A new row needs the maker's own page. Only interfaces run by the maker count: Azure, Bedrock and Vertex keep models for
other spans of time, and call deployments what they like.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document, Setting

_OPENAI = {
    "2024-01-04": "text-davinci-003 text-davinci-002 text-davinci-001 text-curie-001 text-babbage-001 text-ada-001",
    "2026-01-16": "codex-mini-latest",
    "2026-02-17": "chatgpt-4o-latest",
    "2026-07-23": (
        "computer-use-preview computer-use-preview-2025-03-11 gpt-4o-audio-preview-2024-12-17 "
        "gpt-4o-mini-audio-preview-2024-12-17 gpt-4o-mini-realtime-preview-2024-12-17 "
        "gpt-4o-mini-search-preview-2025-03-11 gpt-4o-search-preview-2025-03-11 gpt-5-chat-latest gpt-5-codex "
        "gpt-5.1-chat-latest gpt-5.1-codex gpt-5.1-codex-max gpt-5.1-codex-mini gpt-5.2-codex "
        "o3-deep-research o3-deep-research-2025-06-26 o4-mini-deep-research o4-mini-deep-research-2025-06-26"
    ),
    "2026-08-10": "gpt-5.2-chat-latest gpt-5.3-chat-latest",
    "2026-10-23": (
        "gpt-3.5-turbo gpt-3.5-turbo-0125 gpt-4 gpt-4-0613 gpt-4-1106-preview gpt-4-turbo gpt-4-turbo-2024-04-09 "
        "gpt-4o-2024-05-13 gpt-4.1-nano gpt-4.1-nano-2025-04-14 o1 o1-2024-12-17 o1-pro o1-pro-2025-03-19 "
        "o3-mini o3-mini-2025-01-31 o4-mini o4-mini-2025-04-16"
    ),
    "2026-12-11": (
        "gpt-5 gpt-5-2025-08-07 gpt-5-mini gpt-5-mini-2025-08-07 gpt-5-nano gpt-5-nano-2025-08-07 gpt-5-pro o3 o3-pro"
    ),
    "2027-01-14": "gpt-4o gpt-4o-mini gpt-4.1 gpt-4.1-mini",
}
"""developers.openai.com/api/docs/deprecations, read November 2026 in copies of April to October 2026."""
_ANTHROPIC = {
    "2024-11-06": (
        "claude-1.0 claude-1.1 claude-1.2 claude-1.3 claude-instant-1.0 claude-instant-1.1 claude-instant-1.2"
    ),
    "2025-07-21": "claude-2.0 claude-2.1 claude-3-sonnet-20240229",
    "2025-10-28": "claude-3-5-sonnet-20240620 claude-3-5-sonnet-20241022",
    "2026-01-05": "claude-3-opus-20240229",
    "2026-02-19": "claude-3-7-sonnet-20250219 claude-3-5-haiku-20241022",
    "2026-04-20": "claude-3-haiku-20240307",
    "2026-06-15": "claude-opus-4-20250514 claude-sonnet-4-20250514",
    "2026-08-05": "claude-opus-4-1-20250805",
}
"""platform.claude.com/docs/en/about-claude/model-deprecations, read November 2026."""
_GOOGLE = {
    "2025-12-02": "gemini-2.5-pro-preview-03-25 gemini-2.5-pro-preview-05-06 gemini-2.5-pro-preview-06-05",
    "2026-03-09": "gemini-3-pro-preview",
    "2026-06-01": ("gemini-2.0-flash gemini-2.0-flash-001 gemini-2.0-flash-lite gemini-2.0-flash-lite-001"),
}
"""ai.google.dev/gemini-api/docs/deprecations, read November 2026."""


def _by_model(table: dict[str, str]) -> dict[str, str]:
    return {model: day for day, models in table.items() for model in models.split()}


RETIRED: dict[str, dict[str, str]] = {
    "openai": _by_model(_OPENAI),
    "anthropic": _by_model(_ANTHROPIC),
    "google": _by_model(_GOOGLE),
}
"""By maker and model: the day from which requests fail, as `2026-11-22`."""

_FIXED_SAMPLING = re.compile(r"(?:o[134]|gpt-5)(?:-(?:mini|nano|pro))?(?:-\d{4}-\d\d-\d\d)?")
"""OpenAI's reasoning models refuse any temperature but 1 (platform documentation, "Reasoning models")."""
_GEMINI_3 = re.compile(r"gemini-3(?:\.\d+)?-[\w-]+")
"""Google's Gemini 3 prompting guide: leave the temperature at 1; below, the model may loop or get worse."""

_MAKERS = {
    "openai": "openai",
    "anthropic": "anthropic",
    "google": "google",
    "googleai": "google",
    "gemini": "google",
}
_PROVIDER = re.compile(
    r"(?P<maker>openai|anthropic|google)(?::(?:chat|responses|completion|messages|realtime|live))?:"
    r"(?P<model>[\w.-]{1,100})"
)
"""A provider of promptfoo: `openai:chat:gpt-4o`, `anthropic:messages:claude-2.1`, `google:gemini-2.0-flash`."""
_ENTERPRISE = frozenset({"apiHost", "apiBaseUrl", "apiBaseURL", "baseUrl", "base_url"})


@dataclass(frozen=True, slots=True)
class NamedModel:
    """A model a prompt's settings name, at its maker's own interface."""

    maker: str
    """A key of `RETIRED`."""
    model: str
    span: Span
    """The model's name, without its provider."""
    temperature: Setting | None = None
    """The temperature set for it."""


def named_models(document: Document) -> Iterator[NamedModel]:
    """The models a prompt's settings name; those whose maker cannot be told are left out."""
    settings = document.settings
    for key in ("providers", "targets"):
        if key in settings:
            yield from _providers(document, settings[key])
    model = settings.get("model")
    if model is not None:
        yield from _model_setting(document, model)


def fixed_temperature(named: NamedModel) -> bool:
    """Whether the model wants its temperature left at 1."""
    if named.maker == "openai":
        return _FIXED_SAMPLING.fullmatch(named.model) is not None
    return named.maker == "google" and _GEMINI_3.fullmatch(named.model) is not None


def _providers(document: Document, providers: Setting) -> Iterator[NamedModel]:
    """The `providers` of promptfoo: texts, mappings with `id` and `config`, or mappings from an id to its options."""
    items = providers.children if isinstance(providers.value, list) else (providers,)
    for item in items:
        parts = {child.key: child for child in item.children}
        options = parts.get("config")
        if isinstance(item.value, str):
            yield from _provider(document, item.value, item.value_span, None)
        elif "id" in parts and isinstance(parts["id"].value, str):
            yield from _provider(document, parts["id"].value, parts["id"].value_span, options)
        elif len(parts) == 1:
            only = next(iter(parts.values()))
            inner = next((one for one in only.children if one.key == "config"), None)
            yield from _provider(document, only.key, only.key_span, inner)


def _provider(document: Document, name: str, span: Span, config: Setting | None) -> Iterator[NamedModel]:
    options = {child.key: child for child in config.children} if config else {}
    match = _PROVIDER.fullmatch(name)
    if match and not _ENTERPRISE & options.keys():
        yield _named(document, match["maker"], match["model"], span, options.get("temperature"))


def _model_setting(document: Document, model: Setting) -> Iterator[NamedModel]:
    """`model:` of Dotprompt (`googleai/gemini-2.0-flash`) and Prompty (a mapping), or an unmistakable name."""
    parts = {child.key: child for child in model.children}
    if isinstance(model.value, str):
        prefix, slash, name = model.value.rpartition("/")
        config = document.settings.get("config")
        options = {child.key: child for child in config.children} if config else {}
        maker = _MAKERS.get(prefix) if slash else _unmistakable(name)
        if maker:
            yield _named(document, maker, name, model.value_span, options.get("temperature"))
    elif "id" in parts and isinstance(parts["id"].value, str):
        provider = parts["provider"].value if "provider" in parts else None
        own = _MAKERS.get(provider) if isinstance(provider, str) else None
        maker = own or (_unmistakable(parts["id"].value) if provider is None else None)
        given = {one.key: one for child in model.children if child.key == "options" for one in child.children}
        if maker:
            name = parts["id"].value
            yield _named(document, maker, name, parts["id"].value_span, given.get("temperature"))


def _unmistakable(model: str) -> str | None:
    """The maker of a name that no other provider uses: Anthropic's dated ones."""
    return "anthropic" if re.fullmatch(r"claude-[\w-]+-20\d{6}", model) else None


def _named(document: Document, maker: str, model: str, span: Span, temperature: Setting | None) -> NamedModel:
    start = document.text.find(model, span.start, span.end)
    exact = span if start < 0 else Span(start, start + len(model))
    return NamedModel(maker, model, exact, temperature)
