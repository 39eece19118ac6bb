"""Writes `ignore` comments above findings, each only if it hides its finding and changes nothing else."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from motjuste.document.model import PieceKind
from motjuste.lint.suppress import NEVER_HIDDEN
from motjuste.text.position import LineIndex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from motjuste.document.model import Document
    from motjuste.lint.finding import Finding
    from motjuste.workspace.checked_file import CheckedFile

_COMMENTS = ("<!-- motjuste: {} -->", "{{# motjuste: {} #}}", "# motjuste: {}")
"""How formats write comments. Which one a place takes is not guessed: each is tried, and what it did is looked at."""
_FARTHEST = 10
"""Rows above a prompt's first words in which its statement may begin."""


class Reader(Protocol):
    """Says of a text what the rules and the parser say."""

    def lint(self, path: str, text: str, /) -> tuple[Finding, ...]:
        """The findings of a file."""

    def documents(self, path: str, text: str, /) -> Sequence[Document]:
        """The prompts of a file."""


def hiding(file: CheckedFile, reader: Reader, finding: Finding, *, everywhere: bool) -> str | None:
    """The file's text with one comment that hides a finding; None when no comment can.

    Args:
        file: The file, with its findings.
        reader: Says what a candidate text means.
        finding: One of them.
        everywhere: Hide the rule in the whole file, instead of on the finding's row.
    """
    if finding.code in NEVER_HIDDEN or not file.readable:
        return None
    if everywhere:
        meant = [one for one in file.findings if one.code == finding.code]
        found = _first_that_hides(reader, file, meant, _for_the_file(file.text, finding.code))
    else:
        row = LineIndex(file.text).row_column(finding.span.start)[0]
        meant = [one for one in _on_row(file.text, file.findings, row) if one.code == finding.code]
        codes = (finding.code,)
        candidates = (*_above_statement(reader, file, row, codes), *_candidates(file.text, row, codes))
        found = _first_that_hides(reader, file, meant, candidates)
    return found[0] if found else None


def with_suppressions(file: CheckedFile, reader: Reader) -> tuple[str, tuple[Finding, ...]]:
    """The file's text with a comment for every finding that one can hide, and the findings that are left.

    A format without comments keeps its findings, and so does a line above which a comment would be words of the prompt.
    """
    if not file.readable:
        return file.text, file.findings
    text, found = file.text, file.findings
    given_up: set[tuple[str, str, str]] = set()
    while True:
        row = _next_row(text, found, given_up)
        if row is None:
            return text, found
        better = _hidden(reader, replace(file, text=text, findings=found), row)
        if better is None:
            given_up.update(_key(text, one) for one in _on_row(text, found, row))
        else:
            text, found = better


def _hidden(reader: Reader, file: CheckedFile, row: int) -> tuple[str, tuple[Finding, ...]] | None:
    """The text with a comment for a row, and what is then left; None when no comment does it."""
    meant = _on_row(file.text, file.findings, row)
    codes = tuple(dict.fromkeys(one.code for one in meant))
    # In a string of a program any other comment would be words that the program sends.
    candidates = (*_above_statement(reader, file, row, codes), *_candidates(file.text, row, codes))
    return _first_that_hides(reader, file, meant, candidates)


def _first_that_hides(
    reader: Reader, file: CheckedFile, meant: Sequence[Finding], candidates: Iterable[str]
) -> tuple[str, tuple[Finding, ...]] | None:
    """The first candidate that hides what is meant and changes no word, and what is then left."""
    words = _words(reader, file.path, file.text)
    wanted = _counted(file.text, [one for one in file.findings if one not in meant])
    for candidate in candidates:
        left = reader.lint(file.path, candidate)
        # Above a statement a comment may hide more of the same, which was to be hidden as well.
        is_worse = Counter(_counted(candidate, left)) - Counter(wanted)
        if not is_worse and _words(reader, file.path, candidate) == words:
            return candidate, left
    return None


