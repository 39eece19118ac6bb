"""Pages of the docs site that the program's own texts make: rules, settings, checks, formats. Run by mkdocs (`hooks:`).

What `motjuste rule CODE` prints is the page of that rule, word for word; a page that could disagree with the program
is not written by hand. What is written by hand is asked for by name: a format without a section, or a check without a
line in `checks.toml`, breaks the build.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.structure.files import File, Files

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "server"))

from motjuste.document.dialects import DIALECTS
from motjuste.document.formats import FORMATS
from motjuste.document.formats.unknown import UNKNOWN
from motjuste.evals.checks.registry import NAMES
from motjuste.evals.checks.unsupported import FAMILIES as UNSUPPORTED_FAMILIES
from motjuste.evals.checks.unsupported import UNSUPPORTED
from motjuste.lint.registry import RULES
from motjuste.settings.schema import schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

    from motjuste.lint.rule import Rule

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
FAMILIES = {
    "C": "Contradictions",
    "E": "Eval sets",
    "F": "Files and settings",
    "K": "Safety",
    "M": "Messages and roles",
    "N": "Mot Juste itself",
    "P": "Models and sampling",
    "R": "References",
    "S": "Scores",
    "T": "Templates",
    "W": "Wording",
    "X": "Structure",
}
SECTION = re.compile(
    r"^## (?P<title>.+?) \{#(?P<name>[\w-]+)\}\n+\*\*Files:\*\* (?P<files>.+?)(?:  |\\)\n\*\*Braces:\*\* (?P<braces>.+)$",
    re.MULTILINE,
)
"""How a page on formats begins the section of one: its name as the program has it, its files, its dialect."""
DIALECT = re.compile(r"^## (?P<title>.+?) \{#(?P<name>[\w-]+)\}\n+(?P<first>[\s\S]+?\.)(?=\s)", re.MULTILINE)
PRECISION = ROOT / "benchmarks" / "precision.md"
FEATURES = ROOT / "tests" / "lsp" / "feature_table.toml"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the pages of the rules into the navigation."""
    rules: list[object] = ["rules/index.md", *({f"{one.code} {one.name}": rule_path(one)} for one in RULES)]
    for entry in config.nav or []:
        if isinstance(entry, dict) and entry.get("Rules") == "rules/index.md":
            entry["Rules"] = rules
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages to those that stand in the folder."""
    for path, text in generated().items():
        files.append(File.generated(config, path, content=text))
    return files


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Put the tables of formats, dialects and checks where a page asks for them."""
    del page
    for name, make in TABLES.items():
        asked = f"<!-- generated: {name} -->"
        if asked in markdown:
            markdown = markdown.replace(asked, "\n".join(make()))
    return markdown


def generated() -> dict[str, str]:
    """Every generated page by its path below `docs/`."""
    pages = {rule_path(rule): rule_page(rule) for rule in RULES}
    pages["rules/index.md"] = rule_list()
    pages["precision.md"] = precision_page()
    pages["settings-reference.md"] = settings_page()
    pages["editors/features.md"] = features_page()
    return pages


def rule_path(rule: Rule) -> str:
    """Where a rule's page stands; what `motjuste.lint.rule.url_of` leads to."""
    return f"rules/{rule.code}.md"


def rule_page(rule: Rule) -> str:
    """The page of one rule: its facts, then the very text that `motjuste rule` prints."""
    on = "on by default" if rule.default else "asked for by `--select`"
    return f"# {rule.name} ({rule.code})\n\n*{rule.severity.value}, {on}*\n\n{rule.docs.strip()}\n"


def rule_list() -> str:
    """All rules, by family."""
    parts = [
        (
            "# Rules\n\nEach finding bears a code. `motjuste rule CODE` prints a rule's page. Rules that are off are asked "
            "for with `--extend-select CODE`, or [in the settings](../settings.md#rules). How often the findings of "
            "each rule are right on real files is [measured](../precision.md).\n"
        )
    ]
    for letter, title in FAMILIES.items():
        family = [rule for rule in RULES if rule.code.startswith(letter)]
        if family:
            parts.append(f"## {letter}: {title}\n\n| Code | Name | Finds | By default |\n|---|---|---|---|")
            parts += [_row(rule) for rule in family]
            parts.append("")
    return "\n".join(parts)


def _row(rule: Rule) -> str:
    shown = rule.severity.value if rule.default else "off"
    return f"| {rule.code} | [{rule.name}]({rule.code}.md) | {rule.summary} | {shown} |"


def precision_page() -> str:
    """The table that `make bench-precision` writes, with links of the repository told as paths of files."""
    text = PRECISION.read_text(encoding="utf-8")
    return re.sub(r"\[([^\]]+)\]\((?!https?:|#)([^)]+)\)", r"\1 (`benchmarks/\2`)", text)


def sections() -> dict[str, re.Match[str]]:
    """The section of each format, with the page it stands on in the match's `string`."""
    pages = sorted(path for path in (DOCS / "formats").glob("*.md") if path.stem not in {"index", "dialects"})
    return {
        match["name"]: match
        for path in pages
        for match in SECTION.finditer(f"<!-- {path.name} -->\n{path.read_text(encoding='utf-8')}")
    }


