"""`motjuste optimize`: mark words, edit them, prove the edit; write it only when asked and proven."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.cli.estimate import tell_estimates
from motjuste.cli.following import Ended, add_run_flags, follow, positive
from motjuste.cli.mark import limits_of, read_run_source
from motjuste.cli.progress import watcher_for
from motjuste.cli.run_json import optimize_json
from motjuste.cli.source import add_stdin_flags
from motjuste.cli.terminal import note, say_json
from motjuste.errors import UserError
from motjuste.optimize.methods.registry import method_names
from motjuste.optimize.selection.registry import selection_names
from motjuste.text.edit import Edit, apply_edits
from motjuste.text.span import Span
from motjuste.workspace.jobs import OptimizeJob

if TYPE_CHECKING:
    from motjuste.cli.record import Record
    from motjuste.cli.source import Source
    from motjuste.optimize.events import GateSummary

DONE, NOT_PROVEN = 0, 1


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument("path", metavar="PATH", help="the prompt file; `-` is stdin")
    search = parser.add_argument_group("search")
    _add_ways(search)
    _add_places(search)
    search.add_argument("--max-words", metavar="N", type=positive, help="longest mark, in words (5)")
    search.add_argument(
        "--no-ladder", action="store_true", help="never let marks grow, however little short ones bring"
    )
    search.add_argument("--steps", metavar="N", type=positive, help="most steps (3)")
    search.add_argument("--beam", metavar="N", type=positive, help="prompts kept from step to step (4)")
    search.add_argument("--candidates", metavar="N", type=positive, help="proposals a prompt and step (4)")
    search.add_argument("--seed", metavar="N", type=int, help="of all random choices (0)")
    add_run_flags(parser)
    write = parser.add_argument_group("writing")
    write.add_argument(
        "--diff",
        action="store_true",
        help="print the change as a unified diff, which git apply takes, and the rest on stderr; not with --json",
    )
    write.add_argument("--write", action="store_true", help="change the file, if the verdict is HELPS")
    write.add_argument(
        "--accept-unproven",
        action="store_true",
        help="with --write: also without evidence, but never what harms",
    )
    add_stdin_flags(parser)


def _add_ways(search: argparse._ArgumentGroup) -> None:
    """Flags that say how words are looked for."""
    search.add_argument(
        "--method",
        choices=method_names(),
        default="apo",
        help="how proposals are made: ape says it differently, apo asks for reasons first, pe2 looks case by case (apo)",
    )
    search.add_argument(
        "--scope", choices=("local", "global"), help="edit marked words only, or anything (local)"
    )
    search.add_argument(
        "--proposer",
        choices=("model", "operators", "both"),
        help="who proposes: the optimizer model, edit operators without asking it, or both (both)",
    )
    search.add_argument(
        "--protocol",
        choices=("product", "paper"),
        default="product",
        help="spend little, or run the loop of the papers for comparison (product)",
    )
    search.add_argument(
        "--identify",
        choices=("same-chat", "separate", "fused"),
        default=None,
        help="where the paper's protocol asks for the words to edit (same-chat)",
    )
    search.add_argument(
        "--select",
        choices=selection_names(),
        default=None,
        help="how the best is found on dev: race; halving and ucb make fewer calls and are less sure (race)",
    )
    search.add_argument(
        "--anytime",
        action="store_true",
        help="judge the gate by evidence, so that a run stopped at any time keeps a verdict that holds",
    )
    search.add_argument(
        "--min-effect", metavar="POINTS", type=_points, help="smallest gain worth having, of 100 points (10)"
    )
    search.add_argument(
        "--two-stage",
        action="store_true",
        help="ask the task model to reason first, then for the answer alone",
    )


def _add_places(search: argparse._ArgumentGroup) -> None:
    """Flags that say which words may be edited, and whether those that are marked matter."""
    search.add_argument(
        "--tags",
        choices=("identified", "random"),
        default="identified",
        help="reword the words behind the failures, or for comparison words drawn at random (identified)",
    )
    search.add_argument(
        "--audit",
        action="store_true",
        help="leave out marked words, and random ones, to see whether answers depend on them",
    )
    search.add_argument(
        "--edit-words",
        metavar="K",
        type=positive,
        help="with --scope global: most words that a proposal may change (any)",
    )
    where = search.add_mutually_exclusive_group()
    where.add_argument(
        "--span",
        metavar="START:END",
        type=_span,
        action="append",
        default=[],
        help="edit only these code points of the file; may be given again",
    )
    where.add_argument("--tagged", action="store_true", help="edit only what stands between <edit> tags")


def run(arguments: argparse.Namespace) -> int:
    """Optimize, report, and write if that was asked for and may be done."""
    source = read_run_source(arguments)
    _check_flags(arguments, source)
    job = _job(arguments)
    if arguments.estimate:
        return tell_estimates(arguments, [source], job)
    try:
        record = follow(source, job, watcher_for(quiet=arguments.events), events=arguments.events)
    except Ended as ended:
        if ended.record is not None and ended.record.verdict is not None:
            _report(arguments, ended.record, source, _new_text(source, ended.record.verdict))
        return ended.status
    verdict = record.verdict
    assert verdict is not None
    new_text = _new_text(source, verdict)
    _report(arguments, record, source, new_text)
    if not arguments.write:
        return DONE
    return _write(source, verdict, new_text, accept_unproven=arguments.accept_unproven)


def _span(text: str) -> Span:
    start, _, end = text.partition(":")
    try:
        span = Span(int(start), int(end))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no START:END in code points") from None
    return span


def _points(text: str) -> float:
    try:
        points = float(text)
    except ValueError:
        points = 0.0
    if not 0 < points <= 100:
        raise argparse.ArgumentTypeError(f"{text!r} is no gain above 0 and up to 100 points")
    return points / 100


def _check_flags(arguments: argparse.Namespace, source: Source) -> None:
    """Refuse what cannot work before anything is spent on it."""
    _check_search(arguments)
    if arguments.write and source.from_stdin:
        raise UserError(
            "--write needs a file, and the prompt comes from stdin", remedy="Use --diff or --json instead"
        )
    if arguments.diff and (arguments.json or arguments.events):
        raise UserError(
            "--diff is its own output, and so is --json or --events", remedy="Leave one of them out"
        )
    if arguments.accept_unproven and not arguments.write:
        raise UserError(
            "--accept-unproven says what --write may write", remedy="Add --write, or leave it out"
        )
    if arguments.write:
        from motjuste.workspace.write import check_writable

        check_writable(Path(source.path))


def _check_search(arguments: argparse.Namespace) -> None:
    """Refuse ways of searching that do not go together."""
    if arguments.identify and (arguments.protocol == "product" or arguments.scope == "global"):
        raise UserError(
            "--identify says where the paper's protocol asks for the words to edit",
            remedy="Add --protocol paper, without --scope global, or leave it out",
        )
    if arguments.protocol == "paper" and arguments.proposer in {"operators", "both"}:
        raise UserError(
            "In the paper's protocol only the optimizer model proposes",
            remedy=f"Leave --proposer {arguments.proposer} or --protocol paper out",
        )
    if arguments.edit_words and arguments.scope != "global":
        raise UserError(
            "--edit-words bounds what a whole new prompt may change",
            remedy="Add --scope global, or bound marks by --max-words",
        )
    if arguments.tags == "random" and (arguments.scope == "global" or arguments.span or arguments.tagged):
        raise UserError(
            "--tags random draws the words to edit, which are given already", remedy="Leave one of both out"
        )
    if arguments.select and arguments.protocol == "paper":
        raise UserError(
            "--select says who goes on on dev, and in the paper's protocol all do",
            remedy="Leave it out, or leave out --protocol paper",
        )
    marks = arguments.protocol == "product" and arguments.scope != "global" and arguments.tags != "random"
    if arguments.audit and not (marks and arguments.proposer != "operators"):
        raise UserError(
            "--audit looks at words that the optimizer model marks, and here it marks none",
            remedy="Leave --audit out, or what changes how words are found "
            "(--protocol paper, --scope global, --tags random, --proposer operators)",
        )


def _job(arguments: argparse.Namespace) -> OptimizeJob:
    return OptimizeJob(
        method=arguments.method,
        scope=arguments.scope,
        spans=tuple(arguments.span),
        tagged=arguments.tagged,
        max_words=arguments.max_words,
        ladder=not arguments.no_ladder,
        tags=arguments.tags,
        edit_words=arguments.edit_words,
        steps=arguments.steps,
        beam=arguments.beam,
        candidates=arguments.candidates,
        seed=arguments.seed,
        proposer=arguments.proposer,
        protocol=arguments.protocol,
        identify=arguments.identify or "same-chat",
        select=arguments.select or "race",
        anytime=arguments.anytime,
        audit=arguments.audit,
        min_effect=arguments.min_effect,
        two_stage=arguments.two_stage,
        limits=limits_of(arguments),
    )


def _new_text(source: Source, verdict: GateSummary) -> str:
    """The file's text with exactly the printed edits, checked against what the run says it is."""
    old = source.document.source
    new = apply_edits(old, [Edit(Span(edit.start, edit.end), edit.new) for edit in verdict.edits])
    if new != verdict.text or any(old[edit.start : edit.end] != edit.old for edit in verdict.edits):
        raise RuntimeError("the printed edits do not give the text that was proven")
    return new


