"""All checks by name: the one place that builds them."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from motjuste.evals.checks import choice, contains, equals, is_json, numeric, regex, starts_with
from motjuste.evals.checks.bad_check import BadCheck
from motjuste.evals.checks.negation import Not
from motjuste.evals.checks.unsupported import UNSUPPORTED

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
    "is-json": is_json.build,
    "numeric": numeric.build,
    "choice": choice.build,
}
"""Each check but `regex`, which alone also needs the row's gold answer."""

NAMES: tuple[str, ...] = (*BUILDERS, "regex")
"""All names; each may carry the prefix `not-`."""


def build(name: str, value: object, *, expected: str | None = None) -> Demanding:
    """Build a check.

    Args:
        name: One of `NAMES`, with or without `not-`.
        value: What the check compares with: a text, number, list or mapping, as the row wrote it; may be None.
        expected: The row's gold answer; a `regex` with a group compares what it captures with it.

    Raises:
        BadCheck: The name is unknown or not supported, or the value does not fit the check.
    """
    bare = name.removeprefix("not-")
    if bare == "regex":
        inner: Demanding = regex.build(bare, value, expected)
    elif bare in BUILDERS:
        inner = BUILDERS[bare](bare, value)
    else:
        raise BadCheck(_unknown(bare))
    return inner if bare == name else Not(inner)


def known(name: str) -> bool:
    """Whether a name is in the vocabulary, supported or not, with or without `not-`."""
    bare = name.removeprefix("not-")
    return bare in NAMES or bare in UNSUPPORTED


def _unknown(name: str) -> str:
    listed = ", ".join(NAMES)
    if name in UNSUPPORTED:
        return f"The check `{name}` {UNSUPPORTED[name]}; there are {listed}"
    close = get_close_matches(name, NAMES, n=1)
    meant = f"; did you mean `{close[0]}`? There" if close else "; there"
    return f"There is no check `{name}`{meant} are {listed}"
