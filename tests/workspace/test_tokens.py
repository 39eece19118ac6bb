"""Tokens and parts of a file cover it without overlaps, whatever its format."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motjuste.settings import Loaded, Settings
from motjuste.workspace.outline import folds, outline
from motjuste.workspace.roles import role_places
from motjuste.workspace.tokens import tokens
from motjuste.workspace.workspace import Workspace

WORKSPACE = Workspace(Loaded(Settings(), Path("/nowhere")))


def kinds(name, source):
    return [(one.span.of(source), one.kind.value) for one in tokens(WORKSPACE.documents(name, source))]


@pytest.mark.parametrize(
    ("name", "source", "expected"),
    [
        ("a.prompty", "---\nname: x\n---\nsystem:\nBe kind.\n\nuser:\n{{q}}\n", ["system", "user"]),
        ("a.prompt", '---\nmodel: x\n---\n{{role "user"}}\nHi {{q}}\n', ["user"]),
        ("a.md", "---\nrole: system\n---\nHi\n", ["system"]),
        (
            "prompt.json",
            '[{"role": "system", "content": "Hi"}, {"role": "user", "content": "{q}"}]',
            ["system", "user"],
        ),
        ("a.md", "You are a system.\n", []),
    ],
)
def test_roles_stand_where_they_are_written(name, source, expected):
    documents = WORKSPACE.documents(name, source)
    assert [one.span.of(source) for one in role_places(documents[0])] == expected


def test_a_directive_is_a_comment_and_a_declaration_is_no_use():
    source = "---\ninputs: [a]\n---\n<!-- motjuste: ignore T002 -->\nHi {{ a }}\n"
    assert kinds("a.md", source) == [
        ("a", "declaration"),
        ("<!-- motjuste: ignore T002 -->", "comment"),
        ("{{ ", "statement"),
        ("a", "variable"),
        (" }}", "statement"),
    ]


def test_escapes_of_a_string_do_not_move_tokens():
    source = 'A_PROMPT = "Sort\\n\\n{ticket} \\u00e9 {place}."\nprint(A_PROMPT.format(ticket=1, place=2))\n'
    assert [words for words, kind in kinds("prompts.py", source) if kind == "variable"] == ["ticket", "place"]


def test_blocks_that_do_not_match_fold_nothing():
    source = "{% if a %}\nx\n{% for b in c %}\ny\n{% endif %}\n{% endfor %}\n"
    found = [one.span.of(source) for one in folds(WORKSPACE.documents("a.j2", source))]
    assert found == ["{% if a %}\nx\n{% for b in c %}\ny\n{% endif %}"]


def test_protected_and_suppressed_passages_fold():
    source = (
        "<!-- motjuste: protect-start -->\na\n<!-- motjuste: protect-end -->\n"
        "<!-- motjuste: ignore-start T002 -->\nb\n<!-- motjuste: ignore-end -->\n"
    )
    found = [one.span.of(source).split("\n")[1] for one in folds(WORKSPACE.documents("prompts/a.md", source))]
    assert found == ["a", "b"]


@given(
    st.sampled_from(
        ["a.md", "a.j2", "a.prompty", "prompts.py", "prompt.json", "a.prompt", "a.poml", "a.yaml"]
    ),
    st.lists(
        st.sampled_from(
            [
                "{{ a }}",
                "{% if a %}",
                "{# c #}",
                "<edit>",
                "</edit>",
                "\n",
                "---\n",
                "inputs: [a]\n",
                "system:\n",
                "x",
                '"',
                "{a}",
                "🎫",
            ]
        ),
        max_size=25,
    ).map("".join),
)
def test_nothing_overlaps_or_leaves_the_file(name, source):
    documents = WORKSPACE.documents(name, source)
    at = 0
    for token in tokens(documents):
        assert at <= token.span.start < token.span.end <= len(source)
        at = token.span.end
    waiting = list(outline(documents))
    while waiting:
        part = waiting.pop()
        assert part.span.end <= len(source)
        assert part.span.contains(part.focus)
        waiting += part.children
    assert all(fold.span.end <= len(source) for fold in folds(documents))
