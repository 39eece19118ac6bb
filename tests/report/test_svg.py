"""The drawings: scales, escapes, and a chart for whatever there is to draw."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from tests.report.runs import FORM, STARTED, proposed, whole_run

from motjuste.optimize.events import GateLook, RaceBlock, Totals
from motjuste.report import charts
from motjuste.report.candidates import tree
from motjuste.report.curves import Gain, Gains, Point, dev_curve, gains, gate_curve
from motjuste.report.run import run_of
from motjuste.report.svg import Scale, element, label
from motjuste.report.tree_chart import tree_chart


def test_a_scale_places_values_and_keeps_them_in_view():
    scale = Scale(0, 10, 100, 200)
    assert [scale(value) for value in (0, 5, 10, -5, 99)] == [100, 150, 200, 100, 200]
    assert Scale(3, 3, 0, 10)(3) == 5
    assert Scale(-0.2, 0.4, 0, 1).ticks(0.2) == pytest.approx([-0.2, 0, 0.2, 0.4])
    assert Scale(0.25, 0.9, 0, 1).ticks(0.2) == pytest.approx([0.4, 0.6, 0.8])


def test_words_and_values_are_escaped():
    assert label(1, 2.25, "<&\x00") == '<text x="1" y="2.2">&lt;&amp;[U+0000]</text>'
    assert element("g", class_='"', stroke_width=2.0, cx=None) == '<g class="&quot;" stroke-width="2"></g>'


def drawn(markup):
    """The chart as a tree: it is well-formed, has a name, and every number in it is one."""
    root = ET.fromstring(markup)
    assert root.get("role") == "img"
    assert root.findtext("title")
    for one in root.iter():
        for name in ("x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r"):
            assert abs(float(one.get(name, 0))) < 5000
    return root


def test_every_chart_of_a_run_is_drawn():
    run = run_of(whole_run())
    assert len(drawn(charts.scores(dev_curve(run), gate_curve(run))).findall("circle")) == 5
    both = gains(run)
    assert both is not None
    assert len(drawn(charts.forest(both)).findall("circle")) == 3
    assert drawn(charts.looks(run.looks, 20)).findall("polyline")
    assert drawn(charts.strip(0.5, 0.22, 0.71, "good")).findall("circle")
    nodes = drawn(tree_chart(tree(run))).findall("g")
    assert [node.get("class") for node in nodes] == ["node seed", "node in", "node out", "node best"]


def test_there_is_no_chart_where_there_is_nothing_to_compare():
    assert charts.scores((), ()) == ""
    assert charts.scores((Point(0, 0.5, 0.4, 0.6, 0),), ()) == ""
    assert charts.looks((), 20) == ""
    assert tree_chart(tree(run_of([STARTED]))) == ""


def test_extreme_figures_are_drawn_all_the_same():
    same = (Point(0, 0.0, 0.0, 0.0, 0), Point(1, 0.0, 0.0, 0.0, 1))
    drawn(charts.scores(same, same))
    drawn(charts.scores((Point(0, 1.0, 1.0, 1.0, 0), Point(1, 1.0, 1.0, 1.0, 1)), ()))
    none = Gain(0.0)
    drawn(charts.forest(Gains(none, none, none)))
    drawn(charts.strip(-1.0, -1.0, -1.0, "bad"))
    drawn(charts.strip(0.0, 0.0, 0.0, "open"))
    look = GateLook(totals=Totals(), look=1, cases=50_000, wins=20_000, losses=0, boundary=None)
    drawn(charts.looks((look,), 100_000))
    drawn(charts.looks((replace(look, wins=0),), 0))


def test_a_crowd_is_drawn_and_a_smear_is_not():
    def many(count):
        means = {str(number): number / count for number in range(count)}
        race = RaceBlock(totals=Totals(), step=1, cases=10, means=means, dropped=())
        return tree_chart(
            tree(run_of([STARTED, *(proposed(number, 0, 1, FORM) for number in range(1, count)), race]))
        )

    assert drawn(many(100)).findall("g")
    assert many(400) == ""
