"""The harm a fix can do to a file while it mends a finding: less of it can be read, or something else is filled in."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.document.model import Document

_HEAVY = 1_000_000
"""More than a file has faults."""


def harm(before: Sequence[Document], after: Sequence[Document], *, unsafe: bool) -> int:
    """How much is wrong with a file's prompts, as far as a fix may not make it worse.

    Args:
        before: All prompts of the file before any fix.
        after: Those of the text that is judged; the same for what is wrong to begin with.
        unsafe: Whether fixes that need a look were asked for: these may change placeholders, tags and protection.

    Returns:
        The number of faults, of prompts that are lost and, for safe fixes, of placeholders and the like that came or went;
        each of these weighs more than all faults that a fix could mend by it.
    """
    faults = {fault for document in after for fault in document.faults}
    lost = max(0, len(before) - len(after))
    # A template that no engine can read fills nothing in yet.
    broken = any(fault.code == "T001" for document in before for fault in document.faults)
    changed = 0 if unsafe or broken else _difference(_parts(before), _parts(after))
    return len(faults) + lost + _HEAVY * changed


def _parts(documents: Sequence[Document]) -> Counter[tuple[str, str]]:
    """What stands in the prompts beside words; comments that hide findings do not count."""
    return Counter(
        part
        for document in documents
        for part in (
            *(("variable", one.name) for one in document.variables),
            *(("tag", "edit") for _ in document.tags),
            *(("comment", one.name) for one in document.directives if not one.name.startswith("ignore")),
        )
    )


def _difference(some: Counter[tuple[str, str]], others: Counter[tuple[str, str]]) -> int:
    return (some - others).total() + (others - some).total()
