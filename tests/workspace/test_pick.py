"""Which files of a folder are prompts."""

from __future__ import annotations

import pytest

from motjuste.errors import UserError
from motjuste.workspace.workspace import Workspace

CHAT = '[{"role": "user", "content": "Hello there"}]'
CONFIG = "prompts:\n  - file://texts/ask.txt\n  - file://chats/*.json\ntests: []\n"


def tree(root, *names, **texts):
    for name in (*names, *texts):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(texts.get(name, "Do it.\n"), encoding="utf-8")


def picked(root, *paths, complain=None):
    found = Workspace.discover(root).prompt_files([root / path for path in paths] or [root], complain)
    return [path.relative_to(root).as_posix() for path in found]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        # Formats of their own, wherever they stand.
        ("a.prompty", "system:\nHi\n", True),
        ("a.prompt", "Hi {{x}}\n", True),
        ("a.baml", "", True),
        ("a.poml", "<poml/>", True),
        ("docs/a.mdc", "Hi\n", True),
        (".cursorrules", "Hi\n", True),
        ("AGENTS.md", "Hi\n", True),
        ("deep/down/CLAUDE.md", "Hi\n", True),
        ("GEMINI.md", "Hi\n", True),
        ("skills/x/SKILL.md", "Hi\n", True),
        ("docs/skill.md", "Hi\n", False),
        ("docs/agents.md", "Hi\n", False),
        (".github/copilot-instructions.md", "Hi\n", True),
        ("x/review.prompt.md", "Hi\n", True),
        ("x/style.instructions.md", "Hi\n", True),
        ("x/coder.agent.md", "Hi\n", True),
        ("x/beast.chatmode.md", "Hi\n", True),
        (".claude/agents/reviewer.md", "Hi\n", True),
        (".claude/commands/git/ship.md", "Hi\n", True),
        ("plugins/x/commands/ship.md", "Hi\n", True),
        ("docs/commands/ship.md", "Hi\n", False),
        ("promptfooconfig.yaml", "prompts: [Hi]\n", True),
        ("evals/my.promptfooconfig.yml", "prompts: [Hi]\n", True),
        # One prompt under a key of its own: only where a name or place says so too.
        ("data/p5.json", '{"prompt": "Sort the tickets of the desk."}', False),
        ("data/prompt5.json", '{"prompt": "Sort the tickets of the desk."}', True),
        ("prompts/p5.json", '{"prompt": "Sort the tickets of the desk."}', True),
        # Texts: only in a folder called prompts.
        ("notes.md", "Hi\n", False),
        ("notes.j2", "Hi {{ x }}\n", False),
        ("prompts/notes.md", "Hi\n", True),
        ("x/prompts/deep/notes.txt", "Hi\n", True),
        ("prompts/a.j2", "Hi\n", True),
        ("prompts/a.mustache", "Hi\n", True),
        ("prompts/README.md", "Hi\n", False),
        ("prompts/CHANGELOG.md", "Hi\n", False),
        ("prompts/readme-writer.md", "Hi\n", True),
        ("my-prompts/a.md", "Hi\n", False),
        ("prompts/data.csv", "a,b\n", False),
        ("prompts/picture.png", "", False),
        ("prompts/Makefile", "all:\n", False),
        # Data and code: a name or a place, and prompts inside.
        ("prompts/chat.json", CHAT, True),
        ("system_prompt.json", CHAT, True),
        ("chat.json", CHAT, False),
        ("prompts.py", 'SYSTEM_PROMPT = "Be kind."\n', True),
        ("app.py", 'SYSTEM_PROMPT = "Be kind."\n', False),
        ("package.json", "{}", False),
    ],
)
def test_what_makes_a_prompt(tmp_path, name, text, expected):
    tree(tmp_path, **{name: text})
    assert (picked(tmp_path) == [name]) is expected
    assert Workspace.discover(tmp_path).is_prompt(tmp_path / name) is expected


def test_a_folder_called_prompts_named_outright_counts(tmp_path):
    tree(tmp_path, "prompts/a.md", "other/b.md")
    assert picked(tmp_path, "prompts") == ["prompts/a.md"]


