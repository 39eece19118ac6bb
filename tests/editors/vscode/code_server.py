"""VS Code as code-server: started in a home of its own, with the packaged extension, for a browser to drive."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ROOT = Path(__file__).resolve().parents[3]
EDITORS = ROOT / ".editors"
NODE = EDITORS / "node" / "node_modules" / ".bin" / "node"
CODE_SERVER = EDITORS / "code-server" / "node_modules" / "code-server" / "out" / "node" / "entry.js"
VSIX = ROOT / "build" / "motjuste.vsix"

SETTINGS = {
    "chat.disableAIFeatures": True,
    "workbench.startupEditor": "none",
    "files.autoSave": "off",
    "extensions.autoUpdate": False,
    "extensions.autoCheckUpdates": False,
    "telemetry.telemetryLevel": "off",
    "update.mode": "none",
    "editor.minimap.enabled": False,
    "editor.hover.delay": 100,
    "workbench.tips.enabled": False,
    # A pointer that rests on the status bar would call up a label over the buttons of messages.
    "workbench.hover.delay": 600_000,
    "security.workspace.trust.banner": "never",
    "security.workspace.trust.startupPrompt": "never",
    "workbench.secondarySideBar.defaultVisibility": "hidden",
}


class CodeServer:
    """One running code-server."""

    def __init__(self, home: Path, *, trusts_all: bool = True) -> None:
        self.home = home
        self.user_data = home / "user-data"
        self.extensions = home / "extensions"
        self.port = free_port()
        self._trusts_all = trusts_all
        self._process: subprocess.Popen[bytes] | None = None
        self.write_settings({})

    @property
    def url(self) -> str:
        """Where the browser goes."""
        return f"http://127.0.0.1:{self.port}"

    def folder_url(self, folder: Path) -> str:
        """The page that shows a folder."""
        return f"{self.url}/?folder={folder}"

    def write_settings(self, more: Mapping[str, object]) -> None:
        """The user's settings; the editor takes them up at once when it runs."""
        for part in ("User", "Machine"):  # what depends on the machine is read from there in a remote window
            place = self.user_data / part / "settings.json"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(json.dumps({**SETTINGS, **more}), "utf-8")

    def install(self, *extensions: Path) -> None:
        """Install packaged extensions."""
        for one in extensions:
            done = subprocess.run(
                [*self._command(), "--install-extension", str(one)],
                env=self._environment({}),
                capture_output=True,
                text=True,
                timeout=100,
                check=False,
            )
            assert done.returncode == 0, done.stdout + done.stderr

    def start(self, environment: Mapping[str, str]) -> None:
        """Start, and wait until it answers."""
        flags = ["--auth", "none", "--bind-addr", f"127.0.0.1:{self.port}", "--disable-telemetry"]
        flags += ["--disable-update-check", "--disable-getting-started-override"]
        flags += ["--disable-workspace-trust"] if self._trusts_all else []
        with (self.home / "code-server.log").open("wb") as log:
            self._process = subprocess.Popen(
                [*self._command(), *flags], env=self._environment(environment), stdout=log, stderr=log
            )
        deadline = time.monotonic() + 60
        while not self._healthy():
            assert time.monotonic() < deadline, (self.home / "code-server.log").read_text("utf-8")
            assert self._process.poll() is None, (self.home / "code-server.log").read_text("utf-8")
            time.sleep(0.05)

    @property
    def pid(self) -> int:
        """Its process; all others descend from it."""
        assert self._process is not None
        return self._process.pid

    def stop(self) -> None:
        """End it with all it started."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)

    def logs(self) -> str:
        """What the extension wrote into its log, of all windows."""
        found: Iterable[Path] = sorted(self.user_data.rglob("logs/**/motjuste.motjuste/*.log"))
        return "".join(one.read_text("utf-8", "replace") for one in found)

    def _command(self) -> list[str]:
        places = ["--user-data-dir", str(self.user_data), "--extensions-dir", str(self.extensions)]
        return [str(NODE), str(CODE_SERVER), *places]

    def _environment(self, more: Mapping[str, str]) -> dict[str, str]:
        config = self.home / "config.yaml"
        config.touch()
        # A PYTHONPATH that names the sources would shadow the server in the package.
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        return {**kept, "HOME": str(self.home), "CODE_SERVER_CONFIG": str(config), **more}

    def _healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def free_port() -> int:
    """A port of loopback that nobody has."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def missing() -> str | None:
    """What of VS Code's suite is not installed; None when all of it is."""
    for need in (NODE, CODE_SERVER, VSIX):
        if not need.exists():
            return f"{need.relative_to(ROOT)} is missing: make test-editors installs it"
    return None if shutil.which("chromium") else "chromium is missing: make test-editors installs it"
