"""`motjuste check`: static rules over prompt files; no model, no network."""

from __future__ import annotations

import difflib
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.cli.findings_json import as_json
from motjuste.cli.findings_text import concise, full
from motjuste.cli.source import STDIN, Source, add_stdin_flags, read_file, read_stdin
from motjuste.cli.terminal import complain, many, note, paint_for, say, warn
from motjuste.errors import UserError
from motjuste.lint.fix import applicable, fix_to_the_end
from motjuste.workspace.selection import check_selectors, selected_codes
from motjuste.workspace.workspace import Workspace

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from motjuste.lint.finding import Finding

CLEAN, FOUND, FAILED = 0, 1, 2


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", default=["."], help="files and folders; `-` is stdin"
    )
    choose = parser.add_argument_group("rules")
    for flag, told in (
        ("--select", "run these rules only"),
        ("--extend-select", "run these rules too"),
        ("--ignore", "leave these rules out"),
    ):
        choose.add_argument(
            flag,
            metavar="CODES",
            type=_codes,
            action="extend",
            default=[],
            help=f"{told}: codes or their beginnings, with commas",
        )
    mend = parser.add_argument_group("fixes")
    mend.add_argument("--fix", action="store_true", help="apply fixes that are safe")
    mend.add_argument("--unsafe-fixes", action="store_true", help="also those that need a look")
    mend.add_argument("--diff", action="store_true", help="print what --fix would change, and change nothing")
    out = parser.add_argument_group("output")
    out.add_argument("--output-format", choices=("concise", "full", "json"), default="full")
    out.add_argument(
        "--statistics", action="store_true", help="count findings by rule instead of listing them"
    )
    out.add_argument("--exit-zero", action="store_true", help="exit 0 even with findings")
    parser.add_argument(
        "--no-cache", action="store_true", help="accepted for likeness with ruff; check keeps no cache"
    )
    add_stdin_flags(parser)


@dataclass(slots=True)
class _Checked:
    """One file, looked at."""

    source: Source
    text: str
    findings: tuple[Finding, ...]
    fixed: int = 0


@dataclass(slots=True)
class _Session:
    """What is shared by all files of one call."""

    arguments: argparse.Namespace
    workspaces: dict[Path, Workspace] = field(default_factory=dict)
    by_settings: dict[tuple[Path, Path | None], Workspace] = field(default_factory=dict)
    failed: bool = False

    def workspace(self, path: Path) -> Workspace:
        """The workspace of a file; files of one workspace share it, so that an eval set is read once."""
        folder = path if path.is_dir() else path.parent
        if folder not in self.workspaces:
            found = Workspace.discover(path, self.arguments.config)
            known = self.by_settings.setdefault((found.root, found.source), found)
            if known is found:
                for complaint in found.warnings:
                    warn(str(complaint))
            self.workspaces[folder] = known
        return self.workspaces[folder]

    def codes(self, workspace: Workspace) -> tuple[str, ...]:
        """The rules to run: flags win over settings."""
        flags, lint = self.arguments, workspace.settings.lint
        if flags.select:
            return selected_codes(flags.select, flags.extend_select, flags.ignore)
        return selected_codes(
            lint.select, (*lint.extend_select, *flags.extend_select), (*lint.ignore, *flags.ignore)
        )


def run(arguments: argparse.Namespace) -> int:
    """Check, report, and say how it ended."""
    began = time.perf_counter()
    check_selectors([*arguments.select, *arguments.extend_select, *arguments.ignore])
    session = _Session(arguments)
    checked = [_check(session, source) for source in _sources(session)]
    changed = _write_fixes(arguments, checked)
    _report(arguments, checked)
    seconds = time.perf_counter() - began
    note(f"Checked {len(checked)} {'file' if len(checked) == 1 else 'files'} in {seconds:.2f} s.")
    if session.failed:
        return FAILED
    found = any(one.findings for one in checked) or (arguments.diff and changed)
    return FOUND if found and not arguments.exit_zero else CLEAN


