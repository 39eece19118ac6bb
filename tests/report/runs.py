"""Runs to make pages of, written out event by event: one with everything in it, and how to make large and hostile ones."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

from motjuste.optimize.events import (
    AuditedMark,
    CandidateProposed,
    CandidatesScreened,
    CaseOutcome,
    EditPruned,
    GateLook,
    GateSummary,
    LevelChanged,
    Localisation,
    Mark,
    MarksAudited,
    MarksFound,
    NoiseMeasured,
    OverfitMeasured,
    PlannedEdit,
    Progress,
    ProposalRejected,
    ProposalsCounted,
    RaceBlock,
    RunFinished,
    RunStarted,
    SearchStopped,
    SourceYield,
    StepScreened,
    TagsCompared,
    Totals,
)
from motjuste.text.edit import Edit, apply_edits
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from motjuste.optimize.events import AnyEvent

TEXT = "Find the date in the text\nand return it. Keep to the facts.\n"
HOSTILE = "</script></style></title><script>alert(1)</script><img src=x onerror=alert(1)>\"'`{{7*7}}{% x %}&amp;\u202e\x00\ud800"
SPENT = Totals(
    task_calls=300,
    optimizer_calls=12,
    cached_calls=5,
    task_tokens=12_345,
    optimizer_tokens=678,
    task_output_tokens=2_345,
    optimizer_output_tokens=78,
)
STARTED = RunStarted(
    totals=Totals(),
    run="20260102-030405-abcdef",
    job="optimize",
    path="prompts/dates.md",
    text_sha256="0" * 64,
    evalset="dates.evals.jsonl",
    evalset_digest="1" * 64,
    method="apo",
    scope="local",
    task_model="gpt-4o-mini",
    optimizer_model="gpt-4o",
    seed=0,
    cases={"train": 5, "dev": 10, "gate": 20},
    mde=0.14,
    max_calls=1000,
    expected_calls=(300, 900),
    text=TEXT,
    task_price=(0.15, 0.6),
    optimizer_price=(2.5, 10.0),
)
FORM = PlannedEdit(9, 13, "date", "date as YYYY-MM-DD", "model")
ONLY = PlannedEdit(58, 58, "", " Answer with the date only.", "operator", "answer-only")
HELPS = GateSummary(
    totals=SPENT,
    verdict="HELPS",
    message="The edits gain +50.0 points on 20 held-out cases that no step had seen.",
    n=20,
    wins=11,
    losses=1,
    p=0.0032,
    interval=(0.22, 0.71),
    looks=2,
    mde=0.14,
    seed_dev=0.4,
    seed_gate=0.35,
    best_dev=None,  # what pruning left was never run on dev
    best_gate=0.85,
    edits=(FORM,),
    text=TEXT.replace("date", "date as YYYY-MM-DD", 1),
    candidate=4,
    level="5 words",
    localisation=Localisation(
        pairs=9, controls=3, lift=0.12, interval=(0.03, 0.21), finding="tags better than chance"
    ),
)
COUNTED = ProposalsCounted(
    totals=SPENT,
    step=2,
    sources=(
        SourceYield(
            source="model",
            proposed=6,
            parsed=3,
            repaired=2,
            rejected=2,
            admitted=4,
            reasons={"duplicate": 1, "broken-reply": 1},
            repairs={"tag-leak": 1, "outside-edit": 1},
        ),
        SourceYield(
            source="random",
            proposed=1,
            parsed=1,
            repaired=0,
            rejected=0,
            admitted=1,
            reasons={},
            repairs={},
        ),
    ),
    leak_rate=0.125,
    outside_edit_rate=0.25,
    mode="whole",
)
DONE = RunFinished(totals=SPENT, status="done")


def outcome(number: int, split: str, *, right: bool, candidate: int = 0) -> CaseOutcome:
    """An answer to a case whose number is its line."""
    return CaseOutcome(
        id=f"{split}{number:04}",
        split=split,
        passed=right,
        score=float(right),
        output="2026-01-02" if right else "January 2, 2026",
        expected="2026-01-02",
        reason="" if right else "expected 2026-01-02, got January 2, 2026",
        candidate=candidate,
        input=f"Item {number} was signed on January 2, 2026.",
        label=f"line {number}",
        line=number,
    )


def answers(split: str, count: int, right: Iterable[int], candidate: int = 0) -> tuple[CaseOutcome, ...]:
    """Answers to the first cases of a split, those of the given numbers right."""
    good = set(right)
    return tuple(
        outcome(number, split, right=number in good, candidate=candidate) for number in range(1, count + 1)
    )


def progress(phase: str, outcomes: tuple[CaseOutcome, ...]) -> Progress:
    return Progress(totals=SPENT, phase=phase, step=1, done=1, total=1, best=0.4, outcomes=outcomes)  # type: ignore[arg-type]


def proposed(number: int, parent: int, step: int, *edits: PlannedEdit) -> CandidateProposed:
    last = edits[-1]
    return CandidateProposed(
        totals=SPENT,
        step=step,
        candidate=number,
        parent=parent,
        source=last.source,
        operator=last.operator,
        edits=edits,
    )


def gap(step: int, candidate: int, chosen: float, watched: float) -> OverfitMeasured:
    apart = chosen - watched
    return OverfitMeasured(
        totals=SPENT,
        step=step,
        candidate=candidate,
        chosen=chosen,
        watched=watched,
        gap=apart,
        interval=(apart - 0.1, apart + 0.1),
        cases=(5, 5),
    )


def whole_run() -> list[AnyEvent]:
    """A run of two steps in which one edit is proved and another pruned."""
    other = PlannedEdit(5, 8, "the", "any", "random")
    return [
        STARTED,
        NoiseMeasured(totals=SPENT, cases=10, disagreement=0.0),
        progress("mine", answers("train", 3, [])),
        MarksFound(
            totals=SPENT,
            step=1,
            candidate=0,
            gradient=("The form of the date is left open.",),
            marks=(Mark(9, 13, "date", "It could be any form.", ("train0001", "train0002", "train0099")),),
        ),
        TagsCompared(totals=SPENT, step=1, candidate=0, readings=3, jaccard=0.1, unstable=True),
        MarksAudited(
            totals=SPENT,
            step=1,
            candidate=0,
            cases=8,
            marks=(AuditedMark(9, 13, "date", 0.5, inert=False), AuditedMark(14, 16, "in", 0.0, inert=True)),
            control=0.125,
        ),
        proposed(1, 0, 1, FORM),
        proposed(2, 0, 1, other),
        ProposalRejected(totals=SPENT, step=1, source="model", operator="", reason="duplicate"),
        CandidatesScreened(
            totals=SPENT, step=1, parent=0, failing=3, passing=2, fixed={"1": 2, "2": 1}, broke={}, dropped=()
        ),
        RaceBlock(totals=SPENT, step=1, cases=5, means={"0": 0.4, "1": 0.8, "2": 0.2}, dropped=(2,)),
        RaceBlock(totals=SPENT, step=1, cases=10, means={"0": 0.4, "1": 0.9}, dropped=()),
        StepScreened(totals=SPENT, step=1, best=1, dev=0.9, p_max_t=0.01),
        progress("screen", (*answers("dev", 10, range(1, 5)), *answers("dev", 10, range(1, 10), 1))),
        gap(1, 1, 0.6, 0.4),
        LevelChanged(totals=SPENT, step=1, level="10 words", reason="an instruction is missing"),
        MarksFound(
            totals=SPENT,
            step=2,
            candidate=1,
            gradient=(),
            marks=(Mark(30, 36, "return", "Return what?", ("train0003",)),),
        ),
        TagsCompared(totals=SPENT, step=2, candidate=1, readings=2, jaccard=0.5, unstable=False),
        proposed(3, 1, 2, FORM, ONLY),
        COUNTED,
        RaceBlock(totals=SPENT, step=2, cases=10, means={"1": 0.9, "3": 1.0}, dropped=()),
        StepScreened(totals=SPENT, step=2, best=3, dev=1.0, p_max_t=0.002),
        progress("screen", answers("dev", 10, range(1, 11), 3)),
        gap(2, 3, 0.62, 0.58),
        SearchStopped(totals=SPENT, reason="ceiling", message="The best prompt solves nearly all dev cases."),
        GateLook(totals=SPENT, look=1, cases=10, wins=5, losses=1, boundary=7),
        progress("gate", (*answers("gate", 10, range(1, 5)), *answers("gate", 10, range(2, 10), 3))),
        GateLook(totals=SPENT, look=2, cases=20, wins=11, losses=1, boundary=9),
        progress(
            "gate", (*answers("gate", 20, (1, 2, 3, 4, 18, 19, 20)), *answers("gate", 20, range(2, 19), 3))
        ),
        EditPruned(totals=SPENT, edit=ONLY, p=0.5),
        progress("prune", answers("gate", 20, range(2, 19), 4)),
        HELPS,
        DONE,
    ]


def large_run(
    answer: str, calls: int = 2000, text: str = TEXT, verdict: GateSummary = HELPS
) -> list[AnyEvent]:
    """A run that asked about so many cases, twice each, every answer the same long text."""
    long = [
        replace(one, output=answer, input=answer[:500], reason=answer[:500], label=answer[:100])
        for one in (
            *answers("gate", calls // 2, range(1, calls // 3)),
            *answers("gate", calls // 2, range(5, calls // 2), 3),
        )
    ]
    return [
        replace(STARTED, text=text),
        progress("gate", tuple(long)),
        replace(verdict, candidate=3),
        DONE,
    ]


def huge_run() -> list[AnyEvent]:
    """A large run over a long prompt that was rewritten, with many long proposals and marks."""
    text = "one two three four\n" * 10_000
    edits = tuple(
        PlannedEdit(19 * place, 19 * place + 3, "one", "five " * 100, "model") for place in range(300)
    )
    cases = tuple(one.id for one in answers("gate", 20, []))
    marks = tuple(
        Mark(19 * place, 19 * place + 18, "one two three four", "Why? " * 100, cases) for place in range(60)
    )
    whole = apply_edits(text, [Edit(Span(one.start, one.end), one.new) for one in edits])
    started, gate, verdict, done = large_run(
        "word " * 400, text=text, verdict=replace(HELPS, text=whole, edits=edits)
    )
    because = ("Because. " * 100,) * 20
    return [
        started,
        gate,
        MarksFound(totals=SPENT, step=1, candidate=0, gradient=because, marks=marks),
        *(proposed(number, 0, 1, *edits[:6]) for number in range(1, 150)),
        verdict,
        done,
    ]


def poisoned(value: Any) -> Any:
    """The same value with every text in it turned hostile; kinds and numbers stay."""
    if isinstance(value, str):
        return HOSTILE
    if isinstance(value, tuple):
        return tuple(poisoned(one) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        kept = {"split", "source", "job", "verdict", "status", "phase", "totals", "scope", "id"}
        return replace(
            value,
            **{one.name: poisoned(getattr(value, one.name)) for one in fields(value) if one.name not in kept},
        )
    return value
