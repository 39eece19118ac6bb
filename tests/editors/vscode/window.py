"""A window of VS Code in a browser: what a user does and sees, each with a deadline and none by the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

if TYPE_CHECKING:
    import re
    from pathlib import Path

    from playwright.sync_api import Locator, Page
    from tests.editors.vscode.code_server import CodeServer

DEADLINE = 40_000.0
"""Milliseconds; what takes longer than this on a busy machine is taken for broken."""


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
        field = self.page.locator(".quick-input-widget:visible input.input")
        field.fill(typed)
        row = self.page.locator(".quick-input-list .monaco-list-row.focused", has_text=wanted)
        expect(row).to_be_visible(timeout=DEADLINE)
        field.press("Enter")
        expect(self.page.locator(".quick-input-widget")).to_be_hidden(timeout=DEADLINE)

    def go_to(self, line: int, column: int = 1) -> None:
        """Put the cursor somewhere; lines and columns from 1."""
        self.page.keyboard.press("Control+g")
        field = self.page.locator(".quick-input-widget:visible input.input")
        field.fill(f":{line}:{column}")
        field.press("Enter")
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
        return self.page.locator(".view-line span span", has_text=text).first

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
        self.page.screenshot(path=self._shots / f"{name}.png")

    def until(self, script: str, argument: Any = None) -> None:
        """Wait until a function of the page is true."""
        self.page.wait_for_function(script, arg=argument, timeout=DEADLINE)
