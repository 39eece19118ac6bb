"""A prompt is opened in VS Code: its findings, what they say, and their fixes in the saved file."""

from __future__ import annotations

MISSPELT = "---\nevals: ./dates.evals.jsonl\n---\nFind the date in {{inptu}} and return it.\n"


def test_words_at_fault_are_underlined_explained_and_mended(window, folder):
    prompt = folder / "dates.md"
    prompt.write_text(MISSPELT)
    window.open("dates.md")
    window.see(window.squiggles("error"))
    assert "did you mean" in window.hover("inptu").inner_text()
    window.shot("findings")
    assert not window.toasts()
    window.go_to(4, 20)
    window.press("Control+.")
    window.see(window.page.locator(".action-widget .monaco-list-row", has_text="Rename the variable")).click()
    window.gone(window.squiggles("error"))
    window.save()
    assert prompt.read_text() == MISSPELT.replace("inptu", "input")
