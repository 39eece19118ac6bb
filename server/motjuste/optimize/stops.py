"""Why a search ends, in words."""

from __future__ import annotations

STOP_MESSAGES = {
    "budget": "The call budget that is left is kept for the gate.",
    "no-failures": "The prompt makes no mistakes on the train cases it was run on.",
    "ceiling": "The best prompt solves nearly all dev cases.",
    "patience": "The last step brought nothing better.",
    "steps": "All steps are done.",
}
