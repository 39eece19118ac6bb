"""From a file's text or bytes to its prompt documents. Never fails."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from motjuste.document.decode import decode
from motjuste.document.formats import format_of
from motjuste.document.formats.format import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.document.model import Document

ADDRESS_MARK = "::"
"""Between a file's path and the name of one of its prompts."""


def parse(
    path: str,
    text: str,
    *,
    protect: Sequence[str] = (),
    prompt: str | None = None,
    dialect: str | None = None,
) -> Document:
    """Parse one prompt of a file.

    Args:
        path: Chooses the format by its name; need not exist.
        text: The whole file, decoded.
        protect: Regular expressions of what no edit may touch.
        prompt: Which of the file's prompts; None is the first.
        dialect: How braces are to be read, where the file does not say so itself.

    Returns:
        The document; what could not be read is in its `faults`. It has no messages when the file has no such prompt.
    """
    documents = parse_all(path, text, protect=protect, dialect=dialect)
    if prompt is None:
        return documents[0]
    found = (document for document in documents if document.name == prompt)
    return next(found, None) or replace(documents[0], name=prompt, messages=(), variables=(), tags=())


def parse_all(
    path: str, text: str, *, protect: Sequence[str] = (), dialect: str | None = None
) -> tuple[Document, ...]:
    """Parse every prompt of a file; a file without prompts gives one document without messages."""
    source = Source(path, text, tuple(protect), dialect)
    documents = format_of(path, text).parse(source)
    if not source.protect and dialect is None:
        return documents
    return tuple(
        replace(document, protect_patterns=source.protect, forced_dialect=dialect) for document in documents
    )


def parse_bytes(
    path: str,
    data: bytes,
    *,
    protect: Sequence[str] = (),
    prompt: str | None = None,
    dialect: str | None = None,
) -> Document:
    """Parse one prompt of a file's bytes; bytes that are no UTF-8 become U+FFFD and a fault `F000`."""
    decoded = decode(data)
    document = parse(path, decoded.text, protect=protect, prompt=prompt, dialect=dialect)
    return document if decoded.fault is None else _unreadable(document, data)


def parse_all_bytes(
    path: str, data: bytes, *, protect: Sequence[str] = (), dialect: str | None = None
) -> tuple[Document, ...]:
    """Parse every prompt of a file's bytes."""
    decoded = decode(data)
    documents = parse_all(path, decoded.text, protect=protect, dialect=dialect)
    if decoded.fault is None:
        return documents
    return tuple(_unreadable(document, data) for document in documents)


def split_address(address: str) -> tuple[str, str | None]:
    """`PATH::NAME` in two; the name is None where there is none."""
    path, mark, name = address.rpartition(ADDRESS_MARK)
    return (path, name) if mark and path and name else (address, None)


def _unreadable(document: Document, data: bytes) -> Document:
    """The document with the fault that its bytes are no UTF-8, told once and first."""
    fault = decode(data).fault
    assert fault is not None
    others = tuple(one for one in document.faults if one.code != "F000")
    start = min(document.inner(fault.span.start), len(document.text))
    end = min(max(start, document.inner(fault.span.end)), len(document.text))
    return replace(document, faults=(replace(fault, span=type(fault.span)(start, end)), *others))
