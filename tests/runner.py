"""Runs a composite GitHub Action's steps as the runner does: expressions filled in, bash, and nothing else at hand."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

REACHING_THE_INDEX = re.compile(r"PIP_.*|SSL_CERT_FILE|https?_proxy|no_proxy", re.IGNORECASE)
"""Variables that say how this machine reaches a package index; all others stay outside."""
BASH = ["bash", "--noprofile", "--norc", "-eo", "pipefail"]
"""How the runner starts `shell: bash`."""


def load(path: Path) -> dict[str, Any]:
    """An action's metadata."""
    data: dict[str, Any] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return data


@dataclass(frozen=True)
class Ended:
    """How a step ended."""

    name: str
    status: int
    log: str
    outputs: dict[str, str]


@dataclass
class Job:
    """One job on a machine of its own: a home, a temporary folder, and a checked-out repository."""

    action: Path
    """The folder of action.yml."""
    place: Path
    """Where everything of the job lives."""
    workspace: Path
    """The repository that is checked; the steps start there."""
    variables: dict[str, str] = field(default_factory=dict)
    """What steps wrote to GITHUB_ENV, and what the job sets."""

    def run(self, inputs: dict[str, str], *, only: str | None = None) -> list[Ended]:
        """Run the steps in their order until one fails; `only` names the one step to run."""
        metadata = load(self.action / "action.yml")
        unknown = set(inputs) - set(metadata["inputs"])
        assert not unknown, unknown
        filled = {
            name: inputs.get(name, told.get("default", "")) for name, told in metadata["inputs"].items()
        }
        context = {f"inputs.{name}": value for name, value in filled.items()}
        context |= {"github.action_path": str(self.action), "runner.temp": str(self.place / "temp")}
        done: list[Ended] = []
        for step in metadata["runs"]["steps"]:
            chosen = only is None or step["name"] == only
            if not chosen or not holds(str(step.get("if", "true")), context):
                continue
            done.append(self._step(step, context))
            if done[-1].status:
                break
        return done

    @property
    def summary(self) -> str:
        """What the steps wrote to the job's summary."""
        file = self.place / "summary"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    def _step(self, step: dict[str, Any], context: dict[str, str]) -> Ended:
        assert step["shell"] == "bash", "only scripts run here"
        for name in ("home", "temp"):
            (self.place / name).mkdir(parents=True, exist_ok=True)
        script = self.place / "script.sh"
        script.write_text(fill(step["run"], context), encoding="utf-8")
        files = {name: self.place / name.lower() for name in ("ENV", "OUTPUT")}
        for file in files.values():
            file.write_text("")
        done = subprocess.run(
            [*BASH, str(script)],
            cwd=self.workspace,
            env={
                **{name: value for name, value in os.environ.items() if REACHING_THE_INDEX.fullmatch(name)},
                "PATH": os.pathsep.join((str(Path(sys.base_prefix) / "bin"), "/usr/bin", "/bin")),
                "HOME": str(self.place / "home"),
                "TMPDIR": str(self.place / "temp"),
                "GITHUB_ACTIONS": "true",
                "GITHUB_STEP_SUMMARY": str(self.place / "summary"),
                **{f"GITHUB_{name}": str(file) for name, file in files.items()},
                **self.variables,
                **{name: fill(str(value), context) for name, value in step.get("env", {}).items()},
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            timeout=900,
        )
        self.variables |= pairs(files["ENV"])
        return Ended(step["name"], done.returncode, done.stdout.decode(), pairs(files["OUTPUT"]))


def pairs(file: Path) -> dict[str, str]:
    """The `name=value` lines of a file that a step wrote for the runner."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line)


def fill(text: str, context: dict[str, str]) -> str:
    """The text with every `${{ name }}` replaced by its value."""
    return re.sub(r"\$\{\{\s*([\w.-]+)\s*\}\}", lambda found: context[found[1]], text)


def holds(condition: str, context: dict[str, str]) -> bool:
    """Whether a condition of the form `name != 'value'`, `name == 'value'` or `true` holds."""
    if condition == "true":
        return True
    found = re.fullmatch(r"([\w.-]+) (==|!=) '([^']*)'", condition)
    assert found, f"a condition this test cannot read: {condition}"
    return (context[found[1]] == found[3]) is (found[2] == "==")
