"""Writing edits back into a file: into its source, in the encoding of the place, and nowhere else."""

from __future__ import annotations

from bisect import bisect_right
from operator import attrgetter
from typing import TYPE_CHECKING

from motjuste.document.transcript import Unwritable
from motjuste.text.edit import Edit, apply_edits
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from motjuste.document.model import Document
    from motjuste.document.transcript import Quoted, Transcript


def written(document: Document, edits: Iterable[Edit]) -> str:
    """The file's source with edits of `document.text` applied; with none, the source itself.

    In a file of encoded words the result is read again: if it does not read as asked, the strings concerned are
    written anew as wholes, and if that fails too, nothing is.

    Raises:
        Unwritable: The file's format cannot hold the new words at their place.
        OverlapError: Edits overlap.
    """
    asked = tuple(edits)
    if document.transcript is None:
        return apply_edits(document.text, asked)
    wanted = apply_edits(document.text, asked)
    if wanted == document.text:
        return document.source
    reason = Unwritable("the file would not read as asked with these words in it")
    for attempt in (asked, _whole_stretches(document, asked)):
        try:
            source = apply_edits(document.source, [source_edit(document, edit) for edit in attempt])
        except Unwritable as error:
            reason = error
            continue
        if _reads_as(document, source, asked):
            return source
    raise reason


def source_edit(document: Document, edit: Edit) -> Edit:
    """An edit of `document.text` as one of the source.

    Raises:
        Unwritable: The file's format cannot hold the new words there, or the edit crosses a border of its encoding.
    """
    transcript = document.transcript
    if transcript is None:
        return edit
    quoted = _around(document, edit.span)
    if quoted is None:
        return Edit(transcript.outer(edit.span), edit.text)
    span = _place(transcript, quoted.span, edit.span)
    before = transcript.source[transcript.before(quoted.span.start) : span.start]
    after = transcript.source[span.end : transcript.after(quoted.span.end)]
    return Edit(span, quoted.quoting.encode(edit.text, before, after))


def _place(transcript: Transcript, stretch: Span, span: Span) -> Span:
    """Where new words go for those of `span`.

    What vanishes at a border of the words is as a rule the indentation of the line that begins there. New words stand
    behind it, and it goes with a line end that is taken away. At the end of a stretch what vanishes stays after them.
    """
    closes = span.start == stretch.end > stretch.start
    start = (transcript.before if closes else transcript.after)(span.start)
    if not len(span):
        return Span(start, start)
    end = transcript.before(span.end)
    # In folded words a line end of the source reads as a blank, in others one that is read is written as an escape.
    last = transcript.text[span.end - 1] + transcript.source[end - 1 : end]
    if span.end < stretch.end and not {"\r", "\n"}.isdisjoint(last):
        end = transcript.after(span.end)
    return Span(min(start, end), end)


def _whole_stretches(document: Document, edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """The edits with those of each quoted stretch made one that replaces all of it."""
    whole: dict[Span, list[Edit]] = {}
    others = []
    for edit in edits:
        quoted = _around(document, edit.span)
        if quoted is None:
            others.append(edit)
        else:
            whole.setdefault(quoted.span, []).append(Edit(edit.span.shifted(-quoted.span.start), edit.text))
    return (
        *others,
        *(Edit(span, apply_edits(span.of(document.text), inner)) for span, inner in whole.items()),
    )


def _reads_as(document: Document, source: str, edits: tuple[Edit, ...]) -> bool:
    """Whether a source reads as the document with the edits: the prompt's messages, or the text if it is not about them.

    Round the messages the text may differ, where a value had to be put in quotes for its new words.
    """
    from motjuste.document.parse import parse_all

    documents = parse_all(document.path, source, dialect=document.forced_dialect)
    spans = [message.span for message in document.messages]
    again = next((one for one in documents if one.name == document.name and one.messages), None)
    if again is None or not all(any(span.contains(edit.span) for span in spans) for edit in edits):
        return documents[0].text == apply_edits(document.text, edits)
    wanted = [apply_edits(span.of(document.text), _inside(edits, span)) for span in spans]
    found = [message.span.of(again.text) for message in again.messages]
    # A message without words is none to some formats.
    return [words for words in wanted if words] == [words for words in found if words]


def _inside(edits: tuple[Edit, ...], span: Span) -> list[Edit]:
    return [Edit(one.span.shifted(-span.start), one.text) for one in edits if span.contains(one.span)]


def _around(document: Document, span: Span) -> Quoted | None:
    """The quoted stretch a span lies in; None outside all of them."""
    stretches = document.quoted
    at = bisect_right(stretches, span.start, key=attrgetter("span.start")) - 1
    for quoted in stretches[max(0, at - 1) : at + 2]:
        if quoted.span.contains(span):
            return quoted
    if any(quoted.span.overlaps(span) for quoted in stretches[max(0, at) : at + 2]):
        raise Unwritable("the words reach beyond the string they stand in")
    return None