def _report(arguments: argparse.Namespace, record: Record, source: Source, new_text: str) -> None:
    if arguments.events:
        return
    if arguments.json:
        say_json(optimize_json(record))
        return
    from motjuste.cli.run_text import print_optimization

    print_optimization(record, source, to_stderr=arguments.diff)
    if record.verdict is not None and record.verdict.verdict == "HELPS" and not arguments.write:
        note(
            "The file is as it was; the same command with --write applies the edits and asks no model again."
        )
    if arguments.diff:
        from motjuste.cli.mending import show_diff

        show_diff(source.path, source.document.source, new_text)


def _write(source: Source, verdict: GateSummary, new_text: str, *, accept_unproven: bool) -> int:
    """Write the edits if they may be written; says on stderr what was done."""
    from motjuste.document.decode import encode
    from motjuste.workspace.write import replace_file

    if not verdict.edits:
        note("Nothing was written: there is no edit.")
        return NOT_PROVEN
    if verdict.verdict == "HARMS" or (verdict.verdict != "HELPS" and not accept_unproven):
        hint = "" if verdict.verdict == "HARMS" else " --accept-unproven writes it all the same."
        note(f"Nothing was written: the verdict is {verdict.verdict}.{hint}")
        return NOT_PROVEN
    replace_file(Path(source.path), source.data, encode(new_text, source.bom))
    note(f"Wrote {source.path}.")
    return DONE
