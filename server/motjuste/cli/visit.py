"""What `doctor` says of a workspace's prompts: how each is read, which eval set it has, and its score on record."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.cli.source import read_file
from motjuste.cli.terminal import Paint, many, say, visible
from motjuste.errors import UserError
from motjuste.workspace.named import unreachable

if TYPE_CHECKING:
    from pathlib import Path

    from motjuste.document.model import Document
    from motjuste.evals.case import EvalSet
    from motjuste.workspace.workspace import Workspace

_MOST_PROMPTS = 20
_MOST_LEFT_OUT = 5
"""Kinds of unsupported things named for one eval set."""


@dataclass(slots=True)
class Visit:
    """One look at a workspace: what is told, and what is wrong."""

    workspace: Workspace
    paint: Paint
    trouble: bool = False
    runnable: str | None = None
    """A prompt that can be optimized."""

    def tell(self, topic: str, text: str, *, good: bool = True) -> None:
        """One line; what is not good makes the visit end with exit status 2."""
        self.trouble = self.trouble or not good
        sign = self.paint("✓", 32) if good else self.paint("✗", 31)
        say(f"{sign} {self.paint(f'{topic:<11}', 1)} {text}")


def tell_prompts(visit: Visit, path: Path) -> None:
    """Every prompt with the eval set it is linked to, and who links it."""
    unread: list[UserError] = []
    files = visit.workspace.prompt_files(
        [path], lambda place, error: unread.append(unreachable(place, error))
    )
    for one in unread:
        visit.tell("prompts", str(one), good=False)
    if not files and not unread:
        visit.tell(
            "prompts", "none found here; name one outright, or list it under [prompts] include", good=False
        )
    told = 0
    for number, file in enumerate(files):
        if told >= _MOST_PROMPTS:
            visit.tell("prompts", f"and {many(len(files) - number, 'file')} more")
            return
        told += _tell_file(visit, file)


def tell_scores(visit: Visit) -> None:
    """The scores file, if there is one."""
    try:
        entries = visit.workspace.scores()
    except UserError as error:
        visit.tell("scores", str(error), good=False)
        return
    below = sum(entry.baseline is not None for entry in entries.values())
    more = f", {below} of them below the score they are held to" if below else ""
    visit.tell("scores", f"{many(len(entries), 'prompt')} on record{more}" if entries else "none on record")


def _tell_file(visit: Visit, file: Path) -> int:
    """The prompts of one file; returns how many there are."""
    try:
        documents = read_file(file, visit.workspace).documents
    except UserError as error:
        visit.tell("prompt", f"{file}: {error}", good=False)
        return 1
    # A file that holds no prompt of its own, such as a configuration that only names files, is not worth a line.
    prompts = [document for document in documents if document.messages or document.faults]
    for document in prompts[:_MOST_PROMPTS]:
        _tell_prompt(visit, document)
    return len(prompts)


def _tell_prompt(visit: Visit, document: Document) -> None:
    workspace, name = visit.workspace, visible(document.address)
    read = f"read as {document.format}, dialect {document.dialect}"
    try:
        link = workspace.link(document)
        if link is None:
            visit.tell("prompt", f"{name}: no eval set is linked; {read}")
            return
        eval_set = workspace.eval_set(link, document)
    except UserError as error:
        visit.tell("prompt", f"{name}: {error}", good=False)
        return
    bad, left_out = _bad(eval_set), _left_out(eval_set)
    cases = ", ".join(f"{count} {split}" for split, count in eval_set.counts.items())
    told = f"{name} → {eval_set.path} ({link.how}): {many(len(eval_set.cases), 'case')} ({cases})"
    visit.tell("prompt", f"{told}{bad}{left_out}; {read}", good=not bad)
    if not bad and eval_set.cases:
        visit.runnable = visit.runnable or name


def _bad(eval_set: EvalSet) -> str:
    """The rows with something wrong in them; what is only unsupported here stops nothing."""
    wrong = [row for row in eval_set.bad_rows if not row.unsupported]
    if not wrong:
        return ""
    return f"; {many(len(wrong), 'bad row')}, the first on line {wrong[0].line}"


def _left_out(eval_set: EvalSet) -> str:
    """What of the eval set is not supported, by kind, the most frequent first."""
    counts = Counter((one.name, one.why) for one in eval_set.unsupported).most_common()
    if not counts:
        return ""
    named = [f"{visible(name)} {why} ({count}×)" for (name, why), count in counts[:_MOST_LEFT_OUT]]  # noqa: RUF001 - a times sign
    more = f" and {many(len(counts) - _MOST_LEFT_OUT, 'kind')} more" if len(counts) > _MOST_LEFT_OUT else ""
    return f"; left out: {', '.join(named)}{more}"
