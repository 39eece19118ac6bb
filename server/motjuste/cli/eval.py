"""`motjuste eval`: score prompts on their eval sets, and hold them to a mark."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.cli.following import Ended, add_run_flags, follow, positive
from motjuste.cli.mark import limits_of
from motjuste.cli.progress import watcher_for
from motjuste.cli.run_json import eval_json
from motjuste.cli.source import STDIN, Source, add_stdin_flags, read_file, read_stdin
from motjuste.cli.terminal import complain, note, say, warn
from motjuste.errors import UserError
from motjuste.workspace.jobs import EvalJob
from motjuste.workspace.scores import PromptScore, read_scores, update_scores
from motjuste.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from motjuste.cli.record import Record
    from motjuste.evals.case import EvalSet

DONE, NOT_MET, FAILED = 0, 1, 2


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument(
        "paths", nargs="+", metavar="PATH", help="prompt files and folders of them; `-` is stdin"
    )
    parser.add_argument(
        "--split", choices=("train", "dev", "gate", "all"), default="all", help="which cases (all)"
    )
    parser.add_argument("--repeat", metavar="N", type=positive, default=1, help="ask each case so often (1)")
    bar = parser.add_argument_group("gate", "exit 1 when it is not met; scores go from 0 to 1")
    bar.add_argument("--min-score", metavar="X", type=_share, help="every prompt must score at least this")
    bar.add_argument(
        "--max-drop",
        metavar="X",
        type=_share,
        help="no prompt may score so much less than the scores file says",
    )
    bar.add_argument("--update", action="store_true", help="write the scores to motjuste.scores.json")
    add_run_flags(parser)
    add_stdin_flags(parser)


def run(arguments: argparse.Namespace) -> int:
    """Score every prompt; a failed one does not stop the others, and is never taken for a pass."""
    if arguments.update and STDIN in arguments.paths:
        raise UserError(
            "--update needs files, and the prompt comes from stdin", remedy="Save the prompt first"
        )
    job = EvalJob(split=arguments.split, repeat=arguments.repeat, limits=limits_of(arguments))
    results: list[tuple[Source, Record]] = []
    status = DONE
    for source in _sources(arguments):
        try:
            record = follow(source, job, watcher_for(quiet=arguments.events), events=arguments.events)
        except Ended as ended:
            if ended.status != FAILED:
                return ended.status
            status = FAILED
            continue
        results.append((source, record))
        if not arguments.json and not arguments.events:
            _print(source, record)
    if arguments.json and not arguments.events:
        items = [eval_json(record, _eval_set(source)) for source, record in results]
        say(json.dumps(items, indent=2, ensure_ascii=False))
    missed = _missed(arguments, results)
    if arguments.update:
        _update(arguments, results)
    return status or (NOT_MET if missed else DONE)


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no score; scores go from 0 to 1")
    return share


def _sources(arguments: argparse.Namespace) -> Iterator[Source]:
    """The prompts to score, in the order given; of a folder those that have an eval set."""
    if STDIN in arguments.paths:
        if arguments.paths != [STDIN]:
            raise UserError("`-` stands alone", remedy="Score stdin and files in two calls")
        yield read_stdin(arguments.stdin_filename, arguments.config)
        return
    for path in map(Path, arguments.paths):
        workspace = Workspace.discover(path, arguments.config)
        for complaint in workspace.warnings:
            if complaint.unknown:
                warn(str(complaint))
        sources = [read_file(one, workspace) for one in workspace.prompt_files([path])]
        linked = [one for one in sources if not path.is_dir() or workspace.link(one.document) is not None]
        if not linked:
            raise UserError(
                "No prompt in this folder has an eval set",
                remedy="Link one with `motjuste init`",
                path=str(path),
            )
        yield from linked


def _eval_set(source: Source) -> EvalSet:
    link = source.workspace.link(source.document)
    assert link is not None
    return source.workspace.eval_set(link, source.document)


def _print(source: Source, record: Record) -> None:
    from motjuste.cli.run_text import print_scores

    print_scores(record, source)


def _key(source: Source) -> str:
    """A prompt's name in the scores file: its path below the workspace."""
    path, root = Path(source.path).resolve(), source.workspace.root
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def _missed(arguments: argparse.Namespace, results: list[tuple[Source, Record]]) -> bool:
    """Whether some prompt scored too low; says which."""
    missed = False
    for source, record in results:
        mean = record.mean or 0.0
        if arguments.min_score is not None and mean < arguments.min_score:
            complain(f"{source.path}: scored {mean:.3f}, below --min-score {arguments.min_score:g}.")
            missed = True
        if arguments.max_drop is not None:
            missed = _dropped(arguments, source, mean) or missed
    return missed


def _dropped(arguments: argparse.Namespace, source: Source, mean: float) -> bool:
    before = read_scores(source.workspace.root).get(_key(source))
    if before is None:
        warn(
            f"{source.path}: the scores file has no score of it, so no drop can be told; --update writes one."
        )
        return False
    if before.split != arguments.split or before.evalset_digest != _eval_set(source).digest:
        warn(f"{source.path}: the score in the scores file is of other cases; --update writes a new one.")
        return False
    # A millionth more, because the file's scores are rounded.
    if mean >= before.mean - arguments.max_drop - 1e-6:
        return False
    complain(
        f"{source.path}: scored {mean:.3f}, down from {before.mean:.3f}; --max-drop allows {arguments.max_drop:g}."
    )
    return True


def _update(arguments: argparse.Namespace, results: list[tuple[Source, Record]]) -> None:
    """Write the scores, one file a workspace."""
    by_root: dict[Path, dict[str, PromptScore]] = {}
    for source, record in results:
        by_root.setdefault(source.workspace.root, {})[_key(source)] = _score(arguments, source, record)
    for root, scores in by_root.items():
        note(f"Wrote {_told(update_scores(root, scores), scores)}.")


def _told(path: Path, scores: Mapping[str, PromptScore]) -> str:
    return f"{len(scores)} {'score' if len(scores) == 1 else 'scores'} to {path}"


def _score(arguments: argparse.Namespace, source: Source, record: Record) -> PromptScore:
    started = record.started
    assert started is not None
    evalset, root = Path(started.evalset).resolve(), source.workspace.root
    return PromptScore(
        text_sha256=started.text_sha256,
        evalset=evalset.relative_to(root).as_posix() if evalset.is_relative_to(root) else started.evalset,
        evalset_digest=started.evalset_digest,
        model=started.task_model,
        split=arguments.split,
        cases=record.cases,
        mean=round(record.mean or 0.0, 6),
    )
