"""The VS Code client and its manifest: small, true to the settings, and locked without naming a registry."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MANIFEST = json.loads((ROOT / "package.json").read_text("utf-8"))
SOURCES = {path.name: path.read_text("utf-8") for path in (ROOT / "client" / "src").glob("*.ts")}
LIMIT = 600
"""Lines of code: product logic belongs to the server."""
ESBUILD = ROOT / "node_modules" / ".bin" / "esbuild"
PYTHON = """\
#!/bin/sh
for last; do :; done
case "$*" in
*" -c "*) echo '[3, 12, false]' ;;
*" venv "*) mkdir -p "$last/bin" && sed s/false/true/ "$0" >"$last/bin/python" && chmod +x "$last/bin/python" ;;
*" pip "*) ;;
*) exec cat ;;
esac
"""
"""A Python without the packages that runs need; an environment that it makes has them."""


def test_the_client_stays_small_and_each_file_says_its_purpose():
    lines = [line.strip() for text in SOURCES.values() for line in text.splitlines()]
    code = [line for line in lines if line and not line.startswith(("//", "/*", "*"))]
    assert len(code) <= LIMIT
    for name, text in SOURCES.items():
        assert re.match(r"// \w.*[.]\n", text), name


def test_the_settings_in_the_manifest_are_those_of_the_vocabulary():
    script = ROOT / "client" / "settings_block.py"
    done = subprocess.run([sys.executable, script, "--check"], check=False)
    assert done.returncode == 0, "stale: python client/settings_block.py writes them anew"


def test_every_command_of_the_manifest_is_there_and_every_key_and_menu_names_one():
    offered = {one["command"] for one in MANIFEST["contributes"]["commands"]}
    code = "".join(SOURCES.values())
    assert not [name for name in offered if f"'{name}'" not in code]
    menus = [one for menu in MANIFEST["contributes"]["menus"].values() for one in menu]
    assert {one["command"] for one in (*MANIFEST["contributes"]["keybindings"], *menus)} <= offered
    steps = json.dumps(MANIFEST["contributes"]["walkthroughs"])
    assert set(re.findall(r"command:(motjuste\.\w+)", steps)) <= offered


def test_what_a_workspace_could_misuse_waits_for_trust():
    limited = MANIFEST["capabilities"]["untrustedWorkspaces"]
    assert limited["supported"] == "limited"
    wanted = {
        "motjuste.interpreter",
        "motjuste.serverFrom",
        "motjuste.config",
        "motjuste.models.task.base-url",
    }
    assert wanted <= set(limited["restrictedConfigurations"])


def test_files_that_the_manifest_names_are_there():
    named = [MANIFEST["icon"], *(one["path"] for one in MANIFEST["contributes"]["grammars"])]
    named += [step["media"]["markdown"] for step in MANIFEST["contributes"]["walkthroughs"][0]["steps"]]
    assert not [path for path in named if not (ROOT / path).is_file()]


def test_the_version_is_the_packages():
    from motjuste import __version__

    assert MANIFEST["version"] == __version__


def test_the_lock_file_names_no_registry_nor_any_other_address():
    text = (ROOT / "package-lock.json").read_text("utf-8")
    assert "://" not in text, "npm wrote addresses of sponsors or registries: take funding and resolved out"
    lock = json.loads(text)
    assert not [name for name, one in lock["packages"].items() if "resolved" in one]
    assert lock["packages"][""]["devDependencies"] == MANIFEST["devDependencies"]


@pytest.fixture(scope="module")
def did(tmp_path_factory):
    """What parts of the client did under Node."""
    if os.name != "posix" or shutil.which("node") is None or not ESBUILD.exists():
        pytest.skip("a Unix with Node.js is needed, and what `make check-client` installs")
    folder = tmp_path_factory.mktemp("client")
    (folder / "client" / "bundled").mkdir(parents=True)
    (folder / "python3").write_text(PYTHON)
    (folder / "python3").chmod(0o755)
    parts = [str(ROOT / "client" / "src" / name) for name in ("server.ts", "views.ts")]
    outside = [f"--external:{name}" for name in ("vscode", "vscode-languageclient/node")]
    flags = ["--bundle", "--platform=node", "--format=cjs", "--log-level=warning", f"--outdir={folder}"]
    subprocess.run([str(ESBUILD), *parts, *outside, *flags], check=True)
    command = ["node", ROOT / "tests" / "client_parts.js", folder]
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command, check=True, capture_output=True, env={**os.environ, "PATH": path}, timeout=60
    )
    return json.loads(done.stdout)


def test_the_first_run_from_a_lens_is_made_by_the_server_that_has_the_packages(did):
    assert did["firstRun"] == {
        "client": 1,
        "method": "workspace/executeCommand",
        "command": "motjuste.optimize",
        "arguments": [{"uri": "file:///a.md"}],
    }


def test_a_tab_of_a_proven_text_that_stays_open_shows_that_of_the_last_run(did):
    assert did["tabs"][-1] == "Be kind."
