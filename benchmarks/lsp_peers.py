"""Language servers side by side: the same texts, the same edits, the same client.

    python benchmarks/lsp_peers.py [--only NAME...] [--sizes 1 10 100 1000] [--edits 300] [--rounds 7] [--soak 0] [--smoke]

Measures, for each server that is installed: start → reply to `initialize`; start → first diagnostics; didChange →
diagnostics p50, p95 and p99 for texts of 1 KB to 1 MB, and the processor time an edit costs; completion and hover p95;
memory at start, after 500 files were opened and closed, and (`--soak N`) what N edits add; processor time while idle.
Servers take turns in short blocks, so that a busy minute of the machine falls on all of them. Prints tables with what is
ours divided by the bare server's, and each limit; exits 1 when one is missed. A dash: the server does not do it.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty
from statistics import median
from typing import TYPE_CHECKING

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.lsp_servers import BARE, OURS, SERVERS, Server
from benchmarks.lsp_texts import text_of, trace
from benchmarks.lsp_wire import Wire, insert, quantile, started

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PATIENCE = 8.0
"""Seconds after which a server is taken to send no diagnostics for an edit."""
_FILES = 500
_IDLE = 3.0
"""Seconds a server is watched while nothing is asked of it."""
_BLOCK = 20
"""Edits in a row before the next server's turn."""
_LONGEST = 60.0
"""Seconds of edits of one server with one size."""
LIMITS = {
    "reply, ms": 1.05,
    "10 KB": 5.0,
    "100 KB": 9.0,
    "1000 KB": 85.0,
    "files": 80.0,
    "soak": 5.0,
    "idle": 0.01,
}
_CAPABILITIES = {
    "textDocument": {"publishDiagnostics": {"versionSupport": True}, "hover": {}, "completion": {}}
}


Figures = dict[str, float | None]
"""By server; None for what it does not do."""


class Silent(Exception):  # noqa: N818  # it names what the server is
    """A server sent no diagnostics."""


@dataclass
class Session:
    """A running server with one open text."""

    server: Server
    wire: Wire
    folder: Path
    version: int = 1
    times: list[float] = field(default_factory=list)
    cpu: float = 0.0

    @property
    def uri(self) -> str:
        """The text that is edited."""
        return (self.folder / f"main{self.server.suffix}").as_uri()

    @property
    def process(self) -> psutil.Process:
        """The server's process."""
        return psutil.Process(self.wire.process.pid)

    def open(self, uri: str, text: str) -> None:
        """Open a text and wait until something is said of it."""
        item = {"uri": uri, "languageId": self.server.language, "version": 1, "text": text}
        self.wire.send("textDocument/didOpen", {"textDocument": item})
        self.diagnosed(uri, 1)

    def diagnosed(self, uri: str, version: int) -> None:
        """Wait for the diagnostics of a version; those of a server that names no version are taken as they come."""
        end = time.monotonic() + _PATIENCE
        while True:
            try:
                message = self.wire.next(max(end - time.monotonic(), 0.001))
            except Empty:
                raise Silent from None
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri:
                told = message["params"].get("version")
                if told is None or told >= version:
                    return

    def edit(self, line: int, character: int) -> Iterator[float]:
        """Type a letter and take it away; the seconds until the diagnostics of each."""
        for change in (insert(line, character, "x"), insert(line, character, "", 1)):
            self.version += 1
            begun = time.perf_counter()
            self.wire.change(self.uri, self.version, [change])
            self.diagnosed(self.uri, self.version)
            yield time.perf_counter() - begun


@contextlib.contextmanager
def session(server: Server, folder: Path) -> Iterator[Session]:
    """Start a server and shake hands."""
    with started(server.command, logged=False, MOTJUSTE_HOME=str(folder / "home")) as wire:
        wire.initialize(folder, _CAPABILITIES)
        yield Session(server, wire, folder)


