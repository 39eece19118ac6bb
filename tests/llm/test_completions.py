from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from motjuste.llm.chat import ChatReply, Usage
from motjuste.llm.completions import CacheInfo, CompletionCache
from motjuste.llm.errors import CacheUnusable

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = "k" * 64


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep" / "down" / "completions.sqlite"


def test_what_is_put_is_got_after_closing_and_opening(path):
    reply = ChatReply("four\u2028\x00\U0001f600", Usage(3, 4), truncated=True)
    with CompletionCache(path) as cache:
        assert cache.get(KEY) is None
        cache.put(KEY, "m", reply)
    with CompletionCache(path) as cache:
        assert cache.get(KEY) == ChatReply(
            "four\u2028\x00\U0001f600", Usage(3, 4), cached=True, truncated=True
        )


def test_info_and_clear(path):
    with CompletionCache(path) as cache:
        assert cache.info().entries == 0
        for number in range(100):
            cache.put(f"{number}", "m", ChatReply("x" * 10_000))
        full = cache.info()
        assert full == CacheInfo(str(path), 100, full.bytes)
        assert full.bytes > 1_000_000
        assert cache.clear() == 100
        assert cache.info().entries == 0
        assert cache.info().bytes < 200_000
        assert cache.get("1") is None


def test_clearing_while_another_reads_and_writes(path):
    with CompletionCache(path) as one, CompletionCache(path) as other:
        one.put("a", "m", ChatReply("1"))
        assert other.clear() == 1
        assert one.get("a") is None
        one.put("b", "m", ChatReply("2"))
        assert other.get("b").text == "2"


def test_a_claim_stands_until_it_is_released_or_answered(path):
    with CompletionCache(path) as one, CompletionCache(path) as other:
        assert one.claim(KEY) is None
        held = other.claim(KEY)
        assert held is not None
        assert not other.void(held), "its claimant lives"
        one.release(KEY)
        assert other.claim(KEY) is None
        other.put(KEY, "m", ChatReply("ok"))
        settled = one.claim(KEY)
        assert settled is not None, "what is answered cannot be claimed"
        assert one.void(settled), "and is nothing to wait for"
        assert one.get(KEY).text == "ok"


def test_closing_gives_up_all_claims(path):
    with CompletionCache(path) as other:
        with CompletionCache(path) as one:
            one.claim(KEY)
        assert other.claim(KEY) is None


def test_claims_of_the_dead_are_void(path):
    script = (
        "import sys, os, pathlib\nfrom motjuste.llm.completions import CompletionCache\n"
        "cache = CompletionCache(pathlib.Path(sys.argv[1]))\nassert cache.claim(sys.argv[2]) is None\n"
        "os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", script, str(path), KEY], check=False)
    with CompletionCache(path) as cache:
        claim = cache.claim(KEY)
        assert claim is not None
        assert cache.void(claim)
        assert cache.claim(KEY) is None


@pytest.mark.parametrize(
    "content", [b"not a database at all, but long enough to be looked at" * 50, b"\x00" * 8192]
)
def test_what_is_no_database_is_moved_aside(path, content, caplog):
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    with CompletionCache(path) as cache:
        cache.put(KEY, "m", ChatReply("ok"))
        assert cache.get(KEY).text == "ok"
    aside = list(path.parent.glob("*.broken-*"))
    assert [file.read_bytes() for file in aside] == [content]
    assert "moved to" in caplog.text


def test_an_empty_file_becomes_a_database(path):
    path.parent.mkdir(parents=True)
    path.touch()
    with CompletionCache(path) as cache:
        assert cache.info().entries == 0


def test_a_database_damaged_while_in_use_is_replaced_once_for_all(path, caplog):
    with CompletionCache(path) as cache:
        for number in range(200):
            cache.put(f"{number:064}", "m", ChatReply("x" * 1000))
    size = path.stat().st_size
    with CompletionCache(path) as one, CompletionCache(path) as other:
        with path.open("r+b") as file:
            file.seek(8192)
            file.write(os.urandom(size - 8192))
        for cache in (one, other):
            cache.put(KEY, "m", ChatReply("ok"))
            for number in range(200):
                cache.get(f"{number:064}")
        one.put(KEY, "m", ChatReply("kept"))
        assert other.get(KEY).text == "kept", "both use the same new one"
    assert len(list(path.parent.glob("*.broken-*"))) == 1
    assert caplog.text.count("moved to") == 1


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CacheUnusable) as caught:
        CompletionCache(tmp_path / "file" / "completions.sqlite")
    assert "MOTJUSTE_HOME" in caught.value.remedy
    assert "file" in str(caught.value)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may write anywhere; a test that runs as root stands back for a while."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
@pytest.mark.parametrize("there", [True, False])
def test_a_read_only_folder_is_found_out_before_the_first_call(there, path):
    # All is imported once before; and not under tmp_path, whose parents are for its owner alone.
    CompletionCache(path).close()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "completions.sqlite"
        if there:
            CompletionCache(path).close()
        Path(folder).chmod(0o555)
        with as_nobody(), pytest.raises(CacheUnusable) as caught:
            CompletionCache(path)
        Path(folder).chmod(0o755)
    assert "cannot be written" in str(caught.value)
    assert "MOTJUSTE_HOME" in caught.value.remedy


def test_a_full_disk_says_so_and_keeps_what_is_there(path):
    with CompletionCache(path) as cache:
        cache.put("a", "m", ChatReply("kept"))
        pages = cache._db.execute("PRAGMA page_count").fetchone()[0]
        cache._db.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(CacheUnusable, match="the disk is full"):
            cache.put("b", "m", ChatReply("x" * 100_000))
        assert cache.get("a").text == "kept"
    with CompletionCache(path) as cache:
        assert cache.get("a").text == "kept"
        assert cache.get("b") is None


def test_no_key_or_question_is_in_the_file(path):
    with CompletionCache(path) as cache:
        cache.put(KEY, "m", ChatReply("the answer"))
    columns = sqlite3.connect(path).execute("SELECT * FROM completions").description
    assert [column[0] for column in columns] == [
        "key", "text", "prompt_tokens", "completion_tokens", "truncated", "model", "stored",
    ]  # fmt: skip


def test_nothing_is_left_beside_the_database(path):
    with CompletionCache(path) as cache:
        cache.claim(KEY)
        assert len(list((path.parent / "claimants").iterdir())) == 1
    assert list((path.parent / "claimants").iterdir()) == []
    shutil.rmtree(path.parent)
