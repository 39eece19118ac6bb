"""One prompt of a file that holds several: by its name, or by a place in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.document.model import Document
    from motjuste.text.span import Span


def named_prompt(documents: Sequence[Document], name: str) -> Document:
    """The prompt of that name.

    Raises:
        UserError: The file has none.
    """
    found = next((document for document in documents if document.name == name), None)
    if found is not None:
        return found
    names = [document.name for document in documents if document.name is not None]
    have = f"it has {', '.join(names[:20])}" if names else "it holds no prompts with names"
    raise UserError(
        f"There is no prompt {name!r} in this file: {have}", remedy="Check the name", path=documents[0].path
    )


def prompt_at(documents: Sequence[Document], span: Span) -> Document:
    """The prompt at a place: the one it lies in, else one that begins on its line, else the last one above.

    Args:
        documents: All prompts of one file, in its order; at least one.
        span: In the file's source.
    """
    place = documents[0].inner(span.start)
    found = documents[0]
    for document in documents:
        if not document.messages:
            continue
        start, end = document.messages[0].span.start, document.messages[-1].span.end
        if start <= place <= end:
            return document
        if start > place:
            # The name of a prompt stands before its words, as in `TRIAGE = """…"""`.
            between = document.text[place:start]
            return found if "\n" in between or "\r" in between else document
        found = document
    return found
