"""What the VS Code extension brings along gives the same findings as a full installation, without a native package."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

NATIVE = (
    "numpy",
    "scipy",
    "openai",
    "pydantic",
    "pydantic_core",
    "regex",
    "yaml",
    "rpds.rpds",
    "jiter",
    "rich",
)
WITHOUT = f"""
import sys
from importlib.abc import MetaPathFinder

class Missing(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name in {NATIVE!r}:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Missing())
sys.path.insert(0, {str(ROOT / "client" / "standins")!r})
"""
CHECK = "from motjuste.cli.app import run; sys.exit(run(sys.argv[1:]))"
SCHEMA = """\
---
evals: ./triage.evals.jsonl
---
Sort {{inptu}} into the the labels.

Answer with JSON of this schema:

```json
{"type": "object", "required": ["group", "urgent"],
 "properties": {"group": {"enum": ["delivery", "payment"]}, "urgent": {"type": "boolean"}}}
```

For example:

```json
{"group": "shipping", "urgent": true}
```
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "prompts").mkdir()
    (tmp_path / "motjuste.toml").write_text(
        '[lint]\nselect = ["ALL"]\nseverity = {E002 = "info"}\n[optimize]\nsteps = 0\n'
    )
    (tmp_path / "prompts" / "triage.md").write_text(SCHEMA)
    row = json.dumps({"input": "x", "expected": "y"})
    (tmp_path / "prompts" / "triage.evals.jsonl").write_text(f"{row}\n")
    (tmp_path / "promptfooconfig.yaml").write_text(
        "prompts:\n  - 'Say {{ word } twice'\ntests:\n  - vars: {word: a}\n    assert:\n      - {type: equals, value: aa}\n"
    )
    (tmp_path / "chat.prompt.yaml").write_text(
        "messages:\n  - role: system\n    content: Be brief. Be brief.\n"
    )
    return tmp_path


def check(folder, *program):
    done = subprocess.run(
        [sys.executable, *program, "check", "--no-cache", "--output-format", "concise", "."],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def test_findings_are_the_same_without_native_packages(folder):
    status, found = check(folder, "-c", WITHOUT + CHECK)
    assert (status, found) == check(folder, "-m", "motjuste")
    assert status == 1
    assert "triage.md:4:" in found
    assert "promptfooconfig.yaml:2:" in found
    assert "C002 This example breaks the schema" in found


def test_a_protect_pattern_that_cannot_be_read_protects_the_whole_file(folder):
    with (folder / "motjuste.toml").open("a") as stream:
        stream.write('[prompts]\nprotect = ["labels"]\n')
    _, found = check(folder, "-c", WITHOUT + CHECK)
    assert "needs the package regex, which this Python does not have, so the whole file is protected" in found


def test_the_stand_in_for_rpds_keeps_the_meaning_of_persistent():
    spec = importlib.util.spec_from_file_location("standin", ROOT / "client" / "standins" / "rpds.py")
    assert spec is not None
    assert spec.loader is not None
    rpds = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(rpds)
    one = rpds.HashTrieMap.convert({"a": 1})
    two = one.insert("b", 2).update({"c": 3}, d=4)
    assert (one, two) == ({"a": 1}, {"a": 1, "b": 2, "c": 3, "d": 4})
    assert two.remove("b").discard("zz") == {"a": 1, "c": 3, "d": 4}
    members = rpds.HashTrieSet().insert("a").update(["b"], ["c"])
    assert members.remove("a").discard("zz") == {"b", "c"}
    with pytest.raises(KeyError):
        members.remove("zz")
    line = rpds.List().push_front(1).push_front(2)
    assert (list(line), line.first, list(line.drop_first())) == ([2, 1], 2, [1])
    assert list(reversed(line)) == [1, 2]
