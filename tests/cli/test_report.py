"""`motjuste report` as a user runs it: a page for every run, wherever it is named from."""

from __future__ import annotations

from tests.cli.command import motjuste, refusal

SMALL = ("--steps", 1, "--candidates", 2)


def test_an_optimization_names_its_report_and_gets_one(workspace, tmp_path):
    done = motjuste("optimize", "dates.md", *SMALL, cwd=workspace)
    assert done.status == 0, done.stderr
    run = next(line.split()[1] for line in done.out.splitlines() if line.startswith("run 2"))
    assert f"motjuste report {run}" in done.out
    made = motjuste("report", run, cwd=workspace)
    assert made.status == 0, made.stderr
    assert made.out == f"motjuste-{run}.html\n"
    html = (workspace / f"motjuste-{run}.html").read_text()
    assert html.startswith("<!doctype html>")
    assert "HELPS" in html
    assert motjuste("report", workspace / "dates.md", "-o", "-", cwd=tmp_path).out == html


def test_marks_and_scores_have_a_page_too(workspace):
    assert motjuste("mark", "dates.md", cwd=workspace).status == 0
    assert "1 MARK" in motjuste("report", "last", "-o", "-", cwd=workspace).out
    assert motjuste("eval", "dates.md", cwd=workspace).status == 0
    assert "The prompt scored" in motjuste("report", "last", "-o", "-", cwd=workspace).out
    assert "(eval dates.md)" in refusal(motjuste("report", "nonsense", cwd=workspace))


def test_a_prompt_names_its_own_last_run_from_every_folder(workspace, tmp_path):
    assert motjuste("eval", "dates.md", "--split", "dev", cwd=workspace).status == 0
    assert motjuste("mark", "dates.md", cwd=workspace).status == 0
    (workspace / "inner").mkdir()
    for name, cwd in (("dates.md", workspace), ("../dates.md", workspace / "inner")):
        assert "1 MARK" in motjuste("report", name, "-o", "-", cwd=cwd).out
    other = tmp_path / "other"
    other.mkdir()
    (other / "dates.md").write_bytes((workspace / "dates.md").read_bytes())
    assert "no run 'dates.md'" in refusal(motjuste("report", "dates.md", cwd=other))
