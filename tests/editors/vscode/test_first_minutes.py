"""The first five minutes: the walkthrough, its sample, the report, the diff, a key, and a prompt of 100 KB."""

from __future__ import annotations

from tests import personas
from tests.editors.vscode.test_optimizing import FORM, optimize


def test_the_walkthrough_opens_the_sample_with_its_lenses(window):
    window.command("Mot Juste: Get Started")
    sample = window.button("Open the Sample")
    window.shot("walkthrough")
    sample.click()
    window.see(window.tab("names.md"))
    window.lens("Optimize")
    window.shot("sample")


def test_the_report_opens_in_a_webview_that_contacts_nobody(window):
    asked = []
    window.page.on("request", lambda request: asked.append(request) if request.frame.parent_frame else None)
    problems = []
    window.page.on(
        "console", lambda line: problems.append(line.text) if "Content Security" in line.text else None
    )
    optimize(window)
    window.command("Mot Juste: Show Report")
    window.webview("HELPS")
    window.shot("report")
    assert not problems
    own = (window.server.url, "data:", "blob:")
    assert not [one.url for one in asked if not one.url.startswith(own)]


def test_the_proven_text_is_shown_beside_the_present_one(window):
    optimize(window)
    window.command("Mot Juste: Show Proven Edit Beside the Text")
    window.see(window.tab("proven edit"))
    window.see(window.page.locator(".modified-in-monaco-diff-editor .view-line", has_text=FORM))
    window.shot("diff")


def test_a_key_is_asked_for_once_kept_and_never_written(window, folder, endpoint):
    settings = folder / "motjuste.toml"
    settings.write_text(settings.read_text().replace("MOTJUSTE_TEST_KEY", "MOTJUSTE_OTHER_KEY"))
    window.open("dates.md")
    window.lens("Optimize")
    window.command("Mot Juste: Score This Prompt")
    window.see(window.page.locator(".quick-input-widget", has_text="The key for MOTJUSTE_OTHER_KEY"))
    window.shot("key")
    window.answer("sk-very-secret")
    window.button("Run").click()
    window.lens("on 60 cases")
    assert {one["authorization"] for one in endpoint.headers} == {"Bearer sk-very-secret"}
    for path in [*window.server.home.rglob("*.log"), *folder.rglob("*.*")]:
        assert "sk-very-secret" not in path.read_text("utf-8", "replace"), path


def test_a_prompt_of_100_kb_can_be_typed_into(window, folder):
    prompt = folder / "dates.md"
    prompt.write_text(
        personas.PROMPT + "Write down what is said about dates, and nothing else of it.\n" * 1700
    )
    window.open("dates.md")
    window.lens("Optimize")
    window.go_to(5, 1)
    window.page.keyboard.type("Find it in {{inptu}}, please. ")
    window.see(window.squiggles("error"))
    window.save()
    assert "Find it in {{inptu}}, please. Keep to the facts." in prompt.read_text()
