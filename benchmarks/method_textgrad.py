"""Driver of TextGrad (package `textgrad`): its tutorial's loop, a batch of 3 train cases a step, reverted if dev falls."""

from __future__ import annotations

import random
from typing import Any

import textgrad as tg
from benchmarks.method_driver import INPUT, Job, answer, read_job, right
from textgrad.autograd.string_based_ops import StringBasedFunction

BATCH = 3


class Engine(tg.engine.EngineLM):  # type: ignore[misc]  # the package ships no types
    """A model of the benchmark's endpoint, as TextGrad asks one."""

    def __init__(self, job: Job, model: str) -> None:
        self.job = job
        self.model_string = model

    def generate(self, prompt: str, system_prompt: str | None = None, **_: Any) -> str:
        """The task model gets its prompt as everybody's; the optimizer model what TextGrad says, at its temperature 0."""
        if self.model_string == "task":
            return self.job.solve(system_prompt or "", prompt)
        return self.job.optimizer(prompt, 0.0, system_prompt or "")

    def __call__(self, prompt: str, **kwargs: Any) -> str:
        """Generate."""
        return self.generate(prompt, **kwargs)


def score(job: Job, instruction: str) -> float:
    """Share of dev that an instruction solves."""
    return sum(right(job.solve(instruction, text), expected) for text, expected in job.dev) / len(job.dev)


def main() -> None:
    """Run it until the budget is spent."""
    job = read_job()
    backward = Engine(job, "optimizer")
    tg.set_backward_engine(backward, override=True)
    prompt = tg.Variable(
        job.instruction,
        requires_grad=True,
        role_description="structured system prompt to a somewhat capable language model that specifies the behavior and "
        "strategies for the task",
    )
    model = tg.BlackboxLLM(Engine(job, "task"), prompt)
    optimizer = tg.TextualGradientDescent(engine=backward, parameters=[prompt])
    judged = StringBasedFunction(
        lambda prediction, ground_truth_answer: int(right(prediction.value, ground_truth_answer.value)),
        function_purpose="The runtime of string-based function that checks if the prediction is correct.",
    )
    kept, best, steps, broken = job.instruction, score(job, job.instruction), 0, 0
    order = random.Random(job.seed)
    while not job.over():
        optimizer.zero_grad()
        losses = []
        for text, expected in order.sample(job.train, BATCH):
            query = tg.Variable(text, requires_grad=False, role_description="query to the language model")
            gold = tg.Variable(expected, requires_grad=False, role_description="correct answer for the query")
            losses.append(judged({"prediction": model(query), "ground_truth_answer": gold}))
        tg.sum(losses).backward()
        steps += 1
        try:
            optimizer.step()
        except IndexError:
            # The optimizer model's reply had no tags: TextGrad gives the step up.
            broken += 1
            continue
        reached = score(job, prompt.value)
        if reached < best:
            prompt.set_value(kept)
        else:
            kept, best = prompt.value, reached
    answer(f"{kept.strip()}\n\n{INPUT}", f"{steps} steps, {broken} replies without tags")


if __name__ == "__main__":
    main()
