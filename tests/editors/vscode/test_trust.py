"""A workspace that its user does not trust: findings, and nothing is run or contacted until it is trusted."""

from __future__ import annotations

import sys

import pytest
from tests.editors.vscode.code_server import VSIX, CodeServer


@pytest.fixture
def careful(tmp_path_factory):
    """An editor that trusts no folder by itself."""
    home = tmp_path_factory.mktemp("careful")
    server = CodeServer(home, trusts_all=False)
    server.install(VSIX)
    server.write_settings({"motjuste.interpreter": sys.executable})
    server.start({"MOTJUSTE_HOME": str(home / "motjuste"), "MOTJUSTE_TEST_KEY": "test"})
    yield server
    server.stop()


def test_nothing_is_contacted_until_the_workspace_is_trusted(careful, folder, endpoint, open_window):
    prompt = folder / "dates.md"
    prompt.write_text(prompt.read_text() + "1. Be brief.\n2. Be clear.\n4. Be done.\n")
    window = open_window(careful, folder)
    window.open("dates.md")
    window.see(window.squiggles())
    window.command("Mot Juste: Optimize This Prompt")
    window.toast("not trusted")
    window.shot("untrusted")
    assert endpoint.calls == 0
    window.command("Workspaces: Manage Workspace Trust")
    window.see(window.page.locator(".workspace-trust-editor .monaco-button", has_text="Trust").first).click()
    window.press("Control+w")
    window.lens("Optimize")
    window.command("Mot Juste: Score This Prompt")
    window.button("Run").click()
    window.lens("on 60 cases")
