"""What counts as new since a revision, line by line and cause by cause."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motjuste.lint.finding import Finding, Related, Severity
from motjuste.text.span import Span
from motjuste.workspace.changed import changed_rows, changes_since

LINES = st.lists(st.sampled_from(["a", "b", "", "c d"]), max_size=12)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@pytest.mark.parametrize(
    ("old", "new", "rows"),
    [
        ("a\nb\nc\n", "a\nb\nc\n", set()),
        ("a\nb\nc\n", "a\nB\nc\n", {2}),
        ("a\nb\nc\n", "x\na\nb\nc\n", {1}),
        ("a\nb\nc\n", "a\nc\n", set()),
        ("a\nb\nc\n", "a\r\nb\r\nc\r\n", set()),
        ("a\nb\n", "a\nb\nc", {3}),
        ("", "a", {1}),
        ("a\nb\nc\nd\n", "c\nd\na\nb\n", {1, 2}),
        ("a\na\na\n", "a\na\na\na\n", {4}),
    ],
)
def test_rows_that_changed(old, new, rows):
    assert changed_rows(old, new) == rows


@given(LINES, LINES, ENDS, ENDS)
def test_rows_that_did_not_change_were_there_in_the_same_order(old, new, old_end, new_end):
    rows = changed_rows(old_end.join(old), new_end.join(new))
    assert all(1 <= row <= max(1, len(new)) for row in rows)
    before = iter(old or [""])
    for row, line in enumerate(new or [""], 1):
        assert row in rows or any(one == line for one in before)


@given(LINES, ENDS)
def test_a_text_is_no_change_to_itself_whatever_its_line_ends(lines, end):
    assert changed_rows("\n".join(lines), end.join(lines)) == frozenset()


@pytest.fixture
def repository(tmp_path):
    (tmp_path / "a.md").write_text("One.\nTwo.\n")
    (tmp_path / "rows.jsonl").write_text("{}\n")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "First")
    return tmp_path


def git(folder, *words):
    subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false", *words],
        cwd=folder,
        check=True,
        capture_output=True,
    )


def told(**changes):
    known = {"code": "E001", "name": "n", "message": "m", "severity": Severity.ERROR, "span": Span(0, 0)}
    return Finding(**{**known, **changes})


def test_a_finding_of_an_unchanged_prompt_is_old(repository):
    changes = changes_since("HEAD", repository)
    path, text = str(repository / "a.md"), "One.\nTwo.\n"
    assert changes.hides(path, text, [told()], lambda _text: ()) == (True,)


def test_a_finding_that_speaks_of_another_changed_file_is_new(repository):
    rows = repository / "rows.jsonl"
    finding = told(related=(Related(str(rows), 1, "This row"),))
    path, text = str(repository / "a.md"), "One.\nTwo.\n"
    assert changes_since("HEAD", repository).hides(path, text, [finding], lambda _text: ()) == (True,)
    rows.write_text('{"broken"\n')
    assert changes_since("HEAD", repository).hides(path, text, [finding], lambda _text: ()) == (False,)


def test_what_the_old_text_had_too_is_old(repository):
    text = "One.\nTwo.\nThree.\n"
    (repository / "a.md").write_text(text)
    changes = changes_since("HEAD", repository)
    findings = [told(), told(code="T006", span=Span(5, 8))]
    path = str(repository / "a.md")
    assert changes.hides(path, text, findings, lambda _old: findings) == (True, True)
    assert changes.hides(path, text, findings, lambda _old: findings[:1]) == (True, False)
    on_the_new_line = told(span=Span(10, 15))
    assert changes.hides(path, text, [on_the_new_line], lambda _old: [on_the_new_line]) == (False,)


def test_the_old_text_of_a_deleted_and_rewritten_file_is_found(repository):
    git(repository, "rm", "-q", "--cached", "a.md")
    assert changes_since("HEAD", repository).old_text(str(repository / "a.md")) == "One.\nTwo.\n"
