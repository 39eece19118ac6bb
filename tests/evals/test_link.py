from __future__ import annotations

import pytest

from motjuste.document.parse import parse
from motjuste.evals.link import find_link


@pytest.fixture
def root(tmp_path):
    for name in ("work/prompts/old", "work/evals", "outside"):
        (tmp_path / name).mkdir(parents=True)
    return tmp_path / "work"


def link(root, text, path="prompts/triage.md", table=None):
    document = parse(str(root / path), text)
    found = find_link(document, root, table or {})
    if found is not None and found.span is not None:
        return found, found.span.of(text)
    return found, None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("---\nevals: ./x.jsonl\n---\nHello", "./x.jsonl"),
        ('---\nname: a\nevals: "./x.jsonl"   # here\n---\nHello', "./x.jsonl"),
        ("---\nmetadata:\n  author: ./x\n  evals: ./x.jsonl\n---\nHello", "./x.jsonl"),
        ("---\r\nevals: './x.jsonl'\r\n---\r\nHello", "./x.jsonl"),
        ("Hello\n<!-- motjuste: evals=./x.jsonl -->\n", "./x.jsonl"),
        ("😀 <!-- motjuste: evals=x.jsonl -->\n", "x.jsonl"),
    ],
)
def test_a_prompt_names_its_eval_set_relative_to_itself(root, text, words):
    found, named = link(root, text)
    assert found.path == root / "prompts" / "x.jsonl"
    assert found.how == ("comment" if "<!--" in text else "front matter")
    assert named == words
    assert found.fault is None


def test_the_settings_table_is_relative_to_the_root(root):
    found, _ = link(
        root, "Hello", table={"other/*.md": "no.jsonl", "prompts/tri*.md": "evals/t.jsonl", "**": "z.jsonl"}
    )
    assert (found.path, found.how, found.span, found.fault) == (
        root / "evals" / "t.jsonl",
        "settings",
        None,
        None,
    )


@pytest.mark.parametrize(
    ("prompt", "sibling"),
    [
        ("triage.md", "triage.evals.jsonl"),
        ("triage.md", "triage.evals.csv"),
        ("triage.md", "triage.evals.yaml"),
        ("triage.md.j2", "triage.md.evals.jsonl"),
        ("triage.md.j2", "triage.evals.jsonl"),
        ("triage.prompt.md", "triage.prompt.evals.jsonl"),
        ("triage.prompt.md", "triage.evals.jsonl"),
        ("v1.2.txt", "v1.2.evals.jsonl"),
    ],
)
def test_a_sibling_is_found(root, prompt, sibling):
    (root / "prompts" / sibling).write_text("")
    found, _ = link(root, "Hello", f"prompts/{prompt}")
    assert (found.path, found.how) == (root / "prompts" / sibling, "sibling file")


def test_a_version_number_is_no_suffix(root):
    (root / "prompts" / "v1.evals.jsonl").write_text("")
    assert link(root, "Hello", "prompts/v1.2.txt")[0] is None


def test_the_first_of_all_ways_wins(root):
    (root / "prompts" / "triage.evals.jsonl").write_text("")
    front, comment = "---\nevals: a.jsonl\n---\n", "<!-- motjuste: evals=b.jsonl -->"
    table = {"prompts/*": "evals/c.jsonl"}
    hows = [
        link(root, front + comment, table=table)[0].how,
        link(root, comment, table=table)[0].how,
        link(root, "x", table=table)[0].how,
        link(root, "x")[0].how,
        link(root, "x", "prompts/other.md")[0],
    ]
    assert hows == ["front matter", "comment", "settings", "sibling file", None]


def test_a_missing_file_is_still_the_link(root):
    found, _ = link(root, "---\nevals: none.jsonl\n---\nx")
    assert found.fault is None
    assert not found.path.exists()


