"""What counts as a change of a prompt, and what a scores file says of it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.workspace.test_scores import SCORE

from motjuste.document.parse import parse
from motjuste.errors import UserError
from motjuste.workspace.score_state import address_in, gone, prompt_digest
from motjuste.workspace.scores import FILE_NAME, Entry, read_scores, write_scores
from motjuste.workspace.workspace import Workspace

PLAIN = "Sort {{ ticket }} into a queue.\nBe brief.\n"


def digest(text: str, path: str = "a.md", check: str | None = None) -> str:
    return prompt_digest(parse(path, text), check)


@pytest.mark.parametrize(
    "text",
    [
        PLAIN.replace("\n", "\r\n"),
        f"---\nevals: ./a.jsonl\n---\n{PLAIN}",
        PLAIN.replace("brief", "<edit>brief</edit>"),
        f"{PLAIN}<!-- motjuste: protect-start --><!-- motjuste: protect-end -->",
    ],
    ids=["line ends", "front matter", "tags", "directives"],
)
def test_what_no_model_reads_does_not_count(text):
    assert digest(text) == digest(PLAIN)


@pytest.mark.parametrize(
    "text",
    [PLAIN.replace("brief", "short"), PLAIN.replace("ticket", "mail"), PLAIN.replace(" into", "  into"), ""],
    ids=["a word", "a variable", "a blank", "all"],
)
def test_what_a_model_reads_counts(text):
    assert digest(text) != digest(PLAIN)


def test_how_it_is_read_and_checked_counts():
    assert digest(PLAIN, "a.j2") != digest(PLAIN)
    assert digest(PLAIN, check="numeric") != digest(PLAIN)
    forced = parse("a.md", PLAIN, dialect="none")
    assert prompt_digest(forced, None) != digest(PLAIN)


def test_the_same_words_under_another_name_are_the_same_prompt():
    assert digest(PLAIN, "b.md") == digest(PLAIN)


@given(st.text())
def test_any_text_has_a_digest(text):
    assert digest(text) == digest(text)


def test_an_address_is_relative_to_the_workspace(tmp_path):
    document = parse(str(tmp_path / "prompts" / "a.md"), PLAIN)
    assert address_in(document, tmp_path) == "prompts/a.md"
    assert address_in(replace(document, name="X"), tmp_path) == "prompts/a.md::X"


def test_prompts_that_are_gone(tmp_path):
    (tmp_path / "a.md").write_text(PLAIN)
    (tmp_path / "b::c.md").write_text(PLAIN)
    (tmp_path / "p.py").write_text('A_PROMPT = "Sort the ticket."\n')
    there = ["a.md", "b::c.md", "p.py::A_PROMPT"]
    away = ["c.md", "a.md::X", "p.py::B_PROMPT", "", "..", "x/../../y.md::Z"]
    entries = {address: Entry(SCORE) for address in (*there, *away)}
    assert set(gone(entries, Workspace.discover(tmp_path))) == set(away)


def test_a_scores_file_is_read_once_and_again_when_it_changed(tmp_path):
    (tmp_path / "motjuste.toml").touch()
    workspace = Workspace.discover(tmp_path)
    assert workspace.scores() == {}
    write_scores(tmp_path, {"a.md": Entry(SCORE)})
    first = workspace.scores()
    assert workspace.scores() is first
    write_scores(tmp_path, {"a.md": Entry(SCORE), "b.md": Entry(SCORE)})
    assert set(workspace.scores()) == {"a.md", "b.md"}
    (tmp_path / FILE_NAME).write_text("{")
    with pytest.raises(UserError):
        workspace.scores()


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(
    data=JSON,
    key=st.sampled_from([None, "prompts", "a.md", "cases", "interval", "splits", "mean", "baseline"]),
)
def test_whatever_stands_in_the_file_is_read_or_refused(tmp_path_factory, data, key):
    folder = tmp_path_factory.mktemp("scores")
    whole = json.loads(write_scores(folder, {"a.md": Entry(SCORE)}).read_text())
    if key is None:
        whole = data
    elif key == "prompts":
        whole["prompts"] = data
    elif key == "a.md":
        whole["prompts"]["a.md"] = data
    else:
        whole["prompts"]["a.md"][key] = data
    (folder / FILE_NAME).write_text(json.dumps(whole), "utf-8")
    try:
        read_scores(folder)
    except UserError as error:
        assert error.line is not None  # noqa: PT017 - both ends are fine
