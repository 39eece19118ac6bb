"""The docs site: it builds without a warning, has a page or section for all there is, and its examples are true."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
import tomllib
from html import unescape
from pathlib import Path

import pytest

from motjuste.document.dialects import DIALECTS
from motjuste.document.formats import FORMATS
from motjuste.document.parse import parse_all
from motjuste.evals.checks import NAMES, build
from motjuste.evals.checks.demanding import passes
from motjuste.evals.checks.unsupported import UNSUPPORTED
from motjuste.evals.load import read_eval_set
from motjuste.lint.registry import RULES
from motjuste.settings.schema import schema

pytest.importorskip("mkdocs")

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
EXAMPLE = re.compile(
    r'```\w+ title="(?P<path>[^"]+)"\n(?P<body>.*?)```\n\n```text title="Addresses"\n(?P<told>.*?)```',
    re.DOTALL,
)
TITLED = re.compile(r'```\w+ title="(?P<path>[^"]+)"\n(?P<body>.*?)```', re.DOTALL)


def load_hooks():
    spec = importlib.util.spec_from_file_location("docs_hooks", DOCS / "hooks.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # It puts the sources first on the path, where they would shadow the wheel under test.
    path = sys.path.copy()
    spec.loader.exec_module(module)
    sys.path[:] = path
    return module


HOOKS = load_hooks()
CHECKS = HOOKS.told_checks()


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def format_examples():
    """Each example of a page on formats with the section it stands in."""
    for match in HOOKS.sections().values():
        section = re.split(r"^## ", match.string[match.end() :], maxsplit=1, flags=re.MULTILINE)[0]
        for example in EXAMPLE.finditer(section):
            yield pytest.param(match, example, id=f"{match['name']}-{example['path']}")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site, built as `make docs` builds it."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return folder


def shown(site: Path, place: str) -> str:
    """The text of a built page, without its markup."""
    html = (site / place / "index.html").read_text(encoding="utf-8")
    return unescape(re.sub(r"<[^>]+>", "", html))


def test_every_rule_has_a_page_in_the_site(site):
    for rule in RULES:
        assert f"{rule.name} ({rule.code})" in shown(site, f"rules/{rule.code}")


def test_no_table_is_left_to_be_made_and_no_source_is_published(site):
    for path in site.rglob("*"):
        assert path.suffix not in {".py", ".toml"}
        assert path.suffix != ".html" or "<!-- generated" not in path.read_text(encoding="utf-8")


def test_every_format_dialect_check_and_setting_is_in_the_site(site):
    formats, checks, settings = (shown(site, one) for one in ("formats", "checks", "settings-reference"))
    for name in {one.name for one in FORMATS} | set(DIALECTS):
        assert name in formats
    for name in (*NAMES, *UNSUPPORTED):
        assert name in checks
    made = schema()
    for table in (made, *made["definitions"].values()):
        for key, value in table["properties"].items():
            assert key in settings
            assert "$ref" in value or value["description"].replace("`", "") in settings


def test_every_cell_of_the_made_tables_is_filled(site):
    for place in ("checks", "formats", "settings-reference", "rules"):
        html = (site / place / "index.html").read_text(encoding="utf-8")
        assert html.count("<td>") > 50
        assert not re.search(r"<td[^>]*>\s*</td>", html)
        assert not re.search(r"<td[^>]*>[^<]*`", html)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rules_page_is_what_the_command_prints(rule, capsys):
    from motjuste.cli.app import run

    assert run(["rule", rule.code]) == 0
    heading, facts, text = HOOKS.generated()[HOOKS.rule_path(rule)].split("\n\n", 2)
    assert f"{heading}\n\n{text}" == capsys.readouterr().out
    assert facts.startswith(f"*{rule.severity.value}, ")


def test_a_format_without_a_section_breaks_the_build(monkeypatch):
    monkeypatch.setattr(HOOKS, "sections", dict)
    with pytest.raises(KeyError):
        list(HOOKS.format_table())


@pytest.mark.parametrize(("section", "example"), [*format_examples()])
def test_an_example_of_a_format_reads_as_the_page_says(section, example):
    documents = parse_all(example["path"], example["body"])
    told = [
        f"{one.address}: {', '.join(said.role or 'no role named' for said in one.messages)}"
        for one in documents
    ]
    assert {one.format for one in documents} == {section["name"]}
    assert told == example["told"].splitlines()
    assert [fault for one in documents for fault in one.faults] == []
    asked = re.findall(r"^template: (\w+)", example["body"], re.MULTILINE)
    allowed = {*re.findall(r"`([\w-]+)`", section["braces"]), *asked}
    assert {one.dialect for one in documents} <= allowed


def test_every_format_has_an_example():
    shown_formats = {one.values[0]["name"] for one in format_examples()}
    assert shown_formats >= {one.name for one in FORMATS}


@pytest.mark.parametrize("name", NAMES)
def test_a_checks_example_passes_and_fails(name):
    told = CHECKS[name]
    if name.endswith("-sql"):
        pytest.importorskip("sqlglot")
    check = build(name, told.get("value"))
    assert passes(check.score(told["passes"]))
    assert not passes(check.score(told["fails"]))


def test_every_check_told_of_is_one():
    assert set(CHECKS) == set(NAMES)


def test_the_checks_written_out_on_the_page_are_right(tmp_path):
    """The `assert` list of the page, as a case of an eval set."""
    (listed,) = re.findall(r"```yaml\nassert:\n(.*?)```", page("checks.md"), re.DOTALL)
    rows = "- vars: {ticket: I was charged twice.}\n  assert:\n" + re.sub(
        r"^", "  ", listed, flags=re.MULTILINE
    ).rstrip(" ")
    (tmp_path / "page.yaml").write_text(rows, encoding="utf-8")
    found = read_eval_set(tmp_path / "page.yaml")
    assert (len(found.cases[0].checks), found.bad_rows, found.unsupported) == (4, (), ())


@pytest.mark.parametrize(
    ("path", "body"), [(one["path"], one["body"]) for one in TITLED.finditer(page("eval-sets.md"))]
)
def test_an_eval_set_of_the_page_is_read(tmp_path, path, body):
    (tmp_path / "sums.jsonl").write_text('{"q": "2+2?", "a": "4"}\n', encoding="utf-8")
    (tmp_path / path).write_text(body, encoding="utf-8")
    found = read_eval_set(tmp_path / path)
    assert found.cases
    assert (found.bad_rows, found.unsupported) == ((), ())


def test_the_first_page_shows_what_a_newcomer_sees(tmp_path, monkeypatch, capsys):
    from motjuste.cli.app import run

    files = {one["path"]: one["body"] for one in TITLED.finditer(page("index.md"))}
    printed = files.pop("motjuste check")
    for path, body in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(body, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert run(["check", "--no-cache"]) == 1
    assert capsys.readouterr().out == printed


def test_settings_on_the_pages_are_settings(tmp_path):
    from motjuste.settings import load

    for name in ("settings.md", "suppression.md", "eval-sets.md", "formats/index.md"):
        for number, body in enumerate(
            re.findall(r"^ *```toml\n(.*?)^ *```", page(name), re.DOTALL | re.MULTILINE)
        ):
            folder = tmp_path / f"{Path(name).stem}{number}"
            folder.mkdir()
            (folder / "motjuste.toml").write_text(body, encoding="utf-8")
            (tmp_path / "motjuste.toml").write_text("", encoding="utf-8")
            assert load(folder).warnings == ()


EDITORS = [
    pytest.param(match["body"], match["kind"], id=f"{path.stem}-{match['path']}")
    for path in sorted((DOCS / "editors").glob("*.md"))
    for match in re.finditer(
        r'```(?P<kind>toml|json) title="(?P<path>[^"]+)"\n(?P<body>.*?)```',
        re.sub(r"^ {4}", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE),
        re.DOTALL,
    )
]


@pytest.mark.parametrize(("body", "kind"), EDITORS)
def test_an_editors_settings_on_its_page_can_be_read(body, kind):
    assert tomllib.loads(body) if kind == "toml" else json.loads(body)


def test_the_actions_inputs_are_all_on_the_page():
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    inputs = re.findall(
        r"^  ([a-z-]+):$", text.partition("\noutputs:")[0].partition("\ninputs:")[2], re.MULTILINE
    )
    assert inputs
    assert [name for name in inputs if f"| `{name}` |" not in page("ci.md")] == []


def test_the_output_formats_are_all_on_the_page():
    from motjuste.cli.output import FORMATS as STYLES

    assert [name for name in STYLES if f"`{name}`" not in page("ci.md")] == []
