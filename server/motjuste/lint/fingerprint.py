"""What a finding is known by when lines move: its rule, its file, its words and the words round them."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.lint.finding import Finding

SCHEME = "motjuste/v1"
"""The name of this way of counting; a change of what is hashed needs a new one, since users keep fingerprints."""

_NEAR = 40
"""Characters of the same line, before and after the words, that belong to them: a prompt's line is often a whole
paragraph, and an edit at its other end is no reason to take the finding for a new one."""
_LINE_END = re.compile(r"[\r\n]")


def fingerprints(path: str, text: str, findings: Sequence[Finding]) -> tuple[str, ...]:
    """One fingerprint a finding, in their order; no two are the same.

    Args:
        path: The file, as it is called wherever the fingerprints are compared.
        text: The file's source.
        findings: All findings of the file, in the order of their places.

    Returns:
        `HASH:N`, where N counts from 1 the findings that nothing else tells apart.
    """
    seen: Counter[str] = Counter()
    told = []
    for finding in findings:
        base = _hash(path, text, finding)
        seen[base] += 1
        told.append(f"{base}:{seen[base]}")
    return tuple(told)


def base_of(fingerprint: str) -> str:
    """What several findings that nothing tells apart have in common."""
    return fingerprint.rpartition(":")[0]


def _hash(path: str, text: str, finding: Finding) -> str:
    words = finding.span.of(text)
    # Nothing stands there that could tell two faults of a whole file apart, so the message has to.
    about = words or finding.message
    parts = (finding.code, path, about, *_around(text, finding))
    joined = "\0".join(" ".join(part.split()) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _around(text: str, finding: Finding) -> tuple[str, str]:
    """The nearest words of the finding's first and last line; none for a finding about the whole file."""
    start, end = finding.span.start, finding.span.end
    if start == end == 0:
        return "", ""
    before = _LINE_END.split(text[max(0, start - _NEAR) : start])[-1]
    after = _LINE_END.split(text[end : end + _NEAR])[0]
    return before, after
