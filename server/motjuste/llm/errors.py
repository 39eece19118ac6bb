"""How a model call can fail for good, drawn as a tree.

UserError
└── ModelError
├── Unreachable        no connection, time-out, 5xx after all retries
├── Refused            401, 403, 404: key, permission or model name
├── Overloaded         429 after all retries, or a quota that waiting will not mend
├── Garbled            an answer that is not the API's JSON (HTML, truncated)
├── BadRequest         400, 413, 422: the endpoint does not take this request
├── ReplyInvalid       a structured reply broke its schema twice
├── BudgetSpent        the next call would exceed the budget; it was not made
├── CacheUnusable      the completion cache cannot be written, so finished calls would be lost
└── NoModel            nothing configured and no embedded model to fall back on
"""

# ruff: noqa: N818 - the tree says that all of these are errors; the names say which

from __future__ import annotations

from motjuste.errors import UserError


class ModelError(UserError):
    """A model call failed for good."""


class Unreachable(ModelError):
    """The endpoint gave no answer, or only server errors, after all retries."""


class Refused(ModelError):
    """The endpoint refused the key, the permission or the model's name."""


class Overloaded(ModelError):
    """The endpoint's rate limit or quota outlasted all retries."""


class Garbled(ModelError):
    """The endpoint's answer is not what the API promises."""


class BadRequest(ModelError):
    """The endpoint does not take this request."""


class ReplyInvalid(ModelError):
    """A structured reply broke its schema, and so did its repair."""


class BudgetSpent(ModelError):
    """The next call would exceed the budget, so it was not made."""


class CacheUnusable(ModelError):
    """The completion cache cannot be written, so a finished call could be lost."""


class NoModel(ModelError):
    """No endpoint is configured and the embedded model is not installed."""
