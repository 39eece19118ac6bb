"""Where a quoted passage stands in a text: one place, or none at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.text.span import Span
from motjuste.text.words import splits_word

if TYPE_CHECKING:
    from collections.abc import Iterator


def locate(text: str, quote: str, within: Span | None = None) -> Span | None:
    """Find the one place where `quote` stands in `text`.

    Three readings are tried, each only when the one before finds nothing: as written; with every run
    of white space taken for one blank; the same without regard to case. A place whose border would cut
    a word or a grapheme in two is no place: "art" does not stand in "start".

    Args:
        text: The text searched.
        quote: What somebody, often a model, says stands there. Blank around it counts in the first reading only.
        within: Where to look; the whole text if None.

    Returns:
        The place, inside `within`; None when there is none, or more than one.
    """
    where = Span(0, len(text)) if within is None else within
    if not quote.strip():
        return None
    places = _exact(text, quote, where)
    for fold_case in (False, True):
        if places:
            break
        places = _folded(text, quote, where, fold_case=fold_case)
    return places[0] if len(places) == 1 else None


def _exact(text: str, quote: str, where: Span) -> list[Span]:
    places = (Span(start, start + len(quote)) for start in _starts(text, quote, where.start, where.end))
    return [place for place in places if _whole(text, place)]


def _folded(text: str, quote: str, where: Span, *, fold_case: bool) -> list[Span]:
    """Search a folded copy that remembers which code point of `text` each of its own came from."""
    passage, origins = _fold(where.of(text), fold_case=fold_case)
    needle, _ = _fold(quote.strip(), fold_case=fold_case)
    places = []
    for start in _starts(passage, needle, 0, len(passage)):
        end = start + len(needle)
        # A letter may fold to two ("ß" to "ss"): a match of one of them is a match of neither.
        if end < len(passage) and origins[end] == origins[end - 1]:
            continue
        if start and origins[start] == origins[start - 1]:
            continue
        place = Span(origins[start], origins[end - 1] + 1).shifted(where.start)
        if _whole(text, place):
            places.append(place)
    return places


def _fold(passage: str, *, fold_case: bool) -> tuple[str, list[int]]:
    """Fold a passage; the list gives, for each code point of the result, its place in the passage."""
    folded: list[str] = []
    origins: list[int] = []
    for place, char in enumerate(passage):
        if char.isspace():
            if folded and folded[-1] == " ":
                continue
            char = " "  # noqa: PLW2901
        elif fold_case:
            char = char.casefold()  # noqa: PLW2901
        folded.extend(char)
        origins.extend([place] * len(char))
    return "".join(folded), origins


def _starts(text: str, needle: str, start: int, end: int) -> Iterator[int]:
    """Every start of `needle`, overlapping ones too: two places are two, however they lie."""
    place = text.find(needle, start, end)
    while place != -1:
        yield place
        place = text.find(needle, place + 1, end)


def _whole(text: str, place: Span) -> bool:
    return not splits_word(text, place.start) and not splits_word(text, place.end)
