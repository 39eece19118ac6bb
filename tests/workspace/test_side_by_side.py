"""Files shared out over processes: all come back, whatever happens to a process."""

from __future__ import annotations

import os
import time

import pytest

from motjuste.workspace import side_by_side as module
from motjuste.workspace.checked_file import CheckedFile
from motjuste.workspace.side_by_side import Unknown, side_by_side

FILES = [
    Unknown(f"{number}.md", b"x" * (number * 37 % 5000), f"key {number}", number) for number in range(200)
]


@pytest.fixture
def three_cores(monkeypatch):
    monkeypatch.setattr(module, "_WORTH_IT", 0)
    monkeypatch.setattr(module, "_cores", lambda: 3)


def examine(file):
    return CheckedFile(file.path, str(os.getpid())), None


@pytest.mark.usefixtures("three_cores")
def test_every_file_is_looked_at_once():
    done = sorted(side_by_side(FILES, examine), key=lambda one: one[0])
    assert [(place, key, file.path) for place, key, file, _ in done] == [
        (file.place, file.key, file.path) for file in FILES
    ]


@pytest.mark.usefixtures("three_cores")
def test_who_is_done_takes_what_another_has_not_begun(tmp_path):
    def examined(file):
        (tmp_path / str(os.getpid())).touch()
        end = time.monotonic() + 30
        # The first file takes as long as it takes another process to begin with one.
        while len(list(tmp_path.iterdir())) < 2:
            assert time.monotonic() < end, "no other process took a lot"
        return examine(file)

    done = list(side_by_side(FILES, examined))
    assert len(done) == len(FILES)
    assert len({file.text for _, _, file, _ in done}) > 1


@pytest.mark.usefixtures("three_cores")
def test_a_process_that_dies_costs_only_time():
    parent = os.getpid()

    def dying(file):
        if os.getpid() != parent and file.place == 77:
            os._exit(9)
        return examine(file)

    assert len(list(side_by_side(FILES, dying))) == len(FILES)


@pytest.mark.usefixtures("three_cores")
def test_an_error_in_a_process_is_raised_in_this_one():
    def failing(file):
        if file.place == 77:
            raise ValueError("77")
        return examine(file)

    with pytest.raises(ValueError, match="77"):
        list(side_by_side(FILES, failing))


@pytest.mark.usefixtures("three_cores")
def test_nothing_is_nothing():
    assert list(side_by_side([], examine)) == []


def test_a_few_files_are_looked_at_here():
    done = list(side_by_side(FILES[:3], examine))
    assert {file.text for _, _, file, _ in done} == {str(os.getpid())}


@pytest.mark.usefixtures("three_cores")
def test_where_no_process_can_be_made_all_is_done_here(monkeypatch):
    def refused():
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refused)
    done = list(side_by_side(FILES, examine))
    assert {file.text for _, _, file, _ in done} == {str(os.getpid())}
    assert len(done) == len(FILES)
