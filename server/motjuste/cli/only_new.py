"""Leaves out the findings that are known already: by a baseline, or because the revision compared with has them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.lint.fingerprint import base_of, fingerprints

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.cli.checking import Checker
    from motjuste.lint.finding import Finding
    from motjuste.workspace.baseline import Baseline
    from motjuste.workspace.changed import Changes
    from motjuste.workspace.checked_file import CheckedFile


class OnlyNew:
    """Filters files as they are checked, and remembers what it left out, so that a fix does not bring it back."""

    def __init__(self, checker: Checker, baseline: Baseline | None, changes: Changes | None) -> None:
        self._checker = checker
        self._baseline = baseline
        self._changes = changes
        self._hidden: dict[str, Counter[str]] = {}
        self.gone = 0
        """Entries of the baseline for files looked at that no longer occur."""

    def first(self, file: CheckedFile, *, on_disk: bool = True) -> CheckedFile:
        """The file with its new findings only."""
        if self._baseline is not None:
            self.gone += self._baseline.gone([file])
        hidden = self._known(file, on_disk=on_disk)
        if not any(hidden):
            return file
        marks = fingerprints("", file.text, file.findings)
        self._hidden[file.path] = Counter(
            base_of(mark) for mark, known in zip(marks, hidden, strict=True) if known
        )
        new = (one for one, known in zip(file.findings, hidden, strict=True) if not known)
        return replace(file, findings=tuple(new))

    def again(self, path: str, text: str, findings: Sequence[Finding]) -> tuple[Finding, ...]:
        """The findings of a file's changed text without those that were left out of its first one."""
        left = Counter(self._hidden.get(path, ()))
        if not left:
            return tuple(findings)
        shown = []
        for finding, mark in zip(findings, fingerprints("", text, findings), strict=True):
            base = base_of(mark)
            if left[base] > 0:
                left[base] -= 1
            else:
                shown.append(finding)
        return tuple(shown)

    def _known(self, file: CheckedFile, *, on_disk: bool) -> tuple[bool, ...]:
        known = (False,) * len(file.findings)
        if self._baseline is not None:
            known = self._baseline.hides(file.path, file.text, file.findings)
        changes = self._changes
        if changes is not None:
            old = changes.hides(
                file.path,
                file.text,
                file.findings,
                lambda text: self._checker.lint(file.path, text),
                on_disk=on_disk,
                beside=lambda: self._beside(file.path, file.text, changes),
            )
            known = tuple(one or other for one, other in zip(known, old, strict=True))
        return known

    def _beside(self, path: str, text: str, changes: Changes) -> tuple[str, ...] | None:
        """What else a file's findings depend on, but for settings files that say what they said; None if unknown."""
        from motjuste.workspace.beside import beside

        workspace = self._checker.workspace(Path(path))
        _, looked, _ = workspace.examined(path, text, self._checker.codes(workspace, path))
        settings = [one for one in workspace.loaded.files if not changes.holds_settings(one)]
        return None if looked is None else beside(path, looked, workspace.root, settings)
