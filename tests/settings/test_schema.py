"""The JSON schema of motjuste.toml: committed as it is made, true to the reader, and strict about typos."""

from __future__ import annotations

import json
import re
import textwrap
import tomllib
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import jsonschema
import pytest

from motjuste.document.dialects import DIALECTS
from motjuste.settings import Settings, from_mapping
from motjuste.settings.schema import described, schema
from motjuste.settings.vocabulary import DialectName

REPO = Path(__file__).parents[2]
COMMITTED = REPO / "docs" / "motjuste.schema.json"
MADE = schema()
TOML = re.compile(r"(?ms)^ *```toml\n(.*?)^ *```")
PAGES = {
    f"{page.relative_to(REPO)}:{text.count(chr(10), 0, block.start()) + 1}": textwrap.dedent(block[1])
    for page in sorted([*REPO.glob("*.md"), *REPO.glob("docs/**/*.md"), *REPO.glob("examples/*.md")])
    for text in [page.read_text("utf-8")]
    for block in TOML.finditer(text)
    if "[language-server." not in block[1]
}
"""What our pages show as TOML, settings of editors left out."""


def problems(text: str) -> list[str]:
    validator = jsonschema.Draft7Validator(MADE)
    return [error.message for error in validator.iter_errors(tomllib.loads(text))]


def keys(shape: Any = Settings, path: tuple[str, ...] = ()):
    """Every dotted key of the vocabulary."""
    for one in fields(shape):
        inner = get_type_hints(shape)[one.name]
        yield ".".join((*path, one.name.replace("_", "-")))
        if is_dataclass(inner):
            yield from keys(inner, (*path, one.name))


def test_the_committed_schema_is_the_one_made_now():
    assert json.loads(COMMITTED.read_text("utf-8")) == MADE, (
        f"refresh it: motjuste config --schema > {COMMITTED.relative_to(REPO)}"
    )


def test_it_is_a_schema():
    jsonschema.Draft7Validator.check_schema(MADE)


@pytest.mark.parametrize("key", tuple(keys()))
def test_every_key_says_what_it_means(key):
    assert described(key).endswith("."), key


@pytest.mark.parametrize("place", PAGES)
def test_what_our_pages_show_is_valid(place):
    table = tomllib.loads(PAGES[place])
    ours = table.get("tool", {}).get("motjuste", table)
    assert [error.message for error in jsonschema.Draft7Validator(MADE).iter_errors(ours)] == []
    assert from_mapping(ours)[1] == ()


VALID = """
extend = "../base.toml"
[models.task]
base_url = "https://api.openai.com/v1"
model = "gpt-4o-mini"
api-key-env = "OPENAI_API_KEY"
concurrency = 8
timeout = 2.5
max_tokens = 100
[models.optimizer]
model = "local"
[evals]
"prompts/triage*.md" = "evals/triage.jsonl"
[lint]
select = ["DEFAULT", "T"]
extend-ignore = ["T002"]
extend_select = ["P"]
[lint.severity]
T002 = "info"
[lint.per-file-ignores]
"legacy/**" = ["T", "F001"]
[prompts]
include = ["a"]
extend-exclude = ["b"]
model = "gpt-5"
[prompts.dialects]
"*.md" = "jinja"
[optimize]
max-words = 5
max_calls = 10
[scores]
max-drop = 0.02
"""


def test_what_the_reader_takes_the_schema_takes():
    assert from_mapping(tomllib.loads(VALID))[1] == ()
    assert problems(VALID) == []


@pytest.mark.parametrize(
    "text",
    [
        "optimise = 1",
        "[lint]\nselct = []",
        "[lint]\nselect = 'F'",
        "[models.task]\napi_key = 'x'",
        "[models.task]\nconcurrency = 0",
        "[models.task]\ntimeout = 0",
        "[optimize]\nsteps = 21",
        "[optimize]\nmax_words = 0",
        "[optimize]\nscope = 'both'",
        "[lint.severity]\nT002 = 'fatal'",
        "[lint.per-file-ignores]\na = 'T'",
        "[prompts.dialects]\na = 'jinjja'",
        "[scores]\nmax-drop = 2",
        "[evals]\na = 3",
    ],
)
def test_both_refuse_the_same(text):
    """A typo is shown by an editor with the schema, and told by the reader."""
    assert from_mapping(tomllib.loads(text))[1]
    assert problems(text)


def test_every_dialect_that_can_be_named_is_there():
    """Others there may be as well: those only a format chooses."""
    assert set(get_args(DialectName)) <= set(DIALECTS)
