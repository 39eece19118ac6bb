"""The files a prompt names: links, includes, partials and `file:` values, where they stand and how they are meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from motjuste.document.code_spans import code_spans, inside
from motjuste.lint.file_kind import FileKind, file_kind
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from motjuste.document.model import Document, Setting


@dataclass(frozen=True, slots=True)
class Reference:
    """A file that a prompt names."""

    span: Span
    """Its path, without what marks it as one."""
    target: str
    """The path, with `/` between its parts."""
    upwards: bool = False
    """Whether folders above count too, because the engine's search path is not known."""
    required: bool = True
    """Whether the prompt cannot do without: a partial may be registered by a program, and be no file at all."""
    always: bool = True
    """Whether it is followed whatever the inputs: outside all conditions and loops."""


_LINKING = frozenset(
    {
        FileKind.PROMPT_FILE,
        FileKind.INSTRUCTIONS,
        FileKind.AGENT,
        FileKind.CHATMODE,
        FileKind.SKILL,
        FileKind.AGENTS_NOTES,
    }
)
_LINK = re.compile(r"\]\((?P<path>[^()\s<>\[\]`\"']{1,300})\)")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_STAND_IN = re.compile(r"[{}$*<>|…]|\.\.\.|^[/~#]")
"""What no real path has: placeholders, globs and ellipses; or what is no relative one."""
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,12}$|/$")
"""A file's suffix, or a folder's stroke: words without either are pages of a site, not files."""
_EXAMPLE = re.compile(
    r"(?i)(?:^|[/_.-])(?:path|example|placeholder|url|link|your|my|foo|bar|baz|xxx+|todo|tbd)(?:$|[/_.-])"
)
_JINJA_TAG = re.compile(
    r"\{%[-+]?\s*(?:(?:include|import|from|extends)\s+(?P<quote>[\"'])(?P<path>[^\"'\r\n]{1,300})(?P=quote)"
    r"(?P<rest>[^%\r\n]{0,200})|(?P<open>if|for|macro|call)\b|(?P<close>end(?:if|for|macro|call))\b)"
)
_PARTIAL_TAG = re.compile(
    r"\{\{~?(?:[ \t]*#?>[ \t]*[\"']?(?P<path>[\w./-]{1,200})|(?P<open>[#^])(?!>)[ \t]*\w|(?P<close>/))"
)
_JINJA = frozenset({"jinja", "nunjucks"})
_PARTIALS = frozenset({"handlebars", "mustache"})
_FILE_VALUE = re.compile(r"\$\{file:(?P<path>[^}\r\n]{1,300})\}")
_FILE_URL = re.compile(r"file://(?P<path>[^\s\"']{1,300})")
_OPEN = re.compile(r"[{}*?\[\]]")
"""What makes a path stand for several files, or for one that is not known yet."""
_CASES = frozenset({"tests", "defaultTest", "scenarios"})
"""Settings of promptfoo that hold cases."""
_CODE = re.compile(r"\.(?:py|js|ts|cjs|mjs|cts|mts|go|rb)(?P<function>:[\w.]+)$")


def references(document: Document, *, with_cases: bool = True) -> Iterator[Reference]:
    """Every file a prompt names in a way its tool follows. Linear in the length of the document.

    Args:
        document: The prompt.
        with_cases: Also those that the cases of an evaluation name, which are the eval set's own matter if one is read.
    """
    kind = file_kind(document)
    if kind in _LINKING:
        for message in document.messages:
            # A skill's files lie with it; elsewhere people write paths from the repository's root, and agents follow them.
            yield from _links(document.text, message.span, upwards=kind is not FileKind.SKILL)
    for message in document.messages:
        yield from includes(document.text, message.span, document.dialect)
    if kind is FileKind.PROMPTY:
        yield from _values(document, document.settings.values(), _FILE_VALUE)
    if kind is FileKind.PROMPTFOO:
        told = (one for key, one in document.settings.items() if with_cases or key not in _CASES)
        yield from _values(document, told, _FILE_URL)


def includes(text: str, span: Span, dialect: str) -> Iterator[Reference]:
    """The files whose text a template takes in by a fixed name: Jinja's includes, or Handlebars' partials."""
    if dialect in _JINJA and text.find("{%", span.start, span.end) >= 0:
        for match, depth in _tags(_JINJA_TAG, text, span):
            if "ignore missing" not in match["rest"]:
                place = Span(*match.span("path"))
                yield Reference(place, match["path"], upwards=True, always=depth == 0)
    elif dialect in _PARTIALS and text.find("{{", span.start, span.end) >= 0:
        for match, depth in _tags(_PARTIAL_TAG, text, span):
            place = Span(*match.span("path"))
            yield Reference(place, match["path"], required=False, always=depth == 0)


def _tags(pattern: re.Pattern[str], text: str, span: Span) -> Iterator[tuple[re.Match[str], int]]:
    """The tags that name a file, each with the number of conditions and loops it stands in."""
    depth = 0
    for match in pattern.finditer(text, span.start, span.end):
        if match["path"] is not None:
            yield match, depth
        else:
            depth = max(0, depth + (1 if match["open"] else -1))


def _links(text: str, span: Span, *, upwards: bool) -> Iterator[Reference]:
    """Markdown links to files, outside code; what looks like an example of a link is none."""
    code: tuple[Span, ...] | None = None
    for match in _LINK.finditer(text, span.start, span.end):
        path = re.split(r"[#?]", match["path"], maxsplit=1)[0]
        if not _ENDING.search(path) or _SCHEME.match(path):
            continue
        if _STAND_IN.search(path) or _EXAMPLE.search(path):
            continue
        code = code_spans(text, span) if code is None else code
        if not inside(code, match.start("path")):
            start = match.start("path")
            yield Reference(Span(start, start + len(path)), unquote(path), upwards)


def _values(document: Document, settings: Iterable[Setting], pattern: re.Pattern[str]) -> Iterator[Reference]:
    """Paths in the texts among the settings, found where they are written."""
    waiting = list(settings)
    while waiting:
        setting = waiting.pop()
        waiting.extend(setting.children)
        if setting.children or not isinstance(setting.value, str) or "file:" not in setting.value:
            continue
        span = setting.value_span
        for match in pattern.finditer(document.text, span.start, span.end):
            path = match["path"]
            if _OPEN.search(path):
                continue
            function = _CODE.search(path)
            if function:
                path = path[: function.start("function")]
            start = match.start("path")
            # promptfoo reads some paths from where it is started, which is often the repository's root.
            yield Reference(Span(start, start + len(path)), path, upwards=pattern is _FILE_URL)
