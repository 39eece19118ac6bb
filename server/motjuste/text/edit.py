"""Replacing spans of a text: apply edits, refuse overlaps, compose, and find the smallest edits."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

_MOST_CHANGES = 1000
"""Beyond so many changed tokens two texts are taken for different: finding the fewest grows with its square."""


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replace `span` by `text`; an empty span inserts, an empty text deletes."""

    span: Span
    text: str


class OverlapError(ValueError):
    """Two edits want the same code points, or an edit lies outside the text."""


def overlapping(edits: Iterable[Edit]) -> bool:
    """Whether two of the edits share a code point, or one inserts strictly inside another's span."""
    ordered = sorted((edit.span for edit in edits), key=_place)
    return any(one.end > other.start for one, other in pairwise(ordered))


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Apply edits that all refer to `text`, in any order; insertions at one place keep the order given.

    Raises:
        OverlapError: If two edits overlap or one lies outside the text. Nothing is applied.
    """
    ordered = _checked(text, edits)
    pieces: list[str] = []
    done = 0
    for edit in ordered:
        pieces += (text[done : edit.span.start], edit.text)
        done = edit.span.end
    return "".join((*pieces, text[done:]))


def map_span(span: Span, edits: Iterable[Edit]) -> Span | None:
    """Where a span stands after the edits; None if one of them touched it.

    An insertion at the span's start moves it on, one at its end leaves it alone.
    """
    shift = 0
    for edit in edits:
        if edit.span.overlaps(span):
            return None
        if edit.span.end <= span.start:
            shift += len(edit.text) - len(edit.span)
    return span.shifted(shift)


def compose(text: str, first: Iterable[Edit], second: Iterable[Edit]) -> tuple[Edit, ...]:
    """One set of edits that does what `first` and then `second` do.

    Args:
        text: The text `first` refers to.
        first: Edits of `text`.
        second: Edits of the text after `first`.

    Returns:
        Sorted, disjoint edits of `text`, at most one insertion a place, none that changes nothing.

    Raises:
        OverlapError: If either set overlaps itself or lies outside its text.
    """
    steps = _joined(_checked(text, first))
    middle = apply_edits(text, steps)
    changes = [(span, edit.span) for span, edit in zip(_landed(steps), steps, strict=True)]
    later = _checked(middle, second)
    found: list[Edit] = []
    shift = 0  # An untouched code point of the middle text stood `shift` further on in the first text.
    for hull, own, others in _groups(changes, later):
        start = hull.start + shift
        shift += sum(len(before) - len(after) for after, before in own)
        replaced = Span(start, hull.end + shift)
        words = apply_edits(hull.of(middle), [Edit(e.span.shifted(-hull.start), e.text) for e in others])
        if words != replaced.of(text):
            found.append(Edit(replaced, words))
    return tuple(found)


def smallest_edits(old: str, new: str) -> tuple[Edit, ...]:
    """The edits of `old` that make `new` by deleting and inserting the fewest word-level tokens.

    Tokens are the UAX #29 segments of both texts, so that no edit cuts a word or a grapheme. Texts
    that differ in more than a thousand tokens get one edit between their common head and tail.
    Source: Myers, An O(ND) difference algorithm and its variations, Algorithmica 1 (1986).

    Returns:
        Sorted, disjoint edits that do not touch each other; none when the texts are equal.
    """
    head, tail = _common_lines(old, new)
    inner = _changed_tokens(old[head : len(old) - tail], new[head : len(new) - tail])
    return tuple(Edit(edit.span.shifted(head), edit.text) for edit in inner)


def _common_lines(old: str, new: str) -> tuple[int, int]:
    """How many code points of whole lines the texts share at their head and their tail.

    A line feed always ends a segment, so these lines can be set aside without cutting them into tokens.
    """
    both = min(len(old), len(new))
    head = _longest(both, lambda size: old.startswith(new[:size]))
    head = old.rfind("\n", 0, head) + 1
    tail = _longest(both - head, lambda size: old.endswith(new[len(new) - size :]))
    feed = old.find("\n", len(old) - tail)
    return head, 0 if feed == -1 else len(old) - feed - 1


def _longest(most: int, fits: Callable[[int], bool]) -> int:
    """The largest size up to `most` that fits, when every smaller one does too."""
    return bisect_left(range(1, most + 1), True, key=lambda size: not fits(size))


def _changed_tokens(old: str, new: str) -> list[Edit]:
    from motjuste.text.words import segments

    try:
        old_spans, new_spans = segments(old), segments(new)
    except (
        ImportError
    ):  # the VS Code extension brings no native package; one coarse edit is an edit all the same
        return [Edit(Span(0, len(old)), new)] if old != new else []
    kept = _longest_common([span.of(old) for span in old_spans], [span.of(new) for span in new_spans])
    edits = []
    old_done = new_done = 0
    for i, j in (*kept, (len(old_spans), len(new_spans))):
        old_end = old_spans[i].start if i < len(old_spans) else len(old)
        new_end = new_spans[j].start if j < len(new_spans) else len(new)
        if old_done != old_end or new_done != new_end:
            edits.append(Edit(Span(old_done, old_end), new[new_done:new_end]))
        old_done = old_spans[i].end if i < len(old_spans) else len(old)
        new_done = new_spans[j].end if j < len(new_spans) else len(new)
    return edits


def _place(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _checked(text: str, edits: Iterable[Edit]) -> list[Edit]:
    ordered = sorted(edits, key=lambda edit: _place(edit.span))
    if ordered and max(edit.span.end for edit in ordered) > len(text):
        raise OverlapError(f"an edit lies outside the text of {len(text)} code points")
    if overlapping(ordered):
        raise OverlapError("two edits change the same words")
    return ordered


def _joined(edits: list[Edit]) -> list[Edit]:
    """Make one of several insertions at one place."""
    joined: list[Edit] = []
    for edit in edits:
        if joined and edit.span == joined[-1].span:
            joined[-1] = Edit(edit.span, joined[-1].text + edit.text)
        else:
            joined.append(edit)
    return joined


def _landed(edits: Sequence[Edit]) -> Iterator[Span]:
    """Where the replacement of each of the sorted edits stands after them."""
    shift = 0
    for edit in edits:
        start = edit.span.start + shift
        yield Span(start, start + len(edit.text))
        shift += len(edit.text) - len(edit.span)


def _groups(
    changes: list[tuple[Span, Span]], later: list[Edit]
) -> Iterator[tuple[Span, list[tuple[Span, Span]], list[Edit]]]:
    """Gather changes that must become one: those that overlap, or that touch where one is empty.

    All spans but the second of each change are in the text between the two sets of edits. An empty
    span on another's border would leave open which of the two stands first, hence they go together.
    """
    todo: list[tuple[Span, tuple[Span, Span] | Edit]] = [
        (after, (after, before)) for after, before in changes
    ]
    todo += [(edit.span, edit) for edit in later]
    todo.sort(key=lambda item: _place(item[0]))
    hull: Span | None = None
    empty_end = False
    own: list[tuple[Span, Span]] = []
    others: list[Edit] = []
    for span, item in todo:
        touches = hull is not None and span.start == hull.end and (len(span) == 0 or empty_end)
        if hull is None or not (span.start < hull.end or touches):
            if hull is not None:
                yield hull, own, others
            hull, empty_end, own, others = span, False, [], []
        hull = Span(hull.start, max(hull.end, span.end))
        empty_end = len(span) == 0 and span.end == hull.end
        if isinstance(item, Edit):
            others.append(item)
        else:
            own.append(item)
    if hull is not None:
        yield hull, own, others


def _longest_common(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """Index pairs of a longest common subsequence, in order."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    inner = _myers(old[head : len(old) - tail], new[head : len(new) - tail])
    return [
        *((i, i) for i in range(head)),
        *((head + i, head + j) for i, j in inner),
        *((len(old) - k, len(new) - k) for k in range(tail, 0, -1)),
    ]