def test_a_path_with_dots_inside_the_root_is_fine(root):
    found, _ = link(root, "---\nevals: ../evals/x.jsonl\n---\nx")
    assert (found.path, found.fault) == (root / "evals" / "x.jsonl", None)


@pytest.mark.parametrize(
    "named",
    ["../../outside/x.jsonl", "/etc/passwd", "old/../../../x.jsonl", "leads-out/x.jsonl", "leads-out"],
)
def test_a_path_out_of_the_root_is_a_fault(root, named):
    (root / "prompts" / "leads-out").symlink_to(root.parent / "outside")
    found, words = link(root, f"---\nevals: {named}\n---\nx")
    assert "leads out of the workspace" in found.fault
    assert words == named


def test_a_symbolic_link_inside_the_root_is_followed_and_one_out_of_it_is_not(root):
    (root / "prompts" / "in.jsonl").symlink_to(root / "evals" / "x.jsonl")
    (root / "prompts" / "triage.evals.jsonl").symlink_to(root.parent / "outside" / "x.jsonl")
    (root.parent / "outside" / "x.jsonl").write_text("")
    assert link(root, "---\nevals: in.jsonl\n---\nx")[0].fault is None
    assert "leads out" in link(root, "x")[0].fault
    assert "leads out" in link(root, "x", "prompts/y.md", {"**": "../outside/x.jsonl"})[0].fault


def test_a_root_that_is_itself_a_symbolic_link_is_no_fault(root, tmp_path):
    alias = tmp_path / "alias"
    alias.symlink_to(root)
    document = parse(str(alias / "prompts" / "p.md"), "---\nevals: x.jsonl\n---\nx")
    assert find_link(document, alias, {}).fault is None
    assert find_link(document, root, {}).fault is None


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("[a.jsonl, b.jsonl]", "name one file"),
        ("{a: b}", "name one file"),
        ("3", "name one file"),
        ("''", "name one file"),
        ("https://example.org/x.jsonl", "no path of a file"),
        ("file:///x.jsonl", "no path of a file"),
        ('"a\\0b.jsonl"', "no path of a file"),
        ("loop.jsonl", "cannot be followed|leads out"),
    ],
)
def test_what_is_no_path_is_a_fault_and_raises_nothing(root, value, message):
    import re

    (root / "prompts" / "loop.jsonl").symlink_to(root / "prompts" / "loop.jsonl")
    found, _ = link(root, f"---\nevals: {value}\n---\nx")
    assert re.search(message, found.fault)


def test_an_empty_key_names_nothing(root):
    assert link(root, "---\nevals:\n---\nx")[0] is None
    assert link(root, "---\nmetadata:\n  evals:\n---\nx")[0] is None
    assert link(root, "---\nmetadata: text\n---\nx")[0] is None


def test_a_relative_prompt_path_and_one_that_does_not_exist_are_fine(root, monkeypatch):
    monkeypatch.chdir(root)
    document = parse("prompts/new.md", "---\nevals: x.jsonl\n---\nx")
    assert find_link(document, root, {}).path == root / "prompts" / "x.jsonl"


def test_a_prompt_outside_the_root_matches_no_glob(root):
    assert link(root, "x", "../outside/p.md", {"**": "evals/x.jsonl"})[0] is None


def test_a_name_the_file_system_cannot_have_raises_nothing(root):
    assert link(root, "x", "prompts/" + "n" * 300 + ".md")[0] is None
    found, _ = link(root, f"---\nevals: {'n' * 300}.jsonl\n---\nx")
    assert found is not None


def test_globs_match_when_the_root_is_reached_by_another_name(root, tmp_path):
    alias = tmp_path / "alias"
    alias.symlink_to(root)
    table = {"prompts/*.md": "evals/x.jsonl"}
    for base, top in ((alias, root), (root, alias)):
        document = parse(str(base / "prompts" / "p.md"), "x")
        assert find_link(document, top, table).path == root / "evals" / "x.jsonl"


