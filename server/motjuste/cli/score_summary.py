"""Scores as a page of Markdown, for the summary of a CI job: before and after, the cases that moved, the words that did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.cli.output.markdown_table import code, plain, table
from motjuste.cli.output.one_line import one_line
from motjuste.cli.score_gate import points
from motjuste.cli.scored import new_score
from motjuste.errors import UserError
from motjuste.workspace.score_change import case_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from motjuste.cli.score_gate import Miss
    from motjuste.cli.scored import Scored

_CASES = 50
"""Cases listed of those that fell, and of those that rose."""
_DIFF_LINES = 60
"""Lines of a word diff; a job's summary holds 1 MiB, and a reader less."""
_INPUT = 80
"""Code points shown of a case's inputs."""
_WORDS = {"low": "too low", "fell": "**fell**", "unknown": "not on record"}


def append_summary(file: Path, results: Sequence[Scored], missed: Mapping[str, Sequence[Miss]]) -> None:
    """Append the page to a file.

    Raises:
        UserError: It cannot be written.
    """
    page = "\n".join(lines(results, missed))
    try:
        with file.open("a", encoding="utf-8", errors="replace", newline="\n") as stream:
            stream.write(f"{page}\n")
    except OSError as error:
        raise UserError(
            f"The summary cannot be written: {error.strerror or error}",
            remedy="Name a file that can be",
            path=str(file),
        ) from error


def lines(results: Sequence[Scored], missed: Mapping[str, Sequence[Miss]]) -> Iterator[str]:
    """A table of all prompts, then for each that moved its cases and its words.

    Args:
        results: The prompts, scored.
        missed: By prompt, why it does not pass.
    """
    yield "## Mot Juste: scores"
    yield ""
    heads = (
        "prompt",
        "score",
        "95 % interval",
        "cases",
        "on record",
        "change",
        "95 % interval",
        "result",
        "model",
    )
    yield from table(heads, [_row(one, missed.get(one.name, ())) for one in results], numbers=(1, 3, 4, 5))
    yield ""
    for one in results:
        yield from _moved(one)
        yield from _words(one)


def _row(one: Scored, found: Sequence[Miss]) -> tuple[str, ...]:
    score, change, before = new_score(one), one.change, one.before
    low, high = score.interval
    compared = ("", "", "")
    if change is not None and before is not None:
        worst, best = change.interval()
        on = "" if change.shared == len(score.cases) else f" on {change.shared} shared"
        compared = (
            f"{100 * change.before:.1f}{on} ({before.date})",
            points(-change.drop),
            f"{points(worst)} to {points(best)}",
        )
    return (
        code(one.name),
        f"{100 * score.mean:.1f}",
        f"{100 * low:.1f} to {100 * high:.1f}",
        f"{len(score.cases):,}",
        *compared,
        _result(one, found),
        plain(score.model),
    )


def _result(one: Scored, found: Sequence[Miss]) -> str:
    """What became of the prompt; the verdict words are kept for the gate of an optimization."""
    if found:
        return ", ".join(_WORDS[miss.kind] for miss in found)
    if one.change is None:
        return "not on record"
    return "lower" if one.change.exceeds(0.0) else "higher" if one.change.drop < 0 else "the same"


def _moved(one: Scored) -> Iterator[str]:
    """The cases that fell and those that rose, folded away."""
    change = one.change
    if change is None:
        return
    for cases, word in ((change.fallen, "fell"), (change.risen, "rose")):
        if cases:
            yield f"<details><summary>{_name(one)}: {len(cases)} of {change.shared} cases {word}</summary>"
            yield ""
            rows = [_case(one, case) for case in cases]
            yield from table(("case", "before", "now", "input"), rows[:_CASES], numbers=(1, 2))
            if len(rows) > _CASES:
                yield ""
                yield f"And {len(rows) - _CASES} more."
            yield ""
            yield "</details>"
            yield ""


def _name(one: Scored) -> str:
    """The prompt's name inside an HTML tag, where Markdown's escapes would be shown."""
    from html import escape

    return escape(one_line(one.name))


def _case(one: Scored, case: str) -> tuple[str, ...]:
    assert one.before is not None
    (name,) = case_names([case], one.eval_set)
    inputs = next((" ".join(known.inputs.values()) for known in one.eval_set.cases if known.id == case), "")
    shown = inputs if len(inputs) <= _INPUT else f"{inputs[:_INPUT]}…"
    return plain(name), f"{one.before.cases[case]:g}", f"{one.cases[case]:g}", plain(shown)


def _words(one: Scored) -> Iterator[str]:
    """What changed in the file since git's last commit, word by word; nothing where git does not know the file."""
    from motjuste.optimize.events import PlannedEdit
    from motjuste.optimize.word_diff import diff_lines
    from motjuste.optimize.word_diff import plain as plain_line
    from motjuste.text.edit import smallest_edits

    old, new = _committed(one), one.source.document.source
    if old is None or old == new:
        return
    edits = [
        PlannedEdit(edit.span.start, edit.span.end, edit.span.of(old), edit.text, "seed")
        for edit in smallest_edits(old, new)
    ]
    shown = [plain_line(line) for line in diff_lines(old, edits)]
    fence = "`" * max(3, 1 + max((line.count("`") for line in shown), default=0))
    yield f"<details><summary>{_name(one)}: changed words since the last commit</summary>"
    yield ""
    yield f"{fence}text"
    yield from shown[:_DIFF_LINES]
    if len(shown) > _DIFF_LINES:
        yield f"… and {len(shown) - _DIFF_LINES} more lines"
    yield fence
    yield ""
    yield "</details>"
    yield ""


def _committed(one: Scored) -> str | None:
    """The file's text at HEAD; None when there is no git, no repository or no such file in it."""
    from pathlib import Path

    from motjuste.document.decode import decode
    from motjuste.workspace.git import ask

    path = Path(one.source.path).absolute()
    try:
        _, data = ask(path.parent, "cat-file", "blob", f"HEAD:./{path.name}")
    except UserError:
        return None
    return decode(data).text
