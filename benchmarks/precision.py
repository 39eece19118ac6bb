"""How often a finding of each rule is right: the rules over real prompt files, held against labels given by hand.

    python benchmarks/precision.py [--write] [--show CODE] [--smoke]

Every default rule is run over all files of ../shared/prompts, each named outright. What it finds is compared with
precision_labels.jsonl: a line a finding, by the file's path and sha256 and the place in its source, true or false with
the reason; the texts themselves are not kept here. Of a rule with more than 40 findings, at least 40 drawn by a fixed
seed are labelled. The day is fixed too, for the rule that goes by dates. Exits 1 when a rule is right in less than 90 %
of what is labelled, or when a label matches no finding any more.
`--write` writes the table to precision.md; `--show CODE` prints what of a rule still waits for a label.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import defaultdict
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.lint.registry import RULES
from motjuste.settings import load
from motjuste.stats.interval import clopper_pearson
from motjuste.text.position import LineIndex
from motjuste.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from motjuste.document.model import Document
    from motjuste.lint.context import LintContext
    from motjuste.lint.rule import Rule

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parents[1] / "shared" / "prompts"
LABELS = HERE / "precision_labels.jsonl"
TABLE = HERE / "precision.md"
ENOUGH = 40
"""Findings of a rule that are labelled; all when there are fewer."""
DAY = "2026-11-22"
"""The day of the measurement, on which retired models depend."""
LINKED = frozenset({"E002", "E004", "E005"})
"""Rules that have something to look at only where a prompt has an eval set with cases."""
IDLE = frozenset({"E003", "S001", "S002"})
"""Rules that need an eval set other than promptfoo's own tests, or a scores file: the corpus has neither."""
LEAST = 0.9
"""The share of right findings below which a rule may not be on by default."""
SEED = 20_240_701


@dataclass(frozen=True, order=True)
class Place:
    """Where a finding stands: offsets in code points of the file's source."""

    rule: str
    path: str
    start: int
    end: int


@dataclass(frozen=True)
class Label:
    """What a person said of a finding."""

    place: Place
    sha256: str
    right: bool
    reason: str


@dataclass(frozen=True)
class Row:
    """A rule's line in the table."""

    rule: Rule
    found: int
    labelled: int
    right: int

    @property
    def precision(self) -> float:
        """The share of right ones; 1 when nothing speaks against the rule."""
        return self.right / self.labelled if self.labelled else 1.0

    def written(self) -> str:
        """The row in Markdown."""
        low, high = clopper_pearson(self.right, self.labelled)
        return (
            f"| {self.rule.code} | {self.rule.name} | {self.found} | {self.labelled} | {self.right} "
            f"| {self.precision:.0%} | {low:.0%} to {high:.0%} |"
        )


_PAGE = """# Precision of the rules

Made by `make bench-precision ARGS=--write`; do not edit. Every rule that is on by default was run over 1,632 public
prompt files, as of 22 November 2026. Of each rule's findings all, or 40 drawn by lot, were read in their context and
called right or wrong: right means that the words pointed at are at fault and worth a person's time. The interval is
Clopper and Pearson's at 95 %; findings of one file or one author are more alike than it supposes. The labels with their
reasons, by one reader, are in `precision_labels.jsonl`. Many of the files are samples and test data whose faults are
meant.
"""
_SILENT = """These rules said nothing, so nothing is known of how often they are right when they speak, and only this of
how often they are wrong: with no false alarm in n files, the share of files with one is below 3/n (the rule of three).
That is why they may stay on by default: each finds the faults that its own scenarios show, and keeps quiet on ordinary
prompts. How often they are right about prompts that have such faults, C001, C002, E004, E005, K001 and T004 above all,
is unmeasured: no public prompts with such faults, not planted, were at hand."""
_CRITERIA = """## What counts as right, where that is not plain

- **R001, E001**: the prompts were copied without the files beside them, so nearly every file they name is missing here.
  A finding is right when the author means a file at that path, which the tool of the prompt follows, and wrong when the
  words are an example, a placeholder, a route of a site, a file of somebody else's project, or the output of a command.
  Whether the file is missing is a fact of the disk. All 280 findings of R001 were read, 174 of them in their context
  and the rest, links of one list, by their paths; none was anything but a reference. 26 of the 40 drawn were looked for
  in public copies of their repositories, which are not complete: 19 were found, each at the path where the rule looks,
  so that it is silent on the author's own disk. More than a third of R001's findings, and so of those drawn, stand in
  that list. Of E001's, three are assertions that promptfoo does not have, the others missing files.
- **P002**: each day was compared with a copy of the maker's page, or with public notes that quote it, in November 2026.
- **F003**: 49 of 52 findings are files called `.chatmode.md`, which VS Code asks to be renamed.
"""


