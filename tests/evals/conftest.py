"""How generated tests run: without a time limit per example, which a busy machine would break."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("no-deadline", deadline=None)
settings.load_profile("no-deadline")
