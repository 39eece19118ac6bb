"""The check `is-json`: the output is JSON, and obeys a JSON schema if one is given.

Schemas come from files of strangers: references may point only into the schema itself, nothing is fetched, and
the schema's own patterns run with a time limit.
"""

from __future__ import annotations

import json
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from motjuste.evals.case import Score
from motjuste.evals.checks.bad_check import BadCheck
from motjuste.evals.checks.parse_json import JsonFault, read_json
from motjuste.evals.checks.phrase import shown
from motjuste.evals.checks.regex import SECONDS, compiled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jsonschema.protocols import Validator

REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
MOST_STEPS = 10_000
"""References followed for one output: forty definitions that each refer to the next one twice would take years."""
_steps: ContextVar[int] = ContextVar("_steps", default=0)
"""How many were followed so far. Validators are shared, so the count cannot be theirs."""


class _TooManySteps(Exception):  # noqa: N818  # it never leaves this file
    """The schema asks for more than an output is worth."""


@dataclass(frozen=True, slots=True)
class IsJson:
    """The output is JSON that obeys `schema` (canonical JSON text), or any JSON if that is None."""

    name: str
    schema: str | None

    @property
    def demand(self) -> str:
        """The demand in words."""
        return (
            "be valid JSON" if self.schema is None else f"be JSON that obeys the schema {shown(self.schema)}"
        )

    def score(self, output: str) -> Score:
        """1 if it does."""
        try:
            value = read_json(output)
        except JsonFault as fault:
            return Score(0.0, f"expected JSON only: {fault}, got {shown(output)}")
        fault_found = None if self.schema is None else first_fault(self.schema, value)
        return Score(1.0) if fault_found is None else Score(0.0, fault_found)


def first_fault(schema: str, value: Any) -> str | None:
    """The most telling violation of the schema, in words; None if there is none."""
    from jsonschema.exceptions import best_match
    from referencing.exceptions import Unresolvable

    _steps.set(0)
    error = None
    fault: str | None = None
    try:
        error = best_match(_validator(schema).iter_errors(value))
    except _TooManySteps:
        fault = f"the schema follows more than {MOST_STEPS:,} references"
    except TimeoutError:
        fault = f"a pattern of the schema took longer than {SECONDS:g} s"
    except RecursionError:
        fault = "the schema refers to itself without end"
    except Unresolvable as unknown:
        fault = f"the schema refers to what it does not have: {unknown}"
    except (AttributeError, TypeError, ValueError):
        # A reference may point at a number, or with words into a list; the library takes that for a schema.
        fault = "the schema refers to something that is no schema"
    if error is None:
        return fault
    return f"the JSON breaks the schema at {error.json_path}: {shown(error.message)}"


@lru_cache(maxsize=256)
def _validator(schema: str) -> Validator:
    """A validator of the schema that fetches nothing and whose patterns cannot run away."""
    from jsonschema import validators
    from referencing import Registry

    definition = json.loads(schema)
    base = validators.validator_for(definition, default=validators.Draft202012Validator)
    rules: dict[str, Any] = {"pattern": _pattern, "patternProperties": _pattern_properties}
    rules |= {name: _counted(base.VALIDATORS[name]) for name in REFERENCES if name in base.VALIDATORS}
    limited: Any = validators.extend(base, rules)  # type: ignore[no-untyped-call]
    validator: Validator = limited(definition, registry=Registry())
    return validator


def _counted(follow: Callable[..., Iterator[Any] | None]) -> Callable[..., Iterator[Any] | None]:
    """The rule of a reference, bounded."""

    def bounded(validator: Any, reference: Any, instance: Any, schema: Any) -> Iterator[Any] | None:
        _steps.set(_steps.get() + 1)
        if _steps.get() > MOST_STEPS:
            raise _TooManySteps
        return follow(validator, reference, instance, schema)

    return bounded


def _pattern(_validator: Validator, pattern: str, instance: Any, _schema: Any) -> Iterator[Any]:
    from jsonschema.exceptions import ValidationError

    if isinstance(instance, str) and not compiled(pattern).search(instance, timeout=SECONDS):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _pattern_properties(validator: Any, patterns: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    if not isinstance(instance, dict):
        return
    for pattern, subschema in patterns.items():
        for key, value in instance.items():
            if compiled(pattern).search(key, timeout=SECONDS):
                yield from validator.descend(value, subschema, path=key, schema_path=pattern)


def build(name: str, value: object) -> IsJson:
    """Build it from nothing, a schema, or a schema's JSON text.

    Raises:
        BadCheck: The value is no JSON schema, or the schema refers to something outside itself.
    """
    if value is None or value == "":
        return IsJson(name, None)
    schema = _definition(name, value)
    for keyword in ("$schema", "$id"):
        if not isinstance(schema.get(keyword, ""), str):
            raise BadCheck(
                f"`{name}` has a schema whose `{keyword}` is no text; write an address, or nothing"
            )
    for keyword, subvalue in _keywords(schema):
        if keyword in REFERENCES and isinstance(subvalue, str) and not subvalue.startswith("#"):
            raise BadCheck(
                f"`{name}` has a schema that refers to {shown(subvalue)}; write that part into the schema"
            )
        if keyword == "pattern" and isinstance(subvalue, str):
            compiled(subvalue)
        if keyword == "patternProperties" and isinstance(subvalue, dict):
            for pattern in subvalue:
                compiled(str(pattern))
    text = json.dumps(schema, sort_keys=True, ensure_ascii=False)
    _check_schema(name, text)
    return IsJson(name, text)


def _definition(name: str, value: object) -> dict[str, Any]:
    if isinstance(value, str):
        try:
            value = read_json(value)
        except JsonFault as fault:
            raise BadCheck(f"`{name}` has a schema that is not JSON: {fault}") from fault
    if not isinstance(value, dict):
        raise BadCheck(f"`{name}` takes a JSON schema, which is a mapping, not {shown(str(value))}")
    return value


def _check_schema(name: str, text: str) -> None:
    from jsonschema.exceptions import SchemaError

    _steps.set(0)
    try:
        _validator(text).check_schema(json.loads(text))
    except SchemaError as error:
        raise BadCheck(
            f"`{name}` has no valid JSON schema at {error.json_path}: {shown(error.message)}"
        ) from error
    except _TooManySteps as error:
        raise BadCheck(f"`{name}` has a schema that is too large") from error
    except RecursionError as error:
        raise BadCheck(f"`{name}` has a schema that is nested too deep") from error


def _keywords(value: Any) -> Iterator[tuple[str, Any]]:
    """Every key of every mapping inside a schema, with its value."""
    pending = [value]
    while pending:
        current = pending.pop()
        if isinstance(current, dict):
            yield from current.items()
            pending.extend(current.values())
        elif isinstance(current, list):
            pending.extend(current)
