"""The list of what the server does in an editor is whole: every method has a row, every row a test that is there."""

from __future__ import annotations

import ast
import tomllib
from functools import cache
from pathlib import Path

import pytest
from lsprotocol import types

from motjuste.lsp.diagnostics import offer_pull
from motjuste.lsp.server import MotjusteServer

TESTS = Path(__file__).resolve().parent.parent
ROWS = tomllib.loads((TESTS / "lsp" / "feature_table.toml").read_text(encoding="utf-8"))["row"]
LIFECYCLE = {types.INITIALIZE, types.INITIALIZED, types.SHUTDOWN}
"""Methods that are no feature: every server has them."""


@cache
def names_in(path):
    """The functions of a test file."""
    tree = ast.parse((TESTS / path).read_text(encoding="utf-8"))
    return {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)}


def answered():
    """Every method and command the server answers."""
    from dataclasses import replace

    ls = MotjusteServer()
    ls.client = replace(ls.client, pull_diagnostics=True)
    for act in ls._initialize_listeners:
        act()
    if types.TEXT_DOCUMENT_DIAGNOSTIC not in ls.protocol.fm.features:
        offer_pull(ls)
    return {*ls.protocol.fm.features, *ls.protocol.fm.commands}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["title"])
def test_a_row_has_tests_and_they_are_there(row):
    assert row["tests"], "a row without a test is a promise"
    for node in row["tests"]:
        path, _, name = node.partition("::")
        assert (TESTS / path).is_file(), node
        assert name in names_in(path), node


def test_every_method_has_a_row_and_no_row_tells_of_others():
    told = {method for row in ROWS for method in row["methods"] if not method.startswith("<")}
    ours = answered() - LIFECYCLE
    assert ours - told == set(), "methods without a row"
    builtin = set(MotjusteServer().protocol.fm.builtin_features)
    assert told - ours - builtin == set(), "rows about methods that the server does not answer"
