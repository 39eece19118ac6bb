"""The animated picture of the README, taken from the real editor: from a failing prompt to a proven edit taken with Tab."""

from __future__ import annotations

from tests.editors.vscode.capture import animated
from tests.editors.vscode.test_optimizing import REPLACEMENT, replacing, struck

TITLE = "A prompt is optimized in VS Code: cost and consent, progress, the proven edit drawn in the text and taken with Tab"
SIZE = {"width": 960, "height": 540}


def test_the_story_is_told_in_one_small_animated_picture(window, endpoint):
    endpoint.responder = replacing
    frames = []

    def frame(seconds):
        frames.append((window.page.screenshot(animations="disabled"), seconds))

    window.page.set_viewport_size(SIZE)
    window.open("dates.md")
    window.press("Control+b")
    window.lens("Optimize")
    frame(2)
    window.command("Mot Juste: Optimize This Prompt")
    run = window.button("Run")
    frame(2.5)
    endpoint.hold()
    run.click()
    window.lens("Cancel the run")
    window.see(window.page.locator("#status\\.progress", has_text="calls"))
    frame(1.5)
    endpoint.release()
    window.toast("HELPS")
    window.button("Apply")
    frame(3)
    window.button("Discard").click()
    window.go_to(4, 12)
    struck(window)
    window.command("Notifications: Clear All Notifications")
    struck(window)
    window.lens("HELPS")
    frame(3)
    window.command("Mot Juste: Take the Proven Edit")
    window.see(window.page.locator(".view-line", has_text=REPLACEMENT.split(",")[0]))
    window.save()
    frame(2.5)
    picture = animated(frames, title=TITLE, **SIZE)
    window.keep("story.svg", picture)
    assert len(picture) < 1_000_000
