"""C002 example-contradicts-schema: an example of the prompt breaks the schema or the labels the prompt demands.

## What it does

Where a prompt holds one JSON Schema of an object in a fenced block, its other fenced JSON objects that share half of
the schema's properties must obey it. Where it lists labels behind a name (`Category: one of delivery, payment`), the
lines `Category: …` elsewhere in it must have one of them.

## Why is this bad

Models follow examples more closely than descriptions: what the example does wrong, every answer will.

## Example

```text
Category: one of delivery, payment, other.

Ticket: Where is my parcel?
Category: shipping
```

Write `delivery`, or list `shipping`.

## Fix safety

There is no fix: the schema may be what is out of date.

## Evidence

Anthropic's prompt guide notes that models take up the details of examples; Sclar et al. 2023 (arXiv 2310.11324)
measured up to 76 points between formats of one prompt; OpenAI's GPT-4.1 guide asks that what examples show be stated in
the rules as well.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from motjuste.lint.fences import read_fences
from motjuste.lint.finding import Related, Severity
from motjuste.lint.label_sets import label_sets
from motjuste.lint.reading import readings
from motjuste.lint.rule import Problem, Rule
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jsonschema.protocols import Validator

    from motjuste.document.model import Document
    from motjuste.lint.context import LintContext
    from motjuste.lint.reading import Reading

_LONGEST = 50_000
"""Characters of a block that is read as JSON."""
_MOST = 30
"""Blocks a message that are."""
_PLACES = frozenset(
    {
        "$ref",
        "$dynamicRef",
        "$recursiveRef",
        "$id",
        "$anchor",
        "$dynamicAnchor",
        "$recursiveAnchor",
        "$schema",
    }
)
"""Keywords by which a schema names a place, its own or another; `$schema` counts below the top."""
_HEAD = re.compile(r"[ \t]*(?:[-*+] )?\**(?P<key>[A-Z][\w ]{1,30}?)\**:\**[ \t]*(?:must be |is |exactly )*$")
_ONE_OF = re.compile(r"(?i)\bone of.*$", re.DOTALL)
_VALUE = r"(?m)^[ \t]*(?:[-*+] )?\**{key}\**:\**[ \t]+(?P<value>[A-Za-z][\w/-]*(?: [\w/-]+){{0,2}})[ \t]*\r?$"


def _check(document: Document, _context: LintContext) -> Iterator[Problem]:
    for reading in readings(document):
        if reading.holds('"properties"'):
            yield from _against_schema(document, reading)
        if reading.holds("ne of"):
            yield from _against_labels(document, reading)


def _against_schema(document: Document, reading: Reading) -> Iterator[Problem]:
    blocks = list(_objects(reading))
    schemas = [block for block in blocks if _is_schema(block[1])]
    if len(schemas) != 1:
        return
    place, schema = schemas[0]
    properties = schema["properties"]
    if not isinstance(properties, dict):
        return
    for span, value in blocks:
        if span != place and len(value.keys() & properties.keys()) * 2 >= max(2, len(properties)):
            fault = _fault(schema, value)
            if fault is not None:
                row = document.line(reading.span(place.start, place.end).start)
                message = f"This example breaks the schema in line {row}: {fault}"
                related = (Related(document.path, row, "The schema"),)
                yield Problem(reading.span(span.start, span.end), message, related=related)


def _objects(reading: Reading) -> Iterator[tuple[Span, dict[str, object]]]:
    """The fenced blocks that are JSON objects, blanks round them left out."""
    count = 0
    for fence in read_fences(reading.text, Span(0, len(reading.text))):
        text = fence.body.of(reading.text)
        if (
            fence.closing is None
            or fence.info.lower() not in {"", "json"}
            or not text.lstrip().startswith("{")
        ):
            continue
        count += 1
        if len(text) > _LONGEST or count > _MOST:
            continue
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict):
            start = fence.body.start + len(text) - len(text.lstrip())
            yield Span(start, start + len(text.strip())), value


def _is_schema(value: Mapping[str, object]) -> bool:
    """Whether it is a schema of an object that stands for itself: it names no other place, nor itself for others."""
    if value.get("type") != "object" or not isinstance(value.get("properties"), dict):
        return False
    below: list[object] = [inner for key, inner in value.items() if key != "$schema"]
    keys = set(value) - {"$schema"}
    while below:
        current = below.pop()
        if isinstance(current, dict):
            keys.update(current)
            below.extend(current.values())
        elif isinstance(current, list):
            below.extend(current)
    return not keys & _PLACES


def _fault(schema: dict[str, object], value: Any) -> str | None:
    from jsonschema.exceptions import SchemaError, best_match
    from referencing.exceptions import Unresolvable

    try:
        validator = _validator(schema)
        error = None if validator is None else best_match(validator.iter_errors(value))
    except (SchemaError, Unresolvable, RecursionError, AttributeError, TypeError, ValueError):
        # The library stumbles over parts of old drafts that are no schemas.
        return None
    return None if error is None else f"at {error.json_path}, {error.message[:120]}"


def _validator(schema: dict[str, object]) -> Validator | None:
    """A validator that fetches and reads nothing; None for a draft we do not know.

    Raises:
        SchemaError: It is no schema.
    """
    from jsonschema import Draft202012Validator, validators
    from referencing import Registry

    draft = schema.get("$schema", Draft202012Validator.META_SCHEMA["$schema"])
    choose: Any = validators.validator_for
    chosen = choose({"$schema": draft}, default=None) if isinstance(draft, str) else None
    if chosen is None:
        return None
    chosen.check_schema(schema)
    # A schema's pattern is a stranger's regular expression: it may run away, so it is not run. Nor is anything that
    # it names looked up: without a registry of our own the library would open addresses and files.
    validator: Validator = chosen(_without_patterns(schema), registry=Registry())
    return validator


def _without_patterns(schema: object) -> dict[str, object]:
    def bare(value: object) -> object:
        if isinstance(value, dict):
            return {
                key: bare(inner)
                for key, inner in value.items()
                if key not in {"pattern", "patternProperties"}
            }
        return [bare(inner) for inner in value] if isinstance(value, list) else value

    cleaned = bare(schema)
    return cleaned if isinstance(cleaned, dict) else {}


def _against_labels(document: Document, reading: Reading) -> Iterator[Problem]:
    for listed in label_sets(reading):
        start, _ = reading.line(reading.row(listed.start))
        head = _HEAD.match(_ONE_OF.sub("", reading.text[start : listed.start]))
        if head is None:
            continue
        labels = {label.casefold() for label in listed.labels}
        for match in reading.finditer(re.compile(_VALUE.format(key=re.escape(head["key"])))):
            if match["value"].casefold() in labels or match.start() == start:
                continue
            row = document.line(reading.span(listed.start, listed.end).start)
            message = f"`{match['value']}` is none of the labels in line {row}"
            related = (Related(document.path, row, "The labels"),)
            yield Problem(reading.span(*match.span("value")), message, related=related)


EXAMPLE_CONTRADICTS_SCHEMA = Rule(
    code="C002",
    name="example-contradicts-schema",
    severity=Severity.WARNING,
    summary="An example of the prompt breaks the schema or the labels the prompt demands.",
    docs=__doc__,
    check=_check,
)
