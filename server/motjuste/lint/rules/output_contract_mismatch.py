"""E005 output-contract-mismatch: the prompt asks for answers that its eval set cannot count as right.

## What it does

Compares what the prompt asks for with what the checks of its eval set demand, in four plain cases: it asks for JSON and
every case expects a bare word; every case demands JSON, of which the prompt says nothing; every case looks for the
same words before the answer (`Answer:`), which the prompt never names; some cases expect a label that is not
in the set of labels which the prompt lists.

## Why is this bad

A model that does as it is told scores nothing. The optimizer then works on the wrong words, and finds
that the best edit is to drop the contract.

## Example

```text
Answer with JSON: {"group": "..."}
```

with the row `{"ticket": "Where is my parcel?", "expected": "delivery"}`. Ask for the word alone, or expect the JSON.

## Fix safety

There is no fix: either side may be the one that is wrong.

## Evidence

OpenAI's guide to GPT-5 prompting warns of instructions that conflict with how answers are judged. Each case is
told only if all checks of the set agree, so that a mixed set raises no alarm; and what a prompt never asks for only where
no setting gives answers their form, as the providers of a promptfoo configuration do.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from motjuste.evals.checks.contains import Contains
from motjuste.evals.checks.equals import Equals, EqualsJson
from motjuste.evals.checks.is_json import IsJson
from motjuste.evals.checks.regex import Regex
from motjuste.evals.checks.starts_with import StartsWith
from motjuste.lint.finding import Related, Severity
from motjuste.lint.label_sets import label_sets
from motjuste.lint.reading import readings
from motjuste.lint.rule import Problem, Rule
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from motjuste.document.model import Document
    from motjuste.evals.case import Case, Check, EvalSet
    from motjuste.lint.context import LintContext
    from motjuste.lint.reading import Reading

_ASKS_JSON = re.compile(
    r"(?i)\b(?:respond|answer|reply|output|return|write|give)\b(?: [\w'-]+){0,4}? "
    r"(?P<words>(?:only |just )?(?:with |in |as )?(?:an? |one |only |valid |single |raw )*json\b(?: object| array| list)?)"
)
_NEGATED = re.compile(r"(?i)\b(?:not|never|no|without|n't)\b[^.\r\n]{0,30}$")
_LEAD = re.compile(r"(?:\(\?[a-z]+\))?\^?(?P<lead>[A-Za-z][A-Za-z ]{2,30})(?P<colon>:)")
"""The words at the start of a pattern, up to a colon: `Answer:` in `Answer:\\s*(\\w+)`."""
_DECIDED_ELSEWHERE = frozenset(
    {"output", "outputs", "response_format", "providers", "model", "config", "tools"}
)
"""Settings that may give answers their form without a word in the prompt."""
_FEWEST = 3
"""Cases that must agree before they count as the set's way to judge."""


def _check(document: Document, context: LintContext) -> Iterator[Problem]:
    eval_set, link = context.eval_set, context.link
    if eval_set is None or link is None or len(eval_set.cases) < _FEWEST:
        return
    texts = readings(document)
    place = link.span or Span(0, 0)
    yield from _bare_words(texts, eval_set)
    if "promptfoo" not in link.how and not document.settings.keys() & _DECIDED_ELSEWHERE:
        yield from _unasked_json(texts, eval_set, place)
        yield from _unasked_lead(texts, eval_set, place)
    yield from _unlisted_labels(texts, eval_set)


def _bare_words(texts: Sequence[Reading], eval_set: EvalSet) -> Iterator[Problem]:
    """Asked for JSON, every case equals a text that is none."""
    for reading in texts:
        for match in _ASKS_JSON.finditer(reading.text):
            before = reading.text[max(0, match.start() - 60) : match.start("words")]
            if reading.is_code(match.start()) or _NEGATED.search(before):
                continue
            case = eval_set.cases[0]
            # The cases may be many, and few prompts ask: they are looked at last.
            if any(_bare(one) is None for one in eval_set.cases):
                return
            message = f"The prompt asks for JSON, but every case expects a bare text such as `{_bare(case)}`"
            related = (Related(eval_set.path, case.line, "The first case"),)
            yield Problem(reading.span(*match.span("words")), message, related=related)
            return


