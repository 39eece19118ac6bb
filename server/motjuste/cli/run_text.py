"""Runs for people: marks with their failing cases, the word diff, the scores, the verdict and the bill."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from motjuste.cli.run_proposals import proposal_lines
from motjuste.cli.run_signatures import signature_lines
from motjuste.cli.terminal import many, visible, wins_losses
from motjuste.optimize.spending import dollars
from motjuste.optimize.word_diff import diff_lines, plain
from motjuste.text.position import LineIndex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from motjuste.cli.record import Record
    from motjuste.cli.source import Source
    from motjuste.evals.case import Case, EvalSet
    from motjuste.optimize.events import GateSummary, Mark, PlannedEdit, Totals
    from motjuste.optimize.word_diff import Line

_COLOURS = {"HELPS": "green", "NO EVIDENCE": "yellow", "UNDERPOWERED": "yellow", "HARMS": "red"}
_WIDEST = 100
_NO_BREAK = "\u00a0"
"""Holds a figure together where a terminal's line ends; a file gets plain blanks, so that it can be searched."""
_CASES_SHOWN = 3
_QUOTE = 60
"""Code points of an input or an answer that are quoted."""


def print_optimization(record: Record, source: Source, *, to_stderr: bool) -> None:
    """Print a finished optimization.

    Args:
        record: What happened.
        source: The prompt as it was read.
        to_stderr: Leave stdout to something else.
    """
    verdict, started = record.verdict, record.started
    assert verdict is not None
    assert started is not None
    console = _console(to_stderr=to_stderr)
    eval_set = _eval_set(source)
    joint = _NO_BREAK if console.is_terminal else " "
    parts: list[RenderableType] = [_headline(record, eval_set), ""]
    parts += _marks(record, source, eval_set)
    parts += _edits(verdict, source, colour=console.is_terminal)
    parts += _proposals(record)
    parts += _scores(record, verdict)
    parts += [_verdict(verdict, joint), "", _bill(record, joint)]
    _show(console, parts)


def print_marks(record: Record, source: Source) -> None:
    """Print a finished marking."""
    eval_set = _eval_set(source)
    parts: list[RenderableType] = [_headline(record, eval_set), ""]
    if record.mean is not None:
        wrong = sum(len(part.failures) for part in record.scored)
        parts += [Text(f"Scored {100 * record.mean:.1f} on {many(record.cases, 'case')}; {wrong} wrong."), ""]
    found = list(_marks(record, source, eval_set))
    parts += found or [Text("No words to mark: the prompt makes no mistakes on the cases read.", "green"), ""]
    parts.append(_bill(record))
    _show(_console(to_stderr=False), parts)


def print_scores(record: Record, source: Source) -> None:
    """Print a prompt's scores, split by split, and the first cases it got wrong."""
    eval_set = _eval_set(source)
    table = Table.grid(padding=(0, 3))
    for part in record.scored:
        table.add_row(
            f"  {part.split}", Text(f"{100 * part.mean:.1f}", "bold"), Text(many(part.cases, "case"), "dim")
        )
    if len(record.scored) > 1:
        table.add_row(
            "  all", Text(f"{100 * (record.mean or 0):.1f}", "bold"), Text(many(record.cases, "case"), "dim")
        )
    parts: list[RenderableType] = [_headline(record, eval_set), table]
    known = {case.id: case for case in eval_set.cases} if eval_set else {}
    wrong = [
        (known[case], reason) for part in record.scored for case, reason in part.failures if case in known
    ]
    for case, reason in wrong[:_CASES_SHOWN]:
        parts.append(Padding(_wrong(case, reason), (0, 0, 0, 2)))
    if len(wrong) > _CASES_SHOWN:
        parts.append(Text(f"    and {len(wrong) - _CASES_SHOWN} more wrong", "dim"))
    parts += [_bill(record), ""]
    _show(_console(to_stderr=False), parts)


def _wrong(case: Case, reason: str) -> Text:
    return Text.assemble(
        ("✗ ", "red"),
        (f"line {case.line}, case {case.id}  ", "dim"),
        _quoted(" ".join(case.inputs.values())),
        ("  ", ""),
        visible(reason),
    )


