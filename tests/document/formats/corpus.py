"""The real prompt files beside the repository, and what parsing them must hold to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from motjuste.document.coverage import stretches
from motjuste.document.decode import decode
from motjuste.document.model import PieceKind
from motjuste.document.parse import parse_all

if TYPE_CHECKING:
    from motjuste.document.model import Document

CORPUS = Path(__file__).parents[4] / "shared" / "prompts"

needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the shared prompt files are not beside the repository"
)


def text_of(path: str) -> str:
    """A file's text, by its path in the manifest."""
    return decode((CORPUS / path).read_bytes()).text


def documents_of(path: str) -> tuple[Document, ...]:
    """Its prompts."""
    return parse_all(path, text_of(path))


def files_in(folder: str) -> list[str]:
    """Every file of a folder, as the manifest names it."""
    return sorted(str(file.relative_to(CORPUS)) for file in (CORPUS / folder).rglob("*") if file.is_file())


def hold_together(path: str) -> None:
    """Check that the pieces cover their messages, the stretches the file, and that nothing is lost on the way back."""
    documents = documents_of(path)
    covered = stretches(documents)
    text = text_of(path)
    assert "".join(stretch.span.of(text) for stretch in covered) == text
    for document in documents:
        assert document.written(()) == text
        for message in document.messages:
            position = message.span.start
            for piece in message.pieces:
                assert piece.span.start == position, path
                assert len(piece.span) > 0, path
                position = piece.span.end
            assert position == message.span.end, path


def hold_spot(spot):
    """Hold one file to what a reader found in it: (path, format, roles, variables, placeholders, statements, faults)."""
    path, name, roles, variables, placeholders, statements, faults = spot
    (document,) = documents_of(path)
    kinds = [piece.kind for message in document.messages for piece in message.pieces]
    assert document.format == name
    assert [message.role for message in document.messages] == roles
    assert list(document.variable_names) == variables
    assert kinds.count(PieceKind.VARIABLE) == placeholders
    assert kinds.count(PieceKind.STATEMENT) == statements
    assert [fault.code for fault in document.faults] == faults
