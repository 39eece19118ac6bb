"""How often a finding of each rule is right: the rules over real prompt files, held against labels given by hand.

    python benchmarks/precision.py [--write] [--show CODE] [--smoke]

Every default rule is run over all files of ../shared/prompts, each named outright. What it finds is compared with
precision_labels.jsonl: a line a finding, by the file's path and sha256 and the place in its source, true or false with
the reason; the texts themselves are not kept here. Of a rule with more than 40 findings, 40 drawn by a fixed seed are
labelled. Exits 1 when a rule is right in less than 90 % of what is labelled, or when a label matches no finding any more.
`--write` writes the table to precision.md; `--show CODE` prints what of a rule still waits for a label.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import defaultdict
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.lint.registry import RULES
from motjuste.stats.interval import clopper_pearson
from motjuste.text.position import LineIndex
from motjuste.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from motjuste.lint.rule import Rule

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parents[1] / "shared" / "prompts"
LABELS = HERE / "precision_labels.jsonl"
TABLE = HERE / "precision.md"
ENOUGH = 40
"""Findings of a rule that are labelled; all when there are fewer."""
NOT_HERE = frozenset({"E001", "R001"})
"""Rules about other files, which were not copied along with the prompts: nobody can tell here who is right."""
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
        if self.rule.code in NOT_HERE:
            return f"| {self.rule.code} | {self.rule.name} | {self.found} | not judged | | | |"
        if not self.labelled:
            return f"| {self.rule.code} | {self.rule.name} | {self.found} | 0 | | | |"
        low, high = clopper_pearson(self.right, self.labelled)
        return (
            f"| {self.rule.code} | {self.rule.name} | {self.found} | {self.labelled} | {self.right} "
            f"| {self.precision:.0%} | {low:.0%} to {high:.0%} |"
        )


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


def findings(files: Iterable[str]) -> tuple[dict[Place, str], dict[str, str]]:
    """What the default rules find, with the messages; and each file's sha256."""
    workspace = Workspace.discover(CORPUS)
    codes = [rule.code for rule in RULES if rule.default]
    found: dict[Place, str] = {}
    digests: dict[str, str] = {}
    for path in files:
        data = (CORPUS / path).read_bytes()
        digests[path] = sha256(data).hexdigest()
        documents = workspace.documents(str(CORPUS / path), data)
        for one in workspace.findings(documents, codes):
            found[Place(one.code, path, one.span.start, one.span.end)] = one.message
    return found, digests


def stale(labels: Iterable[Label], found: Mapping[Place, str], digests: Mapping[str, str]) -> list[str]:
    """Labels that say something of a finding that is no longer made, or of a file that is no longer the same."""
    complaints = []
    for label in labels:
        place = label.place
        if place.path not in digests:
            continue
        if digests[place.path] != label.sha256:
            complaints.append(f"{place.path} has changed since it was labelled ({place.rule})")
        elif place not in found:
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
        if code in NOT_HERE:
            continue
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


def table_text(table: Iterable[Row]) -> str:
    """The page that is published."""
    lines = [
        "# Precision of the rules",
        "",
        "Made by `make bench-precision ARGS=--write`; do not edit. Every rule that is on by default was run over 1,632 public",
        "prompt files. Of each rule's findings all, or 40 drawn by lot, were read in their context and called right or wrong:",
        "right means that the words pointed at are at fault and worth a person's time. The interval is Clopper and Pearson's",
        "at 95 %. A rule that found nothing has no figure; the eval rules (E) need a linked eval set, which these files",
        "mostly lack, and E001 and R001 speak of files beside the prompts, which were not copied along. The labels, by one",
        "reader, are in `precision_labels.jsonl`. Many of the files are samples and test data whose faults are meant.",
        "",
        "| code | rule | findings | labelled | right | precision | interval |",
        "|---|---|---:|---:|---:|---:|---|",
    ]
    return "\n".join((*lines, *(row.written() for row in table))) + "\n"


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
    found, digests = findings(corpus_files(smoke=options.smoke))
    missing = waiting(found, labels)
    if options.show:
        show(missing.get(options.show, ()), found)
        return 0
    table = rows(found, labels)
    print(table_text(table).partition("\n\n|")[2])
    for code, places in missing.items():
        if places and not options.smoke:
            print(f"{code}: {len(places)} findings wait for a label (--show {code})")
    complaints = stale(labels, found, digests)
    complaints += [
        f"{row.rule.code} {row.rule.name} is right in {row.precision:.0%}, less than {LEAST:.0%}"
        for row in table
        if row.precision < LEAST
    ]
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    if options.write:
        TABLE.write_text(table_text(table), "utf-8")
    return int(bool(complaints))


if __name__ == "__main__":
    sys.exit(main())
