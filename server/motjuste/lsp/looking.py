"""The process that looks at the files of a workspace for the server: one JSON line asks, one answers, until stdin ends.

`{"do": "begin", …}` starts a pass over the folders; `{"do": "next"}` looks at the next prompt. Whatever it takes, the server's
own threads are free for keystrokes, and its memory is not the server's.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from motjuste.lsp.folders import Folders

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.lint.finding import Finding
    from motjuste.text.position import Encoding, LineIndex
    from motjuste.workspace.folder_findings import FolderFindings


class Looker:
    """What is kept from pass to pass."""

    def __init__(self) -> None:
        from motjuste.workspace.folder_findings import FolderFindings

        self._folders = Folders()
        self._findings: FolderFindings = FolderFindings(lambda path: self._folders.workspace(str(path)))
        self._answers: Iterator[dict[str, Any]] = iter(())

    def answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The answer to one line."""
        if asked["do"] == "begin":
            self._begin(asked)
            return {}
        return next(self._answers, {"done": True})

    def _begin(self, asked: dict[str, Any]) -> None:
        folders = self._folders
        folders.config = Path(asked["config"]) if asked["config"] else None
        folders.roots = tuple(Path(one) for one in asked["roots"])
        folders.sent = {Path(root) if root else None: table for root, table in asked["sent"]}
        folders.forget()
        self._findings.begin()
        self._answers = self._pass(asked["held"], frozenset(asked["open"]), asked["encoding"])

    def _pass(
        self, held: dict[str, str], is_open: frozenset[str], encoding: Encoding
    ) -> Iterator[dict[str, Any]]:
        """One answer a prompt; an open one is left to the server, which has its text."""
        from motjuste.lsp.files import real_path

        met: set[Path] = set()
        for path in (one for root in self._folders.roots for one in self._findings.paths(root)):
            if path is None or path in met:
                continue
            met.add(path)
            if real_path(path) in is_open:
                self._findings.forget(path)
                yield {"path": str(path), "open": True}
                continue
            known = self._findings.known(path)
            if known is not None and known == held.get(str(path)):
                yield {"path": str(path), "name": known, "same": True}
                continue
            found = self._findings.look(path)
            if found is not None:
                from motjuste.text.position import LineIndex

                lines = LineIndex(found.text)
                items = [_plain(one, lines, encoding) for one in found.findings]
                yield {"path": str(path), "name": found.name, "items": items}


def _plain(finding: Finding, lines: LineIndex, encoding: Encoding) -> dict[str, Any]:
    """A finding as JSON, its places in the editor's units."""
    start = lines.position(finding.span.start, encoding)
    end = lines.position(finding.span.end, encoding)
    return {
        "range": (*start, *end),
        "code": finding.code,
        "name": finding.name,
        "message": finding.message,
        "severity": finding.severity.value,
        "related": [(one.path, one.line, one.message) for one in finding.related],
    }


def main() -> None:
    """Answer until nobody asks any more."""
    # stdout is the answers' alone: whatever else prints, prints into the log.
    answers, sys.stdout = sys.stdout, sys.stderr
    looker = Looker()
    for line in sys.stdin:
        answers.write(json.dumps(looker.answer(json.loads(line))) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
