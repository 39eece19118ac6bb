"""The embedded model: its weights, its server process, and joining the one that runs."""

from __future__ import annotations

from motjuste.llm.local.join import (
    LocalServer,
    ensure_local_endpoint,
    local_endpoint,
    running_local_servers,
    stop_local,
)

__all__ = ["LocalServer", "ensure_local_endpoint", "local_endpoint", "running_local_servers", "stop_local"]
