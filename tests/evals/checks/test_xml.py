from __future__ import annotations

from functools import partial

import pytest
from tests.pace import within

from motjuste.evals.checks import BadCheck, build

ANALYSIS = {"requiredElements": ["analysis.classification", "analysis.color"]}
BOMB = (
    "<!DOCTYPE a ["
    + "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "x"}">' for i in range(12))
    + "]><a>&e11;</a>"
)


@pytest.mark.parametrize(
    ("name", "value", "output", "score"),
    [
        ("is-xml", None, "<root><child>Content</child></root>", 1.0),
        ("is-xml", None, '<?xml version="1.0"?>\n<a b="c"/>\n', 1.0),
        ("is-xml", None, "<root><child>Content</child></root", 0.0),
        ("is-xml", None, "Here: <root/>", 0.0),
        ("is-xml", None, "<a/><b/>", 0.0),
        ("is-xml", None, "", 0.0),
        ("is-xml", None, "<a>\ud800</a>", 0.0),
        (
            "is-xml",
            ANALYSIS,
            "<analysis><classification>T</classification><color>Red</color></analysis>",
            1.0,
        ),
        ("is-xml", ANALYSIS, "<analysis><classification>T</classification></analysis>", 0.0),
        ("contains-xml", ANALYSIS, "Sure: <analysis><color/><classification/></analysis> ok?", 1.0),
        ("contains-xml", ANALYSIS, "<b>no</b> <analysis><classification/><color/></analysis>", 1.0),
        ("contains-xml", {"requiredElements": "root.child"}, "<w><root><child/></root></w>", 0.0),
        ("contains-xml", {"requiredElements": "w.root.child"}, "<w><root><child/></root></w>", 1.0),
        ("contains-xml", None, "a < b and b > c", 0.0),
        ("contains-xml", None, "<open> then <b>closed</b>", 1.0),
        ("not-is-xml", None, "plain", 1.0),
    ],
)
def test_documents_and_fragments(name, value, output, score):
    assert build(name, value).score(output).value == score


def test_declared_entities_are_refused_and_never_expanded():
    score = within(1, lambda: build("is-xml", None).score(BOMB))
    assert score.value == 0.0
    assert "declares" in score.reason
    assert build("is-xml", None).score('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>').value == 1.0
    assert (
        build("is-xml", None).score('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>').value
        == 0.0
    )


@pytest.mark.parametrize("output", ["<a>" * 300_000, "<" * 1_000_000, "<a " * 200_000, "<a><b></a>" * 50_000])
def test_broken_tags_are_read_in_time(output):
    for name in ("contains-xml", "is-xml"):
        within(2, partial(build(name, None).score, output))


@pytest.mark.parametrize("value", ["x", {"required": ["a"]}, ["a"], {"requiredElements": []}])
def test_other_values_are_refused(value):
    with pytest.raises(BadCheck):
        build("is-xml", value)