def _codes(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _sources(session: _Session) -> Iterator[Source]:
    """Every prompt asked for. A file that cannot be read is told at once, and the others are still checked."""
    flags = session.arguments
    if STDIN in flags.paths:
        if flags.paths != [STDIN]:
            raise UserError("`-` stands alone", remedy="Check stdin and files in two calls")
        source = read_stdin(flags.stdin_filename, flags.config)
        for complaint in source.workspace.warnings:
            warn(str(complaint))
        yield source
        return
    if flags.stdin_filename is not None:
        raise UserError("--stdin-filename goes with `-`", remedy="Name the path `-` to read stdin")
    for path in _picked(session, [Path(one) for one in flags.paths]):
        try:
            yield read_file(path, session.workspace(path))
        except UserError as error:
            complain(str(error))
            session.failed = True


def _picked(session: _Session, paths: Sequence[Path]) -> Iterator[Path]:
    seen: set[Path] = set()
    for path in paths:
        picked = session.workspace(path).prompt_files([path]) if path.is_dir() else _outright(session, path)
        for one in picked:
            if one not in seen:
                seen.add(one)
                yield one


def _outright(session: _Session, path: Path) -> tuple[Path, ...]:
    if path.exists():
        return (path,)
    complain(str(UserError("There is no such file or folder", remedy="Check the spelling", path=str(path))))
    session.failed = True
    return ()


def _check(session: _Session, source: Source) -> _Checked:
    workspace, codes = source.workspace, session.codes(source.workspace)
    flags = session.arguments
    if not (flags.fix or flags.diff) or not source.readable:
        return _Checked(source, source.document.text, workspace.findings(source.document, codes))
    fixed = fix_to_the_end(
        source.document.text,
        lambda text: workspace.findings(workspace.document(source.path, text), codes),
        unsafe=flags.unsafe_fixes,
    )
    return _Checked(source, fixed.text, fixed.findings, len(fixed.applied))


def _write_fixes(arguments: argparse.Namespace, checked: Sequence[_Checked]) -> bool:
    """Write, or with --diff only show, the files that fixes changed; whether there were any."""
    from motjuste.document.decode import encode

    changed = [one for one in checked if one.text != one.source.document.text]
    for one in changed:
        if arguments.diff:
            _show_diff(one)
        elif not one.source.from_stdin:
            from motjuste.workspace.write import replace_file

            replace_file(Path(one.source.path), one.source.data, encode(one.text, one.source.bom))
    if arguments.fix and not arguments.diff:
        for one in (one for one in checked if one.source.from_stdin):
            sys.stdout.flush()
            sys.stdout.buffer.write(encode(one.text, one.source.bom))
    return bool(changed)


def _show_diff(one: _Checked) -> None:
    old = one.source.document.text.splitlines(keepends=True)
    new = one.text.splitlines(keepends=True)
    for line in difflib.unified_diff(old, new, one.source.path, one.source.path):
        say(line.rstrip("\r\n"))


def _report(arguments: argparse.Namespace, checked: Sequence[_Checked]) -> None:
    """Findings on stdout; on stderr when stdout holds a diff or a fixed text."""
    if arguments.diff:
        return
    if arguments.statistics:
        _statistics(arguments, checked)
    elif arguments.output_format == "json":
        say(as_json((one.source.path, one.text, one.findings) for one in checked))
    else:
        _listing(arguments, checked)


def _listing(arguments: argparse.Namespace, checked: Sequence[_Checked]) -> None:
    to_stderr = arguments.fix and any(one.source.from_stdin for one in checked)
    tell, paint = (note, paint_for(sys.stderr)) if to_stderr else (say, paint_for(sys.stdout))
    style = concise if arguments.output_format == "concise" else full
    for one in checked:
        for line in style(one.source.path, one.text, one.findings, paint, unsafe=arguments.unsafe_fixes):
            tell(line)
    found = sum(len(one.findings) for one in checked)
    fixed = sum(one.fixed for one in checked)
    if fixed:
        tell(f"Fixed {many(fixed, 'finding')}, {found} left.")
    elif found:
        tell(f"Found {many(found, 'finding')}.")
    else:
        tell(paint("All clean.", 32))
    open_fixes = sum(
        applicable(each, unsafe=arguments.unsafe_fixes) for one in checked for each in one.findings
    )
    if open_fixes and not arguments.fix:
        tell(f"[*] {open_fixes} can be mended with --fix.")


def _statistics(arguments: argparse.Namespace, checked: Sequence[_Checked]) -> None:
    findings = [finding for one in checked for finding in one.findings]
    counts = Counter((finding.code, finding.name) for finding in findings).most_common()
    if arguments.output_format == "json":
        say(
            json.dumps(
                [{"code": code, "name": name, "count": count} for (code, name), count in counts], indent=2
            )
        )
        return
    for (code, name), count in counts:
        say(f"{count}\t{code}\t{name}")
