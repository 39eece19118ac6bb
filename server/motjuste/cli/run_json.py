"""Runs for programs: the JSON of `optimize --json`, `mark --json` and `eval --json`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from motjuste.cli.record import Record
    from motjuste.evals.case import EvalSet
    from motjuste.optimize.events import GateSummary, MarksAudited, ProposalsCounted, Totals


def optimize_json(record: Record) -> dict[str, Any]:
    """A finished optimization; scores and gains from 0 to 1, offsets in code points of the file's text."""
    started, verdict = record.started, record.verdict
    assert started is not None
    assert verdict is not None
    return {
        "path": started.path,
        "method": started.method,
        "scope": started.scope,
        "verdict": verdict.verdict,
        "seed": {"dev": verdict.seed_dev, "gate": verdict.seed_gate},
        "best": {"dev": verdict.best_dev, "gate": verdict.best_gate, "text": verdict.text},
        "edits": [
            {"start": edit.start, "end": edit.end, "old": edit.old, "new": edit.new} for edit in verdict.edits
        ],
        "gate": {
            "n": verdict.n,
            "wins": verdict.wins,
            "losses": verdict.losses,
            "p": verdict.p,
            "interval": list(verdict.interval) if verdict.interval else None,
            "looks": verdict.looks,
            "opening": verdict.opening,
            "alpha": verdict.alpha,
        },
        "mde": verdict.mde,
        "calls": _calls(record.totals),
        "tokens": _tokens(record.totals),
        "seconds": round(record.seconds, 3),
        "run": started.run,
        "protocol": started.protocol,
        "identify": started.identify,
        "proposer": started.proposer,
        "proposals": _proposals(record.counted),
        "signatures": _signatures(record, verdict),
    }


def mark_json(record: Record) -> dict[str, Any]:
    """A finished marking."""
    started = record.started
    assert started is not None
    scored = record.scored[0] if record.scored else None
    marks = record.marks.marks if record.marks else ()
    return {
        "path": started.path,
        "evalset": started.evalset,
        "score": None if scored is None else {"split": scored.split, "n": scored.cases, "mean": scored.mean},
        "marks": [{**asdict(mark), "cases": list(mark.cases)} for mark in marks],
        "calls": _calls(record.totals),
        "tokens": _tokens(record.totals),
    }


def eval_json(record: Record, eval_set: EvalSet) -> dict[str, Any]:
    """One prompt's scores, with the cases it got wrong and their lines in the eval set."""
    started = record.started
    assert started is not None
    known = {case.id: case for case in eval_set.cases}
    return {
        "path": started.path,
        "evalset": started.evalset,
        "model": started.task_model,
        "score": {"n": record.cases, "mean": record.mean},
        "splits": {part.split: {"n": part.cases, "mean": part.mean} for part in record.scored},
        "failures": [
            {"case": case, "line": known[case].line, "split": part.split, "reason": reason}
            for part in record.scored
            for case, reason in part.failures
        ],
        "calls": _calls(record.totals),
        "tokens": _tokens(record.totals),
        "seconds": round(record.seconds, 3),
        "run": started.run,
    }


def _proposals(counted: ProposalsCounted | None) -> dict[str, Any] | None:
    """How well proposals could be read and used, by source; None when none were asked for."""
    if counted is None:
        return None
    return {
        "sources": {
            one.source: {
                "proposed": one.proposed,
                "parsed": one.parsed,
                "repaired": one.repaired,
                "rejected": one.rejected,
                "admitted": one.admitted,
                "screened_out": one.screened_out,
                "useful": one.useful,
                "reasons": one.reasons,
                "repairs": one.repairs,
            }
            for one in counted.sources
        },
        "operators": {
            one.operator: {
                "proposed": one.proposed,
                "admitted": one.admitted,
                "screened_out": one.screened_out,
                "useful": one.useful,
            }
            for one in counted.operators
        },
        "leak_rate": counted.leak_rate,
        "outside_edit_rate": counted.outside_edit_rate,
        "mode": counted.mode,
    }


def _audit(told: MarksAudited) -> dict[str, Any]:
    """Shares of outcomes that change without some words, from 0 to 1; places only in the file's own text."""
    own = told.candidate == 0
    return {
        "step": told.step,
        "cases": told.cases,
        "control": told.control,
        "marks": [
            {
                "text": one.text,
                "start": one.start if own else None,
                "flips": one.flips,
                "inert": one.inert,
            }
            for one in told.marks
        ],
    }


def _signatures(record: Record, verdict: GateSummary) -> dict[str, Any]:
    """What the run says of its own search; gains, gaps and shares from 0 to 1. None of it is a claim."""
    lift = verdict.localisation
    return {
        "overfit": [
            {"step": one.step, "gap": one.gap, "interval": list(one.interval)} for one in record.gaps
        ],
        "tags": [
            {"step": one.step, "readings": one.readings, "jaccard": one.jaccard, "unstable": one.unstable}
            for one in record.compared
        ],
        "audits": [_audit(one) for one in record.audits],
        "localisation": None
        if lift is None
        else {
            "pairs": lift.pairs,
            "controls": lift.controls,
            "lift": lift.lift,
            "interval": list(lift.interval),
            "finding": lift.finding,
        },
        "level": verdict.level,
        "levels": [{"step": one.step, "level": one.level, "reason": one.reason} for one in record.levels],
    }


def _calls(totals: Totals) -> dict[str, int]:
    return {"task": totals.task_calls, "optimizer": totals.optimizer_calls, "cached": totals.cached_calls}


def _tokens(totals: Totals) -> dict[str, int]:
    return {"task": totals.task_tokens, "optimizer": totals.optimizer_tokens}