def _bare(case: Case) -> str | None:
    """The text a case wants to be the whole answer, if it is no JSON object or list."""
    texts = [check.expected for check in case.checks if isinstance(check, Equals)]
    if len(texts) != 1 or len(case.checks) != 1:
        return None
    text = texts[0].strip()
    return text if text and text[0] not in "[{" and len(text) <= 60 else None


def _unasked_json(texts: Sequence[Reading], eval_set: EvalSet, place: Span) -> Iterator[Problem]:
    """Every case wants JSON; the prompt has neither the word nor an object."""
    if not all(any(isinstance(one, (IsJson, EqualsJson)) for one in case.checks) for case in eval_set.cases):
        return
    if any("json" in reading.lowered or re.search(r'\{\s*"', reading.text) for reading in texts):
        return
    message = "Every case demands JSON, which the prompt never asks for"
    yield Problem(place, message, related=(Related(eval_set.path, eval_set.cases[0].line, "The first case"),))


def _unasked_lead(texts: Sequence[Reading], eval_set: EvalSet, place: Span) -> Iterator[Problem]:
    """Every case looks for the same words with a colon, and the prompt has them nowhere."""
    # What every case looks for, the first does; the other cases, which may be many, are looked at for that alone.
    for lead in dict.fromkeys(filter(None, map(_lead, eval_set.cases[0].checks))):
        if any(lead.lower() in reading.lowered for reading in texts):
            continue
        if not all(any(_lead(check) == lead for check in case.checks) for case in eval_set.cases):
            continue
        message = f"Every case looks for `{lead}:` in the answer, which the prompt never asks for"
        related = (Related(eval_set.path, eval_set.cases[0].line, "The first case"),)
        yield Problem(place, message, related=related)


def _lead(check: Check) -> str | None:
    text = ""
    if isinstance(check, Regex):
        text = check.pattern
    elif isinstance(check, StartsWith):
        text = check.prefix
    elif isinstance(check, Contains) and len(check.needles) == 1:
        text = check.needles[0]
    match = _LEAD.match(text)
    return match["lead"].strip() if match else None


def _unlisted_labels(texts: Sequence[Reading], eval_set: EvalSet) -> Iterator[Problem]:
    """Most answers are in the prompt's list of labels, so it is the list of answers, and some are not."""
    lists = [(reading, listed) for reading in texts for listed in label_sets(reading)]
    if not lists:
        return
    expected = Counter(text for case in eval_set.cases if (text := _bare(case)) is not None)
    if sum(expected.values()) < len(eval_set.cases) or len(expected) * 2 > len(eval_set.cases):
        return
    for reading, listed in lists:
        labels = {label.casefold() for label in listed.labels}
        missing = [text for text in expected if text.casefold() not in labels]
        if missing and len(expected) - len(missing) >= max(2, len(missing)):
            first = next(case for case in eval_set.cases if _bare(case) == missing[0])
            names = ", ".join(f"`{text}`" for text in sorted(missing)[:5])
            are = "is no label" if len(missing) == 1 else "are no labels"
            message = f"The eval set expects {names}, which {are} of this list"
            related = (Related(eval_set.path, first.line, f"This case expects `{missing[0]}`"),)
            yield Problem(reading.span(listed.start, listed.end), message, related=related)
            return


OUTPUT_CONTRACT_MISMATCH = Rule(
    code="E005",
    name="output-contract-mismatch",
    severity=Severity.WARNING,
    summary="The prompt asks for answers that its eval set cannot count as right.",
    docs=__doc__,
    check=_check,
)
