"""What `doctor` says of a workspace's prompts: how each is read, which eval set it has, and its score on record."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.cli.source import read_file
from motjuste.cli.terminal import Paint, many, say, visible
from motjuste.document.parse import split_address
from motjuste.errors import UserError
from motjuste.evals.glob import matches
from motjuste.evals.within_reach import is_file
from motjuste.workspace.named import unreachable
from motjuste.workspace.prepare import check_cases, check_optimizing, check_prompt
from motjuste.workspace.walk import walk

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
    """A prompt that `optimize` would begin with."""
    scorable: str | None = None
    """One that only `eval` would."""

    def tell(self, topic: str, text: str, *, good: bool = True) -> None:
        """One line; what is not good makes the visit end with exit status 2."""
        self.trouble = self.trouble or not good
        sign = self.paint("✓", 32) if good else self.paint("✗", 31)
        say(f"{sign} {self.paint(f'{topic:<11}', 1)} {text}")

    def note(self, topic: str, text: str) -> None:
        """One line on what stops nothing, and is not as somebody may think."""
        say(f"{self.paint('!', 33)} {self.paint(f'{topic:<11}', 1)} {text}")


def tell_links(visit: Visit) -> None:
    """The globs of the settings' table that link nothing: a typo in one would look like a prompt without cases."""
    workspace = visit.workspace
    globs = {glob: split_address(glob)[0] for glob in workspace.settings.evals}
    idle = {glob for glob, file in globs.items() if not is_file(workspace.root / file)}
    if not idle:
        return
    for path in walk(workspace.root, workspace.root):
        place = path.relative_to(workspace.root).as_posix()
        idle = {glob for glob in idle if not matches(place, globs[glob])}
        if not idle:
            return
    for glob in globs:
        if glob in idle:
            visit.note("settings", f"[evals] {visible(json.dumps(glob, ensure_ascii=False))} matches no file")


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
        check_prompt(document)
        link = workspace.link(document)
        if link is None:
            visit.note("prompt", f"{name}: no eval set is linked; {read}")
            return
        eval_set = workspace.eval_set(link, document)
    except UserError as error:
        visit.tell("prompt", f"{name}: {error}", good=False)
        return
    cases = ", ".join(f"{count} {split}" for split, count in eval_set.counts.items())
    told = f"{name} → {eval_set.path} ({link.how}): {many(len(eval_set.cases), 'case')} ({cases})"
    _tell_whether_it_runs(visit, document, eval_set, f"{told}{_left_out(eval_set)}; {read}")


def _tell_whether_it_runs(visit: Visit, document: Document, eval_set: EvalSet, told: str) -> None:
    """By the checks that runs make themselves before their first call."""
    try:
        check_cases(document, eval_set)
    except UserError as error:
        visit.tell("prompt", f"{told}; {error}", good=False)
        return
    try:
        check_optimizing(visit.workspace, document, eval_set)
    except UserError as error:
        visit.scorable = visit.scorable or document.address
        visit.note("prompt", f"{told}; `eval` would begin, `optimize` would not: {error}")
        return
    visit.runnable = visit.runnable or document.address
    visit.tell("prompt", told)


def _left_out(eval_set: EvalSet) -> str:
    """What of the eval set is not supported, by kind, the most frequent first."""
    counts = Counter((one.name, one.why) for one in eval_set.unsupported).most_common()
    if not counts:
        return ""
    named = [f"{visible(name)} {why} ({count}×)" for (name, why), count in counts[:_MOST_LEFT_OUT]]  # noqa: RUF001 - a times sign
    more = f" and {many(len(counts) - _MOST_LEFT_OUT, 'kind')} more" if len(counts) > _MOST_LEFT_OUT else ""
    return f"; left out: {', '.join(named)}{more}"