def read_labels(path: Path = LABELS) -> tuple[Label, ...]:
    """The labels, one a line."""
    rows = (json.loads(line) for line in path.read_text("utf-8").splitlines() if line)
    return tuple(
        Label(
            Place(row["rule"], row["path"], row["start"], row["end"]),
            row["sha256"],
            row["label"],
            row["reason"],
        )
        for row in rows
    )


def corpus_files(*, smoke: bool = False) -> list[str]:
    """The paths of the files, as the manifest has them."""
    lines = (CORPUS / "manifest.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["path"] for line in (lines[:50] if smoke else lines)]


class DatedWorkspace(Workspace):
    """A workspace on a fixed day, which counts the files that have cases."""

    linked = 0

    def _context(self, document: Document) -> LintContext:
        context = super()._context(document)
        self.linked += bool(context.eval_set is not None and context.eval_set.cases)
        return replace(context, today=DAY)


@dataclass(frozen=True)
class Found:
    """What the default rules find on the corpus."""

    messages: Mapping[Place, str]
    digests: Mapping[str, str]
    """Each file's sha256."""
    linked: int
    """How many prompts have an eval set with cases."""


def findings(files: Iterable[str]) -> Found:
    """Run the default rules over files, given as the manifest has them."""
    workspace = DatedWorkspace(load(CORPUS))
    codes = [rule.code for rule in RULES if rule.default]
    found: dict[Place, str] = {}
    digests: dict[str, str] = {}
    for path in files:
        data = (CORPUS / path).read_bytes()
        digests[path] = sha256(data).hexdigest()
        documents = workspace.documents(str(CORPUS / path), data)
        for one in workspace.findings(documents, codes):
            found[Place(one.code, path, one.span.start, one.span.end)] = one.message
    return Found(found, digests, workspace.linked)


def stale(labels: Iterable[Label], found: Iterable[Place], digests: Mapping[str, str]) -> list[str]:
    """Labels that say something of a finding that is no longer made, or of a file that is no longer the same."""
    complaints = []
    there = set(found)
    for label in labels:
        place = label.place
        if place.path not in digests:
            continue
        if digests[place.path] != label.sha256:
            complaints.append(f"{place.path} has changed since it was labelled ({place.rule})")
        elif place not in there:
            complaints.append(
                f"{place.rule} finds nothing at {place.start}..{place.end} of {place.path} any more"
            )
    return complaints


def waiting(found: Iterable[Place], labels: Iterable[Label]) -> dict[str, list[Place]]:
    """By rule, the findings to be labelled that are not: all, or enough of them drawn by the seed."""
    done = {label.place for label in labels}
    by_rule: dict[str, list[Place]] = defaultdict(list)
    for place in sorted(found):
        by_rule[place.rule].append(place)
    missing = {}
    for code, places in by_rule.items():
        labelled = sum(place in done for place in places)
        draw = random.Random(f"{SEED} {code}").sample(places, len(places))
        open_ones = [place for place in draw if place not in done]
        missing[code] = open_ones[: max(0, min(ENOUGH, len(places)) - labelled)]
    return missing


def rows(found: Iterable[Place], labels: Sequence[Label]) -> list[Row]:
    """The table, a row a default rule."""
    places = set(found)
    table = []
    for rule in RULES:
        if rule.default:
            own = [label for label in labels if label.place.rule == rule.code and label.place in places]
            count = sum(place.rule == rule.code for place in places)
            table.append(Row(rule, count, len(own), sum(label.right for label in own)))
    return table


def table_text(table: Sequence[Row], found: Found) -> str:
    """The page that is published."""
    head = [
        "| code | rule | findings | labelled | right | precision | interval |",
        "|---|---|---:|---:|---:|---:|---|",
    ]
    silent = [row for row in table if not row.found]
    told = [row.written() for row in table if row.found]
    return "\n".join((_PAGE, *head, *told, "", _silent_text(silent, found), "", _CRITERIA))


def _silent_text(silent: Iterable[Row], found: Found) -> str:
    """What is known of rules without a finding, by how many files they had something to look at."""
    groups: dict[int, list[Row]] = defaultdict(list)
    for row in silent:
        files = (
            found.linked if row.rule.code in LINKED else 0 if row.rule.code in IDLE else len(found.digests)
        )
        groups[files].append(row)
    lines = ["## No finding on this corpus", "", _SILENT, ""]
    lines += ["| looked at | rules | no more false alarms than (95 %) |", "|---|---|---|"]
    for files, rows_ in sorted(groups.items(), reverse=True):
        named = ", ".join(f"{row.rule.code} {row.rule.name}" for row in rows_)
        kind = "prompts with cases" if files == found.linked else "prompts"
        bound = f"{3 / files:.1%} of {kind}" if files else "nothing known"
        lines.append(f"| {files:,} {kind} | {named} | {bound} |")
    return "\n".join(lines)


def show(places: Iterable[Place], found: Mapping[Place, str]) -> None:
    """Print findings with the lines round them and a label line to fill in."""
    for place in places:
        text = (CORPUS / place.path).read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
        row, column = LineIndex(text).row_column(place.start)
        lines = text.splitlines()
        print(f"\n== {place.path}:{row}:{column} {found[place]}")
        for number in range(max(0, row - 4), min(len(lines), row + 3)):
            print(f"{number + 1:6} {lines[number][:200]}")
        digest = sha256((CORPUS / place.path).read_bytes()).hexdigest()
        label = {
            "path": place.path,
            "rule": place.rule,
            "start": place.start,
            "end": place.end,
            "sha256": digest,
        }
        print(json.dumps({**label, "label": True, "reason": ""}, ensure_ascii=False))


def main() -> int:
    """Measure and print; 0 when every rule keeps its bar and every label still means a finding."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--show", metavar="CODE")
    parser.add_argument("--smoke", action="store_true")
    options = parser.parse_args()
    if not CORPUS.is_dir():
        print("the prompt files are not here (../shared/prompts): nothing measured")
        return 0
    labels = read_labels()
    found = findings(corpus_files(smoke=options.smoke))
    missing = waiting(found.messages, labels)
    if options.show:
        show(missing.get(options.show, ()), found.messages)
        return 0
    table = rows(found.messages, labels)
    print(table_text(table, found).partition("\n\n")[2])
    for code, places in missing.items():
        if places and not options.smoke:
            print(f"{code}: {len(places)} findings wait for a label (--show {code})")
    complaints = stale(labels, found.messages, found.digests)
    complaints += [
        f"{row.rule.code} {row.rule.name} is right in {row.precision:.0%}, less than {LEAST:.0%}"
        for row in table
        if row.precision < LEAST
    ]
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    if options.write:
        TABLE.write_text(table_text(table, found), "utf-8")
    return int(bool(complaints))


if __name__ == "__main__":
    sys.exit(main())
