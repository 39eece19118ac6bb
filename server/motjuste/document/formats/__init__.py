"""The formats of prompt files, one module each. A new format is a new module and a line in `FORMATS`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.document.formats.agent_files import AGENT_FILES
from motjuste.document.formats.baml import BAML
from motjuste.document.formats.cursor_rule import CURSOR_RULE
from motjuste.document.formats.dotprompt import DOTPROMPT, PLAIN_PROMPT
from motjuste.document.formats.handlebars import HANDLEBARS
from motjuste.document.formats.jinja import JINJA
from motjuste.document.formats.markdown import MARKDOWN
from motjuste.document.formats.mustache import MUSTACHE
from motjuste.document.formats.poml import POML_FILE
from motjuste.document.formats.promptflow import PROMPTFLOW
from motjuste.document.formats.prompty import PROMPTY
from motjuste.document.formats.python_strings import PYTHON
from motjuste.document.formats.skprompt import SKPROMPT
from motjuste.document.formats.text import TEXT
from motjuste.document.formats.unknown import UNKNOWN

if TYPE_CHECKING:
    from motjuste.document.formats.format import Format

_BRACES = (PROMPTY, DOTPROMPT, PLAIN_PROMPT, SKPROMPT, MUSTACHE, HANDLEBARS, PROMPTFLOW)

FORMATS: tuple[Format, ...] = (
    *AGENT_FILES,
    CURSOR_RULE,
    BAML,
    POML_FILE,
    *_BRACES,
    MARKDOWN,
    TEXT,
    JINJA,
    PYTHON,
)
"""Every format, asked in this order; the first that a file's name and text fit counts."""


def format_of(path: str, text: str = "") -> Format:
    """The format of a file, by its name, and by its text where several formats share a name."""
    return next((one for one in FORMATS if one.matches(path) and one.looks_like(text)), UNKNOWN)
