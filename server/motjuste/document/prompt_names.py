"""Which strings are prompts, by the names they are given and the way they read, in Python and in data files alike.

A list of words, made by reading a few hundred `prompts.py` files: names ending in `_PATH` or `_ID` are none, and SQL,
HTML, log formats and e-mail templates bear the same names as prompts.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from motjuste.document.model import Role

_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_PROMPT = frozenset({"prompt", "prompts"})
_SYSTEM_TAIL = frozenset({"system", "message", "msg", "content", "text", "role", "context", "base"})
_TEMPLATE = frozenset({"template", "templates", "tmpl", "instruction", "instructions"})
_NO_TEXT = re.compile(
    r"(?:path|file|filename|dir|directory|folder|name|id|key|url|uri|version|type|tag|model|class|token|input|column"
    r"|result|response)s?|hash|cls|regex|pattern|re|env|count|length|limit|size|max|min|label|title|color|style|index"
    r"|parser|loader|engine|manager|builder|config|output|cache|log"
)
"""Last words of names whose strings are no prompts, `PROMPT_PATH`."""
_OTHER_TEMPLATES = frozenset(
    {
        *(
            "html",
            "xml",
            "css",
            "js",
            "svg",
            "page",
            "site",
            "web",
            "view",
            "card",
            "table",
            "button",
            "body",
        ),
        *("banner", "footer", "header", "feed", "rss", "dashboard", "chart", "plot", "slide", "report"),
        *(
            "sql",
            "csv",
            "yaml",
            "toml",
            "code",
            "cpp",
            "c",
            "java",
            "latex",
            "tex",
            "pdf",
            "docx",
            "notebook",
        ),
        *(
            "cell",
            "email",
            "mail",
            "sms",
            "subject",
            "notification",
            "letter",
            "invoice",
            "license",
            "readme",
        ),
        *("changelog", "log", "logging", "logger", "url", "uri", "path", "file", "filename", "date", "time"),
        *(
            "docker",
            "dockerfile",
            "systemd",
            "nginx",
            "cmd",
            "command",
            "script",
            "shell",
            "bash",
            "makefile",
        ),
        *("error", "warning", "help", "usage"),
    }
)
"""Words of names whose templates make something else, `HTML_TEMPLATE`."""

_WORD = re.compile(r"[^\W\d_]{2,}")
_IDEOGRAM = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NO_PROSE = re.compile(
    r"\s*(?:<(?:!doctype|html|head|body|div|table|span|p|ul|h[1-6]|svg|style|script|a|button|form|\?xml)\b"
    r"|\\documentclass|\#!\s*/|\#include\b|import [\w.]+\s*$|from [\w.]+ import |def \w+\(|class \w+[(:]"
    r"|(?-i:SELECT\b[^.]*\bFROM|INSERT INTO|UPDATE \w+ SET|DELETE FROM|CREATE (?:TABLE|INDEX)|ALTER TABLE"
    r"|DROP TABLE|WITH \w+ AS)\b)",
    re.IGNORECASE | re.MULTILINE,
)
_LOG_FORMAT = re.compile(r"%\((?:asctime|levelname)\)|\{(?:asctime|levelname)[}:]")
_QUESTION = re.compile(
    r"(?:(?:please )?(?:enter|type|press|pick|choose)\b.{0,90}|.{0,90}\by/n\b.{0,5})", re.IGNORECASE
)
"""What is asked of a person at a terminal."""
_MODELS = re.compile(
    r"prompt|agent|\bllms?\b|openai|anthropic|gemini|langchain|llama|mistral|chatgpt", re.IGNORECASE
)
_MOST_LOOKED_AT = 2000


def is_prompt_name(name: str) -> bool:
    """Whether a variable, key or argument of this name holds a prompt, if it holds prose."""
    words = [word.lower() for word in _PART.findall(name)]
    if not words or _NO_TEXT.fullmatch(words[-1]) or words[0] in {"enable", "disable"}:
        return False
    if not _PROMPT.isdisjoint(words) or "prompt" in name.lower():
        return True
    return "system" in words and words[-1] in _SYSTEM_TAIL


def is_template_name(name: str) -> bool:
    """Whether a name is that of a template or of instructions: of a prompt, if it stands among prompts."""
    words = [word.lower() for word in _PART.findall(name)]
    return bool(words) and words[-1] in _TEMPLATE and _OTHER_TEMPLATES.isdisjoint(words)


def is_prose(text: str, fewest: int = 3) -> bool:
    """Whether a text has the words of an instruction, `fewest` at least, and is no markup, query, code or log format."""
    head = text[:_MOST_LOOKED_AT]
    if _NO_PROSE.match(head) or _LOG_FORMAT.search(head) or _QUESTION.fullmatch(head.strip()):
        return False
    if not _IDEOGRAM.search(head) and " " not in head.strip() and "\n" not in head.strip():
        return False
    if next(islice(_WORD.finditer(head), fewest - 1, None), None) is not None:
        return True
    return len(_IDEOGRAM.findall(head)) >= 2 * fewest


def is_about_models(source: str) -> bool:
    """Whether a file's text has to do with language models, so that its templates may be prompts."""
    return _MODELS.search(source) is not None


def role_of_name(name: str) -> Role | None:
    """`system` or `user` where a name says so."""
    words = {word.lower() for word in _PART.findall(name)}
    if "system" in words:
        return "system"
    return "user" if not words.isdisjoint({"user", "human"}) else None
