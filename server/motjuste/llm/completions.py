"""The completion cache's database: every finished call, kept by its question, shared by all processes of a user.

SQLite in WAL mode: many readers and one writer at a time, over processes. Each reply is committed as it comes.
`synchronous=NORMAL` is enough against `kill -9`: a commit has reached the operating system by then, and only a
crash of the machine itself could lose the last ones (sqlite.org/pragma.html#pragma_synchronous).

Work is done on the event loop: a look-up takes some 20 µs and a commit 100 µs, less than handing over to a thread.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, TypeVar

from motjuste.llm.chat import ChatReply, Usage
from motjuste.llm.claims import Claimant
from motjuste.llm.errors import CacheUnusable

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable
    from pathlib import Path

log = logging.getLogger(__name__)
T = TypeVar("T")

BUSY_SECONDS = 30.0
"""How long a write waits for another process's write; those take well under a millisecond."""
BROKEN = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
SCHEMA = """
CREATE TABLE IF NOT EXISTS completions (
    key TEXT PRIMARY KEY, text TEXT NOT NULL, prompt_tokens INTEGER NOT NULL, completion_tokens INTEGER NOT NULL,
    truncated INTEGER NOT NULL, model TEXT NOT NULL, stored REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS claims (
    key TEXT PRIMARY KEY, claimant TEXT NOT NULL, since REAL NOT NULL
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class CacheInfo:
    """What a cache holds."""

    path: str
    entries: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Claim:
    """Who is asking a question now."""

    claimant: str
    since: float
    """Seconds of the epoch."""


NOBODY = Claim("", 0.0)
"""Stands where a claim was released, or its question answered, between two looks."""


class CompletionCache:
    """The cache at `path`, made if need be. Use it in one thread, and close it.

    A database that is no database any more is moved aside and a new one begun: a cache can be filled again.

    Raises:
        CacheUnusable: The folder cannot be written or the disk is full, here and in every method.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.in_flight: dict[str, asyncio.Future[ChatReply]] = {}
        """Questions this process is asking now, by key; kept here so that all models of a run share them."""
        self._claimant = Claimant(path.parent / "claimants")
        self._file: tuple[int, int] | None = None
        self._db = self._open()

    def __enter__(self) -> Self:
        """Enter."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def close(self) -> None:
        """Close the database and let go of the claims."""
        try:
            self._db.execute("DELETE FROM claims WHERE claimant = ?", (self._claimant.name,))
        except sqlite3.Error:
            log.debug("claims are left behind; the next process finds their claimant dead")
        self._db.close()
        self._claimant.resign()

    def get(self, key: str) -> ChatReply | None:
        """Give the reply kept under a key, marked as cached."""
        query = "SELECT text, prompt_tokens, completion_tokens, truncated FROM completions WHERE key = ?"
        row = self._do(lambda db: db.execute(query, (key,)).fetchone())
        if row is None:
            return None
        text, prompt, completion, truncated = row
        return ChatReply(text, Usage(prompt, completion), cached=True, truncated=bool(truncated))

    def claim(self, key: str) -> Claim | None:
        """Say that this process will ask; gives the claim that stands in the way, or None when it is ours.

        A question that was answered meanwhile cannot be claimed: void what is given, look it up again, then claim.
        """
        try:
            self._claimant.stand()
        except OSError as error:
            raise self._unusable(error) from error
        insert = (
            "INSERT INTO claims SELECT ?1, ?2, ?3 WHERE NOT EXISTS (SELECT 1 FROM completions WHERE key = ?1) "
            "ON CONFLICT DO NOTHING"
        )
        ours = (key, self._claimant.name, time.time())
        if self._do(lambda db: db.execute(insert, ours).rowcount):
            return None
        query = "SELECT claimant, since FROM claims WHERE key = ?"
        row = self._do(lambda db: db.execute(query, (key,)).fetchone())
        claim = NOBODY if row is None else Claim(*row)
        return None if claim.claimant == self._claimant.name else claim

    def void(self, claim: Claim) -> bool:
        """Remove all claims of a claimant if it is dead; true when it was."""
        if self._claimant.lives(claim.claimant, claim.since):
            return False
        self._do(lambda db: db.execute("DELETE FROM claims WHERE claimant = ?", (claim.claimant,)))
        return True

    def release(self, key: str) -> None:
        """Give up the claim to a question that was not answered."""
        delete = "DELETE FROM claims WHERE key = ? AND claimant = ?"
        self._do(lambda db: db.execute(delete, (key, self._claimant.name)))

    def put(self, key: str, model: str, reply: ChatReply) -> None:
        """Keep a reply for good and release its claim, in one transaction."""
        usage = reply.usage
        row = (
            key,
            reply.text,
            usage.prompt_tokens,
            usage.completion_tokens,
            reply.truncated,
            model,
            time.time(),
        )

        def store(db: sqlite3.Connection) -> None:
            with db:
                db.execute("BEGIN IMMEDIATE")
                db.execute("INSERT OR REPLACE INTO completions VALUES (?, ?, ?, ?, ?, ?, ?)", row)
                db.execute("DELETE FROM claims WHERE key = ?", (key,))

        self._do(store)

    def info(self) -> CacheInfo:
        """Give place, number of replies and bytes on disk."""
        (entries,) = self._do(lambda db: db.execute("SELECT count(*) FROM completions").fetchone())
        files = (self.path, *(self.path.with_name(self.path.name + end) for end in ("-wal", "-shm")))
        return CacheInfo(str(self.path), entries, sum(file.stat().st_size for file in files if file.exists()))

    def clear(self) -> int:
        """Remove all replies and give their number; claims of running processes stay."""
        removed = self._do(lambda db: db.execute("DELETE FROM completions").rowcount)
        try:
            self._db.execute("VACUUM")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError:
            log.info("the cache is in use: its file will shrink later")
        return int(removed)

    def _open(self) -> sqlite3.Connection:
        from filelock import FileLock

        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # Only one process at a time makes the database or moves a broken one aside.
            with FileLock(self.path.with_suffix(".lock")):
                try:
                    return self._connected()
                except sqlite3.DatabaseError as error:
                    if not _is_broken(error):
                        raise
                    self._move_aside()
                    return self._connected()
        except (OSError, sqlite3.Error) as error:
            raise self._unusable(error) from error

    def _do(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do some work, once more on a new database when the old one turns out broken."""
        try:
            try:
                return work(self._db)
            except sqlite3.DatabaseError as error:
                if not _is_broken(error):
                    raise
            self._db.close()
            self._db = self._open_anew()
            return work(self._db)
        except (OSError, sqlite3.Error) as error:
            raise self._unusable(error) from error

    def _open_anew(self) -> sqlite3.Connection:
        from filelock import FileLock

        with FileLock(self.path.with_suffix(".lock")):
            # Another process may have replaced it already; its new one must stay.
            if self._file is not None and _file_id(self.path) == self._file:
                self._move_aside()
            return self._connected()

    def _connected(self) -> sqlite3.Connection:
        db = _connect(self.path)
        self._file = _file_id(self.path)
        return db

    def _move_aside(self) -> None:
        aside = self.path.with_name(f"{self.path.name}.broken-{time.time_ns()}")
        self.path.replace(aside)
        for end in ("-wal", "-shm"):
            self.path.with_name(self.path.name + end).unlink(missing_ok=True)
        log.warning("the completion cache was damaged; it was moved to %s, and a new one was begun", aside)

    def _unusable(self, error: Exception) -> CacheUnusable:
        full = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
        what = "the disk is full" if full else str(getattr(error, "strerror", None) or error)
        return CacheUnusable(
            f"The completion cache cannot be written ({what}), so calls would be paid for and lost",
            remedy="Make room or make the folder writable, or set MOTJUSTE_HOME to another place",
            path=str(self.path),
        )


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        db.execute("PRAGMA journal_mode = WAL").fetchone()
        db.execute("PRAGMA synchronous = NORMAL")
        db.executescript(SCHEMA)
        # Takes the write lock, so that a read-only database is found out before the first call is paid for.
        db.execute("BEGIN IMMEDIATE")
        db.execute("INSERT OR REPLACE INTO claims VALUES ('', '', 0)")
        db.execute("ROLLBACK")
    except sqlite3.Error:
        db.close()
        raise
    return db


def _file_id(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _is_broken(error: sqlite3.Error) -> bool:
    # The low byte is the primary code; the rest only tells where it was noticed.
    return (getattr(error, "sqlite_errorcode", 0) & 0xFF) in BROKEN