def cpu_seconds(process: psutil.Process) -> float:
    """Processor time of a process and those it started."""
    used = 0.0
    for one in (process, *process.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            times = one.cpu_times()
            used += times.user + times.system
    return used


def megabytes(process: psutil.Process) -> float:
    """Memory in use by a process and those it started."""
    found = 0
    for one in (process, *process.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            found += one.memory_info().rss
    return found / 1e6


def start_times(servers: Sequence[Server], rounds: int, folder: Path) -> dict[str, Figures]:
    """Milliseconds from start to the reply, of processor time until then, and to the first diagnostics; medians."""
    reply: dict[str, list[float]] = {one.name: [] for one in servers}
    cpu: dict[str, list[float]] = {one.name: [] for one in servers}
    first: dict[str, list[float]] = {one.name: [] for one in servers}
    for number in range(rounds + 1):
        for server in servers:
            begun = time.perf_counter()
            with session(server, folder) as one:
                replied, used = time.perf_counter() - begun, cpu_seconds(one.process)
                with contextlib.suppress(Silent):
                    if len(first[server.name]) == max(number - 1, 0):
                        one.open(one.uri, text_of(server.language, 10_000))
                        first[server.name] += [time.perf_counter() - begun] * (number > 0)
            # The first round fills the disk cache and does not count.
            reply[server.name] += [replied] * (number > 0)
            cpu[server.name] += [used] * (number > 0)
    return {
        title: {name: 1000 * median(times) if times else None for name, times in measured.items()}
        for title, measured in (("reply, ms", reply), ("reply, CPU ms", cpu), ("diagnostics, ms", first))
    }


def edit_times(servers: Sequence[Server], size: int, edits: int, folder: Path) -> dict[str, Session]:
    """Sessions with the time each edit took; those that say nothing are left out."""
    with contextlib.ExitStack() as stack:
        running: list[tuple[Session, list[tuple[int, int]]]] = []
        for server in servers:
            one = stack.enter_context(session(server, folder))
            text = text_of(server.language, size)
            with contextlib.suppress(Silent):
                one.open(one.uri, text)
                places = trace(text, (40 if server.slow else edits) // 2 + 5)
                for place in places[:5]:
                    list(one.edit(*place))
                running.append((one, places[5:]))
        begun = time.monotonic()
        for at in range(0, edits, _BLOCK // 2):
            for one, places in running:
                before = cpu_seconds(one.process)
                for place in places[at : at + _BLOCK // 2]:
                    with contextlib.suppress(Silent):
                        one.times += one.edit(*place)
                one.cpu += cpu_seconds(one.process) - before
            if time.monotonic() - begun > _LONGEST * len(running):
                break
        return {one.server.name: one for one, _ in running if one.times}


def asked_times(servers: Sequence[Server], edits: int, folder: Path) -> dict[str, dict[str, float | None]]:
    """Milliseconds to the answers to hover and completion behind a typed letter, p95, in a text of 10 KB."""
    found: dict[str, dict[str, float | None]] = {}
    for server in servers:
        with session(server, folder) as one:
            text = text_of(server.language, 10_000)
            with contextlib.suppress(Silent):
                one.open(one.uri, text)
            found[server.name] = {}
            for method in ("completion", "hover"):
                times: list[float] = []
                for line, character in trace(text, max(edits // 4, 1)):
                    one.version += 1
                    one.wire.change(one.uri, one.version, [insert(line, character, "")])
                    params = {
                        "textDocument": {"uri": one.uri},
                        "position": {"line": line, "character": character},
                    }
                    begun = time.perf_counter()
                    try:
                        one.wire.ask(f"textDocument/{method}", params, timeout=_PATIENCE)
                    except (RuntimeError, Empty):
                        break
                    times.append(time.perf_counter() - begun)
                else:
                    found[server.name][method] = 1000 * quantile(times, 0.95)
    return found


def weights(
    servers: Sequence[Server], soak: int, files: int, folder: Path
) -> dict[str, dict[str, float | None]]:
    """MB at start, after the files, what the edits added; and the share of a processor used while idle."""
    found: dict[str, dict[str, float | None]] = {}
    for server in servers:
        with session(server, folder) as one:
            with contextlib.suppress(Silent):
                one.open(one.uri, text_of(server.language, 2_000))
            kept: dict[str, float | None] = {"start": megabytes(one.process)}
            with contextlib.suppress(Silent):
                for number in range(files):
                    uri = (folder / f"file{number}{server.suffix}").as_uri()
                    one.open(uri, text_of(server.language, 2_000 + number % 7 * 1_000, seed=number))
                    one.wire.send("textDocument/didClose", {"textDocument": {"uri": uri}})
                kept["files"] = megabytes(one.process)
            if soak and not server.slow:
                kept["soak"] = _soaked(one, soak)
            before = cpu_seconds(one.process)
            time.sleep(_IDLE)
            kept["idle"] = (cpu_seconds(one.process) - before) / _IDLE
            found[server.name] = kept
    return found


def _soaked(one: Session, edits: int) -> float:
    """MB that edits to one text add; the first 2,000 warm the allocator up."""
    places = trace(text_of(one.server.language, 2_000), max(edits, 2_000) // 2)
    for place in places[: min(edits, 2_000) // 2]:
        list(one.edit(*place))
    before = megabytes(one.process)
    for place in places[: edits // 2]:
        list(one.edit(*place))
    return megabytes(one.process) - before


class Table:
    """Rows of figures by server, with the limit our own is held to."""

    def __init__(self, servers: Sequence[Server]) -> None:
        self.names = [one.name for one in servers]
        self.missed: list[str] = []
        print(f"{'':30}" + "".join(f"{name[:17]:>18}" for name in self.names) + f"{'ours/bare':>11}  limit")

    def row(
        self, title: str, figures: Figures, limit: float | None = None, *, by_ratio: bool = False
    ) -> None:
        """Print a row and hold our figure, or its ratio to the bare server's, to its limit."""
        ours, bare = figures.get(OURS.name), figures.get(BARE.name)
        ratio = ours / bare if ours is not None and bare else None
        held = ratio if by_ratio else ours
        missed = limit is not None and held is not None and held > limit
        cells = "".join(f"{_cell(figures.get(name)):>18}" for name in self.names)
        told = (
            "" if limit is None else f"{limit:g}{' times' if by_ratio else ''}{'  MISSED' if missed else ''}"
        )
        print(f"{title:30}{cells}{'' if ratio is None else format(ratio, '.2f'):>11}  {told}", flush=True)
        if missed:
            self.missed.append(title)


def _cell(figure: float | None) -> str:
    return "-" if figure is None else f"{figure:.2f}"


def report(servers: Sequence[Server], options: argparse.Namespace, folder: Path) -> list[str]:
    """Measure and print; what missed its limit."""
    table = Table(servers)
    for title, times in start_times(servers, options.rounds, folder).items():
        table.row(f"start -> {title}", times, LIMITS.get(title), by_ratio=True)
    for size in options.sizes:
        timed = edit_times(servers, size * 1000, options.edits, folder)
        for share in (0.5, 0.95, 0.99):
            limit = LIMITS.get(f"{size} KB") if share == 0.95 else None
            spent: Figures = {name: 1000 * quantile(one.times, share) for name, one in timed.items()}
            table.row(f"edit at {size} KB, p{100 * share:.0f} ms", spent, limit)
        cpu: Figures = {name: 1000 * one.cpu / len(one.times) for name, one in timed.items()}
        table.row(f"edit at {size} KB, CPU ms", cpu)
    asked = asked_times(servers, options.edits, folder)
    for method in ("completion", "hover"):
        table.row(f"{method} p95, ms", {name: times.get(method) for name, times in asked.items()})
    weighed = weights(servers, options.soak, options.files, folder)
    rows = (
        ("memory at start, MB", "start"),
        (f"after {options.files} files, MB", "files"),
        (f"{options.soak} edits add, MB", "soak"),
        ("idle, share of a CPU", "idle"),
    )
    for title, key in rows:
        if key != "soak" or options.soak:
            table.row(title, {name: kept.get(key) for name, kept in weighed.items()}, LIMITS.get(key))
    return table.missed


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--only", nargs="*", help="names of servers")
    parser.add_argument("--sizes", nargs="*", type=int, default=[1, 10, 100, 1000], help="KB")
    parser.add_argument("--edits", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--files", type=int, default=_FILES)
    parser.add_argument("--soak", type=int, default=0)
    parser.add_argument("--smoke", action="store_true", help="see that it runs; no limit is held")
    options = parser.parse_args()
    if options.smoke:
        options.sizes, options.edits, options.rounds, options.files = [1], 4, 1, 3
    chosen = [one for one in SERVERS if not options.only or one.name in options.only]
    servers = [one for one in chosen if one.installed]
    for one in chosen:
        print(f"{one.name}: {one.note or 'as it comes'}" if one.installed else f"{one.name}: not installed")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "prompts"
        folder.mkdir()
        missed = report(servers, options, folder)
    if missed and not options.smoke:
        print(f"missed: {', '.join(missed)}", file=sys.stderr)
    return int(bool(missed) and not options.smoke)


if __name__ == "__main__":
    sys.exit(main())
