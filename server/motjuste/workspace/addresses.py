"""One prompt of a file that holds several, by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.document.model import Document


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