def test_a_file_named_outright_always_counts(tmp_path):
    tree(tmp_path, "README.md", "data.bin", ".gitignore")
    (tmp_path / ".gitignore").write_text("*.md\n")
    assert picked(tmp_path, "README.md", "data.bin") == ["README.md", "data.bin"]


def test_an_eval_link_makes_a_prompt(tmp_path):
    tree(tmp_path, "front.md", "comment.txt", "sibling.md", "sibling.evals.jsonl", "none.md")
    (tmp_path / "front.md").write_text("---\nevals: ./x.jsonl\n---\nDo.\n")
    (tmp_path / "comment.txt").write_text("<!-- motjuste: evals=./x.jsonl -->\nDo.\n")
    assert picked(tmp_path) == ["comment.txt", "front.md", "sibling.md"]


def test_a_promptfoo_configuration_makes_prompts_of_the_files_it_names(tmp_path):
    tree(
        tmp_path,
        "x/promptfooconfig.yaml",
        "x/texts/ask.txt",
        "x/texts/other.txt",
        **{"x/chats/a.json": CHAT, "x/promptfooconfig.yaml": CONFIG},
    )
    assert picked(tmp_path) == ["x/promptfooconfig.yaml", "x/chats/a.json", "x/texts/ask.txt"]
    assert picked(tmp_path, "x/texts") == ["x/texts/ask.txt"]
    workspace = Workspace.discover(tmp_path)
    assert workspace.is_prompt(tmp_path / "x/texts/ask.txt")
    assert not workspace.is_prompt(tmp_path / "x/texts/other.txt")


def test_settings_make_prompts_and_unmake_them(tmp_path):
    tree(tmp_path, "a/x.md", "a/y.md", "b/z.md", "prompts/old.md", "c/w.weird", "AGENTS.md", "c/CLAUDE.md")
    (tmp_path / "motjuste.toml").write_text(
        '[prompts]\ninclude = ["a/*.md", "*.weird"]\nexclude = ["a/y.md", "old.md", "c/CLAUDE.md"]\n'
        '[evals]\n"b/*.md" = "x.jsonl"\n'
    )
    assert picked(tmp_path) == ["AGENTS.md", "a/x.md", "b/z.md", "c/w.weird"]
    workspace = Workspace.discover(tmp_path)
    assert workspace.is_prompt(tmp_path / "a/x.md")
    assert not workspace.is_prompt(tmp_path / "a/y.md")


CASES = '- {system_prompt: "You sort the tickets of the desk.", expected: bug}\n'


@pytest.mark.parametrize(
    "name", ["a.evals.yaml", "a.evals.yml", "a.evals.json", "a.EVALS.json", "a.triage.evals.yaml"]
)
def test_an_eval_set_by_its_name_is_no_prompt(tmp_path, name):
    text = '[{"prompt": "You sort the tickets of the desk.", "expected": "bug"}]'
    tree(tmp_path, "prompts/a.md", **{f"prompts/{name}": text, "prompts/prompt.json": text})
    assert picked(tmp_path) == ["prompts/a.md", "prompts/prompt.json"]
    workspace = Workspace.discover(tmp_path)
    assert not workspace.is_prompt(tmp_path / "prompts" / name)
    (document,) = workspace.documents(str(tmp_path / "prompts" / name), text)
    assert document.messages == ()
    assert workspace.findings([document]) == ()


@pytest.mark.parametrize(
    ("prompt", "cases"),
    [
        ("prompts/a.md", "prompts/cases.yaml"),
        ("prompts/a.md", "prompts/deep/cases.yaml"),
        ("a.md", "prompts/deep/cases.yaml"),
        ("prompts/a.json", "prompts/cases.yaml"),
        ("prompts/a.py", "prompts/cases.yaml"),
    ],
)
def test_what_a_prompt_near_it_names_as_its_eval_set_is_no_prompt(tmp_path, prompt, cases):
    named = (tmp_path / cases).relative_to((tmp_path / prompt).parent)
    texts = {
        ".md": f"---\nevals: ./{named}\n---\nSort {{{{ ticket }}}}.\n",
        ".json": f'{{"evals": "{named}", "prompt": "Sort the tickets of the desk: {{{{ ticket }}}}"}}\n',
        ".py": f'# motjuste: evals=./{named}\nPROMPT = "Sort the tickets of the desk."\n',
    }
    tree(tmp_path, **{prompt: texts[(tmp_path / prompt).suffix], cases: CASES})
    assert picked(tmp_path) == [prompt]
    assert Workspace.discover(tmp_path).is_eval_set(tmp_path / cases)


