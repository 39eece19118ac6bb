"""Suggestions: what fits at a cursor, marked `|` in each text, and what the text becomes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motjuste.settings import Loaded, Settings
from motjuste.text.span import Span
from motjuste.workspace.addresses import prompt_at
from motjuste.workspace.completion import suggestions
from motjuste.workspace.completion_evals import eval_suggestions
from motjuste.workspace.workspace import Workspace


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "cases.jsonl").write_text('{"ticket": "a", "user.name": "b", "expected": "c"}\n')
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "tone.j2").write_text("Be kind.\n")
    (tmp_path / "motjuste.toml").write_text("")
    return tmp_path


def offered(folder, name, marked):
    at = marked.index("|")
    source = marked[:at] + marked[at + 1 :]
    workspace = Workspace.discover(folder)
    documents = workspace.documents(str(folder / name), source)
    found = suggestions(workspace, prompt_at(documents, Span(at, at)), at)
    for one in found:
        assert one.span.end == at
    return {one.label: source[: one.span.start] + one.text + source[at:] for one in found}


LINK = "---\nevals: cases.jsonl\n---\n"


@pytest.mark.parametrize(
    ("name", "marked", "label", "becomes"),
    [
        ("a.md", LINK + "Sort {{ ti|", "ticket", LINK + "Sort {{ ticket }}"),
        ("a.md", LINK + "Sort {{|}} now", "ticket", LINK + "Sort {{ticket}} now"),
        ("a.md", LINK + "Sort {{ user.| }}", "user.name", LINK + "Sort {{ user.name }}"),
        ("a.j2", LINK + "{% if | %}", "ticket", LINK + "{% if ticket %}"),
        (
            "a.j2",
            LINK + "{% for x in ti| %}{% endfor %}",
            "ticket",
            LINK + "{% for x in ticket %}{% endfor %}",
        ),
        ("a.j2", '{% include "pa|" %}', "parts/", '{% include "parts/" %}'),
        ("a.j2", '{% include "parts/|" %}', "tone.j2", '{% include "parts/tone.j2" %}'),
        ("a.md", "---\ninputs: [place]\n---\n{{ | }}", "place", "---\ninputs: [place]\n---\n{{ place }}"),
        ("a.md", "---\nro|\n---\nHi\n", "role", "---\nrole: \n---\nHi\n"),
        ("a.md", "---\nrole:|\n---\nHi\n", "user", "---\nrole: user\n---\nHi\n"),
        ("a.md", "---\nrole: u|\n---\nHi\n", "user", "---\nrole: user\n---\nHi\n"),
        ("a.md", "---\ntemplate: |\n---\nHi\n", "jinja", "---\ntemplate: jinja\n---\nHi\n"),
        ("a.md", "---\ncheck: nu|\n---\nHi\n", "numeric", "---\ncheck: numeric\n---\nHi\n"),
        ("a.md", "---\nevals: ./|\n---\nHi\n", "cases.jsonl", "---\nevals: ./cases.jsonl\n---\nHi\n"),
        (
            "a.md",
            "---\nevals: cases.jsonl\ninputs: [ti|]\n---\n{{ x }}",
            "ticket",
            "---\nevals: cases.jsonl\ninputs: [ticket]\n---\n{{ x }}",
        ),
        (
            "a.md",
            "---\ninputs:\n  - |\n---\n{{ place }}",
            "place",
            "---\ninputs:\n  - place\n---\n{{ place }}",
        ),
        ("SKILL.md", "---\nname: x\nallow|\n---\n", "allowed-tools", "---\nname: x\nallowed-tools: \n---\n"),
        ("a.md", "<!-- motjuste: ig| -->\n", "ignore", "<!-- motjuste: ignore -->\n"),
        ("a.md", "<!-- motjuste: ignore T0| -->\n", "T002", "<!-- motjuste: ignore T002 -->\n"),
        ("a.md", "<!-- motjuste: ignore T001, | -->\n", "T002", "<!-- motjuste: ignore T001, T002 -->\n"),
        ("a.md", "<!-- motjuste: evals=| -->\n", "cases.jsonl", "<!-- motjuste: evals=cases.jsonl -->\n"),
        ("a.md", "<!-- motjuste: dialect=ha| -->\n", "handlebars", "<!-- motjuste: dialect=handlebars -->\n"),
        ("a.prompty", "---\nname: x\n---\nsy|", "system", "---\nname: x\n---\nsystem:\n"),
        ("a.prompt", '---\nmodel: x\n---\n{{role "u|"}}\n', "user", '---\nmodel: x\n---\n{{role "user"}}\n'),
        (
            "prompt.json",
            '[{"role": "sy|", "content": "Hi there"}]',
            "system",
            '[{"role": "system", "content": "Hi there"}]',
        ),
        ("a.prompt.md", "Read [the tone](pa|", "parts/", "Read [the tone](parts/"),
    ],
)
def test_what_fits_is_offered_and_written(folder, name, marked, label, becomes):
    found = offered(folder, name, marked)
    assert label in found
    assert found[label] == becomes


@pytest.mark.parametrize(
    ("name", "marked"),
    [
        ("a.md", "Sort the |tickets.\n"),
        ("a.md", "Done {{ x }} and |"),
        ("a.md", "{{ x }}\n---\nro|\n---\n"),
        ("a.md", "---\nevals: ../|\n---\nHi\n"),
        ("a.md", "---\nevals: /etc/|\n---\nHi\n"),
        ("a.md", "---\nname: x|\n---\nHi\n"),
    ],
)
def test_elsewhere_nothing_is_offered(folder, name, marked):
    assert offered(folder, name, marked) == {}


def test_a_python_string_is_completed_in_its_own_dialect(folder):
    marked = (
        'SORT_PROMPT = "Sort {ticket} and {ti|}, please."\n'
        'NAME_PROMPT = """Name {place}."""\nprint(SORT_PROMPT.format(ticket=1), NAME_PROMPT.format(place=2))\n'
    )
    assert list(offered(folder, "prompts.py", marked)) == ["ticket", "ti"]


@pytest.mark.parametrize(
    ("suffix", "marked", "label"),
    [
        (".jsonl", '{"place": "a"}\n{"|', "place"),
        (".jsonl", '{"place": "a"}\n{"|', "ticket"),
        (".jsonl", '{"place": "a", "ex|', "expected"),
        (".jsonl", '{"place": "a", "split": "|', "gate"),
        (".jsonl", '{"assert": [{"type": "co|', "contains-any"),
        (".yaml", "- place: a\n- |", "place"),
        (".yaml", "- vars:\n    ti|", "ticket"),
        (".yaml", "- check: nu|", "numeric"),
        (".csv", "place,|", "ticket"),
    ],
)
def test_an_eval_file_is_offered_columns_checks_and_splits(suffix, marked, label):
    at = marked.index("|")
    text = marked[:at] + marked[at + 1 :]
    assert label in {one.label for one in eval_suggestions(suffix, text, at, ["ticket"])}


def test_rows_of_a_table_are_offered_nothing():
    assert eval_suggestions(".csv", "place\nx", 7, ["ticket"]) == ()


@given(
    st.text(st.sampled_from("{}%$\"'#!-: \n\rmotjuste:ignore evals=x/.(["), max_size=60), st.integers(0, 60)
)
def test_no_text_makes_it_raise(source, at):
    workspace = Workspace(Loaded(Settings(), Path("/nowhere")))
    for name in ("/nowhere/a.md", "/nowhere/a.j2", "/nowhere/prompts.py"):
        documents = workspace.documents(name, source)
        place = min(at, len(source))
        suggestions(workspace, prompt_at(documents, Span(place, place)), place)
