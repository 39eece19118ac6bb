from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motjuste.errors import UserError
from motjuste.evals.case import BadRow
from motjuste.evals.load.jsonl import rows
from motjuste.evals.load.row import Row

# A lone surrogate cannot stand in a UTF-8 file.
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
ROWS = st.lists(
    st.dictionaries(TEXT, TEXT | st.integers() | st.booleans() | st.none() | st.lists(TEXT)), max_size=6
)


@given(ROWS, st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_rows_read_back_with_their_lines(written, end, blanks):
    # U+2028 and its like end no line of JSONL: they may stand inside a text.
    lines = [json.dumps(row, ensure_ascii=False) for row in written]
    gap = end + " " + end if blanks else end
    found = list(rows(gap.join(lines), "x.jsonl"))
    step = 2 if blanks else 1
    assert found == [Row(1 + index * step, row) for index, row in enumerate(written)]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"input": "a"', "not JSON: Expecting ',' delimiter at column 14"),
        ("{'input': 'a'}", "not JSON"),
        ("input: a", "not JSON"),
        ('"text"', "is a text, not a JSON object"),
        ("3", "is a number, not a JSON object"),
        ("null", "is null, not a JSON object"),
        ("true", "is true or false, not a JSON object"),
        ('{"a": NaN}', "NaN is no JSON value"),
        ('{"a": -Infinity}', "-Infinity is no JSON value"),
        ('{"a": 1, "a": 2}', "the key `a` twice"),
        ('{"a": 1e999}', "1e999 is too large"),
        ('{"a": ' + "1" * 5000 + "}", "too many digits"),
        ('{"a": ' + "[" * 200_000, "nested too deep"),
    ],
)
def test_a_bad_line_is_listed_and_the_next_is_read(line, message):
    bad, good = rows(f"{line}\n" + '{"a": 1}', "x.jsonl")
    assert isinstance(bad, BadRow)
    assert bad.line == 1
    assert message in bad.message
    assert good == Row(2, {"a": 1})


def test_a_list_of_lists_is_a_bad_row_but_one_json_list_is_a_bad_file():
    found = list(rows('{"a": 1}\n[1]', "x.jsonl"))
    assert "is a list" in found[1].message
    with pytest.raises(UserError, match="one JSON list"):
        list(rows('\n[{"a": 1}]', "x.jsonl"))


def test_a_number_keeps_the_digits_of_its_file():
    (row,) = rows('{"a": 1.50}', "x.jsonl")
    assert row.values["a"].written == "1.50"
