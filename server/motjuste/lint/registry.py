"""The catalogue: every rule, in the order of its codes. A new rule is a module in `rules/` and a line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.lint.rules.accidental_role_marker import ACCIDENTAL_ROLE_MARKER
from motjuste.lint.rules.broken_directive import BROKEN_DIRECTIVE
from motjuste.lint.rules.broken_numbering import BROKEN_NUMBERING
from motjuste.lint.rules.broken_reference import BROKEN_REFERENCE
from motjuste.lint.rules.circular_include import CIRCULAR_INCLUDE
from motjuste.lint.rules.constraint_buried import CONSTRAINT_BURIED
from motjuste.lint.rules.contradictory_constraints import CONTRADICTORY_CONSTRAINTS
from motjuste.lint.rules.cot_on_reasoning_model import COT_ON_REASONING_MODEL
from motjuste.lint.rules.dangling_section_ref import DANGLING_SECTION_REF
from motjuste.lint.rules.deprecated_key import DEPRECATED_KEY
from motjuste.lint.rules.discouraged_sampling import DISCOURAGED_SAMPLING
from motjuste.lint.rules.emphasis_overload import EMPHASIS_OVERLOAD
from motjuste.lint.rules.empty_prompt import EMPTY_PROMPT
from motjuste.lint.rules.eval_columns_mismatch import EVAL_COLUMNS_MISMATCH
from motjuste.lint.rules.eval_leak import EVAL_LEAK
from motjuste.lint.rules.eval_link_broken import EVAL_LINK_BROKEN
from motjuste.lint.rules.eval_too_small import EVAL_TOO_SMALL
from motjuste.lint.rules.example_contradicts_schema import EXAMPLE_CONTRADICTS_SCHEMA
from motjuste.lint.rules.internal_error import INTERNAL_ERROR
from motjuste.lint.rules.invalid_frontmatter import INVALID_FRONTMATTER
from motjuste.lint.rules.invalid_value import INVALID_VALUE
from motjuste.lint.rules.invisible_unicode import INVISIBLE_UNICODE
from motjuste.lint.rules.leaked_marker import LEAKED_MARKER
from motjuste.lint.rules.media_misuse import MEDIA_MISUSE
from motjuste.lint.rules.mixed_placeholder_style import MIXED_PLACEHOLDER_STYLE
from motjuste.lint.rules.negation_only import NEGATION_ONLY
from motjuste.lint.rules.output_contract_mismatch import OUTPUT_CONTRACT_MISMATCH
from motjuste.lint.rules.overlong_instruction_list import OVERLONG_INSTRUCTION_LIST
from motjuste.lint.rules.regressed_score import REGRESSED_SCORE
from motjuste.lint.rules.retired_model import RETIRED_MODEL
from motjuste.lint.rules.role_order import ROLE_ORDER
from motjuste.lint.rules.secret_in_prompt import SECRET_IN_PROMPT
from motjuste.lint.rules.stale_score import STALE_SCORE
from motjuste.lint.rules.template_syntax import TEMPLATE_SYNTAX
from motjuste.lint.rules.unbalanced_tag import UNBALANCED_TAG
from motjuste.lint.rules.unclosed_fence import UNCLOSED_FENCE
from motjuste.lint.rules.undefined_variable import UNDEFINED_VARIABLE
from motjuste.lint.rules.undelimited_input import UNDELIMITED_INPUT
from motjuste.lint.rules.unescaped_brace import UNESCAPED_BRACE
from motjuste.lint.rules.unknown_key import UNKNOWN_KEY
from motjuste.lint.rules.unreadable_text import UNREADABLE_TEXT
from motjuste.lint.rules.unused_suppression import UNUSED_SUPPRESSION
from motjuste.lint.rules.unused_variable import UNUSED_VARIABLE
from motjuste.lint.rules.vague_quantifier import VAGUE_QUANTIFIER

if TYPE_CHECKING:
    from motjuste.lint.rule import Rule

RULES: tuple[Rule, ...] = (
    CONTRADICTORY_CONSTRAINTS,
    EXAMPLE_CONTRADICTS_SCHEMA,
    EVAL_LINK_BROKEN,
    EVAL_COLUMNS_MISMATCH,
    EVAL_TOO_SMALL,
    EVAL_LEAK,
    OUTPUT_CONTRACT_MISMATCH,
    UNREADABLE_TEXT,
    INVALID_FRONTMATTER,
    UNKNOWN_KEY,
    DEPRECATED_KEY,
    INVALID_VALUE,
    EMPTY_PROMPT,
    SECRET_IN_PROMPT,
    INVISIBLE_UNICODE,
    UNDELIMITED_INPUT,
    ACCIDENTAL_ROLE_MARKER,
    ROLE_ORDER,
    MEDIA_MISUSE,
    INTERNAL_ERROR,
    UNUSED_SUPPRESSION,
    BROKEN_DIRECTIVE,
    DISCOURAGED_SAMPLING,
    RETIRED_MODEL,
    BROKEN_REFERENCE,
    CIRCULAR_INCLUDE,
    STALE_SCORE,
    REGRESSED_SCORE,
    TEMPLATE_SYNTAX,
    UNDEFINED_VARIABLE,
    UNUSED_VARIABLE,
    UNESCAPED_BRACE,
    MIXED_PLACEHOLDER_STYLE,
    LEAKED_MARKER,
    OVERLONG_INSTRUCTION_LIST,
    CONSTRAINT_BURIED,
    NEGATION_ONLY,
    EMPHASIS_OVERLOAD,
    COT_ON_REASONING_MODEL,
    VAGUE_QUANTIFIER,
    UNBALANCED_TAG,
    UNCLOSED_FENCE,
    DANGLING_SECTION_REF,
    BROKEN_NUMBERING,
)
"""Sorted by code."""
