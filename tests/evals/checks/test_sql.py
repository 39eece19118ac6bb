from __future__ import annotations

import pytest

from motjuste.evals.checks import BadCheck, UnsupportedCheck, build

pytest.importorskip("sqlglot")


@pytest.mark.parametrize(
    ("value", "output", "score"),
    [
        (None, "SELECT a, b FROM t WHERE a > 1;", 1),
        (None, "select 1; select 2", 1),
        (None, "DROP TABLE t", 1),
        (None, "Hello world", 0),
        (None, "SELECT * FROM", 0),
        (None, "", 0),
        (None, "Here it is: SELECT 1", 0),
        ({"databaseType": "PostgresQL"}, "SELECT a::int FROM t", 1),
        ({"allowedTables": ["select::null::users"]}, "SELECT id FROM users", 1),
        ({"allowedTables": ["select::null::users"]}, "SELECT id FROM orders", 0),
        ({"allowedTables": ["(select|update)::null::users"]}, "UPDATE users SET a = 1", 1),
        ({"allowedTables": ["select::null::users"]}, "DELETE FROM users", 0),
        ({"allowedColumns": ["select::null::name"]}, "SELECT name FROM users", 1),
        ({"allowedColumns": ["select::null::name"]}, "SELECT pay FROM users", 0),
        ({"allowedColumns": ["select::null::name"]}, "SELECT * FROM users", 0),
    ],
)
def test_statements(value, output, score):
    assert build("is-sql", value).score(output).value == score
    assert build("not-is-sql", value).score(output).value == 1 - score


def test_a_fence_may_hold_it():
    fenced = "Sure:\n```sql\nSELECT 1\n```\nDone."
    assert build("contains-sql", None).score(fenced).value == 1
    assert build("is-sql", None).score(fenced).value == 0
    assert build("contains-sql", None).score("SELECT 1").value == 1
    assert build("contains-sql", None).score("none").value == 0


@pytest.mark.parametrize(
    "value", ["x", {"database": "x"}, {"databaseType": "Oracle 3"}, {"allowedTables": ["("]}]
)
def test_other_values_are_refused(value):
    with pytest.raises(BadCheck):
        build("is-sql", value)


def test_hostile_statements_end():
    for output in ("(" * 15_000, "SELECT " + "a," * 8_000, "SELECT " * 2_000, "x" * 1_000_000):
        assert build("is-sql", None).score(output).value in (0.0, 1.0)


def test_without_the_grammar_the_check_is_named_as_not_supported(monkeypatch):
    monkeypatch.setattr("motjuste.evals.checks.sql.find_spec", lambda _name: None)
    with pytest.raises(UnsupportedCheck, match=r"motjuste\[sql\]"):
        build("is-sql", None)
