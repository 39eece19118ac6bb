"""What must be right before a run's first model call: the prompt, its eval set, the settings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from motjuste.errors import UserError
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from motjuste.document.model import Document
    from motjuste.evals.case import EvalSet, Split
    from motjuste.optimize.plan import SearchInputs, SearchOptions
    from motjuste.settings import Settings
    from motjuste.workspace.jobs import EvalJob, Job
    from motjuste.workspace.models import Models
    from motjuste.workspace.workspace import Workspace

LARGEST_PROMPT = 1_000_000
"""Code points. No model reads more, and each case would send it all; `check` has no such limit."""

HOW_TO_LINK = (
    "Name one in the prompt's front matter (evals: ./cases.jsonl) or in the settings under [evals] "
    '("prompts/triage.md" = "evals/triage.jsonl"); where there are no settings, `motjuste init` writes them'
)
"""What to do about a prompt without an eval set."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A job that may begin."""

    document: Document
    eval_set: EvalSet
    options: SearchOptions
    opened: tuple[str, ...] = ()
    """What the gate was opened for before."""
    note_opening: Callable[[str, str], tuple[str, ...]] | None = None
    """Remembers that it is opened; None where no gate is."""

    def inputs(self, run: str, models: Models) -> SearchInputs:
        """What the search is handed."""
        from motjuste.optimize.plan import SearchInputs

        return SearchInputs(
            run=run,
            document=self.document,
            eval_set=self.eval_set,
            task=models.task,
            optimizer=models.optimizer,
            options=self.options,
            totals=models.totals,
            task_price=models.task_price,
            optimizer_price=models.optimizer_price,
            opened=self.opened,
            note_opening=self.note_opening,
        )


def prepare(workspace: Workspace, document: Document, job: Job) -> Prepared:
    """Check all that can be checked for nothing.

    Raises:
        UserError: The first thing that stands in the way, with its file and line.
    """
    for complaint in workspace.warnings:
        if not complaint.unknown:
            raise UserError(
                complaint.message, remedy="Mend the setting", path=complaint.path, line=complaint.line
            )
    _check_models(workspace, job)
    check_prompt(document)
    eval_set = _usable_eval_set(workspace, document, skip_bad_rows=job.limits.skip_bad_rows)
    if job.name == "eval" and job.cases:
        eval_set = _only(eval_set, job.cases)
    options = _options(document, job, workspace.settings)
    _check_job(document, eval_set, options, job)
    if job.name != "optimize":
        return Prepared(document, eval_set, options)
    from motjuste.llm.places import state_dir
    from motjuste.optimize.openings import gate_digest
    from motjuste.workspace.openings import note_opening, read_openings

    opened = read_openings(workspace, state_dir(), document, gate_digest(eval_set))
    return Prepared(
        document, eval_set, options, opened, partial(note_opening, workspace, state_dir(), document)
    )


def _check_job(document: Document, eval_set: EvalSet, options: SearchOptions, job: Job) -> None:
    """The eval set must have what the job needs, and so must the budget where the cache cannot help it."""
    if job.name == "optimize":
        from motjuste.optimize.methods.registry import method_named
        from motjuste.optimize.plan import check_optimizable

        check_optimizable(document, eval_set, options, method_named(options.method))
    elif job.name == "mark":
        from motjuste.optimize.mark import check_markable

        check_markable(eval_set)
    else:
        from motjuste.optimize.evaluate import check_scorable

        check_scorable(eval_set, splits_of(job))


def splits_of(job: EvalJob) -> tuple[Split, ...]:
    """The parts of the eval set that an eval asks."""
    from motjuste.evals.case import Split

    return tuple(Split) if job.split == "all" else (Split(job.split),)


def _check_models(workspace: Workspace, job: Job) -> None:
    """The models that a job asks must be whole in the settings."""
    from motjuste.workspace.models import check_model, is_local

    models = workspace.settings.models
    asked = asks_optimizer(job, workspace.settings)
    for chosen, table in ((models.task, "task"), (models.optimizer, "optimizer")):
        if not is_local(chosen) and (table == "task" or asked):
            check_model(chosen, table, workspace)


def asks_optimizer(job: Job, settings: Settings) -> bool:
    """Whether a job asks the optimizer model: an eval does not, nor does a search by edit operators alone."""
    if job.name != "optimize":
        return job.name != "eval"
    return job.protocol == "paper" or (job.proposer or settings.optimize.proposer) != "operators"


def check_prompt(document: Document) -> None:
    """A prompt must be readable text of a sensible size with something to say.

    Raises:
        UserError: It is not.
    """
    from motjuste.workspace.eval_files import EVAL_SET

    if document.format == EVAL_SET:
        raise UserError(
            "This file is an eval set and holds no prompt",
            remedy="Name a prompt that is linked to it",
            path=document.path,
        )
    if len(document.text) > LARGEST_PROMPT:
        raise UserError(
            f"The prompt is too long to run: {len(document.text):,} characters, at most {LARGEST_PROMPT:,} go",
            remedy="Is this the right file?",
            path=document.path,
        )
    for fault in document.faults:
        raise UserError(
            fault.message.rstrip("."),
            remedy=f"Mend the prompt first; `motjuste rule {fault.code}` explains",
            path=document.path,
            line=document.line(fault.span.start),
        )
    if not any(
        piece.span.of(document.text).strip() for message in document.messages for piece in message.pieces
    ):
        raise UserError("The prompt is empty", remedy="Write what the model is to do", path=document.path)


