"""What changed since a revision: which files, which of their lines, and what the files held before.

A finding counts as new when it stands on a changed line, or when the file at the revision did not have it. The first is
what users of reviewdog and `golangci-lint --new-from-rev` expect; the second catches what a change on one line causes on
another, such as a variable that lost its declaration, which those two let through. What a rule found out by looking at
other files counts as new when one of those changed, came or went, a settings file only if what it says to us changed; what
it says of scores always does.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.errors import UserError
from motjuste.lint.fingerprint import fingerprints
from motjuste.settings import says_the_same
from motjuste.text.position import LineIndex
from motjuste.workspace.git import ask

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from motjuste.lint.finding import Finding

_LINE_END = re.compile(r"\r\n|\r|\n")
_LOOKS_BESIDE = ("E", "R", "T001", "T002", "T005")
"""Rules, or the beginnings of their codes, whose findings another file can cause."""
_SCORES = "S"
"""Findings about scores are never old: a score goes stale with any file of its eval set, and is to be brought up to date."""

Beside = Callable[[], "tuple[str, ...] | None"]
"""Gives the files and folders that a file's findings depend on besides; None when that cannot be told."""


@dataclass(frozen=True)
class Changes:
    """What differs between the working tree and the commit where HEAD left a revision."""

    top: Path
    """The repository's working tree, links resolved."""
    commit: str
    """The commit compared with."""
    before: Mapping[str, str | None]
    """Path then by path now, of every changed file; None for a file that was not there."""
    tracked: frozenset[str]
    """Every path of the index; a file that is neither in it nor changed is new."""

    def hides(
        self,
        path: str,
        text: str,
        findings: Sequence[Finding],
        lint: Callable[[str], Sequence[Finding]],
        *,
        on_disk: bool = True,
        beside: Beside = tuple,
    ) -> tuple[bool, ...]:
        """Whether each of a file's findings is an old one.

        Args:
            path: The file, as the user named it.
            text: What it holds now.
            findings: All of its findings, in the order of their places.
            lint: What the rules say of another text of the same file.
            on_disk: Whether `text` is what git sees in the working tree; false for what comes from stdin.
            beside: Asked for what else the findings depend on, if a rule told one that looks at other files.
        """
        untouched = on_disk and self._name(path) in self.tracked and self._name(path) not in self.before
        old = text if untouched else self.old_text(path) if findings else None
        if old is None:
            return (False,) * len(findings)
        caused = self._caused(findings, beside)
        if old == text:
            return tuple(not one for one in caused)
        rows, index = changed_rows(old, text), LineIndex(text)
        standing = [_stands_on(finding, rows, index) for finding in findings]
        known = frozenset(fingerprints("", old, lint(old)))
        marks = fingerprints("", text, findings)
        return tuple(
            mark in known and not on_row and not elsewhere
            for mark, on_row, elsewhere in zip(marks, standing, caused, strict=True)
        )

    def old_text(self, path: str) -> str | None:
        """What a file held at the commit; None when it was not there, or lies outside of the repository."""
        from motjuste.document.decode import decode

        name = self._name(path)
        if name is None or (name not in self.before and name not in self.tracked):
            return None
        old = self.before.get(name, name)
        if old is None:
            return None
        _, data = ask(self.top, "cat-file", "blob", f"{self.commit}:{old}")
        return decode(data).text

    def holds_settings(self, path: Path) -> bool:
        """Whether a settings file says to us what it said at the commit, whatever else of it changed."""
        from motjuste.document.decode import decode

        if not self._came_or_went(str(path)):
            return True
        old = self.old_text(str(path))
        try:
            return old is not None and says_the_same(path.name, old, decode(path.read_bytes()).text)
        except OSError:
            return False

    def _caused(self, findings: Sequence[Finding], beside: Beside) -> list[bool]:
        """Whether each finding may come from a change of another file."""
        looked = any(finding.code.startswith(_LOOKS_BESIDE) for finding in findings) and self._moved(beside())
        return [
            finding.code.startswith(_SCORES)
            or (looked and finding.code.startswith(_LOOKS_BESIDE))
            or any(self._touches(one.path) for one in finding.related)
            for finding in findings
        ]

    def _moved(self, paths: tuple[str, ...] | None) -> bool:
        """Whether any of these files and folders changed, came or went; one that never was did not."""
        return paths is None or any(self._came_or_went(path) for path in paths)

    def _came_or_went(self, path: str) -> bool:
        name = self._name(path)
        if name is None:
            return False
        if name in self._differing or any(one.startswith(f"{name}/") for one in self._differing):
            return True
        return name not in self.tracked and os.path.isfile(path)  # noqa: PTH113 - is_file fails on long names

    @cached_property
    def _differing(self) -> frozenset[str]:
        """Every changed path: of a renamed file the old one too."""
        return frozenset((*self.before, *(old for old in self.before.values() if old is not None)))

    def _touches(self, path: str) -> bool:
        """Whether another file that a finding speaks of changed."""
        name = self._name(path)
        return name is not None and (name in self.before or name not in self.tracked)

    def _name(self, path: str) -> str | None:
        resolved = Path(path).resolve()
        return resolved.relative_to(self.top).as_posix() if resolved.is_relative_to(self.top) else None