def _myers(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """The greedy forward search: after `d` changes, how far each diagonal `k = i - j` reaches."""
    reach = {1: 0}
    history: list[dict[int, int]] = []
    for d in range(min(len(old) + len(new), _MOST_CHANGES) + 1):
        history.append(dict(reach))
        for k in range(-d, d + 1, 2):
            down = k == -d or (k != d and reach[k - 1] < reach[k + 1])
            i = reach[k + 1] if down else reach[k - 1] + 1
            while i < len(old) and i - k < len(new) and old[i] == new[i - k]:
                i += 1
            reach[k] = i
            if i >= len(old) and i - k >= len(new):
                return _retrace(history, len(old), len(new))
    return []


def _retrace(history: list[dict[int, int]], i: int, j: int) -> list[tuple[int, int]]:
    """Walk the search back from the end and collect the kept pairs."""
    pairs: list[tuple[int, int]] = []
    for d in range(len(history) - 1, -1, -1):
        reach, k = history[d], i - j
        down = k == -d or (k != d and reach[k - 1] < reach[k + 1])
        before = k + 1 if down else k - 1
        start = reach[before] if d else 0
        came = start if down else start + 1
        if d == 0:
            came = 0
        while i > came:
            i, j = i - 1, j - 1
            pairs.append((i, j))
        i, j = start, start - before
    return pairs[::-1]
