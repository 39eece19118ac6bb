"""The pages people read first: what they name exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("benchmarks/*.md"), *ROOT.glob("client/*.md")])
TOP = "server|tests|prompts|examples|benchmarks|client|requirements"


def missing(text: str, folder: Path = ROOT) -> list[str]:
    """What a page names and the repository does not hold: link targets, paths in backticks, make targets."""
    targets = set(
        re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    links = [link for link in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in link]
    paths = re.findall(rf"`((?:{TOP})/[^`\s<>]*)`", text)
    fences = re.findall(r"^```.*?^```", text, re.MULTILINE | re.DOTALL)
    code = [line for fence in fences for line in fence.splitlines()]
    code += re.findall(r"`([^`\n]+)`", text)
    named = [found[1] for line in code if (found := re.match(r"make ([a-z][\w-]*)", line))]
    return [
        *(link for link in links if not (folder / link).exists()),
        *(path for path in paths if not exists(*path.split("::"))),
        *(f"make {name}" for name in named if name not in targets),
    ]


def exists(path: str, function: str = "") -> bool:
    """Whether a path or pattern names something, and its file defines the function after `::`."""
    found = list(ROOT.glob(path.rstrip("/")))
    return bool(found) and (not function or f"def {function}(" in found[0].read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_what_a_page_names_exists(page):
    assert missing(page.read_text(encoding="utf-8"), page.parent) == []


@pytest.mark.parametrize(
    "text",
    [
        "[x](nowhere.md)",
        "`tests/nowhere/`",
        "`server/motjuste/*.rs`",
        "`tests/test_pages.py::test_nothing`",
        "`make coffee`",
        "```sh\nmake coffee\n```",
    ],
)
def test_a_page_that_names_nothing_real_is_found_out(text):
    assert len(missing(text)) == 1


def test_ordinary_prose_is_left_alone():
    text = (
        "make sure `make test` and `make install` run; see [CI](.ci/run), `tests/` and `requirements/*.lock`"
    )
    assert missing(text) == []
