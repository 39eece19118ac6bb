"""`motjuste check`: static rules over prompt files; no model, no network."""

from __future__ import annotations

import gc
import json
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.cli import check_flags
from motjuste.cli.checking import Checker, CheckOptions
from motjuste.cli.only_new import OnlyNew
from motjuste.cli.output import written
from motjuste.cli.output.report import Report, repository
from motjuste.cli.promptless import tell_empty_folders, tell_promptless
from motjuste.cli.scores_told import tell_scores
from motjuste.cli.source import STDIN
from motjuste.cli.terminal import Paint, complain, many, note, paint_for, say, warn
from motjuste.errors import UserError
from motjuste.workspace.checked_file import CheckedFile
from motjuste.workspace.selection import check_selectors

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from motjuste.workspace.baseline import Baseline
    from motjuste.workspace.changed import Changes

CLEAN, FOUND, FAILED = 0, 1, 2
_OBJECTS = 200_000
"""New objects after which circles are looked for."""

configure = check_flags.configure


def run(arguments: argparse.Namespace) -> int:
    """Check, report, and say how it ended."""
    check_flags.refuse_contradictions(arguments)
    ignored = [code for _, code in arguments.per_file_ignores]
    check_selectors([*arguments.select, *arguments.extend_select, *arguments.ignore, *ignored])
    style = check_flags.chosen_format(arguments.output_format)
    # Documents and findings refer to each other in one direction and go as soon as nobody needs them. To look through
    # them for circles time and again takes a third of the time that a file with very many tags or escapes needs.
    gc.set_threshold(_OBJECTS)
    if arguments.watch:
        from motjuste.cli.watching import watch

        return watch(arguments, lambda: _Check(arguments, style).run())
    return _Check(arguments, style).run()