def changes_since(revision: str, folder: Path) -> Changes:
    """Compare the working tree with the commit where HEAD left a revision.

    Args:
        revision: Anything git takes for a commit: `origin/main`, a tag, a hash.
        folder: A folder of the repository.

    Raises:
        UserError: There is no git, no repository, no such revision, or no common commit.
    """
    status, answer = ask(folder, "rev-parse", "--show-toplevel", allowed=(0, 128))
    if status:
        raise UserError("This folder is in no git repository", remedy="Run --diff-base inside of one")
    top = Path(os.fsdecode(answer).rstrip("\r\n")).resolve()
    commit = _common_commit(top, revision)
    _, listed = ask(top, "diff", "--name-status", "-z", "--find-renames", "--no-ext-diff", commit, "--")
    _, tracked = ask(top, "ls-files", "-z")
    return Changes(top, commit, _statuses(listed), frozenset(os.fsdecode(tracked).split("\0")))


def changed_rows(old: str, new: str) -> frozenset[int]:
    """The rows of `new`, from 1, that `old` does not have at that place; line ends do not count."""
    before, after = _LINE_END.split(old), _LINE_END.split(new)
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    inner = after[head : len(after) - tail]
    matcher = SequenceMatcher(None, before[head : len(before) - tail], inner)
    kept = {block.b + step for block in matcher.get_matching_blocks() for step in range(block.size)}
    return frozenset(head + row + 1 for row in range(len(inner)) if row not in kept)


def _common_commit(top: Path, revision: str) -> str:
    """The commit where HEAD left a revision."""
    remedy = "Name a branch, a tag or a commit that is here; in CI, fetch the whole history (fetch-depth: 0)"
    unknown = UserError(f"Git knows no revision {revision!r}", remedy=remedy)
    if not revision or revision.startswith("-"):
        raise unknown
    status, answer = ask(
        top, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}", allowed=(0, 1, 128)
    )
    if status:
        raise unknown
    status, common = ask(top, "merge-base", answer.decode().strip(), "HEAD", allowed=(0, 1, 128))
    if status:
        raise UserError(f"{revision} and HEAD have no common commit here", remedy=remedy)
    return common.decode().strip()


def _statuses(listed: bytes) -> dict[str, str | None]:
    """Path then by path now, from `git diff --name-status -z`."""
    before: dict[str, str | None] = {}
    fields = iter(os.fsdecode(listed).split("\0"))
    for status in fields:
        if not status:
            break
        old = next(fields)
        if status[0] in "RC":
            before[next(fields)] = old
        else:
            before[old] = None if status[0] == "A" else old
    return before


def _stands_on(finding: Finding, rows: frozenset[int], index: LineIndex) -> bool:
    """Whether a finding's words stand on one of the rows; what is about the whole file stands on none."""
    if finding.span.end == 0:
        return False
    first, last = (index.row_column(place)[0] for place in (finding.span.start, finding.span.end))
    return any(row in rows for row in range(first, last + 1))