def config(root, text, name="promptfooconfig.yaml"):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    "prompts",
    [
        "[file://prompts/triage.md]",
        "\n  - file://prompts/other.md\n  - file://prompts/triage.md",
        "\n- prompts/triage.md\n",
        "file://prompts/*.md",
        "['file://prompts/{triage,other}.md']",
        "\n  - id: file://prompts/triage.md\n    label: Triage\n",
        "\n  - file://./prompts/../prompts/triage.md",
        "\n  prompts/triage.md: Triage\n",
        "['file://**/triage.md']",
        "\n  - &p file://prompts/triage.md\n  - *p",
        "\n  # a comment\n\n  - |\n    an inline\n    prompt\n  - file://prompts/triage.md",
    ],
)
def test_a_promptfoo_configuration_that_names_the_prompt_is_its_eval_set(root, prompts):
    path = config(root, f"description: x\nprompts: {prompts}\nproviders: [a]\ntests: [{{}}]\n")
    found, _ = link(root, "Hello")
    assert (found.path, found.how, found.span, found.fault) == (path, "promptfoo configuration", None, None)


@pytest.mark.parametrize(
    "text",
    [
        "prompts: [file://prompts/other.md]\ntests: [{}]\n",
        "prompts: [file://prompts/triage.md]\n",  # without cases there is nothing to link
        "prompts: ['a prompt about prompts/triage.mdx']\ntests: [{}]\n",
        "prompts: [\ntests: [{}]\n",
        "",
        "- a\n",
        "tests: [{}]\n",
        "prompts: *nowhere\ntests: [{}]\n",
        "prompts: [file://../outside/triage.md]\ntests: [{}]\n",
    ],
)
def test_other_configurations_link_nothing(root, text):
    config(root, text)
    assert link(root, "Hello")[0] is None


def test_the_nearest_configuration_counts_and_none_above_the_root(root):
    config(root.parent, f"prompts: [file://{root.name}/prompts/triage.md]\ntests: [{{}}]\n")
    assert link(root, "Hello")[0] is None
    far = config(root, "prompts: [file://prompts/triage.md]\ntests: [{}]\n")
    assert link(root, "Hello")[0].path == far
    near = config(root, "prompts: [file://triage.md]\ntests: [{}]\n", "prompts/promptfooconfig.yml")
    assert link(root, "Hello")[0].path == near
    assert link(root, "---\nevals: x.jsonl\n---\nHello")[0].how == "front matter"
    assert link(root, "Hello", table={"**": "z.jsonl"})[0].how == "settings"


def test_a_configuration_that_changes_is_read_again(root):
    path = config(root, "prompts: [file://prompts/other.md]\ntests: [{}]\n")
    assert link(root, "Hello")[0] is None
    path.write_text("prompts: [file://prompts/triage.md, and: more]\ntests: [{}]\n")
    assert link(root, "Hello")[0].path == path


def test_json_and_other_names_of_configurations_count_too(root):
    named = config(
        root, '{"prompts": ["file://prompts/triage.md"], "tests": [{}]}', "promptfooconfig.nightly.json"
    )
    assert link(root, "Hello")[0].path == named
    config(root, '{"prompts": ["file://prompts/triage.md"], "tests": [{}]}', "promptfooconfig.json")
    assert link(root, "Hello")[0].path.name == "promptfooconfig.json"


def test_a_huge_configuration_is_not_read(root):
    config(root, "prompts: [file://prompts/triage.md]\ntests: [{}]\n#" + "x" * 2_000_000)
    assert link(root, "Hello")[0] is None


