"""The errors of a check that cannot be built."""

from __future__ import annotations


class BadCheck(ValueError):  # noqa: N818  (the contract's name: it says what was found, like BadRow)
    """A check's name or value cannot be used; the message says what is wrong and what would do."""


class UnsupportedCheck(BadCheck):
    """The check is a right one where it comes from, and not supported here."""

    def __init__(self, name: str, why: str, remedy: str = "") -> None:
        """Keep the parts, since some places only list them.

        Args:
            name: The check, as it was written.
            why: A phrase that follows the name: `asks a model to judge`.
            remedy: What would do, as the end of the sentence.
        """
        super().__init__(f"The check `{name}` {why}, which is not supported{remedy}")
        self.name = name
        self.why = why