def _console(*, to_stderr: bool) -> Console:
    """A console that adds nothing of its own; a file gets lines of a fixed width."""
    stream = sys.stderr if to_stderr else sys.stdout
    console = Console(file=stream, highlight=False, emoji=False, markup=False, soft_wrap=False)
    return Console(
        file=stream,
        highlight=False,
        emoji=False,
        markup=False,
        width=min(console.width, _WIDEST) if console.is_terminal else _WIDEST,
    )


def _show(console: Console, parts: Sequence[RenderableType]) -> None:
    """Print the parts, without the blanks that rich fills lines up with."""
    with console.capture() as capture:
        console.print(Group(*parts))
    for line in capture.get().splitlines():
        console.file.write(f"{line.rstrip()}\n")
    console.file.flush()


def _eval_set(source: Source) -> EvalSet | None:
    link = source.workspace.link(source.document)
    return source.workspace.eval_set(link, source.document) if link else None


def _headline(record: Record, eval_set: EvalSet | None) -> Text:
    started = record.started
    assert started is not None
    cases = ", ".join(f"{count} {split}" for split, count in started.cases.items())
    line = Text.assemble(
        (visible(started.path), "bold"),
        (f"  {eval_set.path if eval_set else started.evalset} ({cases})", "dim"),
    )
    models = started.task_model
    if started.job != "eval" and started.optimizer_model != started.task_model:
        models += f", optimizer {started.optimizer_model}"
    return line.append(f"  {models}", "cyan")


def _marks(record: Record, source: Source, eval_set: EvalSet | None) -> Iterator[RenderableType]:
    """The marked words, why, and the cases behind them."""
    if record.marks is None or not record.marks.marks:
        return
    yield Text("Marks", "bold")
    index = LineIndex(source.document.source)
    known = {case.id: case for case in eval_set.cases} if eval_set else {}
    for mark in record.marks.marks:
        row, column = index.row_column(mark.start)
        words = " ".join(visible(mark.text).split())
        yield Padding(Text.assemble((f"{row}:{column}  ", "dim"), (words, "bold yellow")), (0, 0, 0, 2))
        yield Padding(Text(visible(mark.reason)), (0, 0, 0, 4))
        for line in _failing(mark, known):
            yield Padding(line, (0, 0, 0, 4))
    yield ""


def _failing(mark: Mark, known: dict[str, Case]) -> Iterator[Text]:
    """The first failing cases behind a mark, by their lines in the eval set."""
    cases = [known[case] for case in mark.cases if case in known]
    for case in cases[:_CASES_SHOWN]:
        line = Text.assemble(
            ("✗ ", "red"), (f"line {case.line}  ", "dim"), _quoted(" ".join(case.inputs.values()))
        )
        if case.expected is not None:
            line.append(" → ", "dim").append(_quoted(case.expected))
        yield line
    if len(cases) > _CASES_SHOWN:
        yield Text(f"  and {len(cases) - _CASES_SHOWN} more", "dim")


def _quoted(text: str) -> str:
    told = " ".join(visible(text).split())
    return f"“{told}”" if len(told) <= _QUOTE else f"“{told[: _QUOTE - 1]}…”"


def _edits(verdict: GateSummary, source: Source, *, colour: bool) -> Iterator[RenderableType]:
    """The word diff, and who proposed each edit."""
    if not verdict.edits:
        return
    proven = verdict.verdict == "HELPS"
    yield Text("Edits" if proven else "Best edits found, not proven", "bold")
    lines = diff_lines(source.document.source, verdict.edits)
    gutter = max((len(str(line.number)) for line in lines if line.number), default=1)
    for line in lines:
        place = "" if line.number is None else str(line.number)
        table = Table.grid()
        table.add_row(
            Text(f"  {place:>{gutter}} │ ", "dim"), _painted(line) if colour else Text(visible(plain(line)))
        )
        yield table
    for number, edit in enumerate(verdict.edits, 1):
        yield Text(f"  {number}. {_origin(edit)}", "dim")
    yield ""


def _painted(line: Line) -> Text:
    styles = {"same": "", "gap": "dim", "old": "red strike", "new": "bold green"}
    return Text.assemble(*((visible(part.text), styles[part.kind]) for part in line.parts))