def format_table() -> Iterator[str]:
    """Every format in the order in which files are tried."""
    found = sections()
    yield "| Format | Files | Braces |\n|---|---|---|"
    for name in dict.fromkeys((*(one.name for one in FORMATS), UNKNOWN.name)):
        section = found[name]
        page = section.string.split(" ", 2)[1]
        files, braces = (re.sub(r"\]\((?=#)", f"]({page}", section[key]) for key in ("files", "braces"))
        yield f"| [{section['title']}]({page}#{name}) `{name}` | {files} | {braces} |"


def dialect_table() -> Iterator[str]:
    """Every dialect."""
    text = (DOCS / "formats" / "dialects.md").read_text(encoding="utf-8")
    found = {match["name"]: match for match in DIALECT.finditer(text)}
    yield "| Dialect | In short |\n|---|---|"
    for name in DIALECTS:
        yield f"| [`{name}`](dialects.md#{name}) | {_cell(' '.join(found[name]['first'].split()))} |"


def told_checks() -> dict[str, dict[str, Any]]:
    """What `checks.toml` says of each check."""
    return tomllib.loads((DOCS / "checks.toml").read_text(encoding="utf-8"))


def check_table() -> Iterator[str]:
    """Every check with a value, an output that passes and one that does not."""
    from motjuste.evals.json_text import json_text

    told = told_checks()
    yield "| Check | Passes when | `value` | passes | fails |\n|---|---|---|---|---|"
    for name in NAMES:
        one = told[name]
        value = _code(json_text(one["value"])) if "value" in one else "none"
        yield f"| `{name}` | {one['what']} | {value} | {_code(one['passes'])} | {_code(one['fails'])} |"


def unsupported_table() -> Iterator[str]:
    """Every check of promptfoo that is not run, by the reason."""
    families = {f"{name}:…": why for name, why in UNSUPPORTED_FAMILIES.items()}
    by_reason: dict[str, list[str]] = {}
    for name, why in {**UNSUPPORTED, **families}.items():
        by_reason.setdefault(why, []).append(name)
    yield "| Why | Checks |\n|---|---|"
    for why, names in by_reason.items():
        yield f"| {why} | {', '.join(f'`{name}`' for name in names)} |"


def _code(text: str) -> str:
    """A text as code in a cell, between more backticks than it holds in a row."""
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    blank = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{blank}{_cell(text)}{blank}{fence}"


def _cell(text: str) -> str:
    """A text on one line of a table."""
    return text.replace("\n", "⏎").replace("|", "\\|")


def features_page() -> str:
    """What the server does in an editor, with the tests that show it."""
    told = tomllib.loads(FEATURES.read_text(encoding="utf-8"))["row"]
    parts = [
        (
            "# Features and their tests\n\nEvery row has tests that ask the real server over standard input and output, or "
            "drive an editor; a test fails when a method of the server has no row or a row no test. Methods with `→` "
            "before them are sent by the server.\n\n| Feature | What it does | Methods | Tests |\n|---|---|---|---|"
        )
    ]
    for row in told:
        methods = "<br>".join(f"`{one.replace('<', '→ ')}`" for one in row["methods"])
        tests = "<br>".join(f"`{one}`" for one in row["tests"])
        parts.append(f"| {_cell(row['title'])} | {_cell(row['what'])} | {methods} | {tests} |")
    return "\n".join(parts) + "\n"


def settings_page() -> str:
    """Every key of the settings, table by table."""
    made = schema()
    parts = [
        (
            "# Settings reference\n\nAll keys of `motjuste.toml`, or of `[tool.motjuste]` in `pyproject.toml`, where each "
            "table's name begins with `tool.motjuste.`. Keys are written with `-` or `_`. [Settings](settings.md) says where "
            "files are looked for and how they add up; `motjuste config` prints what holds, `motjuste config --schema` the "
            "JSON schema.\n"
        )
    ]
    parts += _table("", made, made["definitions"])
    return "\n".join(parts)


def _table(path: str, shape: dict[str, Any], definitions: dict[str, Any]) -> Iterator[str]:
    """The section of one table, then those of the tables inside it."""
    place = {
        key: value.get("$ref", "").removeprefix("#/definitions/")
        for key, value in shape["properties"].items()
    }
    plain = {key: value for key, value in shape["properties"].items() if not place[key]}
    if plain:
        yield f"## {f'[{path}]' if path else 'Top level'}\n"
        yield f"{shape['description']}\n" if path else ""
        yield "| Key | Type | Default | What |\n|---|---|---|---|"
        for key, value in plain.items():
            default = f"`{_toml(value['default'])}`" if "default" in value else "none"
            yield f"| `{key}` | {_type(value)} | {default} | {_cell(value['description'])} |"
        yield ""
    for key, name in place.items():
        if name:
            yield from _table(f"{path}.{key}".lstrip("."), definitions[name], definitions)


def _type(value: dict[str, Any]) -> str:
    """A type in words, with its bounds."""
    if "enum" in value:
        return "one of " + ", ".join(f"`{one}`" for one in value["enum"])
    if value["type"] == "array":
        return "list of texts"
    if value["type"] == "object":
        return f"table of {_type(value['additionalProperties']).replace('one of ', 'words, each one of ')}"
    words = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}
    bounds = [
        f"{word} {value[key]}"
        for key, word in (("minimum", "from"), ("exclusiveMinimum", "above"), ("maximum", "to"))
        if key in value
    ]
    return " ".join([words[value["type"]], *bounds])


def _toml(value: object) -> str:
    import json

    return json.dumps(value)


TABLES = {
    "formats": format_table,
    "dialects": dialect_table,
    "checks": check_table,
    "unsupported": unsupported_table,
}
