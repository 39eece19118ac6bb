"""The formats of prompt files, one module each. A new format is a new module and a line in `FORMATS`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.document.formats.agent_files import AGENT_FILES
from motjuste.document.formats.baml import BAML
from motjuste.document.formats.cursor_rule import CURSOR_RULE
from motjuste.document.formats.dotprompt import DOTPROMPT, PLAIN_PROMPT
from motjuste.document.formats.dspy_state import DSPY_STATE
from motjuste.document.formats.elasta_prompt import ELASTA_PROMPT
from motjuste.document.formats.handlebars import HANDLEBARS
from motjuste.document.formats.jinja import JINJA
from motjuste.document.formats.langchain import LANGCHAIN
from motjuste.document.formats.lobe_agent import LOBE_AGENT
from motjuste.document.formats.markdown import MARKDOWN
from motjuste.document.formats.mustache import MUSTACHE
from motjuste.document.formats.poml import POML_FILE
from motjuste.document.formats.prompt_library import CHAT_MESSAGES, KEYED_PROMPTS, NAMED_PROMPTS, ONE_PROMPT
from motjuste.document.formats.promptflow import PROMPTFLOW
from motjuste.document.formats.promptfoo import PROMPTFOO
from motjuste.document.formats.prompty import PROMPTY
from motjuste.document.formats.python_strings import PYTHON
from motjuste.document.formats.semantic_kernel_yaml import SEMANTIC_KERNEL_YAML
from motjuste.document.formats.skprompt import SKPROMPT
from motjuste.document.formats.text import TEXT
from motjuste.document.formats.toml_prompts import TOML_PROMPTS
from motjuste.document.formats.unknown import UNKNOWN

if TYPE_CHECKING:
    from motjuste.document.formats.format import Format

_BRACES = (PROMPTY, ELASTA_PROMPT, DOTPROMPT, PLAIN_PROMPT, SKPROMPT, MUSTACHE, HANDLEBARS, PROMPTFLOW)

_DATA = (
    LOBE_AGENT,
    DSPY_STATE,
    LANGCHAIN,
    SEMANTIC_KERNEL_YAML,
    CHAT_MESSAGES,
    KEYED_PROMPTS,
    NAMED_PROMPTS,
    ONE_PROMPT,
)
"""JSON and YAML, told apart by what stands in them: those with keys of their own before the general ones."""

FORMATS: tuple[Format, ...] = (
    *AGENT_FILES,
    *PROMPTFOO,
    CURSOR_RULE,
    BAML,
    POML_FILE,
    *_BRACES,
    MARKDOWN,
    TEXT,
    JINJA,
    PYTHON,
    *_DATA,
    TOML_PROMPTS,
)
"""Every format, asked in this order; the first that a file's name and text fit counts."""


def format_of(path: str, text: str = "") -> Format:
    """The format of a file, by its name, and by its text where several formats share a name."""
    return next((one for one in FORMATS if one.matches(path) and one.looks_like(text)), UNKNOWN)