def _origin(edit: PlannedEdit) -> str:
    """Who proposed an edit, in words."""
    what = "inserted" if not edit.old else ("deleted" if not edit.new else "replaced")
    if edit.source == "operator":
        quoting = f", quoting train case {edit.quotes_case.replace(' ', ' and ')}" if edit.quotes_case else ""
        return f"{what} by the edit operator “{edit.operator}”{quoting}"
    names = {
        "model": "the optimizer model",
        "random": "a random span, the control",
        "seed": "the prompt itself",
    }
    return f"{what} by {names[edit.source]}"


def _proposals(record: Record) -> Iterator[RenderableType]:
    """How well proposals could be used."""
    if record.counted is None or not record.counted.sources:
        return
    yield Text("Proposals", "bold")
    for line in (*proposal_lines(record.counted), *signature_lines(record)):
        yield Text(f"  {line}", "dim")
    yield ""


def _scores(record: Record, verdict: GateSummary) -> Iterator[RenderableType]:
    """Before and after, in points of 100; nothing where neither dev nor gate was run whole."""
    started = record.started
    assert started is not None
    table = Table.grid(padding=(0, 3))
    for justify in ("left", "right", "right", "right", "left"):
        table.add_column(justify=justify)
    table.add_row(Text("Scores", "bold"), Text("before", "dim"), Text("after", "dim"), "", "")
    rows = (
        ("dev", verdict.seed_dev, verdict.best_dev, started.cases.get("dev", 0), "candidates competed here"),
        ("gate", verdict.seed_gate, verdict.best_gate, verdict.n, "held out: the claim is made here"),
    )
    for name, before, after, cases, told in rows:
        if before is None and after is None:
            continue
        gain = "" if before is None or after is None else f"{100 * (after - before):+.1f}"
        note = Text(f"{many(cases, 'case')}, {told}", "dim")
        table.add_row(f"  {name}", _points(before), _points(after), Text(gain, "bold"), note)
    if table.row_count > 1:
        yield table
        yield ""


def _points(score: float | None) -> str:
    return "-" if score is None else f"{100 * score:.1f}"


def _verdict(verdict: GateSummary, joint: str) -> Panel:
    colour = _COLOURS[verdict.verdict]
    body: list[RenderableType] = [Text(visible(verdict.message))]
    figures = " · ".join(figure.replace(" ", joint) for figure in _figures(verdict))
    if figures:
        body.append(Text(figures, "dim"))
    return Panel(
        Group(*body),
        title=Text(verdict.verdict, f"bold {colour}"),
        title_align="left",
        border_style=colour,
    )


def _figures(verdict: GateSummary) -> Sequence[str]:
    """The gate's numbers, as far as there are any."""
    if not verdict.n:
        return ()
    told = [wins_losses(verdict.wins, verdict.losses)]
    if verdict.p is not None:
        told.append("p < 0.0001" if verdict.p < 0.0001 else f"p = {verdict.p:.4f}")
    if verdict.interval is not None:
        low, high = verdict.interval
        told.append(f"95 % interval {100 * low:+.1f} to {100 * high:+.1f} points")
    told.append(many(verdict.looks, "look"))
    if verdict.opening is not None and verdict.alpha is not None:
        told.append(f"opening {verdict.opening} at {100 * verdict.alpha:.2g} %")
    return told


def _bill(record: Record, joint: str = " ") -> Text:
    """What the run cost, and its name."""
    started = record.started
    assert started is not None
    figures = [*_costs(record.totals), f"{record.seconds:.1f} s"]
    price = dollars(started, record.totals)
    if price:
        figures.insert(-1, f"${price:.4f} by list price")
    told = " · ".join(figure.replace(" ", joint) for figure in figures)
    return Text(f"{told}\nrun {started.run} · motjuste report {started.run} makes a page of it", "dim")


def _costs(totals: Totals) -> Iterator[str]:
    """Calls and tokens in words."""
    yield many(totals.task_calls, "task call")
    yield many(totals.optimizer_calls, "optimizer call")
    if totals.cached_calls:
        yield f"{totals.cached_calls:,} more from the cache"
    yield f"{totals.task_tokens + totals.optimizer_tokens:,} tokens"
