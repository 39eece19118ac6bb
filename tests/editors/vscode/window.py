"""A window of VS Code in a browser: what a user does and sees, each with a deadline and none by the clock."""

from __future__ import annotations

import contextlib
import re
import time
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page
    from tests.editors.vscode.code_server import CodeServer

DEADLINE = 60_000.0
"""Milliseconds; what takes longer than this on a busy machine is taken for broken."""
FIELD = ".quick-input-widget:visible input.input"


class Window:
    """One window with one folder."""

    def __init__(self, page: Page, server: CodeServer, folder: Path, shots: Path) -> None:
        self.page = page
        self.server = server
        self.folder = folder
        self._shots = shots
        page.set_default_timeout(DEADLINE)

    def show(self) -> None:
        """Load the window and wait until it can be used."""
        self.page.goto(self.server.folder_url(self.folder))
        expect(self.page.locator(".explorer-folders-view .monaco-list-row").first).to_be_visible(
            timeout=DEADLINE
        )

    def open(self, name: str) -> None:
        """Open a file of the folder by the quick picker."""
        self.page.keyboard.press("Control+p")
        self._pick(name, name)
        expect(self.tab(name)).to_be_visible(timeout=DEADLINE)
        expect(self.page.locator(".editor-group-container.active .view-line").first).to_be_visible(
            timeout=DEADLINE
        )

    def tab(self, name: str) -> Locator:
        """An open editor's tab."""
        return self.page.locator(".tabs-container .tab", has_text=name)

    def command(self, title: str) -> None:
        """Run a command by the palette."""
        self.page.keyboard.press("F1")
        self._pick(f">{title}", title)

    def _pick(self, typed: str, wanted: str) -> None:
        """Type until what is wanted is offered: commands and files come in while a window starts."""
        field = self.see(FIELD)
        row = self.page.locator(".quick-input-list .monaco-list-row.focused", has_text=wanted)
        deadline = time.monotonic() + DEADLINE / 1000
        while not row.is_visible():
            assert time.monotonic() < deadline, f"{wanted!r} is not offered"
            field.fill("")
            field.fill(typed)
            with contextlib.suppress(AssertionError):
                expect(row).to_be_visible(timeout=2_000)
        field.press("Enter")
        expect(row).to_be_hidden(timeout=DEADLINE)

    def answer(self, text: str) -> None:
        """Answer the question in the field at the top."""
        field = self.see(FIELD)
        field.fill(text)
        field.press("Enter")

    def go_to(self, line: int, column: int = 1) -> None:
        """Put the cursor somewhere; lines and columns from 1."""
        self.page.keyboard.press("Control+g")
        self.answer(f":{line}:{column}")
        expect(self.page.locator(".quick-input-widget")).to_be_hidden(timeout=DEADLINE)
        expect(self.page.locator("#status\\.editor\\.selection")).to_contain_text(
            f"Ln {line}, Col {column}", timeout=DEADLINE
        )

    def squiggles(self, kind: str = "") -> Locator:
        """The squiggles in sight: `error`, `warning`, `info`, `hint` or all."""
        return self.page.locator(f".cdr[class*='squiggly-{kind}']")

    def see(self, locator: Locator | str) -> Locator:
        """Wait until something is in sight."""
        found = self.page.locator(locator) if isinstance(locator, str) else locator
        expect(found.first).to_be_visible(timeout=DEADLINE)
        return found.first

    def gone(self, locator: Locator | str) -> None:
        """Wait until something is not in sight any more."""
        found = self.page.locator(locator) if isinstance(locator, str) else locator
        expect(found).to_have_count(0, timeout=DEADLINE)

    def words(self, text: str) -> Locator:
        """The innermost piece of the editor's text that holds some words."""
        whole = re.compile(rf"(?<!\w){re.escape(text)}(?!\w)")
        return self.page.locator(".view-line span span", has_text=whole).first

    def hover(self, text: str) -> Locator:
        """Point at words; gives the hover."""
        self.words(text).hover()
        return self.see(".monaco-hover:not(.hidden) .monaco-hover-content")

    def lens(self, title: str | re.Pattern[str]) -> Locator:
        """A code lens."""
        return self.see(self.page.locator(".codelens-decoration a", has_text=title))

    def toast(self, text: str | re.Pattern[str]) -> Locator:
        """A message at the corner."""
        return self.see(self.page.locator(".notification-toast", has_text=text))

    def toasts(self) -> list[str]:
        """All messages at the corner."""
        return list(
            self.page.locator(".notification-toast .notification-list-item-message").all_inner_texts()
        )

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def save(self) -> None:
        """Save the file of the active editor, and wait until it is."""
        self.page.keyboard.press("Control+s")
        self.gone(".tabs-container .tab.active.dirty")

    def shot(self, name: str) -> None:
        """Keep a picture of the window."""
        self._shots.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=self._shots / f"{name}.png", animations="disabled")

    def keep(self, name: str, text: str) -> None:
        """Keep something made of what was seen."""
        self._shots.mkdir(parents=True, exist_ok=True)
        (self._shots / name).write_text(text, "utf-8")

    def until(self, script: str, argument: Any = None) -> None:
        """Wait until a function of the page is true."""
        self.page.wait_for_function(script, arg=argument, timeout=DEADLINE)

    def start(self, title: str) -> None:
        """Start a run by its palette command, when the server is ready for it, and agree to what it may cost."""
        self.lens("Optimize")
        self.command(title)
        self.button("Run").click()

    def confirm(self) -> None:
        """Say yes to the edit in the preview: tick it and apply it."""
        self.see(".bulk-edit-panel .monaco-list-row .edit-checkbox").click()
        self.button("Apply").click()

    def button(self, title: str) -> Locator:
        """A button of a message, a dialog or a panel."""
        return self.see(self.page.locator(".monaco-button", has_text=re.compile(f"^{re.escape(title)}$")))

    def side_bar(self, title: str) -> None:
        """Show a view container."""
        self.see(f".activitybar .action-item a[aria-label^='{title}']").click()
        self.see(self.page.locator(".sidebar .composite.title", has_text=title))

    def row(self, text: str | re.Pattern[str], within: str = "") -> Locator:
        """A row of a list or tree."""
        return self.see(self.page.locator(f"{within} .monaco-list-row", has_text=text))

    def webview(self, text: str) -> Locator:
        """The words of a webview's page."""
        frame = self.page.frame_locator("iframe.webview.ready").frame_locator("iframe#active-frame")
        return self.see(frame.locator("body *:visible", has_text=text))
