"""The flags of `motjuste check`, named and grouped as ruff's."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from motjuste.cli.output import FORMATS
from motjuste.cli.source import add_stdin_flags
from motjuste.errors import UserError

FORMAT_VARIABLE = "MOTJUSTE_OUTPUT_FORMAT"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", default=["."], help="files and folders; `-` is stdin"
    )
    _rules(parser)
    _fixes(parser)
    _known(parser)
    _output(parser)
    _status(parser)
    add_stdin_flags(parser)
    parser.add_argument(
        "--force-exclude",
        action="store_true",
        help="leave out what the settings exclude even where it is named, as pre-commit does with every file",
    )
    parser.add_argument("--isolated", action="store_true", help="read no settings file")
    parser.add_argument("--no-cache", action="store_true", help="look at every file anew, and keep nothing")
    parser.add_argument(
        "--cache-dir",
        metavar="FOLDER",
        help="where to keep what was found, instead of the user's cache folder",
    )
    parser.add_argument("--show-files", action="store_true", help="list the files that would be checked")
    parser.add_argument("--show-settings", action="store_true", help="print the settings that hold, as JSON")
    parser.add_argument("-w", "--watch", action="store_true", help="check again whenever a prompt changes")


def _rules(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("rules")
    for flag, told in (
        ("--select", "run these rules only"),
        ("--extend-select", "run these rules too"),
        ("--ignore", "leave these rules out"),
    ):
        group.add_argument(
            flag,
            metavar="CODES",
            type=listed,
            action="extend",
            default=[],
            help=f"{told}: codes or their beginnings, with commas",
        )
    group.add_argument(
        "--per-file-ignores",
        metavar="GLOB:CODES",
        type=ignores,
        action="extend",
        default=[],
        help="leave rules out in some files, e.g. 'legacy/**:T002,X'; besides those of the settings",
    )
    group.add_argument("--ignore-suppressions", action="store_true", help="also tell what comments suppress")


def _fixes(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("fixes")
    group.add_argument("--fix", action="store_true", help="apply fixes that are safe")
    group.add_argument("--unsafe-fixes", action="store_true", help="also those that need a look")
    group.add_argument(
        "--diff", action="store_true", help="print what --fix would change, and change nothing"
    )
    group.add_argument("--fix-only", action="store_true", help="fix, and tell nothing of what is left")
    group.add_argument("--show-fixes", action="store_true", help="count the fixes by file and rule")
    group.add_argument(
        "--add-suppressions", action="store_true", help="write an ignore comment above every finding"
    )


def _known(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("only what is new")
    group.add_argument(
        "--baseline", metavar="FILE", type=Path, help="leave out the findings that FILE lists as known"
    )
    group.add_argument(
        "--write-baseline", metavar="FILE", type=Path, help="list today's findings in FILE as known"
    )
    group.add_argument(
        "--diff-base",
        metavar="REV",
        help=(
            "only findings on lines changed since HEAD left REV, and those that the file at that commit did not have; "
            "changes not committed yet count"
        ),
    )


def _output(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("output")
    group.add_argument(
        "--output-format",
        choices=tuple(FORMATS),
        default=None,
        help=f"how findings are written; full, unless {FORMAT_VARIABLE} says otherwise",
    )
    group.add_argument(
        "-o", "--output-file", metavar="FILE", type=Path, help="write findings to FILE instead of stdout"
    )
    group.add_argument(
        "--summary",
        metavar="FILE",
        type=Path,
        help="append a summary in Markdown to FILE, such as $GITHUB_STEP_SUMMARY",
    )
    group.add_argument(
        "--statistics", action="store_true", help="count findings by rule instead of listing them"
    )


def _status(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("exit status")
    group.add_argument("--exit-zero", action="store_true", help="exit 0 even with findings")
    group.add_argument("--exit-non-zero-on-fix", action="store_true", help="exit 1 when --fix fixed anything")


def listed(text: str) -> list[str]:
    """The parts of `F001,T002`."""
    return [part.strip() for part in text.split(",") if part.strip()]


def ignores(text: str) -> list[tuple[str, str]]:
    """The pairs of `GLOB:CODE,CODE,GLOB:CODE`: a code without a glob belongs to the glob before it.

    Raises:
        argparse.ArgumentTypeError: The first part names no glob.
    """
    pairs: list[tuple[str, str]] = []
    for part in listed(text):
        glob, _, code = part.rpartition(":")
        if not glob and not pairs:
            raise argparse.ArgumentTypeError(f"{text!r} is not GLOB:CODES, such as 'legacy/**:T002'")
        pairs.append((glob or pairs[-1][0], code))
    return pairs


def refuse_contradictions(flags: argparse.Namespace) -> None:
    """Refuse flags that cannot hold together, before anything is read or written.

    Raises:
        UserError: Two flags contradict each other.
    """
    fixing = flags.fix or flags.fix_only or flags.diff
    against: tuple[tuple[bool, str], ...] = (
        (flags.isolated and flags.config is not None, "--isolated and --config contradict each other"),
        (flags.add_suppressions and fixing, "--add-suppressions does not go with --fix, --fix-only or --diff"),
        (flags.add_suppressions and flags.ignore_suppressions, "--add-suppressions heeds the comments there are"),
        (flags.diff and flags.output_file is not None, "--diff is its own output, so --output-file has nothing to hold"),
        (flags.write_baseline is not None and (fixing or flags.add_suppressions), "--write-baseline changes no prompt"),
        (flags.write_baseline is not None and flags.baseline is not None, "--write-baseline lists all findings, so --baseline has no say"),
        (flags.write_baseline is not None and flags.diff_base is not None, "--write-baseline lists all findings, so --diff-base has no say"),
    )  # fmt: skip
    for wrong, message in against:
        if wrong:
            raise UserError(message, remedy="Leave one of them out")


def chosen_format(flag: str | None) -> str:
    """The output format: the flag, else the environment, else `full`.

    Raises:
        UserError: The environment names no format.
    """
    named = flag or os.environ.get(FORMAT_VARIABLE) or "full"
    if named not in FORMATS:
        raise UserError(
            f"{FORMAT_VARIABLE} names no output format: {named!r}", remedy=f"Use one of {', '.join(FORMATS)}"
        )
    return named
