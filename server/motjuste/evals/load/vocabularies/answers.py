"""A gold answer that is one text, or a list of texts that are right alike."""

from __future__ import annotations

from motjuste.evals.json_text import json_text


def split_answers(value: object) -> tuple[object, tuple[str, ...]]:
    """The first answer and the others."""
    if not isinstance(value, list) or not value:
        return value, ()
    texts = [json_text(each) for each in value]
    return texts[0], tuple(texts[1:])
