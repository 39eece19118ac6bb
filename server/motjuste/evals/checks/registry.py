"""All checks by name: the one place that builds them."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from motjuste.evals.checks import (
    choice,
    contains,
    contains_json,
    ends_with,
    equals,
    exact_match,
    html,
    is_json,
    is_refusal,
    levenshtein,
    numeric,
    overlap,
    regex,
    sql,
    starts_with,
    word_count,
    xml,
)
from motjuste.evals.checks.bad_check import BadCheck, UnsupportedCheck
from motjuste.evals.checks.negation import Not
from motjuste.evals.checks.unsupported import reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from motjuste.evals.checks.demanding import Demanding

BUILDERS: dict[str, Callable[[str, object], Demanding]] = {
    "equals": equals.build,
    "iequals": equals.build,
    "contains": contains.build,
    "contains-any": contains.build,
    "contains-all": contains.build,
    "icontains": contains.build,
    "icontains-any": contains.build,
    "icontains-all": contains.build,
    "starts-with": starts_with.build,
    "ends-with": ends_with.build,
    "is-json": is_json.build,
    "contains-json": contains_json.build,
    "is-xml": xml.build,
    "contains-xml": xml.build,
    "is-html": html.build,
    "contains-html": html.build,
    "is-sql": sql.build,
    "contains-sql": sql.build,
    "is-refusal": is_refusal.build,
    "word-count": word_count.build,
    "numeric": numeric.build,
    "choice": choice.build,
    "exact-match": exact_match.build,
}
"""Each check but those below and `regex`, which alone also needs the row's gold answer."""

WITH_THRESHOLD: dict[str, Callable[[str, object, float | None], Demanding]] = {
    "levenshtein": levenshtein.build,
    "rouge-n": overlap.build,
    "bleu": overlap.build,
    "gleu": overlap.build,
    "f1": overlap.build,
}
"""Checks that pass from a threshold of their own on."""

NAMES: tuple[str, ...] = (*BUILDERS, *WITH_THRESHOLD, "regex")
"""All names; each may carry the prefix `not-`."""


def build(
    name: str, value: object, *, expected: str | None = None, threshold: float | None = None
) -> Demanding:
    """Build a check.

    Args:
        name: One of `NAMES`, with or without `not-`.
        value: What the check compares with: a text, number, list or mapping, as the row wrote it; may be None.
        expected: The row's gold answer; a `regex` with a group compares what it captures with it.
        threshold: Where a check of `WITH_THRESHOLD` passes, from 0; None is its default. Others ignore it.

    Raises:
        UnsupportedCheck: A check of promptfoo that is not run here.
        BadCheck: The name is unknown, or the value does not fit the check.
    """
    bare = name.removeprefix("not-")
    if bare == "regex":
        inner: Demanding = regex.build(bare, value, expected)
    elif bare in BUILDERS:
        inner = BUILDERS[bare](bare, value)
    elif bare in WITH_THRESHOLD:
        inner = WITH_THRESHOLD[bare](bare, value, threshold)
    else:
        raise _unknown(name, bare)
    return inner if bare == name else Not(inner)


def known(name: str) -> bool:
    """Whether a name is in the vocabulary, supported or not, with or without `not-`."""
    return name.removeprefix("not-") in NAMES or reason(name) is not None


def _unknown(name: str, bare: str) -> BadCheck:
    listed = ", ".join(NAMES)
    why = reason(bare)
    if why is not None:
        return UnsupportedCheck(name, why, f"; there are {listed}")
    close = get_close_matches(bare, NAMES, n=1)
    meant = f"; did you mean `{close[0]}`? There" if close else "; there"
    return BadCheck(f"There is no check `{name}`{meant} are {listed}")