def test_a_promptfoo_configuration_with_cases_stays_a_prompt(tmp_path):
    schema = "# yaml-language-server: $schema=https://promptfoo.dev/config-schema.json\n"
    text = "prompts: [Sort the ticket]\ntests: [{vars: {a: b}}]\n"
    tree(
        tmp_path,
        "prompts/a.md",
        **{"promptfooconfig.yaml": text, "prompts/own.evals.yaml": schema + text, "b.prompt.md": "Hi\n"},
    )
    (tmp_path / "motjuste.toml").write_text('[evals]\n"b.*" = "promptfooconfig.yaml"\n')
    assert picked(tmp_path) == [
        "b.prompt.md",
        "promptfooconfig.yaml",
        "prompts/a.md",
        "prompts/own.evals.yaml",
    ]


@pytest.mark.parametrize("glob", ["**/*", "*", "prompts/*"])
def test_globs_of_the_settings_make_no_prompts_of_data_and_settings(tmp_path, glob):
    tree(
        tmp_path,
        "prompts/a.md",
        "prompts/cases.jsonl",
        "prompts/other.csv",
        "prompts/b.evals.jsonl",
        "motjuste.scores.json",
        "prompts/base.toml",
    )
    (tmp_path / "motjuste.toml").write_text(
        f'extend = "prompts/base.toml"\n[prompts]\ninclude = ["{glob}"]\n'
        f'[evals]\n"{glob}" = "prompts/cases.jsonl"\n"other" = "./prompts/../prompts/other.csv"\n'
    )
    (tmp_path / "prompts/base.toml").write_text("")
    assert picked(tmp_path) == ["prompts/a.md"]


def test_a_pyproject_of_others_may_be_a_prompt_file_and_one_of_ours_is_none(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[tool.motjuste.evals]\n"*.toml" = "cases.jsonl"\n')
    tree(tmp_path, "other.toml")
    assert picked(tmp_path) == ["other.toml"]


def test_a_name_that_no_file_can_have_is_no_eval_set(tmp_path):
    (tmp_path / "motjuste.toml").write_text('[evals]\n"*" = "cases.json"\n')
    workspace = Workspace.discover(tmp_path)
    assert not workspace.is_eval_set("a\0.json")
    assert workspace.documents("a\0.json", CHAT)[0].messages


def test_a_link_out_of_the_workspace_is_not_followed_to_what_it_names(tmp_path):
    tree(tmp_path, **{"in/prompts/cases.yaml": CASES, "out.md": "---\nevals: ./cases.yaml\n---\nDo it.\n"})
    (tmp_path / "in/motjuste.toml").write_text("")
    (tmp_path / "in/prompts/a.md").symlink_to(tmp_path / "out.md")
    assert not Workspace.discover(tmp_path / "in").is_eval_set(tmp_path / "in/prompts/cases.yaml")


def test_a_document_at_hand_is_not_read_again(tmp_path):
    workspace = Workspace.discover(tmp_path)
    path = str(tmp_path / "prompts" / "chat.json")  # nothing stands on the disk
    (one,) = workspace.documents(path, CHAT)
    (other,) = workspace.documents(path, "{}")
    assert workspace.is_prompt(path, one)
    assert not workspace.is_prompt(path, other)
    (linked,) = workspace.documents(str(tmp_path / "a.md"), "---\nevals: ./x.jsonl\n---\nHi\n")
    assert workspace.is_prompt(tmp_path / "a.md", linked)


def test_each_file_comes_once_in_the_order_asked_for(tmp_path):
    tree(tmp_path, "prompts/a.md", "prompts/b.md")
    assert picked(tmp_path, "prompts/b.md", "prompts", "prompts/b.md") == ["prompts/b.md", "prompts/a.md"]


def test_a_path_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(UserError, match="no such file"):
        picked(tmp_path, "none.md")
