"""The checks `is-xml` and `contains-xml`: the output is, or holds, well-formed XML with the elements asked for.

Nothing is fetched and no entity is declared: an output with a document type of its own is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from motjuste.evals.case import Score
from motjuste.evals.checks.bad_check import BadCheck
from motjuste.evals.checks.phrase import shown
from motjuste.evals.checks.value import many_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

TAG = re.compile(r"<(?P<end>/)?(?P<name>[A-Za-z_][\w.:-]*)(?P<rest>[^<>]*)>")
MOST_FRAGMENTS = 200
"""Passages of one output that are tried as XML."""


class XmlFault(ValueError):  # noqa: N818  (a fault of the output, which is a low score and no error)
    """The text is no XML that is read; the message is a short phrase for a score's reason."""


@dataclass(frozen=True, slots=True)
class Xml:
    """The output is XML (`whole`) or holds some, with all elements of `required`."""

    name: str
    required: tuple[str, ...]
    """Paths from the root, with dots between names."""
    whole: bool

    @property
    def demand(self) -> str:
        """The demand in words."""
        elements = f" with the elements {', '.join(self.required)}" if self.required else ""
        return f"{'be' if self.whole else 'contain'} well-formed XML{elements}"

    def score(self, output: str) -> Score:
        """1 if it does."""
        fault = "contains no XML element"
        for passage in [output.strip()] if self.whole else fragments(output):
            try:
                found = elements(passage)
            except XmlFault as broken:
                fault = str(broken)
                continue
            missing = [path for path in self.required if path not in found]
            if not missing:
                return Score(1.0)
            fault = f"the XML lacks {', '.join(missing)}"
        return Score(0.0, f"{fault}, got {shown(output)}")


def elements(text: str) -> set[str]:
    """The paths of all elements of an XML document, names from the root with dots between them.

    Raises:
        XmlFault: It is not well-formed, or has a document type with declarations.
    """
    from xml.parsers import expat

    found: set[str] = set()
    stack: list[str] = []

    def start(name: str, _attributes: Any) -> None:
        stack.append(name)
        found.add(".".join(stack) if len(stack) < 100 else name)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _name: stack.pop()
    parser.StartDoctypeDeclHandler = _refuse_declarations
    parser.EntityDeclHandler = _refuse_entities
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        raise XmlFault(f"the XML is broken: {error}") from error
    except (UnicodeError, ValueError) as error:
        raise XmlFault(str(error)) from error
    return found


def _refuse_declarations(_name: str, _system: Any, _public: Any, internal: int) -> None:
    if internal:
        raise XmlFault("the XML declares a document type, which is not read")


def _refuse_entities(*_told: Any) -> None:
    raise XmlFault("the XML declares entities, which are not read")


def fragments(text: str) -> Iterator[str]:
    """Passages from an opening tag to its closing tag, the outermost first met first; tags nobody closes are skipped."""
    opened: list[tuple[str, int]] = []
    closed: list[tuple[int, int]] = []
    for match in TAG.finditer(text):
        if match["end"]:
            while opened:
                name, start = opened.pop()
                if name == match["name"]:
                    closed.append((start, match.end()))
                    break
        elif match["rest"].endswith("/"):
            closed.append((match.start(), match.end()))
        else:
            opened.append((match["name"], match.start()))
    reach = count = 0
    for start, end in sorted(closed, key=lambda span: (span[0], -span[1])):
        if start >= reach and count < MOST_FRAGMENTS:
            reach, count = end, count + 1
            yield text[start:end]


def build(name: str, value: object) -> Xml:
    """Build it from nothing, or a mapping with `requiredElements`.

    Raises:
        BadCheck: The value is something else.
    """
    whole = name == "is-xml"
    if value is None or value == "":
        return Xml(name, (), whole)
    if not isinstance(value, dict) or set(value) != {"requiredElements"}:
        raise BadCheck(f"`{name}` takes no value, or a mapping with `requiredElements`")
    return Xml(name, many_texts(name, value["requiredElements"]), whole)
