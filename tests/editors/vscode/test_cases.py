"""Cases are tests: the Test Explorer runs them, shows what failed and opens the row; so does the Problems panel."""

from __future__ import annotations


def test_all_cases_run_from_the_test_explorer_and_one_alone(window, endpoint):
    window.open("dates.md")
    window.lens("Optimize")
    window.side_bar("Testing")
    run_test(window, "dates.md")
    window.button("Always in this workspace").click()
    window.see(window.page.locator(".test-explorer", has_text="12/60"))
    # VS Code opens the results by itself, but not where a run is over soon.
    window.press("Control+;", "Control+o")
    window.row("expected 1990-01-01, got January 1, 1990")
    assert endpoint.calls == 60
    window.shot("test-explorer")
    # Where the editor lost the focus in this moment, VS Code drops the refresh of lenses until it is back.
    window.press("Control+1")
    window.lens("20.0 % on 60 cases")
    window.row("dates.md", ".test-explorer").click()
    window.press("ArrowRight")
    run_test(window, "line 2")
    window.see(window.page.locator(".test-explorer", has_text="0/1"))
    assert endpoint.calls == 60, "an answer that is known was asked for again"


def run_test(window, name):
    row = window.row(name, ".test-explorer")
    row.hover()
    row.locator(".action-label[aria-label^='Run Test']").click()


def test_problems_open_the_row_of_a_failing_case(window):
    window.open("dates.md")
    window.start("Mot Juste: Show Failures")
    window.toast("passage")
    window.press("Control+Shift+m")
    window.row("dates.md", ".markers-panel").click()
    window.press("ArrowRight", "ArrowDown", "ArrowRight")
    window.row("dates.evals.jsonl", ".markers-panel").dblclick()
    window.see(window.tab("dates.evals.jsonl"))
    window.shot("problems")
