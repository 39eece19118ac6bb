"""`motjuste eval`: score prompts on their eval sets, and hold them to a mark."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.cli.checking import Checker, CheckOptions
from motjuste.cli.estimate import tell_estimates
from motjuste.cli.eval_refusals import refuse_contradictions, refused
from motjuste.cli.following import Ended, add_run_flags, follow, positive
from motjuste.cli.mark import limits_of
from motjuste.cli.progress import watcher_for
from motjuste.cli.run_json import eval_json
from motjuste.cli.score_gate import misses, told_change, update
from motjuste.cli.scored import Scored, recorded_json, scored
from motjuste.cli.source import STDIN, Source, add_stdin_flags, read_file, read_stdin
from motjuste.cli.streams import check_stdout
from motjuste.cli.terminal import complain, note, say, say_json, warn
from motjuste.document.parse import split_address
from motjuste.errors import UserError
from motjuste.workspace.addresses import named_prompt
from motjuste.workspace.jobs import EvalJob
from motjuste.workspace.named import unreachable
from motjuste.workspace.prepare import HOW_TO_LINK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from motjuste.cli.eval_refusals import Records
    from motjuste.workspace.scores import Entry
    from motjuste.workspace.workspace import Workspace

DONE, NOT_MET, FAILED = 0, 1, 2


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help="prompt files, single prompts of them (PATH::NAME) and folders; `-` is stdin",
    )
    parser.add_argument(
        "--split", choices=("train", "dev", "gate", "all"), default="all", help="which cases (all)"
    )
    parser.add_argument(
        "--cases",
        metavar="ID,…",
        type=_ids,
        default=(),
        help="only these cases, by the ids that are printed with wrong ones",
    )
    parser.add_argument(
        "--repeat",
        metavar="N",
        type=positive,
        default=1,
        help="ask each case so often (1); one that any answer fails is listed as wrong",
    )
    bar = parser.add_argument_group("gate", "exit 1 when it is not met; scores go from 0 to 1")
    bar.add_argument("--min-score", metavar="X", type=_share, help="every prompt must score at least this")
    bar.add_argument(
        "--max-drop",
        metavar="X",
        type=_share,
        help=(
            "no prompt may score so much less than motjuste.scores.json says, on the cases both have: 0.02 is 2 points "
            "of 100. Exit 2, and no call, when there is no score to compare with"
        ),
    )
    _configure_record(parser.add_argument_group("record"))
    add_run_flags(parser)
    add_stdin_flags(parser)


def _configure_record(record: argparse._ArgumentGroup) -> None:
    """Declare the flags of what is written down."""
    record.add_argument(
        "--update",
        action="store_true",
        help=(
            "write the scores to motjuste.scores.json; a better one on record stays as what the prompt is held to, and "
            "one of all splits gives way to no --split"
        ),
    )
    record.add_argument(
        "--accept",
        action="store_true",
        help="with --update: hold the prompts to the new scores even if lower, or of fewer splits",
    )
    record.add_argument(
        "--summary",
        metavar="FILE",
        type=Path,
        help="append scores, cases and word diffs in Markdown to FILE, such as $GITHUB_STEP_SUMMARY",
    )


def run(arguments: argparse.Namespace) -> int:
    """Score every prompt; a failed one does not stop the others, and is never taken for a pass."""
    refuse_contradictions(arguments)
    job = EvalJob(
        split=arguments.split,
        repeat=arguments.repeat,
        cases=arguments.cases,
        limits=limits_of(arguments),
    )
    unread: list[UserError] = []
    sources = list(_sources(arguments, unread))
    for error in unread:
        complain(str(error))
    # What could not be looked for is never taken for a pass.
    status = FAILED if unread else DONE
    workspaces = {source.workspace.root: source.workspace for source in sources}
    records = {root: _on_record(arguments, workspace) for root, workspace in workspaces.items()}
    refusals = list(refused(arguments, sources, job, records))
    for refusal in refusals:
        complain(refusal)
    if refusals:
        return FAILED
    if arguments.estimate:
        return max(status, tell_estimates(arguments, sources, job))
    return max(status, _score(arguments, sources, job, records))


def _score(arguments: argparse.Namespace, sources: Sequence[Source], job: EvalJob, records: Records) -> int:
    """Score one prompt after the other; returns the exit status."""
    results: list[Scored] = []
    status = DONE
    for source in sources:
        try:
            record = follow(source, job, watcher_for(quiet=arguments.events), events=arguments.events)
        except Ended as ended:
            if ended.status != FAILED:
                return ended.status
            status = FAILED
            continue
        results.append(scored(source, record, records[source.workspace.root]))
        if not arguments.json and not arguments.events:
            _print(results[-1])
            if not arguments.update and arguments.summary is None:
                # Nobody pays for scores that nobody can read; those that are written down are wanted all the same.
                check_stdout()
    if arguments.json and not arguments.events:
        say_json([_json(one) for one in results])
    return max(status, _finish(arguments, results))


def _finish(arguments: argparse.Namespace, results: Sequence[Scored]) -> int:
    """Tell what does not pass, write down what is to be written; returns the exit status."""
    missed = {
        one.name: tuple(
            misses(
                one,
                min_score=arguments.min_score,
                max_drop=arguments.max_drop,
                update=arguments.update,
            )
        )
        for one in results
    }
    for miss in (miss for found in missed.values() for miss in found):
        complain(miss.message)
    if arguments.summary is not None:
        from motjuste.cli.score_summary import append_summary

        append_summary(arguments.summary, results, missed)
    if arguments.update:
        for done in update(results, accept=arguments.accept):
            note(done)
    kinds = {miss.kind for found in missed.values() for miss in found}
    return FAILED if "unknown" in kinds else NOT_MET if kinds else DONE


def _ids(text: str) -> tuple[str, ...]:
    ids = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    if not ids:
        raise argparse.ArgumentTypeError("names no case")
    return ids


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no share of 1; scores and drops go from 0 to 1")
    return share


def _sources(arguments: argparse.Namespace, unread: list[UserError]) -> Iterator[Source]:
    """The prompts to score, in the order given; of a folder those that have an eval set. Unreadable folders go to `unread`."""
    if STDIN in arguments.paths:
        if arguments.paths != [STDIN]:
            raise UserError("`-` stands alone", remedy="Score stdin and files in two calls")
        file, name = split_address(arguments.stdin_filename) if arguments.stdin_filename else (None, None)
        source = read_stdin(file, arguments.config)
        if name is not None:
            yield replace(source, document=named_prompt(source.documents, name))
        else:
            yield from _each(source)
        return
    finder = Checker(CheckOptions(config=arguments.config))
    for path in arguments.paths:
        file, name = split_address(path)
        if name is not None:
            source = read_file(Path(file), finder.workspace(Path(file)))
            yield replace(source, document=named_prompt(source.documents, name))
        else:
            yield from _linked(Path(file), finder, unread)
    for complaint in finder.warnings:
        if complaint.unknown:
            warn(str(complaint))


def _linked(path: Path, finder: Checker, unread: list[UserError]) -> Iterator[Source]:
    """The prompts of a file; of a folder those that have an eval set, each with the settings nearest to it."""
    found = finder.workspace(path).prompt_files(
        [path], lambda place, error: unread.append(unreachable(place, error))
    )
    files = (read_file(one, finder.workspace(one)) for one in found)
    sources = [source for file in files for source in _each(file)]
    linked = [one for one in sources if not path.is_dir() or one.workspace.link(one.document) is not None]
    if not linked:
        raise UserError(
            "No prompt in this folder has an eval set",
            remedy=HOW_TO_LINK,
            path=str(path),
        )
    yield from linked


def _each(source: Source) -> Iterator[Source]:
    """A file's prompts one by one."""
    return (replace(source, document=document) for document in source.documents)


def _on_record(arguments: argparse.Namespace, workspace: Workspace) -> Mapping[str, Entry]:
    """What the scores file holds; one that cannot be used stops only those who need it, before a call is paid for."""
    try:
        return workspace.scores()
    except UserError as error:
        if arguments.update or arguments.max_drop is not None:
            raise
        warn(str(error))
        return {}


def _json(one: Scored) -> dict[str, object]:
    return {**eval_json(one.record, one.eval_set), "recorded": recorded_json(one)}


def _print(one: Scored) -> None:
    from motjuste.cli.run_text import print_scores

    print_scores(one.record, one.source)
    change = told_change(one)
    if change is not None:
        say(f"{change}.\n")
