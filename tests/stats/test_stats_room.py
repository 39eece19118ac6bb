"""The rooms below everything else stay light to import."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {"numpy", "scipy", "regex", "pydantic", "openai"}


@pytest.mark.parametrize("room", ["stats", "text"])
def test_importing_the_room_loads_nothing_heavy(room):
    program = f"""
import importlib, pkgutil, sys
import motjuste.{room} as room
for module in pkgutil.iter_modules(room.__path__, "motjuste.{room}."):
    importlib.import_module(module.name)
print(*sorted({{name.split(".")[0] for name in sys.modules}}))
"""
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert "motjuste" in loaded.stdout.split()
    assert HEAVY.isdisjoint(loaded.stdout.split())
