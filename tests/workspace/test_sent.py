"""Settings that an editor sends: what of its section counts, how runs get it, and that files win over it."""

from __future__ import annotations

import pytest

from motjuste.settings import load
from motjuste.workspace.sent import VARIABLE, handed_over, sent_settings, taken_over


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        (None, {}),
        ("nonsense", {}),
        ({"interpreter": "python3", "trace": {"server": "off"}}, {}),
        ({"lint": {"select": None, "ignore": ["T"]}, "evals": {}}, {"lint": {"ignore": ["T"]}}),
        ({"models": {"task": {"base-url": None, "model": "m"}}}, {"models": {"task": {"model": "m"}}}),
        ({"extend": "../../elsewhere.toml"}, {}),
    ],
)
def test_what_is_not_set_or_not_ours_is_left_out(section, expected):
    assert sent_settings(section) == expected


def test_a_run_gets_what_the_editor_sent_and_nobody_else_does():
    sent = {"lint": {"ignore": ["T006"]}}
    assert taken_over(handed_over(sent)) == sent
    assert handed_over({}) == {}
    assert taken_over({}) == {}
    assert taken_over({VARIABLE: "{broken"}) == {}


def test_a_settings_file_wins_key_by_key(tmp_path):
    (tmp_path / "motjuste.toml").write_text('[lint]\nignore = ["T001"]\n')
    sent = {"lint": {"ignore": ["T006"], "select": ["T"]}, "prompts": {"model": "gpt-5"}}
    found = load(tmp_path / "a.md", sent=sent).settings
    assert (found.lint.ignore, found.lint.select, found.prompts.model) == (("T001",), ("T",), "gpt-5")


def test_where_no_file_says_anything_the_editor_does(tmp_path):
    loaded = load(tmp_path / "a.md", here=tmp_path, sent={"lint": {"ignore": ["T006"], "select": 3}})
    assert loaded.settings.lint.ignore == ("T006",)
    assert loaded.root == tmp_path
    assert [one.key for one in loaded.warnings] == ["lint.select"]
