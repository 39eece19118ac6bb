"""Every check of test_architecture.py can fail: small sources with a fault, and sources near to one without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.test_architecture import (
    ALL_CHECKS,
    Source,
    catch_alls_stand_at_doors,
    docstrings_say_the_purpose,
    files_and_functions_stay_small,
    heavy_at_start,
    imports_go_down,
    names_say_something,
    packages_stay_with_their_owner,
    pure_rooms_are_handed_what_they_need,
    tasks_have_an_owner,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Sample = tuple[Callable[[Source], Iterator[str]], str, str]

BAD: list[Sample] = [
    (imports_go_down, "text.span", "from motjuste.document.model import Document"),
    (imports_go_down, "lint.engine", "from motjuste.optimize.search import optimize"),
    (imports_go_down, "optimize.search", "def f():\n    import motjuste.lint.engine"),
    (imports_go_down, "evals.run", "if TYPE_CHECKING:\n    from motjuste.settings import Settings"),
    (imports_go_down, "llm.cache", "from motjuste import prompts"),
    (imports_go_down, "llm.cache", "import_module('motjuste.evals.run')"),
    (imports_go_down, "cli.check", "from motjuste.lsp.app import serve"),
    (imports_go_down, "text.span", "from . import edit"),
    (imports_go_down, "basement.boiler", ""),
    (imports_go_down, "cli.check", "from motjuste.basement.boiler import heat"),
    (packages_stay_with_their_owner, "llm.cache", "def f():\n    from openai import AsyncOpenAI"),
    (packages_stay_with_their_owner, "llm.openai_chat_too", "import openai"),
    (packages_stay_with_their_owner, "workspace.workspace", "from lsprotocol import types"),
    (packages_stay_with_their_owner, "cli.check", "if TYPE_CHECKING:\n    import pygls.server"),
    (packages_stay_with_their_owner, "optimize.race", "import scipy.stats"),
    (packages_stay_with_their_owner, "llm.cache", "from tests.endpoint import serve"),
    (packages_stay_with_their_owner, "evals.load", "importlib.import_module(name)"),
    (packages_stay_with_their_owner, "evals.load", "importlib.import_module(f'{name}.load')"),
    (packages_stay_with_their_owner, "lsp.hover", "def f():\n    __import__('openai.types')"),
    (files_and_functions_stay_small, "text.span", "\n" * 401),
    (files_and_functions_stay_small, "text.span", "def f():\n" + "    x = 1\n" * 50),
    (
        files_and_functions_stay_small,
        "text.span",
        "class A:\n    async def f(self):\n" + "        x = 1\n" * 50,
    ),
    (names_say_something, "text.utils", ""),
    (names_say_something, "common.span", ""),
    (names_say_something, "lsp.task_manager", ""),
    (names_say_something, "lsp.tasks", "class TaskManager: ..."),
    (docstrings_say_the_purpose, "text.span", "x = 1"),
    (docstrings_say_the_purpose, "text.span", '"""Spans."""'),
    (docstrings_say_the_purpose, "text.span", '"""Spans of text"""'),
    (docstrings_say_the_purpose, "text.span", '"""Spans of text,\nand more."""'),
    (tasks_have_an_owner, "lsp.app", "asyncio.create_task(work())"),
    (tasks_have_an_owner, "lsp.app", "asyncio.get_running_loop().create_task(work())"),
    (tasks_have_an_owner, "llm.pace", "async def f():\n    async with asyncio.TaskGroup() as group: ..."),
    (tasks_have_an_owner, "optimize.search", "await asyncio.gather(a(), b())"),
    (
        tasks_have_an_owner,
        "optimize.search",
        "from asyncio import gather\nasync def f():\n    await gather(a(), b())",
    ),
    (tasks_have_an_owner, "llm.pace", "asyncio.ensure_future(work())"),
    (catch_alls_stand_at_doors, "llm.cache", "try: ...\nexcept Exception: pass"),
    (catch_alls_stand_at_doors, "llm.cache", "try: ...\nexcept (ValueError, Exception) as error: pass"),
    (catch_alls_stand_at_doors, "lint.engine", "try: ...\nexcept: pass"),
    (catch_alls_stand_at_doors, "lint.engine", "try: ...\nexcept BaseException: pass"),
    (pure_rooms_are_handed_what_they_need, "optimize.search", "import time"),
    (pure_rooms_are_handed_what_they_need, "optimize.search", "def f():\n    from datetime import datetime"),
    (pure_rooms_are_handed_what_they_need, "lint.engine", "import os\nhome = os.environ['HOME']"),
    (pure_rooms_are_handed_what_they_need, "lint.engine", "from os import getenv"),
    (pure_rooms_are_handed_what_they_need, "stats.screen", "import random\nrandom.shuffle(x)"),
    (pure_rooms_are_handed_what_they_need, "stats.screen", "from random import shuffle"),
]
GOOD: list[Sample] = [
    (imports_go_down, "text.edit", "from motjuste.text.span import Span\nimport os"),
    (
        imports_go_down,
        "evals.run",
        "from motjuste import __version__\nfrom motjuste.llm.chat import ChatModel",
    ),
    (imports_go_down, "cli.app", "importlib.import_module(f'motjuste.cli.{name}')"),
    (imports_go_down, "cli.server", "from motjuste.lsp.app import serve"),
    (packages_stay_with_their_owner, "llm.openai_chat", "import openai"),
    (packages_stay_with_their_owner, "lsp.features.hover", "from lsprotocol.types import Hover"),
    (files_and_functions_stay_small, "text.span", "def f():\n" + "    x = 1\n" * 49),
    (names_say_something, "text.commonmark", "class Managed: ..."),
    (docstrings_say_the_purpose, "text.span", '"""`Span`, a stretch of text."""'),
    (tasks_have_an_owner, "lsp.schedule", "asyncio.create_task(work())"),
    (tasks_have_an_owner, "optimize.proposals", "await source.gather(step)"),
    (catch_alls_stand_at_doors, "lint.engine", "try: ...\nexcept Exception: pass"),
    (catch_alls_stand_at_doors, "workspace.write", "try: ...\nexcept BaseException:\n    undo()\n    raise"),
    (
        pure_rooms_are_handed_what_they_need,
        "optimize.run_file",
        "import os, random\nos.replace(a, b)\nrandom.Random(1)",
    ),
    (pure_rooms_are_handed_what_they_need, "optimize.evidence", "def f(random):\n    random.shuffle(x)"),
    (pure_rooms_are_handed_what_they_need, "workspace.jobs", "import time"),
]


@pytest.mark.parametrize(("check", "module", "text"), BAD)
def test_a_check_finds_the_fault(check, module, text):
    assert list(check(Source(module, text)))


@pytest.mark.parametrize(("check", "module", "text"), GOOD)
def test_a_check_lets_the_rest_pass(check, module, text):
    assert not list(check(Source(module, text)))


def test_every_check_has_a_sample_of_either_kind():
    assert {check for check, _, _ in BAD} == {check for check, _, _ in GOOD} == set(ALL_CHECKS)


def test_the_chain_to_a_heavy_package_is_found_and_named():
    eager = "from motjuste.lint import engine\n"
    files = [
        Source("lsp.app", eager),
        Source("lint", "import regex"),
        Source("lint.engine", "try:\n    import jinja2\nfinally: ..."),
    ]
    assert list(heavy_at_start(files)) == [
        "lsp.app -> lint:1 imports regex at once",
        "lsp.app -> lint.engine:2 imports jinja2 at once",
    ]


def test_an_import_on_first_use_or_for_types_alone_is_not_at_start():
    lazy = "def f():\n    import openai\nif TYPE_CHECKING:\n    import scipy\n    from motjuste.stats import gate\n"
    assert not list(heavy_at_start([Source("lsp.app", lazy), Source("stats.gate", "import numpy")]))
