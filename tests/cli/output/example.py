"""Checked files to write in every format: awkward words, awkward paths, a file that could not be read."""

from __future__ import annotations

from pathlib import Path

from motjuste.cli.output import written
from motjuste.cli.output.report import Report
from motjuste.lint.finding import Applicability, Finding, Fix, Related, Severity
from motjuste.text.edit import Edit
from motjuste.text.span import Span
from motjuste.workspace.checked_file import CheckedFile

ROOT = Path("/somewhere/a repository")
TEXT = "One.\r\nAn astral \U0001f600 <edit>tag\nover two\nlines\n"
AWKWARD = 'Remove <b> & "this", it\'s 100% wrong:\r\nreally\x1b[2J\x00'


def finding(text, words, **changes):
    start = text.index(words)
    known = {
        "code": "T006",
        "name": "leaked-marker",
        "message": "This <edit> is never closed",
        "severity": Severity.ERROR,
        "span": Span(start, start + len(words)),
    }
    return Finding(**{**known, **changes})


def checked(path="prompts/a b:c,d%é.md", text=TEXT, findings=None, **others):
    return CheckedFile(str(ROOT / path), text, tuple(findings or ()), **others)


def everything():
    """One file with a finding of every kind, a clean one, one that could not be read, one outside of the repository."""
    tag = finding(TEXT, "<edit>")
    fixed = finding(
        TEXT,
        "<edit>",
        fix=Fix(
            "Remove the tag", (Edit(tag.span, ""), Edit(Span(6, 6), "\U0001f600 ")), Applicability.UNSAFE
        ),
        related=(
            Related(str(ROOT / "evals" / "x y.jsonl"), 3, "This row"),
            Related("/else/where.md", 0, "And this"),
        ),
    )
    lines = finding(TEXT, "tag\nover", severity=Severity.WARNING, code="X001", name="odd", message=AWKWARD)
    whole = finding(TEXT, "", severity=Severity.INFO, code="E003", name="few", message="Only 3 cases")
    hint = finding(TEXT, "lines", severity=Severity.HINT, code="W006", name="vague", message="[x](y) {0}")
    return (
        checked(findings=(whole, fixed, lines, hint)),
        checked("clean.md", ""),
        checked("gone.md", "", error="The file cannot be read: Permission denied. Check its permissions."),
        CheckedFile("/else/where.md", "<edit>", (finding("<edit>", "<edit>"),)),
    )


def report(*files, **others):
    return Report(files=files, root=ROOT, **others)


def output(name, *files, **others):
    return "".join(f"{line}\n" for line in written(name, report(*files, **others)))