class _Check:
    """One call of the command."""

    def __init__(self, flags: argparse.Namespace, style: str) -> None:
        self._flags = flags
        self._style = style
        self._fixing = flags.fix or flags.fix_only
        self._checker = Checker(_options(flags))
        self._only_new = OnlyNew(self._checker, *_known(flags))
        self._stdin = _stdin(flags)
        self._paths = [Path(one) for one in flags.paths]
        self._failed = False
        self._failures: tuple[str, ...] = ()
        self._changed = 0

    def run(self) -> int:
        """Look at every file, mend what is asked for, tell the rest."""
        began = time.perf_counter()
        if self._flags.show_files or self._flags.show_settings:
            return self._shown()
        files = [self._handled(file) for file in self._files()]
        self._warn()
        self._failures = tell_scores(self._checker.workspaces, self._paths)
        self._failed = self._failed or bool(self._failures)
        self._tell(files)
        if self._stdin is None and self._style in {"full", "concise"}:
            tell_promptless(files, self._flags.paths)
        seconds = time.perf_counter() - began
        count = sum(file.error is None for file in files)
        note(f"Checked {count} {'file' if count == 1 else 'files'} in {seconds:.2f} s.")
        return self._status(files)

    def _files(self) -> Iterator[CheckedFile]:
        """Every prompt asked for. One that cannot be read is told at once, and the others are still checked."""
        if self._stdin is not None:
            name = self._flags.stdin_filename or STDIN
            yield self._only_new.first(self._checker.check_bytes(name, self._stdin), on_disk=False)
            return
        for file in self._checker.check_files(self._paths):
            if file.error is not None:
                complain(f"{file.path}: {file.error}")
                self._failed = True
            yield file if self._flags.write_baseline else self._only_new.first(file)

    def _handled(self, file: CheckedFile) -> CheckedFile:
        """The file after what the flags want done with it; what no longer needs its text goes without."""
        if self._fixing or self._flags.diff:
            file = self._mended(file)
        elif self._flags.add_suppressions:
            file = self._suppressed(file)
        return replace(file, text="") if file.text and not file.findings else file

    def _mended(self, file: CheckedFile) -> CheckedFile:
        from motjuste.cli.mending import mended, show_diff

        after = mended(file, self._checker, self._only_new, unsafe=self._flags.unsafe_fixes)
        if self._flags.diff:
            show_diff(file.path, file.text, after.text)
            self._changed += after.text != file.text
            return after
        return after if self._put(file, after.text) else file

    def _suppressed(self, file: CheckedFile) -> CheckedFile:
        from motjuste.workspace.suppressing import with_suppressions

        text, left = with_suppressions(file, self._checker)
        if not self._put(file, text):
            return file
        self._changed += len(file.findings) - len(left)
        return replace(file, text=text, findings=left)

    def _put(self, file: CheckedFile, text: str) -> bool:
        """Write a file's new text, stdin's to stdout; whether it could be."""
        from motjuste.cli.mending import write_stdout, write_text

        if self._stdin is not None:
            from motjuste.document.decode import decode

            if file.readable:
                write_stdout(text, bom=decode(self._stdin).bom)
            else:
                sys.stdout.buffer.write(self._stdin)
            return True
        try:
            if text != file.text:
                write_text(file.path, file.text, text)
        except UserError as error:
            complain(str(error))
            self._failed = True
            return False
        return True

    def _warn(self) -> None:
        for complaint in self._checker.warnings:
            warn(str(complaint))
        tell_empty_folders(self._checker.promptless)
        if self._only_new.gone:
            entries = (
                "1 entry of the baseline no longer occurs"
                if self._only_new.gone == 1
                else (f"{self._only_new.gone:,} entries of the baseline no longer occur")
            )
            note(f"{entries}; --write-baseline lists what is left.")

    def _tell(self, files: list[CheckedFile]) -> None:
        """Findings on stdout, or in a file; on stderr when stdout holds a diff or a text."""
        flags = self._flags
        if flags.write_baseline:
            from motjuste.workspace.baseline import write_baseline

            count = write_baseline(flags.write_baseline, files)
            note(f"Wrote {many(count, 'finding')} to {flags.write_baseline}.")
            return
        report = self._report(files)
        if flags.add_suppressions:
            note(f"Suppressed {many(self._changed, 'finding')}, {report.found:,} left.")
        if flags.summary:
            _append(flags.summary, report)
        if flags.show_fixes and report.fixed:
            for line in _fixes(report):
                note(line)
        if flags.diff:
            return
        if flags.fix_only:
            note(f"Fixed {many(report.fixed, 'finding')}.")
            return
        lines = _statistics(self._style, report) if flags.statistics else written(self._style, report)
        self._put_out(lines)

    def _report(self, files: list[CheckedFile]) -> Report:
        flags = self._flags
        stream = sys.stderr if self._to_stderr else sys.stdout
        return Report(
            files=files,
            root=repository(Path.cwd()),
            paint=Paint(on=False) if flags.output_file else paint_for(stream),
            unsafe=flags.unsafe_fixes,
            fixing=self._fixing,
            failures=self._failures,
        )

    @property
    def _to_stderr(self) -> bool:
        """Whether stdout holds the text itself."""
        return self._stdin is not None and (self._fixing or self._flags.add_suppressions)

    def _put_out(self, lines: Iterable[str]) -> None:
        if self._flags.output_file is not None:
            from motjuste.workspace.write import write_bytes

            text = "".join(f"{line}\n" for line in lines)
            write_bytes(self._flags.output_file, text.encode("utf-8", "replace"), make_folder=True)
            return
        tell = note if self._to_stderr else say
        for line in lines:
            tell(line)

    def _status(self, files: list[CheckedFile]) -> int:
        flags = self._flags
        if self._failed:
            return FAILED
        if flags.exit_zero or flags.write_baseline:
            return CLEAN
        quiet = flags.fix_only or flags.diff
        found = self._changed if flags.diff else 0 if quiet else sum(len(file.findings) for file in files)
        if flags.exit_non_zero_on_fix:
            found += sum(len(file.fixed) for file in files)
        return FOUND if found else CLEAN

    def _shown(self) -> int:
        """--show-files and --show-settings."""
        if self._flags.show_settings:
            from motjuste.cli.show_settings import settings_json

            say(settings_json(self._checker.workspace(self._paths[0])))
        else:
            for one in self._checker.picked(self._paths):
                if isinstance(one, CheckedFile):
                    complain(f"{one.path}: {one.error}")
                    self._failed = True
                elif self._checker.workspace(one).is_eval_set(one):
                    note(f"{one}: no prompt found in it")
                else:
                    say(str(one))
        self._warn()
        return FAILED if self._failed else CLEAN


