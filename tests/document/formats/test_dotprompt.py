from __future__ import annotations

import pytest

from motjuste.document.parse import parse
from motjuste.document.render import RenderError, render
from motjuste.text.edit import Edit
from motjuste.text.span import Span

FRONT = "---\nmodel: m\n---\n"


def said(document):
    return [(message.role, message.span.of(document.text).strip()) for message in document.messages]


@pytest.mark.parametrize(
    ("body", "messages"),
    [
        ("Hi {{name}}", [("user", "Hi {{name}}")]),
        ('{{role "system"}}\na\n{{role "user"}}\nb', [("system", "a"), ("user", "b")]),
        ("{{ role 'system' }}a{{role \"model\"}}b", [("system", "a"), ("assistant", "b")]),
        ('a\n{{role "system"}}\nb', [("user", "a"), ("system", "b")]),
        ('{{role "system"}}a\n{{history}}\n{{role "user"}}b', [("system", "a"), ("user", "b")]),
        ('{{role "system"}}a {{history}} b', [("system", "a"), ("assistant", "b")]),
        ('{{#role "system"}}\na\n{{/role}}\n{{#role "user"}}b{{/role}}', [("system", "a"), ("user", "b")]),
        ('{{! note }}\n{{role "system"}}a', [("system", "a")]),
        (
            '{{role "system"}}a{{#if x}}{{role "user"}}b{{/if}}',
            [("system", 'a{{#if x}}{{role "user"}}b{{/if}}')],
        ),
        (
            "{{#each team}}{{role}} {{history}}{{/each}}",
            [("user", "{{#each team}}{{role}} {{history}}{{/each}}")],
        ),
        ('{{role "system"}}{{#if x}}a{{role "user"}}b', [("system", "{{#if x}}a"), ("user", "b")]),
    ],
)
def test_roles_cut_the_template_into_messages(body, messages):
    assert said(parse("a.prompt", FRONT + body)) == messages


def test_a_marker_is_no_variable():
    document = parse("a.prompt", FRONT + '{{role "system"}}a {{x}}{{history}}{{role "user"}}b')
    assert document.variable_names == ("x",)


@pytest.mark.parametrize(
    ("settings", "defaults", "optional"),
    [
        ("input:\n  default:\n    x: Ada", {"x": "Ada"}, True),
        ("input:\n  schema:\n    x?: string, who", {"x": ""}, True),
        ("input:\n  schema:\n    x?(array, names): string", {"x": ""}, True),
        ("input:\n  schema:\n    x?: string\n  default:\n    x: Ada", {"x": "Ada"}, True),
        ("input:\n  schema:\n    x: string", {}, False),
        ("input:\n  schema: Named", {}, False),
        ("input: 3", {}, False),
    ],
)
def test_input_defaults(settings, defaults, optional):
    document = parse("a.prompt", f"---\n{settings}\n---\n{{{{x}}}}")
    assert (dict(document.defaults), [one.optional for one in document.variables]) == (defaults, [optional])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (FRONT + "x", "dotprompt"),
        ("# Copyright\n#\n# more\n\n---\nmodel: m\n---\nx", "dotprompt"),
        ('{{role "system"}}a', "dotprompt"),
        ("{{> head}}", "dotprompt"),
        ("You are helpful. {{x}}", "text"),
        ("name: basic\nprompts:\n  user: |\n    Hi {{ x }} {% if y %}a{% endif %}\n", "elasta-prompt"),
        ("{x} {{ y | upper }}", "text"),
    ],
)
def test_other_files_of_the_suffix_are_told_apart(text, name):
    assert parse("a.prompt", text).format == name


def test_a_licence_may_stand_before_the_front_matter():
    text = "# Copyright\n\n---\nmodel: m\n---\nHi"
    document = parse("a.prompt", text)
    assert document.settings["model"].value_span.of(text) == "m"
    assert said(document) == [("user", "Hi")]


def test_rendering():
    text = '---\ninput:\n  default:\n    tone: kind\n---\n{{role "system"}}\nBe {{tone}}.\n{{#if strict}}\nObey.\n{{/if}}\n'
    text += '{{role "user"}}\n{{#each items}}\n- {{name}}\n{{/each}}\n'
    document = parse("a.prompt", text)
    items = '[{"name": "a"}, {"name": "{{tone}}"}]'
    assert render(document, {"items": items}) == (("system", "Be kind."), ("user", "- a\n- {{tone}}"))
    assert render(document, {"items": "[]", "strict": "yes", "tone": "curt"}) == (
        ("system", "Be curt.\nObey."),
    )
    with pytest.raises(RenderError, match="'items' has no value"):
        render(document, {"strict": ""})


def test_an_image_is_refused_by_name():
    document = parse("a.prompt", FRONT + "See {{media url=photo}}")
    with pytest.raises(RenderError, match="sends words alone"):
        render(document, {"photo": "data:x"})


def test_an_edit_changes_its_words_alone():
    text = FRONT + '{{role "system"}}\nBe kind to {{name}}.\n'
    at = text.index("kind")
    assert parse("a.prompt", text).written([Edit(Span(at, at + 4), "curt")]) == text.replace("kind", "curt")


def test_broken_settings_leave_the_messages():
    document = parse("a.prompt", '---\nmodel: [m\n---\n{{role "system"}}hi {{')
    assert [fault.code for fault in document.faults] == ["F001", "T001"]
    assert said(document) == [("system", "hi {{")]