@pytest.mark.parametrize(
    "empty",
    [
        *("tests: []", "tests:", "tests: null", "tests: ~ # none yet", "tests: [ ]  # none", "tests: [\n]"),
        *("tests:\n# one day\n", "tests:\n\nproviders: [a]", "scenarios: []\ntests: []"),
    ],
)
def test_a_configuration_whose_list_of_cases_is_empty_is_no_eval_set(root, empty):
    path = config(root, f"prompts: [file://prompts/triage.md]\n{empty}\n")
    assert link(root, "Hello")[0] is None
    assert link(root, path.read_text(), "promptfooconfig.yaml")[0] is None
    path.write_text('{"x": 1, "prompts": ["file://prompts/triage.md"], "tests": []}')
    assert link(root, "Hello")[0] is None


@pytest.mark.parametrize(
    "cases",
    [
        "tests:\n  - vars: {a: 1}",
        "tests:\n- {}",
        "tests:\n\n  # one\n  - {}",
        "tests: file://x.csv",
        "tests: *t",
    ],
)
def test_any_other_list_of_cases_is_one(root, cases):
    path = config(root, f"prompts: [file://prompts/triage.md]\n{cases}\n")
    assert link(root, "Hello")[0].path == path


def test_a_configuration_is_its_own_eval_set(root):
    path = config(root, "prompts: [hello]\ntests: [{vars: {a: 1}}]\n")
    assert link(root, path.read_text(), "promptfooconfig.yaml")[0].path == path
    path.write_text("prompts: [hello]\nredteam: {}\n")
    assert link(root, path.read_text(), "promptfooconfig.yaml")[0] is None


@pytest.mark.parametrize("suffix", [".jsonl", ".json", ".csv", ".yaml", ".yml", ".parquet"])
def test_a_sibling_may_be_of_any_kind(root, suffix):
    sibling = root / "prompts" / f"triage.evals{suffix}"
    sibling.touch()
    found, _ = link(root, "Hello")
    assert (found.path, found.how) == (sibling, "sibling file")


FIRST = 'function Sort(mail: string) -> string {\n  client X\n  prompt #"Sort {{ mail }}"#\n}\n'
TWO = FIRST + 'function Greet() -> string {\n  client X\n  prompt #"Be kind"#\n}\n'


def linked(root, source, name, table=None):
    document = parse(str(root / "prompts" / "mail.baml"), source, prompt=name)
    assert document.name == name
    assert document.messages
    found = find_link(document, root, table or {})
    return None if found is None else found.path.name


def test_one_prompt_of_a_file_may_be_addressed(root):
    table = {"prompts/mail.baml::Sort": "t.jsonl", "prompts/*.baml::Greet": "s.jsonl"}
    assert linked(root, TWO, "Sort", table) == "t.jsonl"
    assert linked(root, TWO, "Greet", table) == "s.jsonl"
    assert (
        linked(root, TWO, "Greet", {"prompts/mail.baml::Other": "x.jsonl", "**": "all.jsonl"}) == "all.jsonl"
    )


def test_a_sibling_of_the_file_serves_its_only_prompt(root):
    (root / "prompts" / "mail.evals.jsonl").touch()
    assert linked(root, TWO, "Sort") is None
    assert linked(root, FIRST, "Sort") == "mail.evals.jsonl"
    (root / "prompts" / "mail.Sort.evals.csv").touch()
    assert linked(root, TWO, "Sort") == "mail.Sort.evals.csv"
    assert linked(root, TWO, "Greet") is None


def test_a_path_with_blanks_in_a_comment_wants_quotes(root):
    (root / "prompts" / "my cases.jsonl").write_text("")
    found, words = link(root, "<!-- motjuste: evals=./my cases.jsonl -->\nx")
    assert words == "./my"
    assert 'in quotes: evals="./my cases.jsonl"' in found.fault
    assert link(root, '<!-- motjuste: evals="./my cases.jsonl" -->\nx')[0].fault is None


def test_words_behind_a_path_that_leads_somewhere_are_words(root):
    (root / "prompts" / "x.jsonl").write_text("")
    assert link(root, "<!-- motjuste: evals=./x.jsonl the easy ones -->\nx")[0].fault is None
