"""What attrs compiles for the protocol's types is kept from start to start, and never taken from a file others may write."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

COUNTING = """
import builtins
from motjuste.lsp import compiled

count = 0

def counted(*arguments):
    global count
    count += 1
    return builtins.compile(*arguments)

compiled.compile = counted
compiled.import_types()
from lsprotocol import types

place = types.Position(line=1, character=2)
assert place == types.Position(1, 2) and place < types.Position(1, 3)
assert not hasattr(__import__("attr")._make, "compile")
print(count)
"""


def compiled_at_start(home):
    environment = {**os.environ, "MOTJUSTE_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-c", COUNTING], env=environment, capture_output=True, text=True, check=True
    )
    return int(done.stdout)


def the_file(home):
    [path] = (home / "cache").iterdir()
    return path


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A home after a first start. When nothing was compiled there, attrs no longer compiles where we look."""
    home = tmp_path_factory.mktemp("home")
    assert compiled_at_start(home) > 300
    return home, the_file(home).read_bytes()


def test_a_second_start_compiles_nothing(kept):
    home, content = kept
    the_file(home).write_bytes(content)
    assert compiled_at_start(home) == 0


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-1],
        lambda content: content.replace(b"motjuste compiled 1", b"motjuste compiled 0"),
        lambda content: content[:100] + bytes([content[100] ^ 1]) + content[101:],
    ],
    ids=["cut off", "of another version", "changed"],
)
def test_a_damaged_file_is_not_used_and_made_anew(kept, damage):
    home, content = kept
    path = the_file(home)
    path.write_bytes(damage(content))
    assert compiled_at_start(home) > 300
    assert compiled_at_start(home) == 0


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="who may write a file is told otherwise there")
def test_a_file_that_others_may_write_is_not_used(kept):
    home, content = kept
    path = the_file(home)
    path.write_bytes(content)
    path.chmod(0o666)
    assert compiled_at_start(home) > 300
    assert path.stat().st_mode & 0o777 == 0o600


def test_where_nothing_can_be_kept_all_works_as_before(tmp_path):
    (tmp_path / "cache").write_text("a file where the folder should be")
    assert compiled_at_start(tmp_path) > 300
