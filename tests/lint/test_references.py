from __future__ import annotations

import pytest

from motjuste.document.parse import parse
from motjuste.lint.references import references


def targets(path, text):
    return [reference.target for reference in references(parse(path, text))]


@pytest.mark.parametrize(
    "link",
    [
        "https://example.org/a.md",
        "mailto:a@example.org",
        "#part",
        "/etc/a.md",
        "~/a.md",
        "path/to/a.md",
        "./your-file.md",
        "{name}.md",
        "$HOME/a.md",
        "src/*.md",
        "a...b.md",
        "wiki/page",
        "word",
        "",
    ],
)
def test_what_is_no_file_of_the_workspace_is_no_reference(link):
    assert targets("AGENTS.md", f"See [it]({link}).") == []


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("docs/a.md", "docs/a.md"),
        ("../a.md#part", "../a.md"),
        ("a.md?raw=1", "a.md"),
        ("a%20b.md", "a b.md"),
        ("scripts/", "scripts/"),
    ],
)
def test_a_link_names_its_path_alone(link, target):
    document = parse("SKILL.md", f"---\nname: a\n---\nSee [it]({link}).")
    [reference] = references(document)
    assert reference.target == target
    assert reference.span.of(document.text) in link


def test_links_in_code_are_none():
    assert targets("AGENTS.md", "`[a](b.md)`\n\n```\n[a](c.md)\n```\n[a](d.md)") == ["d.md"]


def test_only_files_whose_tool_follows_links_have_any():
    assert targets("a.md", "See [it](b.md).") == []
    assert targets("a.txt", "See [it](b.md).") == []


def test_templates_say_whether_they_include_always():
    text = "{% include 'a.j2' %}{% if x %}{% include 'b.j2' %}{% endif %}{% from 'c.j2' import m %}"
    found = list(references(parse("a.j2", text)))
    assert [(one.target, one.always) for one in found] == [("a.j2", True), ("b.j2", False), ("c.j2", True)]
    assert targets("a.j2", "{% include name %}{% include 'a.j2' ignore missing %}") == []


def test_partials_may_be_no_files_at_all():
    found = list(references(parse("a.hbs", "{{> a}}{{#if x}}{{> b}}{{/if}}{{#> c}}{{/c}}")))
    assert [(one.target, one.always, one.required) for one in found] == [
        ("a", True, False),
        ("b", False, False),
        ("c", True, False),
    ]


def test_values_of_prompty_settings_are_found_where_they_are_written():
    text = "---\nname: a\nsample: ${file:one.json}\ntools:\n  - ${file:two.json}\n---\nsystem:\nx ${file:no.json}"
    document = parse("a.prompty", text)
    found = sorted(references(document), key=lambda one: one.span)
    assert [one.span.of(text) for one in found] == ["one.json", "two.json"]
