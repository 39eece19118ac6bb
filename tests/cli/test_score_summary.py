"""The job summary of `motjuste eval`, and prompts that share a file."""

from __future__ import annotations

import json
import subprocess

import pytest
from tests.cli.command import motjuste, refusal
from tests.personas import PROMPT

FILE = "motjuste.scores.json"
BETTER = PROMPT.replace("the date", "the date as YYYY-MM-DD", 1)
TWO = '''\
FIND_PROMPT = """Find the date in the text and return it."""
ISO_PROMPT = """Find the date in the text and return it as YYYY-MM-DD."""
'''


@pytest.fixture
def committed(workspace):
    """The workspace in a repository, its better prompt scored, written down and committed."""
    (workspace / "dates.md").write_text(BETTER)
    assert motjuste("eval", "dates.md", "--update", cwd=workspace).status == 0
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.com"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "Begin"]):
        subprocess.run([*git, *words], cwd=workspace, check=True)
    return workspace


def test_the_summary_shows_before_and_after_the_cases_and_the_words(committed):
    (committed / "dates.md").write_text(PROMPT)
    (committed / "summary.md").write_text("# Already here\n")
    done = motjuste("eval", "dates.md", "--max-drop", "0.02", "--summary", "summary.md", cwd=committed)
    assert done.status == 1
    page = (committed / "summary.md").read_text()
    assert page.startswith("# Already here\n## Mot Juste: scores\n")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in page.splitlines() if line[:1] == "|"]
    assert rows[0][:3] == ["prompt", "score", "95 % interval"]
    row = dict(zip(rows[0], rows[2], strict=True))
    assert row["prompt"] == "`dates.md`"
    assert row["cases"] == "80"
    assert row["model"] == "scripted"
    assert row["change"].startswith("−")  # noqa: RUF001 - a minus sign
    assert "**fell**" in rows[2]
    assert "cases fell</summary>" in page
    assert "| line " in page
    assert "Find the date [-as YYYY-MM-DD -]in the text" in page
    for kind in ("HELPS", "HARMS", "NO EVIDENCE"):
        assert kind not in page
    assert page.count("<details>") == page.count("</details>")


def test_a_score_that_is_as_good_is_called_the_same(committed):
    done = motjuste("eval", "dates.md", "--max-drop", "0", "--summary", "summary.md", cwd=committed)
    assert done.status == 0
    page = (committed / "summary.md").read_text()
    assert "| the same |" in page
    assert "<details>" not in page


def test_a_prompt_without_a_record_or_a_repository_has_a_summary_too(workspace):
    done = motjuste("eval", "dates.md", "--split", "dev", "--summary", "s.md", cwd=workspace)
    assert done.status == 0
    assert "| not on record |" in (workspace / "s.md").read_text()


def test_a_summary_that_cannot_be_written_is_an_error(workspace):
    done = motjuste("eval", "dates.md", "--split", "dev", "--json", "--summary", "none/s.md", cwd=workspace)
    assert done.status == 2
    assert "The summary cannot be written" in done.stderr


def test_what_stands_in_a_prompt_or_a_case_is_no_markup_of_the_summary(committed):
    hostile = PROMPT + "```\n</details><script>alert(1)</script>\n| a | b |\n"
    (committed / "dates.md").write_text(hostile)
    motjuste("eval", "dates.md", "--summary", "summary.md", cwd=committed)
    page = (committed / "summary.md").read_text()
    inside = page[page.index("````") : page.rindex("````")]
    assert "<script>" in inside
    assert "<script>" not in page.replace(inside, "")


@pytest.fixture
def two(workspace):
    """A file of two prompts, each with its own score."""
    (workspace / "dates.md").unlink()
    (workspace / "prompts.py").write_text(TWO)
    with (workspace / "motjuste.toml").open("a") as stream:
        stream.write('[evals]\n"*.py" = "dates.evals.jsonl"\n')
    done = motjuste("eval", "prompts.py", "--update", cwd=workspace)
    assert done.status == 0, done.stderr
    return workspace


def test_each_prompt_of_a_file_has_its_own_entry(two):
    entries = json.loads((two / FILE).read_text())["prompts"]
    assert list(entries) == ["prompts.py::FIND_PROMPT", "prompts.py::ISO_PROMPT"]
    means = [entry["mean"] for entry in entries.values()]
    assert means[0] < means[1]
    assert motjuste("check", "--select", "S", "prompts.py", cwd=two).status == 0


def test_only_the_prompt_that_changed_is_stale(two):
    (two / "prompts.py").write_text(TWO.replace("return it as", "give it back as"))
    done = motjuste("check", "--select", "S", "--output-format", "json", "prompts.py", cwd=two)
    (finding,) = done.json
    assert "`motjuste eval prompts.py::ISO_PROMPT --update`" in finding["message"]
    assert finding["location"] == {"row": 2, "column": 17}
    assert motjuste("eval", "prompts.py::ISO_PROMPT", "--update", cwd=two).status == 0
    assert motjuste("check", "--select", "S", "prompts.py", cwd=two).status == 0


def test_a_prompt_that_left_its_file_is_left_out(two):
    (two / "prompts.py").write_text(TWO.replace("FIND_PROMPT", "SEEK_PROMPT"))
    done = motjuste("check", "--select", "S", ".", cwd=two)
    assert "prompts.py::FIND_PROMPT is no longer there" in done.stderr
    done = motjuste("eval", "prompts.py", "--update", cwd=two)
    assert "Left prompts.py::FIND_PROMPT out" in done.stderr
    assert list(json.loads((two / FILE).read_text())["prompts"]) == [
        "prompts.py::ISO_PROMPT",
        "prompts.py::SEEK_PROMPT",
    ]


def test_a_prompt_that_is_none_of_the_files_is_refused(two):
    assert "SEEK_PROMPT" in refusal(motjuste("eval", "prompts.py::SEEK_PROMPT", cwd=two))


def test_a_name_inside_a_tag_is_written_for_html(committed):
    (committed / "dates.md").rename(committed / "my_<b>&.md")
    assert motjuste("eval", "my_<b>&.md", "--update", cwd=committed).status == 0
    (committed / "my_<b>&.md").write_text(PROMPT)
    assert motjuste("eval", "my_<b>&.md", "--summary", "summary.md", cwd=committed).status == 0
    names = [line for line in (committed / "summary.md").read_text().splitlines() if "<summary>" in line]
    assert names
    assert all("<summary>my_&lt;b&gt;&amp;.md: " in line for line in names)
