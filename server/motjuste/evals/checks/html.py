"""The checks `is-html` and `contains-html`: the output is HTML and nothing else, or holds some."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from motjuste.evals.case import Score
from motjuste.evals.checks.bad_check import BadCheck
from motjuste.evals.checks.phrase import shown

VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
"""Elements that have no closing tag (WHATWG HTML 13.1.2)."""
UNCLOSED = frozenset(
    [
        "p",
        "li",
        "dt",
        "dd",
        "tr",
        "td",
        "th",
        "thead",
        "tbody",
        "tfoot",
        "option",
        "optgroup",
        "colgroup",
        "rt",
        "rp",
        "html",
        "head",
        "body",
    ]
)
"""Elements whose closing tag may be left out (WHATWG HTML 13.1.2.4)."""
KNOWN = (
    VOID
    | UNCLOSED
    | frozenset(
        [
            "a",
            "abbr",
            "address",
            "article",
            "aside",
            "audio",
            "b",
            "bdi",
            "bdo",
            "blockquote",
            "button",
            "canvas",
            "caption",
            "cite",
            "code",
            "data",
            "datalist",
            "del",
            "details",
            "dfn",
            "dialog",
            "div",
            "dl",
            "em",
            "fieldset",
            "figcaption",
            "figure",
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hgroup",
            "i",
            "iframe",
            "ins",
            "kbd",
            "label",
            "legend",
            "main",
            "map",
            "mark",
            "menu",
            "meter",
            "nav",
            "noscript",
            "object",
            "ol",
            "output",
            "picture",
            "pre",
            "progress",
            "q",
            "ruby",
            "s",
            "samp",
            "script",
            "search",
            "section",
            "select",
            "slot",
            "small",
            "span",
            "strong",
            "style",
            "sub",
            "summary",
            "sup",
            "svg",
            "table",
            "template",
            "textarea",
            "time",
            "title",
            "u",
            "ul",
            "var",
            "video",
            "center",
            "font",
        ]
    )
)
"""Names of HTML's elements; a tag of another name may as well be XML or a placeholder."""

SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("opening tag", re.compile(r"<(?P<name>[a-zA-Z][a-zA-Z0-9-]*)(?:\s[^<>]*)?>")),
    ("closing tag", re.compile(r"</[a-zA-Z][a-zA-Z0-9-]*\s*>")),
    ("self-closing tag", re.compile(r"<[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>]*)?/>")),
    ("entity", re.compile(r"&(?:[a-zA-Z]{2,31}|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});")),
    ("attribute", re.compile(r"<[a-zA-Z][^<>]*\s[a-zA-Z-]+\s?=\s?[\"'][^<>]*>")),
    ("comment", re.compile(r"<!--[^<>]*-->")),
    ("document type", re.compile(r"<!DOCTYPE\s+html", re.IGNORECASE)),
)
"""What makes a passage look like HTML."""
STRONG = ("document type", "known element")
ENOUGH = 2
"""Signs that are asked for: one alone also stands in `a < b`, in an address or in a placeholder."""


@dataclass(frozen=True, slots=True)
class Html:
    """The output is HTML (`whole`) or holds some."""

    name: str
    whole: bool

    @property
    def demand(self) -> str:
        """The demand in words."""
        return "be HTML and nothing else" if self.whole else "contain HTML"

    def score(self, output: str) -> Score:
        """1 if it does."""
        fault = whole_fault(output) if self.whole else None if holds_html(output) else "contains no HTML"
        return Score(1.0) if fault is None else Score(0.0, f"{fault}, got {shown(output)}")


def holds_html(text: str) -> bool:
    """Whether two signs of HTML stand in a text, or a strong one."""
    found = {name for name, pattern in SIGNS if pattern.search(text)}
    if any(match["name"].lower() in KNOWN for match in SIGNS[0][1].finditer(text)):
        found.add("known element")
    return bool(found.intersection(STRONG)) or len(found) >= ENOUGH


def whole_fault(text: str) -> str | None:
    """Why a text is no HTML document or fragment, or None if it is one."""
    text = text.strip()
    if not (text.startswith("<") and text.endswith(">")):
        return "does not begin and end with a tag"
    if text.startswith("<?xml"):
        return "is XML"
    reader = _Reader()
    reader.feed(text)
    reader.close()
    if reader.fault is None and not reader.known:
        return "has no HTML element"
    left_open = [name for name in reader.opened if name not in UNCLOSED]
    return reader.fault or (f"leaves <{left_open[-1]}> open" if left_open else None)


class _Reader(HTMLParser):
    """Keeps the elements that are open, and the first thing wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.known = False
        self.fault: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.known = self.known or tag in KNOWN
        if tag not in VOID:
            self.opened.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.known = self.known or tag in KNOWN

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        while self.opened and self.opened[-1] != tag and self.opened[-1] in UNCLOSED:
            self.opened.pop()
        if self.opened and self.opened[-1] == tag:
            self.opened.pop()
        else:
            self.fault = self.fault or f"closes <{tag}>, which is not open"

    def handle_data(self, data: str) -> None:
        if not self.opened and data.strip():
            self.fault = self.fault or f"has text outside its tags: {shown(data)}"


def build(name: str, value: object) -> Html:
    """Build it; there is no value.

    Raises:
        BadCheck: There is one.
    """
    if value not in (None, ""):
        raise BadCheck(f"`{name}` takes no value")
    return Html(name, name == "is-html")
