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


def published():
    rows = re.findall(
        r"(?m)^\| ([A-Z]\d{3}) \| ([a-z-]+) \| (\d+) \| (\d+|not judged) \| (\d*) ?\|",
        precision.TABLE.read_text("utf-8"),
    )
    return {code: (name, found, labelled, right or "0") for code, name, found, labelled, right in rows}


def test_every_default_rule_has_a_row_and_its_labels_are_those_published():
    labels = precision.read_labels()
    labelled = Counter(label.place.rule for label in labels)
    right = Counter(label.place.rule for label in labels if label.right)
    table = published()
    assert set(table) == {rule.code for rule in RULES if rule.default}, (
        "run `make bench-precision ARGS=--write`"
    )
    for code, (_, found, said, said_right) in table.items():
        if said != "not judged":
            assert (int(said), int(said_right)) == (labelled[code], right[code]), code
            assert labelled[code] >= min(int(found), precision.ENOUGH), code


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
    assert precision.stale([label], {label.place: "message"}, digests) == []
    assert "any more" in precision.stale([label], {}, digests)[0]
    assert "changed" in precision.stale([label], {label.place: "message"}, {label.place.path: "0"})[0]


@pytest.mark.skipif(
    not precision.CORPUS.is_dir(), reason="the shared prompt files are not beside the repository"
)
def test_the_files_that_are_labelled_are_in_the_corpus():
    files = set(precision.corpus_files())
    assert {label.place.path for label in precision.read_labels()} <= files
