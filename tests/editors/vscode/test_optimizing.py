"""From wrong answers to the saved file: optimize, look, take; proven edits as ghost text and drawn in place."""

from __future__ import annotations

import json

from playwright.sync_api import expect
from tests import personas
from tests.editors.vscode.window import DEADLINE

TAGGED = personas.PROMPT.replace("the date", "the <edit>date</edit>")
FORM = "(YYYY-MM-DD)"
DRAWN = "[class*='ced-'][class*='TextEditorDecorationType']"
REPLACEMENT = "day, as YYYY-MM-DD,"


def test_tagged_words_are_optimized_previewed_taken_and_saved(window, folder, endpoint):
    prompt = folder / "dates.md"
    prompt.write_text(TAGGED)
    window.open("dates.md")
    window.lens("Not scored yet")
    window.hover("evals")
    assert endpoint.calls == 0, "opening and pointing asked a model"
    endpoint.hold()
    window.start("Mot Juste: Optimize Tagged Words")
    window.see("#status\\.progress")
    window.lens("Cancel the run")
    window.shot("progress")
    endpoint.release()
    window.row(FORM, ".bulk-edit-panel").click()
    window.toast("HELPS")
    window.shot("preview")
    assert prompt.read_text() == TAGGED
    window.confirm()
    window.see(window.words(FORM))
    window.save()
    assert prompt.read_text() == TAGGED.replace("date<", f"date {FORM}<")
    window.lens("HELPS")
    window.shot("taken")
    calls = endpoint.calls
    window.hover("evals")
    assert endpoint.calls == calls, "hovering asked a model"


def test_a_proven_insertion_is_ghost_text_until_tab(window, folder):
    optimize(window)
    window.go_to(4, 14)
    window.see(".ghost-text-decoration, .ghost-text")
    window.shot("ghost-text")
    window.press("Escape")
    window.gone(".ghost-text-decoration, .ghost-text")
    window.press("ArrowLeft", "ArrowRight")
    window.see(".ghost-text-decoration, .ghost-text")
    window.press("Tab")
    window.save()
    assert FORM in (folder / "dates.md").read_text()


def test_a_proven_replacement_is_drawn_and_taken_with_tab(window, folder, endpoint):
    endpoint.responder = replacing
    optimize(window)
    window.go_to(4, 12)
    struck(window)
    window.shot("drawn")
    window.press("Tab")
    window.gone(DRAWN)
    window.save()
    assert f"Find the {REPLACEMENT} in" in (folder / "dates.md").read_text()


def test_a_drawn_replacement_goes_with_escape_and_tab_is_tab_again(window, folder, endpoint):
    endpoint.responder = replacing
    optimize(window)
    window.go_to(4, 12)
    struck(window)
    window.press("Escape")
    window.gone(DRAWN)
    window.press("Tab")
    window.save()
    assert REPLACEMENT not in (folder / "dates.md").read_text()


def test_cancel_stops_the_calls_and_says_so(window, folder, endpoint):
    window.open("dates.md")
    endpoint.hold()
    window.start("Mot Juste: Optimize This Prompt")
    window.lens("Cancel the run").click()
    window.lens("Optimize")
    calls = endpoint.calls
    endpoint.release()
    expect(window.page.locator("#status\\.progress")).to_have_count(0)
    assert endpoint.calls == calls
    assert (folder / "dates.md").read_text() == personas.PROMPT


def optimize(window):
    """Run to the end of an optimization that proves an edit, and do not take it from the preview."""
    window.open("dates.md")
    window.start("Mot Juste: Optimize This Prompt")
    window.toast("HELPS")
    window.button("Discard").click()


def struck(window):
    """Wait until old words are struck through and new ones stand behind them."""
    expect(window.page.locator(DRAWN).first).to_be_attached(timeout=DEADLINE)


def replacing(request):
    """As `personas.dates`, but only words in the place of others help: its useful proposal, and nothing added."""
    told = json.dumps(request)
    if "json_schema" in told:
        return personas.dates(request).replace("date as YYYY-MM-DD", REPLACEMENT)
    if REPLACEMENT not in told:
        told = told.replace("YYYY-MM-DD", "").replace("Example answer:", "")
    return personas.dates(json.loads(told))
