"""Which open texts are prompts."""

from __future__ import annotations

import pytest
from lsprotocol import types

from motjuste.lsp.documents import Documents
from motjuste.lsp.relevance import is_prompt
from motjuste.workspace.workspace import Workspace


def whether(path, text="Some words.\n", language="markdown"):
    uri = path if isinstance(path, str) else path.as_uri()
    item = types.TextDocumentItem(uri=uri, language_id=language, version=1, text=text)
    snapshot = Documents().open(item)
    workspace = Workspace.discover(path.parent)
    return is_prompt(workspace, snapshot, workspace.document(snapshot.path, text))


@pytest.mark.parametrize(
    ("name", "text", "language", "expected"),
    [
        ("notes.md", "Some words.\n", "markdown", False),
        ("notes.md", "Some {{ words }}.\n", "markdown", False),
        ("README.md", "Some words.\n", "markdown", False),
        ("prompts/notes.md", "Some words.\n", "markdown", True),
        ("prompts/README.md", "Some words.\n", "markdown", False),
        ("notes.md", "---\nmodel: x\n---\nHi\n", "markdown", True),
        ("notes.md", "Say <edit>hi</edit>.\n", "markdown", True),
        ("notes.md", "Say <edit>hi.\n", "markdown", True),
        ("notes.md", "<!-- motjuste: ignore-file T001 -->\nHi\n", "markdown", True),
        ("notes.md", "Some words.\n", "prompt", True),
        ("notes.txt", "Some words.\n", "plaintext", False),
        ("rows.jsonl", '{"a": "b"}\n', "jsonl", False),
    ],
)
def test_a_text_is_a_prompt_when_something_says_so(tmp_path, name, text, language, expected):
    assert whether(tmp_path / name, text, language) is expected


def test_an_eval_set_beside_it_says_so(tmp_path):
    (tmp_path / "notes.evals.jsonl").write_text('{"input": "a", "expected": "b"}\n')
    assert whether(tmp_path / "notes.md")
    assert not whether(tmp_path / "other.md")


def test_the_settings_say_so(tmp_path):
    (tmp_path / "motjuste.toml").write_text('[prompts]\ninclude = ["texts/*.md"]\n')
    assert whether(tmp_path / "texts" / "a.md")
    assert not whether(tmp_path / "a.md")
