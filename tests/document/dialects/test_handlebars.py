from __future__ import annotations

import pytest
from tests.document.dialects.views import View, fill

from motjuste.document.parse import parse
from motjuste.document.render import RenderError

CASE = {
    "x": "<1>",
    "none": "",
    "items": '[{"name": "a"}, {"name": "b"}]',
    "words": '["p", "q"]',
    "user": '{"name": "Ada", "tags": [1, 2]}',
    "three": "3",
}


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (
            "{{x}} {{{x}}} {{&x}} {{~x~}}",
            ["variable {{x}}", "variable {{{x}}}", "variable {{&x}}", "variable {{~x~}}"],
        ),
        ("{{~{x}~}}", ["variable {{~{x}~}}"]),
        (r"\{{x}} y", [r"statement \{{"]),
        (r"\\{{x}}", ["statement \\", "variable {{x}}"]),
        (
            "{{! a }}{{!-- b }} --}}{{~! c ~}}",
            ["hidden {{! a }}", "hidden {{!-- b }} --}}", "hidden {{~! c ~}}"],
        ),
        ("{{#if x}}a{{else}}b{{/if}}", ["statement {{#if x}}", "statement {{else}}", "statement {{/if}}"]),
        ("{{^x}}a{{^}}b{{/x}}", ["statement {{^x}}", "statement {{^}}", "statement {{/x}}"]),
        ('{{> head x="}}"}}', ['statement {{> head x="}}"}}']),
        ("{{#> box}}a{{/box}}", ["statement {{#> box}}", "statement {{/box}}"]),
        ('{{role "system"}}{{json x}}', ['statement {{role "system"}}', "statement {{json x}}"]),
        ("{{{{raw}}}} {{x}} {{{{/raw}}}}", ["statement {{{{raw}}}}", "statement {{{{/raw}}}}"]),
        ("{x} {% y %} }}", []),
    ],
)
def test_pieces(text, pieces):
    view = View("handlebars", text)
    assert [f"{kind} {words}" for kind, words in view.pieces] == pieces
    assert view.faults == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{{x}} {{user.name}} {{[a b].c}}", ["x", "user", "a b"]),
        (
            "{{#each items}}{{name}}{{this.name}}{{@index}}{{../x}}{{@root.y}}{{/each}}{{name}}",
            ["items", "x", "y", "name"],
        ),
        ("{{#each items}}a{{else}}{{x}}{{/each}}", ["items", "x"]),
        ("{{#each items as |it i|}}{{it.name}}{{i}}{{../x}}{{/each}}{{it}}", ["items", "x", "it"]),
        ("{{#with user}}{{name}}{{#if x}}{{../y}}{{/if}}{{/with}}", ["user", "y"]),
        ("{{#if x}}{{x}} {{y}}{{else if z}}{{x}}{{/if}}", ["x?", "x?", "y", "z?", "x"]),
        ("{{#unless x}}{{y}}{{/unless}}", ["x?", "y"]),
        ("{{#list}}{{name}}{{/list}}", ["list?", "name?"]),
        ("{{json x indent=2}} {{f (g y) k=z}}", ["x", "y", "z"]),
        ("{{> head title=x}}", ["x"]),
        ('{{#ifEquals x "a"}}{{y}}{{/ifEquals}}', ["x", "y"]),
        ("{{this}} {{.}} {{@state.name}} {{true}} {{3}}", []),
        ("{{#each a}}{{#each b}}{{../../x}}{{../y}}{{/each}}{{/each}}", ["a", "x"]),
    ],
)
def test_only_names_from_outside_are_variables(text, names):
    view = View("handlebars", text)
    assert (view.names, view.faults) == (names, [])
    for variable in view.template.variables:
        assert variable.span.of(text) == variable.name


