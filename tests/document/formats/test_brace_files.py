"""Files that hold one message in a brace language, and promptflow's chat templates."""

from __future__ import annotations

import pytest

from motjuste.document.parse import parse
from motjuste.document.render import render


@pytest.mark.parametrize(
    ("path", "format_name", "dialect"),
    [
        ("a.mustache", "mustache", "mustache"),
        ("a.hbs", "handlebars", "handlebars"),
        ("a.md.HANDLEBARS", "handlebars", "handlebars"),
        ("Fun/Joke/skprompt.txt", "skprompt", "semantic-kernel"),
        ("joke.skprompt", "skprompt", "semantic-kernel"),
        ("prompt.txt", "text", "braces"),
    ],
)
def test_the_name_chooses_the_format(path, format_name, dialect):
    document = parse(path, "Hi")
    assert (document.format, document.dialect) == (format_name, dialect)


def test_front_matter_is_optional_in_templates():
    text = "---\nrole: system\nevals: a.jsonl\n---\nHi {{#each xs}}{{this}}{{/each}}"
    document = parse("a.hbs", text)
    assert render(document, {"xs": '["a", "b"]'}) == (("system", "Hi ab"),)
    assert document.settings["evals"].value == "a.jsonl"
    assert parse("a.mustache", "Hi {{x}}").front_matter is None


def test_a_semantic_kernel_prompt_has_no_front_matter():
    document = parse("skprompt.txt", "---\nname: a\n---\n{{$x}}")
    assert (document.front_matter, dict(document.settings)) == (None, {})
    assert render(document, {"x": "1"}) == (("user", "---\nname: a\n---\n1"),)


@pytest.mark.parametrize(
    "text",
    [
        "system:\nBe kind.\n\nuser:\n{{q}}\n",
        "# system:\nBe kind.\n# user:\n{{q}}",
        "\n\n  # System:\r\nBe kind.\r\nUser:\r\n{{q}}",
        "{# a note\n on it #}\n# system:\nBe kind.\nuser:\n{{q}}",
    ],
)
def test_a_jinja_file_whose_first_line_is_a_role_is_a_chat(text):
    document = parse("chat.jinja2", text)
    assert document.format == "promptflow"
    assert render(document, {"q": "hi"}) == (("system", "Be kind."), ("user", "hi"))


@pytest.mark.parametrize(
    "text",
    ["Be kind.\nuser:\n{{q}}", "{% if x %}\nsystem:\n{% endif %}", "system: be kind", "", "{# system: #}"],
)
def test_any_other_jinja_file_is_one_message(text):
    document = parse("chat.jinja2", text)
    assert (document.format, len(document.messages)) == ("jinja", 1)
