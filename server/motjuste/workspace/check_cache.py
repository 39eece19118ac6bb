"""What earlier checks found, kept by all that a finding depends on: content, settings, surroundings, version.

A cache is one JSON file for a folder and a way to check it. Whatever is wrong with it, the files are looked at anew: it
can make a check fast, never wrong. Entries that one check does not ask for are forgotten by it.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from motjuste.workspace.surroundings import stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from motjuste.lint.context import LintContext
    from motjuste.lint.finding import Finding
    from motjuste.workspace.references import FolderFiles

_GONE = (-1, -1, -1)
"""The stamp of a file that is not there."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a check looked up beside the file; its findings hold as long as all of it answers alike."""

    references: tuple[tuple[str, str, bool, str, str], ...] = ()
    """Paths that the prompt names: (target, base, upwards, place, file), as `Files.find` takes and gives them."""
    stamps: tuple[tuple[str, int, int, int], ...] = ()
    """Files that were read: (path, time of change, size, mode), as `stamp` gives them; `_GONE` for one that was not there."""

    def holds(self, files_round: Callable[[], FolderFiles | None]) -> bool:
        """Whether everything still answers as it did.

        Args:
            files_round: Gives the lookups of the file; called only when there is something to look up.
        """
        for path, *then in self.stamps:
            if (stamp(path) or _GONE) != tuple(then):
                return False
        files = files_round() if self.references else None
        if self.references and files is None:
            return False
        for target, base, upwards, place, file in self.references:
            assert files is not None
            found, there = files.find(target, base=base, upwards=upwards)
            if (found.value, there) != (place, file):
                return False
        return True


@dataclass(frozen=True, slots=True)
class Entry:
    """One file's findings."""

    readable: bool
    findings: tuple[Finding, ...]
    looked: Looked
    holds_prompt: bool = True


@dataclass(slots=True)
class CheckCache:
    """Entries by key. Not shared between threads."""

    path: Path
    version: str
    """Of the program, and whatever else all entries depend on."""
    _kept: dict[str, Any] = field(default_factory=dict)
    _asked: dict[str, Any] = field(default_factory=dict)
    _changed: bool = False

    @classmethod
    def open(cls, path: Path, version: str) -> CheckCache:
        """Read a cache; an unreadable one, or one of another version, is an empty one."""
        try:
            data = json.loads(path.read_bytes())
            kept = data["entries"] if data["version"] == version else {}
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            kept = {}
        return cls(path, version, kept if isinstance(kept, dict) else {})

    def get(self, key: str) -> Entry | None:
        """What is kept under a key; None when there is nothing usable."""
        kept = self._kept.get(key)
        if kept is None:
            return None
        try:
            entry = _entry(kept)
        except (LookupError, TypeError, ValueError):
            return None
        self._asked[key] = kept
        return entry

    def put(self, key: str, entry: Entry) -> None:
        """Keep an entry."""
        self._asked[key] = _plain(entry)
        self._changed = True

    def save(self) -> None:
        """Write what was asked for or put; a folder that cannot be written costs only the next check's time."""
        if not self._changed and len(self._asked) == len(self._kept):
            return
        data = json.dumps({"version": self.version, "entries": self._asked}, separators=(",", ":"))
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            beside = self.path.with_name(f"{self.path.name}.{os.getpid()}")
            beside.write_text(data, encoding="utf-8", errors="surrogatepass")
            beside.replace(self.path)
        except OSError:
            return


def looked_up(contexts: Sequence[LintContext]) -> Looked | None:
    """What a file's rules were told of its surroundings; None where that cannot be told again."""
    if any(context.score_fault is not None for context in contexts):
        return None
    read = {str(context.link.path) for context in contexts if context.link is not None}
    read.update(file for context in contexts for file in context.eval_files)
    references: dict[tuple[str, str, bool, str, str], None] = {}
    for context in contexts:
        if context.files is not None:
            asked = context.files.asked.items()
            references.update({(*question, place.value, file): None for question, (place, file) in asked})
            read.update(context.files.followed)
    return Looked(tuple(references), tuple((file, *(stamp(file) or _GONE)) for file in sorted(read)))


def key_of(*parts: str | bytes) -> str:
    """A short name for all that findings depend on."""
    encoded = [part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass") for part in parts]
    sizes = ",".join(str(len(part)) for part in encoded).encode()
    return blake2b(b"".join((sizes, b":", *encoded)), digest_size=16).hexdigest()


def program_version() -> str:
    """The program's version and its newest change: another build of the same version finds other things."""
    from motjuste import __version__

    package = Path(__file__).parent.parent
    newest = max(
        os.stat(os.path.join(place, name)).st_mtime_ns  # noqa: PTH116, PTH118 - some hundred files at each start
        for place, _, names in os.walk(package)
        for name in names
        if name.endswith(".py")
    )
    return f"{__version__}+{newest}"


def _plain(entry: Entry) -> list[Any]:
    return [
        entry.readable,
        [asdict(one) for one in entry.findings],
        entry.looked.references,
        entry.looked.stamps,
        entry.holds_prompt,
    ]


def _entry(kept: list[Any]) -> Entry:
    readable, findings, references, stamps, holds_prompt = kept
    looked = Looked(
        tuple((str(one[0]), str(one[1]), bool(one[2]), str(one[3]), str(one[4])) for one in references),
        tuple((str(path), int(changed), int(size), int(mode)) for path, changed, size, mode in stamps),
    )
    return Entry(bool(readable), tuple(_finding(one) for one in findings), looked, bool(holds_prompt))


def _finding(data: dict[str, Any]) -> Finding:
    from motjuste.lint.finding import Applicability, Finding, Fix, Related, Severity
    from motjuste.text.edit import Edit
    from motjuste.text.span import Span

    fix = data["fix"]
    return Finding(
        code=data["code"],
        name=data["name"],
        message=data["message"],
        severity=Severity(data["severity"]),
        span=Span(**data["span"]),
        fix=None
        if fix is None
        else Fix(
            fix["message"],
            tuple(Edit(Span(**edit["span"]), edit["text"]) for edit in fix["edits"]),
            Applicability(fix["applicability"]),
        ),
        related=tuple(Related(**one) for one in data["related"]),
    )
