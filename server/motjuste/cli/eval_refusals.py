"""What `motjuste eval` refuses before it asks a model: results that could not be written or held to anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.cli.score_gate import unknown
from motjuste.cli.source import STDIN
from motjuste.errors import UserError
from motjuste.workspace.prepare import prepare
from motjuste.workspace.score_state import address_in
from motjuste.workspace.scores import FILE_NAME
from motjuste.workspace.write import check_writable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from motjuste.cli.source import Source
    from motjuste.workspace.jobs import EvalJob
    from motjuste.workspace.scores import Entry

    Records = Mapping[Path, Mapping[str, Entry]]
    """What the scores files hold, by the workspace's root."""


def refuse_contradictions(arguments: argparse.Namespace) -> None:
    """Refuse flags that do not go together.

    Raises:
        UserError: Two of them do not.
    """
    if arguments.update and STDIN in arguments.paths:
        raise UserError(
            "--update needs files, and the prompt comes from stdin", remedy="Save the prompt first"
        )
    if arguments.update and arguments.cases:
        raise UserError(
            "--update writes the score of a prompt, and --cases asks only some of its cases",
            remedy="Give one or the other",
        )
    if arguments.accept and not arguments.update:
        raise UserError(
            "--accept says what --update writes, and --update is missing", remedy="Give both, or neither"
        )


def refused(
    arguments: argparse.Namespace, sources: Iterable[Source], job: EvalJob, records: Records
) -> Iterator[str]:
    """Why prompts cannot be scored as was asked, one message a prompt.

    Raises:
        UserError: A scores file is to be written and cannot be.
    """
    if arguments.update:
        for root in records:
            check_writable(root / FILE_NAME, "--update")
    for source in sources:
        entry = records[source.workspace.root].get(address_in(source.document, source.workspace.root))
        if arguments.update and not arguments.accept and entry is not None:
            yield from _narrower(source, job, entry)
        if arguments.max_drop is not None and not arguments.update:
            yield from _incomparable(source, job, entry)


def _narrower(source: Source, job: EvalJob, entry: Entry) -> Iterator[str]:
    """A score of fewer splits would take the place of the one that the prompt is held to, which then held it no more."""
    held_to = entry.baseline or entry.score
    if job.split != "all" and set(held_to.splits) != {job.split}:
        yield (
            f"{source.document.address}: the score on record is of {', '.join(held_to.splits)}, and --split "
            f"{job.split} asks only a part of that. Leave --split out, or add --accept to hold the prompt to this "
            "part alone."
        )


def _incomparable(source: Source, job: EvalJob, entry: Entry | None) -> Iterator[str]:
    """Nothing is on record of the cases that would be asked."""
    held_to = None if entry is None else entry.baseline or entry.score
    try:
        eval_set = prepare(source.workspace, source.document, job).eval_set
    except UserError:
        return  # The run says it, and costs nothing.
    asked = {case.id for case in eval_set.cases if job.split in {"all", case.split.value}}
    if held_to is None or asked.isdisjoint(held_to.cases):
        yield unknown(source.document.address, held_to)
