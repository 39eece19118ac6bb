from __future__ import annotations

import datetime as dt
import sys
from decimal import Decimal

import pytest

from motjuste.errors import UserError
from motjuste.evals.load import read_eval_set

pa = pytest.importorskip("pyarrow")
feather = pytest.importorskip("pyarrow.feather")
parquet = pytest.importorskip("pyarrow.parquet")

ROWS = [
    {"input": {"question": "2+2?"}, "expected": "4", "split": "dev"},
    {"input": {"question": "1+1?"}, "expected": "2", "split": "train"},
]


def write(folder, rows, suffix):
    path = folder / f"x{suffix}"
    table = pa.Table.from_pylist(rows)
    if suffix == ".parquet":
        parquet.write_table(table, path)
    elif suffix == ".feather":
        feather.write_feather(table, path)
    else:
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
    return path


@pytest.mark.parametrize("suffix", [".parquet", ".feather", ".arrow"])
def test_rows_are_numbered_and_nested_inputs_are_columns(tmp_path, suffix):
    found = read_eval_set(write(tmp_path, ROWS, suffix))
    assert [(case.line, case.inputs, case.expected, case.split) for case in found.cases] == [
        (1, {"question": "2+2?"}, "4", "dev"),
        (2, {"question": "1+1?"}, "2", "train"),
    ]


def test_dates_decimals_and_nulls_are_texts_and_bytes_are_refused(tmp_path):
    rows = [
        {"day": dt.date(2026, 1, 2), "price": Decimal("1.50"), "n": 3, "image": None, "expected": "x"},
        {
            "day": dt.date(2026, 1, 3),
            "price": Decimal("2.50"),
            "n": 4,
            "image": {"bytes": b"\x89PNG"},
            "expected": "y",
        },
    ]
    found = read_eval_set(write(tmp_path, rows, ".parquet"))
    assert found.cases[0].inputs == {"day": "2026-01-02", "price": "1.50", "n": "3", "image": ""}
    assert [(bad.line, "bytes" in bad.message) for bad in found.bad_rows] == [(2, True)]


@pytest.mark.parametrize("suffix", [".parquet", ".feather", ".arrow"])
@pytest.mark.parametrize("content", [b"", b"PAR1 not really", b"\0" * 100])
def test_a_broken_file_is_one_error(tmp_path, suffix, content):
    path = tmp_path / f"x{suffix}"
    path.write_bytes(content)
    with pytest.raises(UserError) as caught:
        read_eval_set(path)
    assert caught.value.remedy


def test_a_missing_file_and_a_folder_are_errors(tmp_path):
    with pytest.raises(UserError, match="does not exist"):
        read_eval_set(tmp_path / "none.parquet")
    (tmp_path / "folder.parquet").mkdir()
    with pytest.raises(UserError, match="is a folder"):
        read_eval_set(tmp_path / "folder.parquet")


def test_without_pyarrow_the_message_says_what_to_install(tmp_path, monkeypatch):
    path = write(tmp_path, ROWS, ".parquet")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UserError, match="needs the package pyarrow") as caught:
        read_eval_set(path)
    assert "motjuste[arrow]" in caught.value.remedy
