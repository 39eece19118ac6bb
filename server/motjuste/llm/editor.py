"""The model of the editor that started this run: where it answers, as the server says in the environment."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from motjuste.llm.endpoint import EDITOR_IDENTITY, Endpoint
from motjuste.llm.errors import NoModel

if TYPE_CHECKING:
    from collections.abc import Mapping

EDITOR = "editor"
"""The model's name where the editor names none."""
VARIABLE = "MOTJUSTE_EDITOR_MODEL"
"""Set for a run that an editor started and nowhere else: what `offer` gives."""


def offer(url: str, token: str, models: Mapping[str, str]) -> dict[str, str]:
    """What a run's environment holds for `editor_endpoint`.

    Args:
        url: Where the server answers for the editor; empty when the editor lends no model.
        token: What it asks for; good for this run only.
        models: Which model the editor would ask, by the name that the settings ask for. A name that is missing stands
            for itself.
    """
    return {VARIABLE: json.dumps({"url": url, "token": token, "models": dict(models)})}


def editor_endpoint(asked: str, *, concurrency: int, timeout: float) -> Endpoint:
    """The editor's model as an endpoint.

    Args:
        asked: Which of the editor's models; empty leaves the choice to the editor.
        concurrency: Most calls in flight at once.
        timeout: Seconds one call may take.

    Raises:
        NoModel: No editor started this run, or it lends none.
    """
    told = check_lent()
    model = told["models"].get(asked) or asked or EDITOR
    return Endpoint(
        base_url=told["url"],
        model=model,
        api_key=told["token"],
        concurrency=concurrency,
        timeout=timeout,
        # The port changes from run to run.
        identity=EDITOR_IDENTITY,
    )


def check_lent() -> Mapping[str, Any]:
    """What the server offers for the editor.

    Raises:
        NoModel: See `editor_endpoint`.
    """
    told = _told()
    if told is None:
        raise NoModel(
            'The model is the editor\'s own (model = "editor"), and no editor started this run',
            remedy="Start it from the editor, or name an endpoint as base_url and model in the settings",
        )
    if not told["url"]:
        raise NoModel(
            'The model is the editor\'s own (model = "editor"), and this editor lends none',
            remedy="Name an endpoint as base_url and model in the settings, or use an editor that lends its models",
        )
    return told


def _told() -> Mapping[str, Any] | None:
    """What the server said; None when it said nothing that can be used."""
    try:
        told = json.loads(os.environ.get(VARIABLE, ""))
    except ValueError:
        return None
    return told if isinstance(told, dict) and {"url", "token", "models"} <= told.keys() else None
