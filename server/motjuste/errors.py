"""The one kind of error a user sees: what happened, where, and what to do next."""

from __future__ import annotations


class UserError(Exception):
    """Something the user can mend; every command shows it as one message and exits 2.

    Args:
        message: What happened, one sentence without a final full stop.
        remedy: What to do next, one sentence without a final full stop; may be empty.
        path: The file at fault, as the user named it, if there is one.
        line: The line at fault, from 1, if there is one.

    Attributes:
        files: Other files and folders, absolute, whose change may mend it; for whoever remembers errors.
    """

    def __init__(
        self, message: str, *, remedy: str = "", path: str | None = None, line: int | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.path = path
        self.line = line
        self.files: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Render as `path:line: message. remedy.`, leaving out what is unknown."""
        place = "" if self.path is None else f"{self.path}: "
        if self.path is not None and self.line is not None:
            place = f"{self.path}:{self.line}: "
        remedy = f" {self.remedy}." if self.remedy else ""
        return f"{place}{self.message}.{remedy}"
