from __future__ import annotations

import pytest
from tests.document.dialects.views import View, fill

from motjuste.document.render import RenderError


@pytest.mark.parametrize(
    ("text", "pieces", "names"),
    [
        ("${input:who}", [("variable", "${input:who}")], ["who"]),
        ("${input:who:Whose name?}", [("variable", "${input:who:Whose name?}")], ["who"]),
        (
            "${selection} ${file}",
            [("variable", "${selection}"), ("variable", "${file}")],
            ["selection?", "file?"],
        ),
        ("${workspaceFolder}/a", [("variable", "${workspaceFolder}")], ["workspaceFolder?"]),
        ("${env:HOME}", [("statement", "${env:HOME}")], []),
        ("Fix $ARGUMENTS.", [("variable", "$ARGUMENTS")], ["ARGUMENTS"]),
        ("$ARGUMENTS[0] $1", [("variable", "$ARGUMENTS[0]"), ("variable", "$1")], ["ARGUMENTS", "1?"]),
        ("It is !`git status`", [("statement", "!`git status`")], []),
        ("costs $5.00, $10, $1k or $ARGUMENTSX", [], []),
        ("${name} $x `a!` b!`c`", [], []),
    ],
)
def test_placeholders(text, pieces, names):
    view = View("dollar", text)
    assert (view.pieces, view.names, view.faults) == (pieces, names, [])


def test_filling_leaves_what_the_host_fills():
    text = "${input:who:x} reads ${selection} in ${file}: $ARGUMENTS $ARGUMENTS[1] $1 !`git log`"
    case = {"who": "Ada", "file": "a.py", "ARGUMENTS": "b c", "ARGUMENTS[1]": "c", "git log": "none"}
    assert fill("dollar", text, case) == "Ada reads ${selection} in a.py: b c c $1 none"


@pytest.mark.parametrize(
    ("text", "says"),
    [("${input:who}", "'who' has no value"), ("$ARGUMENTS", "'ARGUMENTS'"), ("!`rm -rf x`", "runs none")],
)
def test_what_cannot_be_filled_is_named(text, says):
    with pytest.raises(RenderError, match=says):
        fill("dollar", text, {"y": "1"})
