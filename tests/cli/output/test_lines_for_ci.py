"""The formats that are commands in a log: GitHub's and Azure's, read back as the runner reads them."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from tests.cli.output.example import AWKWARD, TEXT, checked, everything, finding, output

from motjuste.lint.finding import Severity


def commands(text):
    """GitHub's commands as actions/runner takes them apart: properties at commas, then the escapes."""
    for line in text.splitlines():
        matched = re.fullmatch(r"::(\w+) ([^:]*(?::(?!:)[^:]*)*?)::(.*)", line)
        assert matched, line
        pairs = (pair.split("=", 1) for pair in matched[2].split(","))
        properties = {key: unescaped(value, property_too=True) for key, value in pairs}
        yield matched[1], properties, unescaped(matched[3])


def unescaped(text, *, property_too=False):
    for code, char in (("%0D", "\r"), ("%0A", "\n"), *((("%3A", ":"), ("%2C", ",")) if property_too else ())):
        text = text.replace(code, char)
    return text.replace("%25", "%")


def test_github_gets_a_command_a_finding():
    told = list(commands(output("github", *everything())))
    assert [level for level, _, _ in told] == ["notice", "error", "warning", "notice", "error", "error"]
    level, properties, message = told[1]
    assert properties == {
        "file": "prompts/a b:c,d%é.md",
        "line": "2",
        "endLine": "2",
        "col": "13",
        "endColumn": "19",
        "title": "T006 leaked-marker",
    }
    assert (level, message) == ("error", "This <edit> is never closed")


def test_github_takes_no_columns_over_several_lines():
    _, properties, message = list(commands(output("github", *everything())))[2]
    assert (properties["line"], properties["endLine"]) == ("2", "3")
    assert "col" not in properties
    assert "endColumn" not in properties
    assert message == AWKWARD.replace("\x1b", " ").replace("\x00", " ")


def test_github_is_told_of_a_file_that_could_not_be_read():
    told = list(commands(output("github", *everything())))
    assert ("error", {"file": "gone.md", "title": "Not checked"}) in [one[:2] for one in told]


def test_nothing_to_tell_is_no_line():
    assert output("github", checked("clean.md", "")) == ""
    assert output("azure", checked("clean.md", "")) == ""


@given(
    st.text(max_size=40),
    st.text(st.characters(exclude_characters="/\0", exclude_categories=["C", "Z"]), min_size=1, max_size=12),
)
def test_no_message_and_no_name_breaks_out_of_its_command(message, name):
    if name in {".", ".."}:
        return
    one = finding(TEXT, "<edit>", message=message, name=name, severity=Severity.WARNING)
    text = output("github", checked(name, TEXT, [one]))
    assert text.count("\n") == 1
    ((_, properties, told),) = commands(text)
    assert properties["file"] == name
    assert properties["title"] == f"T006 {name}"
    assert len(told) == len(message)
    azure = output("azure", checked(name, TEXT, [one]))
    assert azure.count("\n") == 1
    assert azure.index("]") > azure.index(";code=T006;")


def test_azure_gets_a_command_a_finding_in_its_two_levels():
    lines = output("azure", *everything()).splitlines()
    assert lines[1] == (
        "##vso[task.logissue type=error;sourcepath=prompts/a b:c,d%AZP25é.md;linenumber=2;columnnumber=13;"
        "code=T006;]leaked-marker: This <edit> is never closed"
    )
    assert [line.split("type=")[1].split(";")[0] for line in lines] == [
        "warning",
        "error",
        "warning",
        "warning",
        "error",
        "error",
    ]
