"""A task model and an optimizer model whose true effects are known, and one run of the real search on them.

Every answer is a fixed function of the world's seed, the prompt's text and the case, so a run is the same whatever the
order of its calls. A proposal puts a word of its own (`word-…`) into the prompt: that word carries the true effect.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from random import Random
from typing import TYPE_CHECKING, Any

from motjuste.document.parse import parse
from motjuste.evals.case import Case, EvalSet, Split
from motjuste.evals.checks import build
from motjuste.llm.budget import Budget, Metered
from motjuste.llm.chat import ChatReply
from motjuste.optimize.events import GateOpened, GateSummary, SearchStopped, Totals
from motjuste.optimize.plan import SearchInputs, SearchOptions
from motjuste.optimize.search import optimize

if TYPE_CHECKING:
    from collections.abc import Mapping

    from motjuste.llm.chat import ChatRequest

PROMPT = """\
Read the note with care and give the one label that fits it best among those in use today.

[{{ note }}]
"""
_DOCUMENT = parse("simulated.md", PROMPT)
_NOTE = re.compile(r"(?<=\[)#\d+(?=\])")
_WORD = re.compile(r"word-[0-9a-f]{6}")


@dataclass(frozen=True)
class Sizes:
    """How many cases an eval set has, by split."""

    train: int
    dev: int
    gate: int

    def __str__(self) -> str:
        return f"{self.train}/{self.dev}/{self.gate}"


@dataclass(frozen=True)
class World:
    """How the simulated task model answers.

    Args:
        seed: Names this world.
        right: Share of cases that the seed prompt answers rightly.
        flips: Share of cases on which another prompt's outcome differs from the seed prompt's.
        mean: Of the true effects of proposals, a share of cases.
        spread: Their standard deviation.
    """

    seed: int
    right: float
    flips: float
    mean: float
    spread: float

    def effect(self, text: str) -> float:
        """The true gain of a prompt over the seed prompt; words of proposals add up."""
        found = sum(self._of_word(word) for word in sorted(set(_WORD.findall(text))))
        most = min(self.flips, 2 * (1 - self.right) - self.flips)
        least = max(-self.flips, self.flips - 2 * self.right)
        return min(max(found, least), most)

    def is_right(self, text: str, note: str) -> bool:
        """Whether a prompt, given without its note, answers a note rightly."""
        right = self._share("case", note) < self.right
        if text == _SEED_TEXT:
            return right
        effect, draw = self.effect(text), self._share(text, note)
        if right:
            return draw >= (self.flips - effect) / 2 / self.right
        return draw < (self.flips + effect) / 2 / (1 - self.right)

    @lru_cache(maxsize=4096)  # noqa: B019 - a world lives as long as its run
    def _of_word(self, word: str) -> float:
        return Random(f"{self.seed} {word}").gauss(self.mean, self.spread)

    def _share(self, *parts: str) -> float:
        digest = blake2b("\0".join((str(self.seed), *parts)).encode(), digest_size=7).digest()
        return int.from_bytes(digest, "big") / 2**56


def _without_note(content: str) -> tuple[str, str]:
    match = _NOTE.search(content)
    assert match is not None
    return content[: match.start()] + content[match.end() :], match[0]


_SEED_TEXT = PROMPT.replace("{{ note }}", "").strip()


@dataclass(frozen=True)
class TaskModel:
    """Answers a case's expected value or another."""

    world: World
    name: str = "simulated-task"

    async def complete(self, request: ChatRequest) -> ChatReply:
        """See `ChatModel.complete`."""
        text, note = _without_note(request.messages[-1].content)
        return ChatReply(expected(note) if self.world.is_right(text.strip(), note) else "none of them")


@dataclass(frozen=True)
class OptimizerModel:
    """Answers any schema with a value that fits it; new words are words that nobody proposed before."""

    world: World
    name: str = "simulated-optimizer"

    async def complete(self, request: ChatRequest) -> ChatReply:
        """See `ChatModel.complete`."""
        assert request.schema is not None
        asked = "\0".join(message.content for message in request.messages)
        random = Random(f"{self.world.seed} {request.sample} {asked}")
        definition: Any = request.schema.definition
        return ChatReply(json.dumps(_fitting(definition, definition, random)))


def _fitting(schema: Mapping[str, Any], whole: Mapping[str, Any], random: Random) -> Any:
    if "$ref" in schema:
        return _fitting(whole["$defs"][schema["$ref"].rsplit("/", 1)[1]], whole, random)
    if schema["type"] == "object":
        made = {key: _fitting(one, whole, random) for key, one in schema["properties"].items()}
        if {"first", "last"} <= made.keys():
            highest = schema["properties"]["last"]["maximum"]
            made["last"] = min(highest, made["first"] + random.randrange(3))
        return made
    if schema["type"] == "array":
        return [_fitting(schema["items"], whole, random) for _ in range(schema.get("minItems", 1))]
    if schema["type"] == "integer":
        return random.randint(schema["minimum"], schema["maximum"])
    return f"word-{random.getrandbits(24):06x}"


@lru_cache(maxsize=4096)
def expected(note: str) -> str:
    """The gold answer of a note: two words, a different pair for nearly each, so that none says more than another."""
    random = Random(note)
    return " ".join(
        random.choice("abcdefghkmnprst") + random.choice("aeiou") + random.choice("lmnrst") for _ in range(2)
    )


@lru_cache(maxsize=8)
def _cases(sizes: Sizes) -> tuple[Case, ...]:
    splits = [Split.TRAIN] * sizes.train + [Split.DEV] * sizes.dev + [Split.GATE] * sizes.gate
    made = []
    for number, split in enumerate(splits):
        note = f"#{number}"
        check = build("equals", expected(note), expected=expected(note))
        made.append(Case(f"{number:012x}", {"note": note}, expected(note), (check,), split, number + 1))
    return tuple(made)


@dataclass(frozen=True)
class Found:
    """What one run came to."""

    claimed: bool
    """It said HELPS; where a user may stop it at any time, at any time."""
    text: str
    """Of the prompt that is offered."""
    calls: int
    stop: str
    """Why the search stopped; `gate` if the gate was opened."""
    champion: str | None
    """What the gate was opened for."""


async def searched(world: World, sizes: Sizes, options: SearchOptions, opened: tuple[str, ...] = ()) -> Found:
    """One run of the search.

    Args:
        world: How the models answer.
        sizes: Of the eval set.
        options: Of the search.
        opened: What the gate was opened for before.
    """
    budget = Budget()
    inputs = SearchInputs(
        run="simulated",
        document=_DOCUMENT,
        eval_set=EvalSet("simulated.jsonl", _cases(sizes), ("note",)),
        task=Metered(TaskModel(world), budget, "task"),
        optimizer=Metered(OptimizerModel(world), budget, "optimizer"),
        options=options,
        totals=lambda: Totals(**{name: getattr(budget.snapshot(), name) for name in Totals.__slots__}),
        opened=opened,
    )
    stop, champion = "", None
    verdicts: list[GateSummary] = []
    async for event in optimize(inputs):
        if isinstance(event, SearchStopped):
            stop = event.reason
        elif isinstance(event, GateOpened):
            champion = event.champion
        elif isinstance(event, GateSummary):
            verdicts.append(event)
    claims = [verdict for verdict in verdicts if verdict.verdict == "HELPS"]
    told = claims[-1] if claims else verdicts[-1]
    return Found(bool(claims), told.text, budget.calls, "gate" if champion else stop, champion)
