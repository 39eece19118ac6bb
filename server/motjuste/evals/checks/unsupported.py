"""promptfoo's checks that Mot Juste does not run, with the reason: they are named, never skipped in silence."""

from __future__ import annotations

MODEL = "asks a model to judge"
CODE = "runs code"
MEASURE = "measures the call and not the answer"
TOOLS = "looks at tool calls and not at the answer"
TRACE = "looks at the trace of a run and not at the answer"
WORDS = "needs a dictionary of synonyms"
ATTACK = "judges an attack"

UNSUPPORTED: dict[str, str] = {
    "agent-rubric": MODEL,
    "answer-relevance": MODEL,
    "bertscore": MODEL,
    "citation-faithfulness": MODEL,
    "classifier": MODEL,
    "context-faithfulness": MODEL,
    "context-recall": MODEL,
    "context-relevance": MODEL,
    "conversation-relevance": MODEL,
    "cost": MEASURE,
    "eval": CODE,
    "factuality": MODEL,
    "finish-reason": MEASURE,
    "fn": CODE,
    "g-eval": MODEL,
    "grade": MODEL,
    "guardrails": MODEL,
    "human": "asks a person to judge",
    "is-valid-function-call": TOOLS,
    "is-valid-openai-function-call": TOOLS,
    "is-valid-openai-tools-call": TOOLS,
    "javascript": CODE,
    "latency": MEASURE,
    "llm-rubric": MODEL,
    "max-score": MODEL,
    "meteor": WORDS,
    "model-graded-closedqa": MODEL,
    "model-graded-factuality": MODEL,
    "moderation": MODEL,
    "noise-sensitivity": MODEL,
    "perplexity": MEASURE,
    "perplexity-score": MEASURE,
    "pi": MODEL,
    "python": CODE,
    "research-rubric": MODEL,
    "ruby": CODE,
    "search-rubric": MODEL,
    "select-best": MODEL,
    "similar": MODEL,
    "skill-used": TOOLS,
    "tool-call-f1": TOOLS,
    "trace-error-spans": TRACE,
    "trace-span-count": TRACE,
    "trace-span-duration": TRACE,
    "video-rubric": MODEL,
    "web-search": MODEL,
    "webhook": CODE,
}
"""Why, by name (promptfoo, docs/configuration/expected-outputs)."""

FAMILIES: dict[str, str] = {
    "similar": MODEL,
    "trajectory": TRACE,
    "promptfoo": ATTACK,
}
"""Why, by what stands before the first colon of a name: `similar:cosine`, `promptfoo:redteam:harmful`."""


def reason(name: str) -> str | None:
    """Why a check is not supported, as a phrase that follows its name; None if it is unknown or supported."""
    bare = name.removeprefix("not-")
    family, colon, _ = bare.partition(":")
    return FAMILIES.get(family) if colon else UNSUPPORTED.get(bare)
