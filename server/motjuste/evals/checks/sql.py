"""The checks `is-sql` and `contains-sql`: the output is SQL, or holds some in a code fence, and touches what it may.

The grammar is sqlglot's, imported when the first such check is built; without it the checks are not supported.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from motjuste.evals.case import Score
from motjuste.evals.checks.bad_check import BadCheck, UnsupportedCheck
from motjuste.evals.checks.phrase import shown
from motjuste.evals.checks.regex import SECONDS, compiled
from motjuste.evals.checks.value import many_texts, one_text

if TYPE_CHECKING:
    from collections.abc import Iterator

DIALECTS = {
    "athena": "athena",
    "bigquery": "bigquery",
    "hive": "hive",
    "mariadb": "mysql",
    "mysql": "mysql",
    "postgresql": "postgres",
    "postgresq": "postgres",
    "postgres": "postgres",
    "redshift": "redshift",
    "snowflake": "snowflake",
    "sqlite": "sqlite",
    "transactsql": "tsql",
}
"""promptfoo's names of databases, lower case, and sqlglot's."""
KEYS = ("databaseType", "allowedTables", "allowedColumns")
FENCE = re.compile(r"```(?:sql)?[^\S\n]*\n?(?P<code>[^`]*)```", re.IGNORECASE)
LONGEST = 20_000
"""Characters of a statement; a grammar's time grows with it."""


@dataclass(frozen=True, slots=True)
class Sql:
    """The output is SQL (`whole`) or holds some in a code fence."""

    name: str
    dialect: str
    tables: tuple[str, ...]
    """Patterns of `type::database::table`, one of which each table must match; empty allows all."""
    columns: tuple[str, ...]
    """Patterns of `type::table::column`, likewise."""
    whole: bool

    @property
    def demand(self) -> str:
        """The demand in words."""
        return f"{'be' if self.whole else 'contain'} valid SQL ({self.dialect})"

    def score(self, output: str) -> Score:
        """1 if it does."""
        passages = [output]
        if not self.whole:
            passages += [match["code"] for match in FENCE.finditer(output)]
        faults = [self._fault(passage.strip()) for passage in passages]
        if None in faults:
            return Score(1.0)
        return Score(0.0, f"{faults[-1]}, got {shown(output)}")

    def _fault(self, text: str) -> str | None:
        import sqlglot
        from sqlglot.errors import SqlglotError

        if not text or len(text) > LONGEST:
            return "is empty" if not text else "is too long to be read as SQL"
        try:
            statements = [one for one in sqlglot.parse(text, read=self.dialect) if one is not None]
        except (SqlglotError, RecursionError) as error:
            return f"is no valid SQL: {shown(str(error))}"
        if not statements or not all(_is_statement(one) for one in statements):
            return "is no SQL statement"
        try:
            return next(self._forbidden(statements), None)
        except TimeoutError:
            return "a pattern of what is allowed took too long"

    def _forbidden(self, statements: list[Any]) -> Iterator[str]:
        for statement in statements:
            for allowed, used in ((self.tables, _tables(statement)), (self.columns, _columns(statement))):
                for one in used if allowed else ():
                    if not any(compiled(f"(?i:{each})").fullmatch(one, timeout=SECONDS) for each in allowed):
                        yield f"uses {one}, which is not allowed"


def _is_statement(one: Any) -> bool:
    from sqlglot import exp

    kinds = (exp.Query, exp.DDL, exp.DML, exp.Drop, exp.Alter, exp.Show, exp.Set, exp.Use, exp.Describe)
    return isinstance(one, kinds)


def _verb(statement: Any) -> str:
    name: str = statement.key
    return name if name in {"insert", "update", "delete"} else "select"


def _tables(statement: Any) -> Iterator[str]:
    from sqlglot import exp

    for table in statement.find_all(exp.Table):
        yield f"{_verb(statement)}::{table.db or 'null'}::{table.name}"


def _columns(statement: Any) -> Iterator[str]:
    from sqlglot import exp

    for column in statement.find_all(exp.Column):
        yield f"{_verb(statement)}::{column.table or 'null'}::{column.name or '(.*)'}"
    if any(True for _ in statement.find_all(exp.Star)):
        yield f"{_verb(statement)}::null::(.*)"


def build(name: str, value: object) -> Sql:
    """Build it from nothing, or a mapping with `databaseType`, `allowedTables`, `allowedColumns`.

    Raises:
        BadCheck: The value is something else, or names a database that is not known.
        UnsupportedCheck: sqlglot is not installed.
    """
    given = {} if value in (None, "") else value
    if not isinstance(given, dict) or not set(given) <= set(KEYS):
        keys = ", ".join(f"`{key}`" for key in KEYS)
        raise BadCheck(f"`{name}` takes no value, or a mapping with {keys}")
    database = one_text(name, given.get("databaseType", "MySQL"))
    dialect = DIALECTS.get(database.lower().partition("(")[0].strip())
    if dialect is None:
        raise BadCheck(f"`{name}` knows no database {shown(database)}; there are {', '.join(DIALECTS)}")
    if find_spec("sqlglot") is None:
        raise UnsupportedCheck(
            name, "needs the package sqlglot", "; install it with `pip install motjuste[sql]`"
        )
    tables, columns = (many_texts(name, given[key]) if given.get(key) else () for key in KEYS[1:])
    for pattern in (*tables, *columns):
        compiled(pattern)
    return Sql(name, dialect, tables, columns, name == "is-sql")
