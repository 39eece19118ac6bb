"""The published precision of the rules is what the labels say."""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

import pytest

from motjuste.lint.registry import RULES

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))
import precision  # type: ignore[import-not-found] # noqa: E402  (a script, not a package)

sys.path.remove(str(BENCHMARKS))


needs_corpus = pytest.mark.skipif(
    not precision.CORPUS.is_dir(), reason="the shared prompt files are not beside the repository"
)


@pytest.fixture(scope="module")
def found():
    return precision.findings(precision.corpus_files())


def published():
    """By rule: its name, and how many findings, labels and right ones the page gives it; none of a silent rule."""
    page = precision.TABLE.read_text("utf-8")
    rows = re.findall(r"(?m)^\| ([A-Z]\d{3}) \| ([a-z-]+) \| (\d+) \| (\d+) \| (\d+) \|", page)
    silent = re.findall(r"([A-Z]\d{3}) ([a-z-]+)", page.partition("## No finding")[2].partition("\n## ")[0])
    told = {
        code: (name, int(count), int(labelled), int(right)) for code, name, count, labelled, right in rows
    }
    return told | {code: (name, 0, 0, 0) for code, name in silent}


def test_every_default_rule_is_on_the_page_and_its_labels_are_those_published():
    labels = precision.read_labels()
    labelled = Counter(label.place.rule for label in labels)
    right = Counter(label.place.rule for label in labels if label.right)
    table = published()
    assert {code: name for code, (name, *_) in table.items()} == {
        rule.code: rule.name for rule in RULES if rule.default
    }, "run `make bench-precision ARGS=--write`"
    for code, (_, count, said, said_right) in table.items():
        assert (said, said_right) == (labelled[code], right[code]), code
        assert labelled[code] >= min(count, precision.ENOUGH), code


@needs_corpus
def test_what_is_published_and_labelled_is_what_the_rules_find(found):
    labels = precision.read_labels()
    assert precision.stale(labels, found.messages, found.digests) == []
    assert not any(precision.waiting(found.messages, labels).values())
    counts = Counter(place.rule for place in found.messages)
    assert counts == {code: count for code, (_, count, *_) in published().items() if count}
    table = precision.rows(found.messages, labels)
    assert precision.table_text(table, found) == precision.TABLE.read_text("utf-8")


@needs_corpus
def test_the_day_of_the_benchmark_is_its_own(found):
    soon = [message for place, message in found.messages.items() if place.rule == "P002"]
    assert any("will be shut down on 2026-12-11" in message for message in soon)


def test_no_default_rule_is_below_its_bar():
    labels = precision.read_labels()
    for code, count in Counter(label.place.rule for label in labels).items():
        right = sum(label.right for label in labels if label.place.rule == code)
        assert right / count >= precision.LEAST, code


def test_every_label_has_a_reason_and_stands_once():
    labels = precision.read_labels()
    assert all(label.reason.endswith(".") for label in labels)
    assert len({label.place for label in labels}) == len(labels)


def test_a_label_of_what_is_no_longer_found_is_told():
    label = precision.read_labels()[0]
    digests = {label.place.path: label.sha256}
    assert precision.stale([label], [label.place], digests) == []
    assert "any more" in precision.stale([label], [], digests)[0]
    assert "changed" in precision.stale([label], [label.place], {label.place.path: "0"})[0]


@needs_corpus
def test_the_files_that_are_labelled_are_in_the_corpus():
    files = set(precision.corpus_files())
    assert {label.place.path for label in precision.read_labels()} <= files
