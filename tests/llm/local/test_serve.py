"""The server's watchdog: it ends when nobody asks, never while somebody does or is about to."""

from __future__ import annotations

import os
import threading
import time

import pytest
from filelock import FileLock

from motjuste.llm.local.serve import activity, available_cores, joined_lately, watch
from motjuste.llm.local.state import lock_path

IDLE = 0.2
QUIET = (False, "same")


@pytest.fixture
def state(tmp_path):
    """A state file nobody has joined by for an hour."""
    path = tmp_path / "server-x.json"
    path.touch()
    os.utime(path, (time.time() - 3600, time.time() - 3600))
    return path


class Watching(threading.Thread):
    """The watchdog in a thread, told what it sees."""

    def __init__(self, state, look=lambda: QUIET):
        super().__init__(daemon=True)
        self.state, self.look, self.ended, self.looks = state, look, threading.Event(), 0
        self.start()

    def run(self):
        watch(self.state, IDLE, self._count, self.ended)

    def _count(self):
        self.looks += 1
        return self.look()

    def sees(self, looks: int) -> None:
        """Wait until it has looked so many times more."""
        until = self.looks + looks
        deadline = time.monotonic() + 10
        while self.looks < until and self.is_alive():
            assert time.monotonic() < deadline
            self.ended.wait(0.01)


def test_idle_it_ends(state):
    watching = Watching(state)
    watching.join(10)
    assert not watching.is_alive()


def test_told_to_end_it_ends_at_once(state):
    watching = Watching(state, lambda: (True, ""))
    watching.ended.set()
    watching.join(10)
    assert not watching.is_alive()


@pytest.mark.parametrize("look", [lambda: (True, "same"), lambda: (False, str(time.monotonic_ns()))])
def test_at_work_it_stays(state, look):
    watching = Watching(state, look)
    watching.sees(12)
    assert watching.is_alive()
    watching.look = lambda: QUIET
    watching.join(10)
    assert not watching.is_alive()


def test_somebody_who_joined_keeps_it(state):
    watching = Watching(state)
    for _ in range(6):
        os.utime(state)
        watching.sees(2)
    assert watching.is_alive()
    watching.join(10)
    assert not watching.is_alive()


def test_somebody_who_is_joining_keeps_it(state):
    with FileLock(lock_path(state)):
        watching = Watching(state)
        watching.sees(12)
        assert watching.is_alive()
        os.utime(state)
    watching.sees(2)
    watching.join(10)
    assert not watching.is_alive()


def test_a_state_file_that_is_gone_keeps_nothing(state):
    state.unlink()
    assert not joined_lately(state, IDLE)
    watching = Watching(state)
    watching.join(10)
    assert not watching.is_alive()


METRICS = """# HELP llamacpp:prompt_tokens_total Number of prompt tokens
llamacpp:prompt_tokens_total 50
llamacpp:tokens_predicted_total 4
llamacpp:requests_processing {processing}
llamacpp:requests_deferred 0
llamacpp:predicted_tokens_seconds {speed}
"""


def test_activity_is_read_from_the_metrics():
    resting = activity(lambda: METRICS.format(processing=0, speed=1.5))
    assert resting == (False, "llamacpp:prompt_tokens_total 50\nllamacpp:tokens_predicted_total 4")
    assert activity(lambda: METRICS.format(processing=0, speed=0.1)) == resting, "a rate is no work"
    assert activity(lambda: METRICS.format(processing=1, speed=1.5))[0]


def test_cores():
    assert 1 <= available_cores() <= (os.cpu_count() or 1)
