"""From drafts to an eval set: ids by content, duplicates, contradictions, splits."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

from motjuste.evals.case import BadRow, Case, Duplicate, EvalSet, Split, Unsupported
from motjuste.evals.split import split_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from motjuste.evals.load.rows import Draft


CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))
"""Writes plain data so that equal data is equal text; part of what case ids and splits are made of."""


def assemble(
    path: str,
    drafts: Iterable[Draft],
    bad_rows: Iterable[BadRow],
    unsupported: Iterable[Unsupported] = (),
    files: tuple[str, ...] = (),
) -> EvalSet:
    """The eval set of usable rows, in the order of the file.

    A row that repeats another word for word is left out and listed as a duplicate: it would be counted twice and, with
    a split of its own, leak. A row that gives other answers for the same inputs is a bad row: one of the two is wrong,
    or the prompt cannot be right on both.
    """
    cases: dict[str, Case] = {}
    first_of: dict[str, Draft] = {}
    bad = list(bad_rows)
    left_out = list(unsupported)
    duplicates: list[Duplicate] = []
    columns: dict[str, None] = {}
    for draft in drafts:
        identity, inputs = case_id(draft), content(draft.asked[0] if len(draft.asked) == 1 else draft.asked)
        first = first_of.get(inputs)
        if identity in cases:
            duplicates.append(Duplicate(draft.line, cases[identity].line))
            continue
        if first is not None and _contradict(first, draft):
            bad.append(_contradiction(first, draft))
            continue
        first_of.setdefault(inputs, draft)
        left_out += [Unsupported(draft.line, each.name, each.why, draft.path) for each in draft.left]
        columns |= dict.fromkeys(draft.inputs)
        cases[identity] = _case(draft, identity, inputs)
    return EvalSet(
        path=path,
        cases=tuple(cases.values()),
        columns=tuple(columns),
        bad_rows=tuple(sorted(bad, key=lambda row: (row.path, row.line))),
        digest=sha256("\n".join(sorted(cases)).encode()).hexdigest(),
        counts={split: sum(case.split is split for case in cases.values()) for split in Split},
        duplicates=tuple(duplicates),
        unsupported=tuple(sorted(dict.fromkeys(left_out), key=lambda each: (each.path, each.line))),
        files=files,
    )


def content(value: object) -> str:
    """The hash of plain data, the same for equal data whatever the order of keys."""
    return sha256(CANONICAL.encode(value).encode("utf-8", "surrogatepass")).hexdigest()


def case_id(draft: Draft) -> str:
    """12 hex digits that name a case's content."""
    return content([*draft.asked, draft.expected, draft.signature])[:12]


def _case(draft: Draft, identity: str, inputs: str) -> Case:
    # The hash is of the inputs alone, so that correcting an answer does not move a case from dev to the gate,
    # and rows that ask the same never stand on both sides.
    key = inputs if draft.group is None else f"group {draft.group}"
    return Case(
        id=identity,
        inputs=draft.inputs,
        expected=draft.expected,
        checks=draft.checks,
        split=draft.split or split_of(key),
        line=draft.line,
        label=draft.label,
        threshold=draft.threshold,
        weights=draft.weights,
        metrics=draft.metrics,
        prefix=draft.prefix,
        suffix=draft.suffix,
        path=draft.path,
    )


def _contradict(first: Draft, second: Draft) -> bool:
    return None not in (first.expected, second.expected) and first.expected != second.expected


def _contradiction(first: Draft, second: Draft) -> BadRow:
    return BadRow(
        second.line,
        f"The row has the inputs of line {first.line} but expects another answer; "
        "correct one of them, or accept both answers in one row with an `assert` of `contains-any` or `regex`",
        second.path,
    )
