"""What the drivers of the peers share: a job is read from stdin, the endpoint asked, and the final prompt printed.

A driver runs in its peer's own environment, so this needs the standard library alone. The job is one JSON object:
`base_url`, `instruction`, `max_tokens`, `calls`, `optimizer_tokens`, `seed`, and `train` and `dev` as lists of
[input, expected]. The answer is the last line of stdout: `{"prompt": …, "note": …}`, the prompt with `{{ input }}` where the
case goes. A driver ends its search when `spent()` has reached `calls`; a step that is under way may be ended first.
"""

from __future__ import annotations

import json
import sys
import urllib.request
from dataclasses import dataclass
from typing import Any

INPUT = "{{ input }}"


@dataclass(frozen=True)
class Job:
    """What a driver is given, and the endpoint it may ask."""

    base_url: str
    instruction: str
    max_tokens: int
    """Longest answer of the task model."""
    calls: int
    """The budget, both models together."""
    optimizer_tokens: int
    """Longest answer of the optimizer model; the endpoint holds everybody to it."""
    seed: int
    train: list[tuple[str, str]]
    dev: list[tuple[str, str]]

    def spent(self) -> int:
        """Calls made so far, as the endpoint counts them."""
        with _opener().open(f"{self.base_url}/models", timeout=60) as answer:
            return int(json.loads(answer.read())["spent"])

    def over(self) -> bool:
        """Whether the budget is spent."""
        return self.spent() >= self.calls

    def task(self, prompt: str) -> str:
        """The task model's answer to a whole prompt, at temperature 0."""
        return self.ask("task", [{"role": "user", "content": prompt}], 0.0, self.max_tokens)

    def solve(self, instruction: str, text: str) -> str:
        """The task model's answer to a case, put behind an instruction as the benchmark puts it."""
        return self.task(f"{instruction.strip()}\n\n{text}")

    def optimizer(self, prompt: str, temperature: float, system: str = "") -> str:
        """The optimizer model's answer."""
        messages = [{"role": "system", "content": system}] if system else []
        messages.append({"role": "user", "content": prompt})
        return self.ask("optimizer", messages, temperature, self.optimizer_tokens)

    def ask(self, model: str, messages: list[dict[str, str]], temperature: float, max_tokens: int) -> str:
        """One call."""
        body: dict[str, Any] = {"model": model, "messages": messages, "temperature": temperature}
        request = urllib.request.Request(
            f"{self.base_url}/chat/completions",
            data=json.dumps({**body, "max_tokens": max_tokens}).encode(),
            headers={"content-type": "application/json"},
        )
        with _opener().open(request, timeout=1800) as answer:
            return str(json.loads(answer.read())["choices"][0]["message"]["content"] or "")


def right(output: str, expected: str) -> bool:
    """Whether an answer is the expected one, as the benchmark scores it."""
    return output.strip() == expected.strip()


def read_job() -> Job:
    """The job on stdin."""
    given = json.load(sys.stdin)
    train, dev = ([(text, expected) for text, expected in given.pop(part)] for part in ("train", "dev"))
    return Job(**given, train=train, dev=dev)


def answer(prompt: str, note: str = "") -> None:
    """Print the final prompt; `note` says what became of the search where that is not plain."""
    print("\n" + json.dumps({"prompt": prompt, "note": note}), flush=True)


def _opener() -> urllib.request.OpenerDirector:
    # A proxy from the environment cannot reach this machine's own servers.
    return urllib.request.build_opener(urllib.request.ProxyHandler({}))
