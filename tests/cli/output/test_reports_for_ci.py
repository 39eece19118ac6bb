"""The formats that are files: GitLab's Code Quality, JUnit's XML, JSON and JSON lines."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st
from tests.cli.output.example import ROOT, TEXT, checked, everything, finding, output

SEVERITIES = {"info", "minor", "major", "critical", "blocker"}
"""What docs.gitlab.com, "Code Quality report format", allows."""


def issues(*files):
    return json.loads(output("gitlab", *files))


def test_gitlab_gets_what_its_format_asks_for():
    found = issues(*everything())
    for issue in found:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in SEVERITIES
        assert issue["location"]["lines"]["begin"] >= 1
    assert found[1]["check_name"] == "T006"
    assert found[1]["severity"] == "major"
    assert found[1]["location"] == {"path": "prompts/a b:c,d%é.md", "lines": {"begin": 2, "end": 2}}
    assert not found[1]["location"]["path"].startswith("./")


def test_gitlab_fingerprints_are_unique_and_stable():
    twice = "<edit>\n<edit>\n"
    findings = [finding(twice, "<edit>"), finding(twice, "\n<edit>")]
    before = [issue["fingerprint"] for issue in issues(checked("a.md", twice, findings), *everything())]
    assert len(set(before)) == len(before)
    moved = f"# More\n\n{twice}"
    after = [finding(moved, "<edit>"), finding(moved, "\n<edit>", span=finding(moved, "<edit>\n<edit>").span)]
    assert issues(checked("a.md", moved, after[:1]))[0]["fingerprint"] == before[0]


def test_gitlab_is_told_of_a_file_that_could_not_be_read():
    (blocker,) = (issue for issue in issues(*everything()) if issue["severity"] == "blocker")
    assert blocker["location"]["path"] == "gone.md"
    assert "Permission denied" in blocker["description"]


def test_gitlab_and_json_of_nothing_are_empty_lists():
    assert issues(checked("clean.md", "")) == []
    assert json.loads(output("json", checked("clean.md", ""))) == []
    assert output("json-lines", checked("clean.md", "")) == ""


def suites(*files):
    return ET.fromstring(output("junit", *files).encode())


def test_junit_has_a_suite_a_file_and_a_case_a_finding():
    root = suites(*everything())
    assert root.tag == "testsuites"
    assert root.attrib == {"name": "motjuste", "tests": "7", "failures": "5", "errors": "1"}
    first, clean, gone, outside = root
    assert first.attrib == {"name": "prompts/a b:c,d%é.md", "tests": "4", "failures": "4", "errors": "0"}
    assert first[1].attrib["name"] == "T006 leaked-marker (2:13)"
    assert first[1].attrib["file"] == "prompts/a b:c,d%é.md"
    assert first[1].attrib["line"] == "2"
    assert first[1][0].attrib == {"message": "This <edit> is never closed", "type": "error"}
    assert [case.tag for case in clean] == ["testcase"]
    assert not list(clean[0])
    assert gone[0][0].tag == "error"
    assert gone.attrib["errors"] == "1"
    assert outside.attrib["name"] == "/else/where.md"


def test_junit_counts_add_up():
    root = suites(*everything())
    for count in ("tests", "failures", "errors"):
        assert int(root.attrib[count]) == sum(int(suite.attrib[count]) for suite in root)
    for suite in root:
        assert int(suite.attrib["tests"]) == len(suite)


@given(st.text(st.characters(), max_size=30))
def test_junit_is_xml_whatever_the_message(message):
    one = finding(TEXT, "<edit>", message=message)
    (suite,) = suites(checked("a.md", TEXT, [one]))
    told = suite[0][0].attrib["message"]
    writable = [char for char in message if char in "\t\n\r" or char >= " "]
    assert len(told) == len(message)
    assert all(
        char in told for char in writable if char not in "\ufffe\uffff" and not "\ud800" <= char <= "\udfff"
    )


def test_json_lines_are_the_items_of_json():
    items = json.loads(output("json", *everything()))
    lines = [json.loads(line) for line in output("json-lines", *everything()).splitlines()]
    assert lines == items
    assert len(items) == 5


def test_json_names_files_absolutely():
    items = json.loads(output("json", *everything()))
    assert items[0]["filename"] == str(ROOT / "prompts" / "a b:c,d%é.md")
    assert all(Path(item["filename"]).is_absolute() for item in items)


def test_junit_is_ascii_so_that_it_is_well_formed_in_any_encoding_of_the_stream():
    written = output("junit", *everything())
    assert written.isascii()
    for encoding in ("ascii", "cp1252", "utf-8", "utf-16"):
        names = [suite.get("name") for suite in ET.fromstring(written.encode(encoding))]
        assert "prompts/a b:c,d%é.md" in names, encoding
