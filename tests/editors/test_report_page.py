"""The report page in Chromium: nothing said on the console, both themes, wide and narrow, by keyboard and on paper."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from tests.report.runs import DONE, SPENT, STARTED, large_run, poisoned, whole_run

from motjuste.optimize.events import RunFailed, RunFinished
from motjuste.report import page as page_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from motjuste.optimize.events import AnyEvent

pytestmark = [
    pytest.mark.editors,
    pytest.mark.skipif(
        shutil.which("chromium") is None, reason="Chromium is missing: make test-editors installs it"
    ),
]
WIDTHS = {"wide": 1280, "phone": 390}
SHOTS = Path(__file__).resolve().parent.parent.parent / "build" / "editors"
CONTRASTS = Path(__file__).with_name("contrasts.js").read_text(encoding="utf-8")


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Opens a page of HTML as a file; at the end no page has complained, or asked anybody for anything."""
    complaints: list[str] = []

    def opened(html: str, *, width: int = 1280, scheme: Literal["light", "dark"] = "light") -> Page:
        file = tmp_path / "report.html"
        file.write_text(html, encoding="utf-8")
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        tab = context.new_page()
        tab.on("console", lambda said: complaints.append(said.text))
        tab.on("dialog", lambda dialog: complaints.append(dialog.message))
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on(
            "request",
            lambda asked: (
                None if asked.url.startswith(("file:", "data:", "about:")) else complaints.append(asked.url)
            ),
        )
        tab.goto(file.as_uri())
        return tab

    yield opened
    for context in browser.contexts:
        context.close()
    assert not complaints


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", WIDTHS)
def test_the_page_fits_and_can_be_read(show, name, scheme):
    tab = show(page_of(whole_run(), seconds=346.2), width=WIDTHS[name], scheme=scheme)
    assert tab.evaluate("document.documentElement.scrollWidth") == WIDTHS[name]
    tab.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert tab.evaluate(CONTRASTS) == []
    SHOTS.mkdir(parents=True, exist_ok=True)
    tab.screenshot(path=SHOTS / f"report-{name}-{scheme}.png", full_page=True)


def test_runs_of_every_kind_open_without_a_complaint(show):
    failed = RunFailed(totals=SPENT, message="No key", remedy="Set it", path=None, line=None)
    runs: list[list[AnyEvent]] = [
        [],
        [STARTED, failed, RunFinished(totals=SPENT, status="failed")],
        whole_run()[:13],
        large_run("<&" * 900),
        [poisoned(event) for event in whole_run()],
        [STARTED, DONE],
    ]
    for events in runs:
        tab = show(page_of(events), width=390)
        assert tab.locator("#result").inner_text()
        assert tab.evaluate("document.documentElement.scrollWidth") == 390


def test_cases_are_filtered_and_searched_from_the_keyboard(show):
    tab = show(page_of(whole_run()))
    rows = tab.locator(".cases tbody tr:visible")
    assert rows.count() == 20, "the gate's cases are shown first"
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    tab.locator("[name=split]:checked").focus()
    tab.keyboard.press("ArrowRight")
    assert tab.locator("[name=split]:checked").get_attribute("value") == "dev"
    assert rows.count() == 10
    tab.locator("[name=result]:checked").focus()
    tab.keyboard.press("ArrowRight")
    assert tab.locator("[name=result]:checked").get_attribute("value") == "lost"
    assert rows.count() == 0
    assert tab.locator(".shown").inner_text() == "0 of 33 cases"
    tab.keyboard.press("ArrowRight")
    assert rows.count() == 6
    tab.get_by_role("searchbox").fill("item 7 ")
    assert rows.count() == 1
    tab.keyboard.press("Enter")
    assert "report.html" in tab.url


def test_a_failing_case_behind_a_mark_leads_to_its_row(show):
    tab = show(page_of(whole_run()))
    row = tab.locator("#case-train0001")
    assert not row.is_visible()
    tab.get_by_role("link", name="line 1", exact=True).first.click()
    assert row.is_visible()


def test_the_rows_of_a_large_run_come_when_they_are_asked_for(show):
    tab = show(page_of(large_run("x")))
    rows = tab.locator(".cases tbody tr:visible")
    assert rows.count() == 40
    tab.get_by_role("button", name="Show all").click()
    assert rows.count() == 1000


def test_the_theme_follows_the_system_until_a_reader_chooses(show):
    tab = show(page_of(whole_run()), scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = tab.evaluate(ground)
    button = tab.get_by_role("button", name="Theme")
    button.click()
    assert button.inner_text() == "Theme: light"
    light = tab.evaluate(ground)
    assert light != dark
    tab.reload()
    assert tab.evaluate(ground) == light, "the choice is remembered"
    button.click()
    assert tab.evaluate(ground) == dark
    button.click()
    assert button.inner_text() == "Theme: auto"


def test_the_page_works_inside_a_webview(show):
    """As an editor shows it: written into a sandboxed frame without storage, the editor's theme as a class."""
    tab = show(
        "<!doctype html><link rel=icon href='data:,'><iframe sandbox=allow-scripts width=1000 height=700></iframe>"
    )
    html = page_of(whole_run()).replace("<body>", '<body class="vscode-dark">')
    tab.evaluate("(html) => { document.querySelector('iframe').srcdoc = html; }", html)
    frame = tab.frame_locator("iframe")
    frame.locator("#filter").wait_for()
    frame.get_by_role("button", name="Theme").click()
    assert frame.get_by_role("button", name="Theme").inner_text() == "Theme: light"
    frame.get_by_role("searchbox").fill("item 12")
    assert frame.locator(".cases tbody tr:visible").count() == 1


def test_on_paper_everything_is_unfolded_and_dark_text_on_white(show):
    tab = show(page_of(whole_run()), scheme="dark")
    tab.emulate_media(media="print")
    assert not tab.locator("nav").is_visible()
    assert tab.evaluate("getComputedStyle(document.body).color") == "rgb(29, 27, 24)"
    pdf = tab.pdf()
    assert pdf.startswith(b"%PDF")
    assert tab.evaluate("[...document.querySelectorAll('details')].every((one) => one.open)")