def _options(flags: argparse.Namespace) -> CheckOptions:
    return CheckOptions(
        config=flags.config,
        isolated=flags.isolated,
        select=tuple(flags.select),
        extend_select=tuple(flags.extend_select),
        ignore=tuple(flags.ignore),
        per_file_ignores=tuple(flags.per_file_ignores),
        ignore_suppressions=flags.ignore_suppressions,
        force_exclude=flags.force_exclude,
        cache=_cache(flags),
    )


def _cache(flags: argparse.Namespace) -> Path | None:
    """The folder that keeps what checks found; whoever changes texts needs them all, and looks anew."""
    if flags.no_cache or flags.fix or flags.fix_only or flags.diff or flags.add_suppressions:
        return None
    if flags.cache_dir is not None:
        return Path(flags.cache_dir)
    from motjuste.llm.places import checks_dir

    return checks_dir()


def _known(flags: argparse.Namespace) -> tuple[Baseline | None, Changes | None]:
    """What is not new."""
    baseline = changes = None
    if flags.baseline is not None:
        from motjuste.workspace.baseline import read_baseline

        baseline = read_baseline(flags.baseline)
    if flags.diff_base is not None:
        from motjuste.workspace.changed import changes_since

        changes = changes_since(flags.diff_base, Path.cwd())
    return baseline, changes


def _stdin(flags: argparse.Namespace) -> bytes | None:
    """What stands on stdin, if that is what is checked."""
    if STDIN not in flags.paths:
        if flags.stdin_filename is not None:
            raise UserError("--stdin-filename goes with `-`", remedy="Name the path `-` to read stdin")
        return None
    if flags.paths != [STDIN]:
        raise UserError("`-` stands alone", remedy="Check stdin and files in two calls")
    return sys.stdin.buffer.read()


def _append(file: Path, report: Report) -> None:
    """Add the Markdown summary to a file, which other steps of a job may have written to."""
    from motjuste.cli.output.summary import lines

    try:
        with file.open("ab") as stream:
            stream.write("".join(f"{line}\n" for line in lines(report)).encode("utf-8", "replace"))
    except OSError as error:
        raise UserError(
            f"The summary cannot be written: {error.strerror or error}",
            remedy="Name another file with --summary",
            path=str(file),
        ) from None


def _fixes(report: Report) -> Iterator[str]:
    """What was fixed, by file and rule."""
    yield f"Fixed {many(report.fixed, 'finding')}:"
    for file in report.files:
        if file.fixed:
            yield f"- {file.path}:"
        for (code, name), count in Counter((one.code, one.name) for one in file.fixed).most_common():
            yield f"    {count} x {code} ({name})"


def _statistics(style: str, report: Report) -> Iterator[str]:
    """How many findings of each rule there are, the most frequent first."""
    findings = (finding for file in report.files for finding in file.findings)
    counts = Counter((finding.code, finding.name) for finding in findings).most_common()
    if style == "json":
        yield json.dumps(
            [{"code": code, "name": name, "count": count} for (code, name), count in counts], indent=2
        )
        return
    for (code, name), count in counts:
        yield f"{count}\t{code}\t{name}"
