from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motjuste.errors import UserError
from motjuste.evals.case import BadRow
from motjuste.evals.load.csv import rows

CELL = st.text(st.sampled_from('ab,"\n\r é\u2028😀'))


@given(st.lists(st.tuples(CELL, CELL), max_size=5), st.sampled_from(["\n", "\r\n"]))
def test_rows_read_back_with_the_lines_they_start_on(written, end):
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow(["input", "expected"])
    starts = []
    for row in written:
        before = file.getvalue()
        starts.append(1 + before.count("\n") + before.replace("\r\n", "").count("\r"))
        writer.writerow(row)
    found = list(rows(file.getvalue(), "x.csv"))
    assert [tuple(row.values.values()) for row in found] == written
    assert [row.line for row in found] == starts


def test_blank_lines_are_skipped_and_counted():
    found = list(rows("a,b\n\n1,2\n\r\n3,4\n", "x.csv"))
    assert [(row.line, dict(row.values)) for row in found] == [
        (3, {"a": "1", "b": "2"}),
        (5, {"a": "3", "b": "4"}),
    ]


def test_a_lone_carriage_return_ends_a_line():
    assert [row.line for row in rows("a,b\r1,2\r3,4", "x.csv")] == [2, 3]


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ("1", "has 1 cell, the header has 2"),
        ("1,2,3", "has 3 cells, the header has 2; put a cell that holds a comma in double quotes"),
        ('"1"x,2', "double every quote"),
    ],
)
def test_a_bad_record_is_listed_and_the_next_is_read(record, message):
    bad, good = rows(f"a,b\n{record}\n3,4\n", "x.csv")
    assert isinstance(bad, BadRow)
    assert bad.line == 2
    assert message in bad.message
    assert good.values == {"a": "3", "b": "4"}


def test_a_quote_that_is_never_closed_says_how_much_it_swallows():
    good, bad = rows('a,b\n1,2\n"3,4\n5,6\n', "x.csv")
    assert good.line == 2
    assert bad == BadRow(3, bad.message)
    assert "never closed" in bad.message
    assert "line 4" in bad.message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a;b\n1;2\n", "not separated by commas"),
        ("a\tb\n1\t2\n", "not separated by commas"),
        ("a,a\n1,2\n", "column `a` twice"),
        ('"a,b\n1,2\n', "header cannot be read"),
    ],
)
def test_a_header_that_cannot_be_used_spoils_the_file(text, message):
    with pytest.raises(UserError, match=message) as caught:
        list(rows(text, "x.csv"))
    assert caught.value.path == "x.csv"
    assert caught.value.line == 1
    assert caught.value.remedy


def test_a_column_without_a_name_is_left_out():
    (row,) = rows(",input,expected\n0,a,b\n", "x.csv")
    assert row.values == {"input": "a", "expected": "b"}


def test_cells_may_be_longer_than_the_csv_module_likes():
    (row,) = rows("a,b\n" + "x" * 300_000 + ",y\n", "x.csv")
    assert row.values == {"a": "x" * 300_000, "b": "y"}
