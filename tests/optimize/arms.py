"""A scripted author and a scripted task model for the paper's protocol, and a run of one arm against both.

Every new prompt is one mark better than its parent: the author adds a word of its own making (`x` and six digits), and
the task model answers as many of the numbered cases rightly as the prompt holds such words.
"""

from __future__ import annotations

import asyncio
import json
import re
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from tests.endpoint import Endpoint, serve

from motjuste.document.parse import parse
from motjuste.evals.load import read_eval_set
from motjuste.llm.budget import Budget, Metered
from motjuste.llm.endpoint import Endpoint as Where
from motjuste.llm.openai_chat import OpenAIChat
from motjuste.optimize.events import AnyEvent, Totals
from motjuste.optimize.plan import SearchInputs, SearchOptions
from motjuste.optimize.search import optimize

if TYPE_CHECKING:
    from pathlib import Path

PROMPT = "Find the date in the text and return it.\nKeep to the facts.\n"
ADDED = re.compile(r"x[0-9a-f]{6}")
RULE = json.dumps({"rule": "Always read the case twice before you answer."})
TRAIN, DEV, GATE = 10, 6, 6


def kind(request: dict[str, Any]) -> str:
    """What a request is: `task`, `rule`, or which turn of an author's dialogue."""
    messages = request["messages"]
    last, text = messages[-1]["content"], "\n".join(message["content"] for message in messages)
    if "<instruction>" not in text:
        return "task"
    if "`rule`" in text:
        return "rule"
    if "response_format" in request:
        return "fused"
    if "Copy the instruction word for word" in last or "before and" in last.replace("\n", " "):
        return "identify"
    if "Replace only the pieces" in last or "That changes other words" in last:
        return "propose"
    return "propose" if "The new instruction has at most" in last else "reason"


def author(request: dict[str, Any]) -> str:
    """The scripted model's answer, as task model and as optimizer; a function of the request alone."""
    turn = kind(request)
    if turn in {"task", "rule"}:
        return task(request) if turn == "task" else RULE
    said = "\n".join(message["content"] for message in request["messages"])
    own = "x" + sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()[:6]
    if turn == "fused":
        number = int(re.findall(r"\[(\d+)\]date", said)[-1])
        place = {"first": number, "last": number, "why": "It is vague.", "new": f"date {own}"}
        causes = {"causes": ["vague"]} if "`causes`" in request["messages"][-1]["content"] else {}
        return json.dumps({**causes, "edits": [place]})
    instruction: str = re.findall(r"<instruction>\n(.*?)\n</instruction>", said, re.DOTALL)[-1]
    if turn == "identify":
        return instruction.replace("date", "<edit>date</edit>", 1)
    if turn == "reason":
        return f"1. It does not say how ({own}).\n2. It is short."
    if "Replace only" in said:
        return re.sub("<edit>(.*?)</edit>", rf"\1 {own}", instruction)
    return f"{instruction} {own}"


def task(request: dict[str, Any]) -> str:
    """Right on as many cases as the prompt has words of the author's."""
    prompt, case = request["messages"][0]["content"], request["messages"][1]["content"]
    number = int(re.search(r"Case (\d+)", case).group(1))
    return "yes" if number < len(ADDED.findall(prompt)) else "no"


def split_of(request: dict[str, Any]) -> str:
    """Which split a task request's case belongs to."""
    return str(re.search(r"of (\w+)", request["messages"][1]["content"]).group(1))


def write_cases(folder: Path) -> Path:
    """An eval set with its splits named, numbered from 0 in each."""
    path = folder / "cases.jsonl"
    rows = [
        {"input": f"Case {number} of {split}.", "expected": "yes", "split": split}
        for split, count in (("train", TRAIN), ("dev", DEV), ("gate", GATE))
        for number in range(count)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def run_arm(
    folder: Path, options: SearchOptions, responder: Any = author, prompt: str = PROMPT
) -> tuple[list[AnyEvent], Endpoint]:
    """All events of a run, and the endpoint it asked."""
    cases = write_cases(folder)

    async def follow(url: str) -> list[AnyEvent]:
        budget = Budget(options.max_calls)
        async with OpenAIChat(
            Where(url, "scripted", concurrency=options.concurrency, identity="scripted")
        ) as chat:
            inputs = SearchInputs(
                run="test",
                document=parse("prompt.md", prompt),
                eval_set=read_eval_set(cases),
                task=Metered(chat, budget, "task"),
                optimizer=Metered(chat, budget, "optimizer"),
                options=options,
                totals=lambda: Totals(
                    **{name: getattr(budget.snapshot(), name) for name in Totals.__slots__}
                ),
            )
            return [event async for event in optimize(inputs)]

    with serve(responder) as endpoint:
        return asyncio.run(follow(endpoint.url)), endpoint