@pytest.mark.parametrize(
    ("text", "faulty", "says"),
    [
        ("a {{x", ["{{"], "never closed with }}"),
        ("a {{ {{x}}", ["{{"], "never closed with }}"),
        ("{{{x}}", ["{{{x}}"], "three"),
        ("{{#if x}}a", ["{{#if x}}"], "never closed with {{/if}}"),
        ("a{{/if}}", ["{{/if}}"], "none is open here"),
        ("{{#if x}}a{{/each}}{{/if}}", ["{{/each}}"], "the one open here is 'if'"),
        ("{{#each x}}{{#if y}}{{/each}}", ["{{#if y}}"], "never closed with {{/if}}"),
        ("{{else}}", ["{{else}}"], "stands in no block"),
        ("{{#if x}}{{else}}{{else}}{{/if}}", ["{{else}}"], "its last"),
        ("{{#if age >= 18}}a{{/if}}", [">"], "cannot read"),
        ("{{f (g x}}", ["("], "never closed"),
        ("{{f x)}}", [")"], "closes no"),
        ("{{ }}", ["{{ }}"], "names nothing"),
        ("{{f a=}}", ["a="], "Nothing stands after"),
        ("{{!-- open }}", ["{{"], "never closed"),
        ("{{{{raw}}}} x", ["{{{{"], "never closed"),
    ],
)
def test_faults_stand_at_their_words(text, faulty, says):
    view = View("handlebars", text)
    assert view.faulty == faulty
    assert says in view.faults[0][1]


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{{x}} {{{x}}} {{&x}}", "<1> <1> <1>"),
        (r"\{{x}} \\{{x}}", r"{{x}} \<1>"),
        ("{{#if x}}a{{else}}b{{/if}} {{#if none}}a{{else}}b{{/if}}", "a b"),
        ("{{#if none}}a{{else if x}}b{{else}}c{{/if}}", "b"),
        ("{{#unless none}}a{{/unless}}", "a"),
        ("{{#each items}}{{@index}}{{name}}{{#unless @last}}, {{/unless}}{{/each}}", "0a, 1b"),
        ("{{#each items as |it i|}}{{i}}{{it.name}}{{../x}}{{/each}}", "0a<1>1b<1>"),
        ("{{#each user}}{{@key}} {{/each}}", "name tags "),
        ("{{#with user}}{{name}}{{../x}}{{/with}}", "Ada<1>"),
        ("{{#words}}{{this}}{{/words}}{{^gone}}!{{/gone}}", "pq!"),
        ("{{user.name}} {{user.tags.[1]}} {{words.length}}", "Ada 2 2"),
        ("a {{~x~}} b", "a<1>b"),
        ("a\n{{#if x}}\n b\n{{/if}}\nc", "a\n b\nc"),
        ("a {{~! note ~}} b", "ab"),
        ("a\n{{! note }}\nb", "a\nb"),
        ("{{json words}} {{json none}}", '["p","q"] ""'),
        ("{{json user indent=1}}", '{\n "name": "Ada",\n "tags": [\n  1,\n  2\n ]\n}'),
        ('{{#ifEquals three 3}}a{{/ifEquals}}{{#unlessEquals x "q"}}b{{/unlessEquals}}', "ab"),
        ('{{lookup user "name"}}{{log x}}{{history}}{{section "s"}}', "Ada"),
        ("{{#each items}}{{note}}{{/each}}", ""),
    ],
)
def test_filling(text, filled):
    assert fill("handlebars", text, CASE) == filled


def test_values_are_never_read_as_template_text():
    assert fill("handlebars", "{{x}} {{y}}", {"x": "{{y}}", "y": "{{#if x}}"}) == "{{y}} {{#if x}}"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{{gone}}", "'gone' has no value"),
        ("{{user.age}}", "'user.age' has no value"),
        ("{{#each gone}}{{/each}}", "'gone' has no value"),
        ("{{@root.gone}}", "'gone' has no value"),
        ("{{@state.name}}", "which only its own program knows"),
        ("{{> head}}", "the partial 'head'"),
        ("{{shout x}}", "the helper 'shout'"),
        ("{{#box x}}{{/box}}", "the block {{#box x}}"),
        ("{{media url=x}}", "sends words alone"),
        ('{{#if x}}{{role "user"}}{{/if}}', "stands inside a block"),
        ("{{#if x}}", "never closed"),
        ("{{#if x}}" * 2000 + "{{/if}}" * 2000, "nested too deeply"),
    ],
)
def test_what_cannot_be_filled_is_named(text, says):
    with pytest.raises(RenderError, match=says):
        fill("handlebars", text, CASE)


def test_a_comment_may_be_a_directive():
    document = parse("a.hbs", "{{! motjuste: ignore T002 }}\n{{x}} {{!-- motjuste: ignore-file --}}")
    assert [(one.name, one.arguments) for one in document.directives] == [
        ("ignore", ("T002",)),
        ("ignore-file", ()),
    ]
