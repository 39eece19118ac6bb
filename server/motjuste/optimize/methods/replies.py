"""The shapes of an optimizer model's replies, made to measure: word numbers and piece ids carry their bounds."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, create_model

CAUSES = 2


class Strict(BaseModel):
    """No fields but the named ones, as strict structured outputs want it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Rewrite(Strict):
    """A whole prompt."""

    causes: list[str]
    prompt: str


class Paraphrase(Strict):
    """A whole prompt in other words, without reasons."""

    prompt: str


RULE = r"^(Always |Use |Do not |Write |Answer only with |Include |Leave out )[A-Za-z0-9 ,:/'-]{6,100}\.$"
"""A sentence that can only be an instruction: a verb first, then no sign that a tag, a quote or code would take."""


class FilledRule(Strict):
    """One rule to add to a prompt."""

    rule: Annotated[str, Field(pattern=RULE)]


def examined_reply(failures: int) -> type[Any]:
    """`cases`: a form for each failure shown."""
    form = create_model(
        "ExaminedCase",
        __base__=Strict,
        answer_right=(bool, ...),
        followed=(str, ...),
        described=(str, ...),
        edit_needed=(bool, ...),
        suggestion=(str, ...),
    )
    return create_model("Examined", __base__=Strict, cases=(_some(form, max(1, failures)), ...))


@lru_cache(maxsize=64)
def marks_reply(word_count: int, max_spans: int) -> type[Any]:
    """`causes` and `marks` of word numbers from 1 to `word_count`."""
    number = Annotated[int, Field(ge=1, le=word_count)]
    mark = create_model(
        "NumberedMark", __base__=Strict, first=(number, ...), last=(number, ...), why=(str, ...)
    )
    return _reply("Marks", marks=(_some(mark, max_spans), ...))


@lru_cache(maxsize=64)
def edits_reply(
    word_count: int, max_spans: int, *, causes: bool = True, pattern: str | None = None
) -> type[Any]:
    """`edits`: word numbers, why, and the new words; and `causes`, where the method tells them.

    Args:
        word_count: Of the prompt.
        max_spans: Most edits.
        causes: Whether reasons are told first.
        pattern: What new words look like, for endpoints that hold models to it; other replies are read all the same.
    """
    number = Annotated[int, Field(ge=1, le=word_count)]
    edit = create_model(
        "NumberedEdit",
        __base__=Strict,
        first=(number, ...),
        last=(number, ...),
        why=(str, ...),
        new=(_text(pattern), ...),
    )
    return _reply("Edits", causes=causes, edits=(_some(edit, max_spans), ...))


@lru_cache(maxsize=64)
def pieces_reply(pieces: int, *, causes: bool = True, pattern: str | None = None) -> type[Any]:
    """`causes` and `edits`: the id of a given piece and its new words; see `edits_reply`."""
    number = Annotated[int, Field(ge=1, le=pieces)]
    edit = create_model("PieceEdit", __base__=Strict, id=(number, ...), new=(_text(pattern), ...))
    return _reply("PieceEdits", causes=causes, edits=(_some(edit, pieces), ...))


def _text(pattern: str | None) -> Any:
    return Annotated[str, Field(json_schema_extra={"pattern": pattern})] if pattern else str


def _some(item: type[Any], most: int) -> Any:
    items: Any = list.__class_getitem__(item)
    return Annotated[items, Field(min_length=1, max_length=most)]


def _reply(name: str, *, causes: bool = True, **fields: Any) -> type[Any]:
    told: dict[str, Any] = {}
    if causes:
        told["causes"] = (Annotated[list[str], Field(min_length=1, max_length=CAUSES)], ...)
    return create_model(name, __base__=Strict, **told, **fields)
