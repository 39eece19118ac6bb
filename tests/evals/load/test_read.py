from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

import pytest

from motjuste.errors import UserError
from motjuste.evals.load import FORMATS, read_eval_set, text_file

ROW = '{"input": "a", "expected": "b"}\n'
SHARED = Path(__file__).parents[4] / "shared"


def write(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.jsonl", ROW),
        ("x.NDJSON", ROW),
        ("x.csv", "input,expected\na,b\n"),
        ("x.yaml", "- input: a\n  expected: b\n"),
        ("x.yml", "tests:\n- vars: {input: a}\n  assert: [{type: equals, value: b}]\n"),
    ],
)
def test_the_same_case_in_any_format_is_the_same_case(tmp_path, name, content):
    found = read_eval_set(write(tmp_path, name, content))
    (case,) = found.cases
    (other,) = read_eval_set(write(tmp_path, "y.jsonl", ROW)).cases
    assert (case.id, case.inputs, case.expected, case.checks) == (
        other.id,
        other.inputs,
        other.expected,
        other.checks,
    )
    assert found.path == str(tmp_path / name)


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_boms_and_line_ends_change_nothing(tmp_path, bom, end):
    text = ROW + '{"input": "ü😀", "expected": "d"}\n'
    found = read_eval_set(write(tmp_path, "x.jsonl", bom + text.replace("\n", end).encode()))
    assert [case.line for case in found.cases] == [1, 2]
    assert found.cases[1].inputs == {"input": "ü😀"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "has no cases"),
        (b"\n \n", "has no cases"),
        (b"\xff\xfe{\x00", "UTF-16"),
        (b'{"input": "a\0", "expected": "b"}', "looks binary"),
        (b"\x89PNG\r\n\x1a\n\0\0", "not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_at_all_is_one_error(tmp_path, content, message):
    path = write(tmp_path, "x.jsonl", content)
    with pytest.raises(UserError, match=message) as caught:
        read_eval_set(path, display="evals/x.jsonl")
    assert caught.value.path == "evals/x.jsonl"
    assert caught.value.remedy


def test_a_byte_that_is_not_utf_8_is_named_with_its_line(tmp_path):
    path = write(tmp_path, "x.jsonl", ROW.encode() * 2 + b'\r\n{"input": "caf\xe9"}')
    with pytest.raises(UserError, match="0xe9") as caught:
        read_eval_set(path)
    assert caught.value.line == 4


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.csv", ""),
        ("x.csv", "input,expected\n"),
        ("x.yaml", ""),
        ("x.yaml", "tests: []"),
        ("x.jsonl", "\n"),
    ],
)
def test_a_set_without_rows_is_an_error_in_any_format(tmp_path, name, content):
    with pytest.raises(UserError, match="has no cases"):
        read_eval_set(write(tmp_path, name, content))


def test_a_missing_file_a_folder_and_a_pipe_are_errors(tmp_path):
    with pytest.raises(UserError, match="does not exist"):
        read_eval_set(tmp_path / "none.jsonl")
    (tmp_path / "folder.jsonl").mkdir()
    with pytest.raises(UserError, match="is a folder"):
        read_eval_set(tmp_path / "folder.jsonl")
    os.mkfifo(tmp_path / "pipe.jsonl")
    with pytest.raises(UserError, match="no regular file"):
        read_eval_set(tmp_path / "pipe.jsonl")
    with pytest.raises(UserError, match="cannot be read"):
        read_eval_set(tmp_path / ("x" * 300 + ".jsonl"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_an_error(tmp_path):
    path = write(tmp_path, "x.jsonl", ROW)
    path.chmod(0)
    with pytest.raises(UserError, match="Permission denied"):
        read_eval_set(path)


@pytest.mark.parametrize("name", ["x.xlsx", "x.toml", "x", "x.jsonl.gz"])
def test_an_unknown_suffix_is_an_error_that_lists_the_known_ones(tmp_path, name):
    with pytest.raises(UserError, match="cannot be a") as caught:
        read_eval_set(write(tmp_path, name, ROW))
    assert all(suffix in caught.value.remedy for suffix in FORMATS)


def test_a_huge_file_is_refused_without_being_read_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(text_file, "LARGEST", 100)
    read_eval_set(write(tmp_path, "x.jsonl", ROW))
    with pytest.raises(UserError, match="larger than"):
        read_eval_set(write(tmp_path, "x.jsonl", ROW * 10))


def test_a_bad_row_never_raises_and_the_others_are_read(tmp_path):
    lines = [
        "{",
        '{"input": "a", "expected": "b"}',
        "[]",
        '{"input": "c"}',
        '{"input": "d", "assert": [{"type": "python"}]}',
    ]
    found = read_eval_set(write(tmp_path, "x.jsonl", "\n".join(lines)))
    assert [case.line for case in found.cases] == [2]
    assert [bad.line for bad in found.bad_rows] == [1, 3, 4, 5]


def test_a_set_of_bad_rows_alone_is_read(tmp_path):
    found = read_eval_set(write(tmp_path, "x.jsonl", "{\n{"))
    assert found.cases == ()
    assert len(found.bad_rows) == 2


def test_the_default_check_is_used_and_an_unknown_one_refused(tmp_path):
    path = write(tmp_path, "x.jsonl", '{"input": "a", "expected": "42"}')
    assert read_eval_set(path, default_check="numeric").cases[0].checks[0].name == "numeric"
    assert read_eval_set(path, default_check=r"regex:(\d+)").cases[0].checks[0].name == "regex"
    for unknown in ("numerik", "llm-rubric", "", "not a name!"):
        if unknown:
            with pytest.raises(UserError, match="check") as caught:
                read_eval_set(path, default_check=unknown)
            assert "front matter" in caught.value.remedy


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared eval sets are not here")
@pytest.mark.parametrize(
    "name",
    [
        "pe2_splits/gsm8k/dev.jsonl",
        "pe2_splits/hyperbaton/train.jsonl",
        "banking77/test.jsonl",
        "svamp/test.jsonl",
    ],
)
def test_public_eval_sets_are_read_whole(name):
    path = SHARED / "evals" / name
    lines = [line for line in path.read_text("utf-8").split("\n") if line.strip()]
    found = read_eval_set(path)
    assert len(found.cases) + len(found.duplicates) + len(found.bad_rows) == len(lines)
    assert len(found.bad_rows) <= 2
    for case in found.cases:
        assert json.loads(lines[case.line - 1])["expected"] == case.expected


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared examples are not here")
def test_promptfoos_own_examples_are_read_or_refused_row_by_row():
    folder = SHARED / "promptfoo-examples"
    csv_set = read_eval_set(folder / "simple-csv" / "tests.csv")
    assert [case.line for case in csv_set.cases] == [2, 3, 4, 5]
    assert csv_set.bad_rows == ()
    yaml_set = read_eval_set(folder / "simple-test" / "promptfooconfig.yaml")
    assert [case.label for case in yaml_set.cases] == [
        "Check for exact match", "Another basic substring check", "Check if output is JSON",
        "Use LLM to evaluate output",
    ]  # fmt: skip
    assert [bad.unsupported for bad in yaml_set.bad_rows] == [True]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared examples are not here")
def test_every_promptfoo_configuration_is_read_or_refused_with_a_remedy():
    remedies = []
    for config in sorted((SHARED / "promptfoo-examples").rglob("promptfooconfig*.yaml")):
        with suppress(UserError):
            found = read_eval_set(config)
            remedies += [bad.message for bad in found.bad_rows]
    assert remedies
    assert all(len(remedy.split()) > 5 for remedy in remedies)
