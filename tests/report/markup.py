"""Reads a page as a strict browser would: every element closed where it should be, every name where it is looked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

INLINE = {"a", "del", "ins", "mark", "span"}
VOID = {"meta", "link", "br", "input"}


@dataclass
class Element:
    """One element and what stands in it."""

    name: str
    attributes: dict[str, str]
    parts: list[str | Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    def all(self, *names: str) -> list[Element]:
        """All elements of these names below this one, in order; without names, all."""
        found: list[Element] = []
        for part in self.parts:
            if isinstance(part, Element):
                found += [part] if part.name in names or not names else []
                found += part.all(*names)
        return found


class Page(HTMLParser):
    """A whole page; `faults` says what is wrong with its markup."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.faults: list[str] = []
        self._open = [self.root]
        self.feed(html)
        self.close()
        if len(self._open) > 1:
            self.faults.append(f"never closed: {[one.name for one in self._open[1:]]}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        one = Element(tag, {name: value or "" for name, value in attrs})
        if len(one.attributes) != len(attrs):
            self.faults.append(f"an attribute twice: {attrs}")
        self._open[-1].parts.append(one)
        if tag not in VOID:
            self._open.append(one)

    def handle_endtag(self, tag: str) -> None:
        if self._open[-1].name != tag:
            self.faults.append(f"</{tag}> closes <{self._open[-1].name}>")
        else:
            self._open.pop()
        if tag not in INLINE:
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        self._open[-1].parts.append(data)

    def all(self, *names: str) -> list[Element]:
        return self.root.all(*names)

    def one(self, identity: str) -> Element:
        """The element with an id."""
        (found,) = [element for element in self.all() if element.attributes.get("id") == identity]
        return found

    @property
    def words(self) -> str:
        """What a reader is told, blanks made one."""
        (body,) = self.all("main")
        return " ".join(body.text.split())