def _above_statement(reader: Reader, file: CheckedFile, row: int, codes: tuple[str, ...]) -> Iterator[str]:
    """The text with a comment above the statement or entry in whose words the row stands, for each row it may begin in."""
    index = LineIndex(file.text)
    for document in reader.documents(file.path, file.text):
        if not document.quoted or not document.messages:
            continue
        first = index.row_column(document.outer(document.messages[0].span).start)[0]
        last = index.row_column(document.outer(document.messages[-1].span).end)[0]
        for above in range(first, max(first - _FARTHEST, 0), -1) if first <= row <= last else ():
            start = index.offset(above - 1, 0, "utf-32")
            line = file.text[start : index.offset(above - 1, 1_000_000, "utf-32")]
            if not line.strip():
                break
            indent = line[: len(line) - len(line.lstrip(" \t"))]
            comment = _COMMENTS[-1].format(f"ignore {', '.join(codes)}")
            yield f"{file.text[:start]}{indent}{comment}{line_end_of(file.text)}{file.text[start:]}"


def _candidates(text: str, row: int, codes: tuple[str, ...]) -> Iterator[str]:
    """The text with a comment above the row, in each way to write one; for the first row also for the whole file."""
    index = LineIndex(text)
    start = index.offset(row - 1, 0, "utf-32")
    line = text[start : index.offset(row - 1, 1_000_000, "utf-32")]
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    end = line_end_of(text)
    told = ", ".join(codes)
    for comment in _COMMENTS:
        yield f"{text[:start]}{indent}{comment.format(f'ignore {told}')}{end}{text[start:]}"
    if row == 1:
        # What is about the whole file stands on the first row, which may be a fence that nothing may precede.
        yield from list(_for_the_file(text, told))[len(_COMMENTS) :]


def _for_the_file(text: str, told: str) -> Iterator[str]:
    """The text with a comment for the whole file above its first row, or below it."""
    for row in (0, 1):
        start, end = LineIndex(text).offset(row, 0, "utf-32"), line_end_of(text)
        for comment in _COMMENTS:
            yield f"{text[:start]}{comment.format(f'ignore-file {told}')}{end}{text[start:]}"


def _next_row(text: str, found: Sequence[Finding], given_up: set[tuple[str, str, str]]) -> int | None:
    """The last row with a finding that was not tried yet: a comment then moves no row that is still to come."""
    index = LineIndex(text)
    rows = [
        index.row_column(one.span.start)[0]
        for one in found
        if one.code not in NEVER_HIDDEN and _key(text, one) not in given_up
    ]
    return max(rows, default=None)


def _on_row(text: str, found: Sequence[Finding], row: int) -> list[Finding]:
    index = LineIndex(text)
    return [
        one for one in found if index.row_column(one.span.start)[0] == row and one.code not in NEVER_HIDDEN
    ]


def _key(text: str, finding: Finding) -> tuple[str, str, str]:
    return finding.code, finding.message, finding.span.of(text)


def _counted(text: str, findings: Sequence[Finding]) -> list[tuple[str, str, str]]:
    """The findings, whatever their place."""
    return sorted(_key(text, one) for one in findings)


def _words(reader: Reader, path: str, text: str) -> list[tuple[str | None, str]]:
    return words_sent(reader.documents(path, text))


def words_sent(documents: Iterable[Document]) -> list[tuple[str | None, str]]:
    """What a model reads of each message, and what the template engine replaces in it."""
    return [
        (
            message.role,
            "".join(
                piece.span.of(document.text) for piece in message.pieces if piece.kind is not PieceKind.HIDDEN
            ),
        )
        for document in documents
        for message in document.messages
    ]


def line_end_of(text: str) -> str:
    """The line end the file uses, by its first one."""
    feed = text.find("\n")
    if feed < 0:
        return "\r" if "\r" in text else "\n"
    return "\r\n" if text[feed - 1 : feed] == "\r" else "\n"
