"""Prompts in the strings of Python files, found by their syntax alone: nothing is imported or run."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING

from motjuste.document.directives import hash_directive
from motjuste.document.encoded import PLACEHOLDERS, EncodedPrompt, assemble
from motjuste.document.file_name import suffix_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from motjuste.document.formats.format import Source
    from motjuste.document.model import Directive, Document
    from motjuste.document.python_prompts import FoundPrompt

_SUFFIXES = frozenset({".py", ".pyi"})
_FIELDS = re.compile(PLACEHOLDERS)
_PERCENT_FIELDS = re.compile(
    rf"{PLACEHOLDERS}|%(?:\(\w+\))?[-#0 +]{{0,3}}\d{{0,4}}(?:\.\d{{1,4}})?[diouxXeEfFgGcrsa%]"
)


class PythonStrings:
    """Constants and variables named like prompts, lists of messages, LangChain's templates, DSPy's signatures.

    The braces of a plain string are read as `str.format` or Jinja reads them only where the file says so: a call of
    `.format`, a template's class, a comment `# motjuste: dialect=fstring`. Otherwise they are words that no edit touches.
    """

    name = "python"

    def matches(self, path: str) -> bool:
        """Whether it is a Python file by its suffix."""
        return suffix_of(path) in _SUFFIXES

    def looks_like(self, text: str) -> bool:  # noqa: ARG002  # any Python may hold prompts
        """Every text."""
        return True

    def parse(self, source: Source) -> tuple[Document, ...]:
        """Read every prompt of a file. Never raises; what Python cannot parse is a fault."""
        from motjuste.document.model import Fault
        from motjuste.document.python_prompts import PromptFinder
        from motjuste.document.python_source import comments, read_python

        read = read_python(source.text)
        if isinstance(read, Fault):
            return assemble(source, self.name, (), faults=(read,))
        directives = tuple(hash_directive(source.text, span) for span in comments(read))
        found = PromptFinder(read, directives).find()
        owned = {one.span for prompt in found for one in prompt.directives}
        loose = tuple(one for one in directives if one.span not in owned)
        prompts = tuple(_encoded(found, loose, source.dialect))
        return assemble(source, self.name, prompts, directives=loose)


def _encoded(
    found: Sequence[FoundPrompt], loose: Sequence[Directive], dialect: str | None
) -> Iterator[EncodedPrompt]:
    """The prompts with names of their own and the dialects they are read in."""
    seen: Counter[str] = Counter()
    for prompt in found:
        seen[prompt.name] += 1
        name = prompt.name if seen[prompt.name] == 1 else f"{prompt.name}#{seen[prompt.name]}"
        known = _asked(prompt.directives) or prompt.dialect or _asked(loose) or dialect
        spoken = known or ("python" if prompt.draft.has_holes else "none")
        turns = prompt.draft.turns
        if len(turns) == 1 and turns[0].role is None:
            turns = (replace(turns[0], role=prompt.role),)
        fields = _PERCENT_FIELDS if prompt.draft.percent else _FIELDS
        yield EncodedPrompt(
            name,
            turns,
            spoken,
            tuple(sorted(prompt.directives, key=attrgetter("span"))),
            fields=fields if spoken in {"none", "python"} else None,
        )


def _asked(directives: Iterable[Directive]) -> str | None:
    """The dialect that a comment names."""
    return next((one.arguments[0] for one in directives if one.name == "dialect" and one.arguments), None)


PYTHON = PythonStrings()
