from __future__ import annotations

import subprocess
import sys
import time

from motjuste.llm.claims import LONGEST_CLAIM, Claimant

STANDS = """
import sys, pathlib
from motjuste.llm.claims import Claimant
claimant = Claimant(pathlib.Path(sys.argv[1]))
claimant.stand()
print(claimant.name, flush=True)
sys.stdin.read()
"""


def test_a_claimant_lives_until_it_resigns(tmp_path):
    one, other = Claimant(tmp_path), Claimant(tmp_path)
    one.stand()
    one.stand()
    now = time.time()
    assert other.lives(one.name, now)
    assert one.lives(one.name, now)
    one.resign()
    assert not other.lives(one.name, now)
    one.resign()


def test_a_claimant_dies_with_its_process_however_it_ends(tmp_path):
    command = [sys.executable, "-c", STANDS, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        name = process.stdout.readline().strip()
        assert Claimant(tmp_path).lives(name, time.time())
        process.kill()
        process.wait()
        assert not Claimant(tmp_path).lives(name, time.time())
    assert list(tmp_path.iterdir()) == [], "whoever finds it dead cleans up"


def test_a_child_process_does_not_keep_its_parent_s_claims_alive(tmp_path):
    claimant = Claimant(tmp_path)
    claimant.stand()
    with subprocess.Popen(
        [sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE
    ) as child:
        claimant._lock.release()
        assert not Claimant(tmp_path).lives(claimant.name, time.time())
        child.stdin.close()


def test_nobody_and_the_very_old_are_dead(tmp_path):
    one = Claimant(tmp_path)
    one.stand()
    other = Claimant(tmp_path)
    assert not other.lives("", time.time())
    assert not other.lives("unknown", time.time())
    assert not other.lives(one.name, time.time() - LONGEST_CLAIM - 1)
    one.resign()
