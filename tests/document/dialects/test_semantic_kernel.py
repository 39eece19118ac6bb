from __future__ import annotations

import pytest
from tests.document.dialects.views import View, fill

from motjuste.document.render import RenderError


@pytest.mark.parametrize(
    ("text", "pieces", "names"),
    [
        ("{{$x}} {{ $y }}", [("variable", "{{$x}}"), ("variable", "{{ $y }}")], ["x", "y"]),
        ("{{weather.get $city}}", [("statement", "{{weather.get $city}}")], ["city"]),
        ("{{f 'a }} b' k=$x l=\"m\"}}", [("statement", "{{f 'a }} b' k=$x l=\"m\"}}")], ["x"]),
        ("{{now}}", [("statement", "{{now}}")], []),
        ('{{ "{{" }}x', [("statement", '{{ "{{" }}')], []),
        ("{{}} {{ }} {x}", [], []),
        ("{{{$x}}}", [("variable", "{{$x}}")], ["x"]),
        ("{{ {{$x}}", [("variable", "{{$x}}")], ["x"]),
        ("it's {{$x}}, isn't it", [("variable", "{{$x}}")], ["x"]),
    ],
)
def test_blocks(text, pieces, names):
    view = View("semantic-kernel", text)
    assert (view.pieces, view.names, view.faults) == (pieces, names, [])


@pytest.mark.parametrize(
    ("text", "faulty"),
    [
        ('{{ "a": 1 }}', ['{{ "a": 1 }}']),
        ("{{$x y}}", ["{{$x y}}"]),
        ("{{a.b.c $x}}", ["{{a.b.c $x}}"]),
        ("{{f $x 'y'}}", ["{{f $x 'y'}}"]),
        ("{{$x", ["{{"]),
        ("{{$x and {{$y}}", ["{{"]),
        ("{{$x' and {{$y}}", ["{{"]),
    ],
)
def test_faults_stand_at_their_words(text, faulty):
    assert View("semantic-kernel", text).faulty == faulty


def test_filling():
    case = {"x": "1", "INPUT": "in", "weather.get": "rain"}
    assert fill("semantic-kernel", "{{$x}} {{$input}} {{$INPUT}}", case) == "1 in in"
    assert fill("semantic-kernel", r"""{{ "{{" }}{{'it\'s'}}{{}}""", case) == "{{it's{{}}"
    assert fill("semantic-kernel", "{{weather.get $x}}", case) == "rain"
    assert fill("semantic-kernel", "{{$x}}", {"x": "{{$y}}"}) == "{{$y}}"


@pytest.mark.parametrize(
    ("text", "says"),
    [("{{$gone}}", "'gone' has no value"), ("{{p.f $x}}", "runs none"), ("{{$x y}}", "cannot read")],
)
def test_what_cannot_be_filled_is_named(text, says):
    with pytest.raises(RenderError, match=says):
        fill("semantic-kernel", text, {"x": "1"})