def _usable_eval_set(workspace: Workspace, document: Document, *, skip_bad_rows: bool) -> EvalSet:
    """The linked cases, all of them usable, and all of them filling the prompt."""
    link = workspace.link(document)
    if link is None:
        raise UserError(
            "No eval set is linked to this prompt",
            remedy=HOW_TO_LINK,
            path=document.path,
        )
    eval_set = workspace.eval_set(link, document)
    check_cases(document, eval_set, skip_bad_rows=skip_bad_rows)
    return eval_set


def check_cases(document: Document, eval_set: EvalSet, *, skip_bad_rows: bool = False) -> None:
    """All that any run asks of an eval set: usable rows, each of which fills the prompt.

    Raises:
        UserError: The first thing that is wrong.
    """
    from motjuste.evals.problems import check_fit, check_rows

    check_rows(eval_set, skip_bad_rows=skip_bad_rows)
    check_fit(document, eval_set)


def check_optimizing(workspace: Workspace, document: Document, eval_set: EvalSet) -> None:
    """What `optimize` without flags asks besides, before its first call.

    Raises:
        UserError: A split is too small, nothing may be edited, or the settings' budget is.
    """
    from motjuste.optimize.methods.registry import method_named
    from motjuste.optimize.plan import check_optimizable
    from motjuste.workspace.jobs import OptimizeJob

    job = OptimizeJob()
    options = _options(document, job, workspace.settings)
    check_optimizable(document, eval_set, options, method_named(options.method))


def _only(eval_set: EvalSet, ids: tuple[str, ...]) -> EvalSet:
    """The set with some of its cases."""
    known = {case.id for case in eval_set.cases}
    unknown = [one for one in ids if one not in known]
    if unknown:
        more = f" and {len(unknown) - 5} more" if len(unknown) > 5 else ""
        raise UserError(
            f"The eval set has no case {', '.join(unknown[:5])}{more}",
            remedy="A case whose row changed has a new id; `motjuste eval --json` and the editor's list name them",
            path=eval_set.path,
        )
    return replace(eval_set, cases=tuple(case for case in eval_set.cases if case.id in ids))


def _options(document: Document, job: Job, settings: Settings) -> SearchOptions:
    """The job's own values, else the settings'."""
    from motjuste.optimize.plan import SearchOptions

    chosen, limits, models = settings.optimize, job.limits, settings.models
    options = SearchOptions(
        max_calls=limits.max_calls or chosen.max_calls,
        max_total_tokens=limits.max_tokens or chosen.max_tokens,
        concurrency=limits.concurrency or models.task.concurrency,
        max_tokens=models.task.max_tokens,
    )
    if job.name == "eval":
        return options
    seed = chosen.seed if job.seed is None else job.seed
    options = replace(options, seed=seed, max_words=job.max_words or chosen.max_words)
    if job.name == "mark":
        return options
    return replace(
        options,
        method=job.method,
        scope=job.scope or chosen.scope,
        steps=job.steps or chosen.steps,
        beam=job.beam or chosen.beam,
        candidates=job.candidates or chosen.candidates,
        proposer=job.proposer or chosen.proposer,
        ladder=job.ladder,
        tags=job.tags,
        edit_words=job.edit_words,
        protocol=job.protocol,
        identify=job.identify,
        select=job.select,
        anytime=job.anytime,
        audit=job.audit,
        min_effect=job.min_effect or options.min_effect,
        two_stage=job.two_stage,
        spans=_spans(document, job.spans, tagged=job.tagged),
    )


def _spans(document: Document, spans: tuple[Span, ...], *, tagged: bool) -> tuple[Span, ...]:
    """The words the user chose, checked against the text."""
    if tagged and not document.tags:
        raise UserError(
            "The prompt has no <edit>…</edit> tags",
            remedy="Tag the words to edit, or leave --tagged out",
            path=document.path,
        )
    for span in spans:
        if span.end > len(document.source) or not span.of(document.source).strip():
            raise UserError(
                f"The span {span.start}:{span.end} covers no words of the prompt",
                remedy=f"Name a span within its {len(document.source)} characters, as START:END",
                path=document.path,
            )
    spans = tuple(Span(document.inner(span.start), document.inner(span.end)) for span in spans)
    chosen = sorted((*spans, *(tag.inner for tag in document.tags)) if tagged else spans)
    for one, other in pairwise(chosen):
        if other.start <= one.end:
            raise UserError(
                f"The spans {one.start}:{one.end} and {other.start}:{other.end} touch or overlap",
                remedy="Name them as one span",
                path=document.path,
            )
    pieces = tuple(piece for span in chosen for piece in _literal(document, span))
    if chosen and not pieces:
        raise UserError(
            "The chosen spans hold no words that may be edited: placeholders and protected ranges stay as they are",
            remedy="Choose words of the instruction itself",
            path=document.path,
        )
    return pieces


def _literal(document: Document, chosen: Span) -> Iterator[Span]:
    """The parts of a chosen span that may be edited, without blanks at their ends."""
    for literal in document.literal_spans:
        start, end = max(literal.start, chosen.start), min(literal.end, chosen.end)
        if start < end and len(words := Span(start, end).trimmed(document.text)):
            yield words
