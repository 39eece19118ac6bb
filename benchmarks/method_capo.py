"""Driver of CAPO (package `promptolution`): crossover, mutation, demonstrations, a race by paired t-tests, a length penalty.

Sized to small budgets: a population of 4 (the seed and 3 variations by the package's own function), 2 crossovers a step,
blocks of 10 dev cases, at most 3 demonstrations; the rest as shipped. Demonstrations come from train.
"""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pandas as pd
from benchmarks.method_driver import INPUT, Job, answer, read_job, right
from promptolution.llms.base_llm import BaseLLM
from promptolution.optimizers.capo import CAPO
from promptolution.predictors.base_predictor import BasePredictor
from promptolution.tasks.reward_tasks import RewardTask
from promptolution.utils.callbacks import BaseCallback
from promptolution.utils.prompt_creation import create_prompt_variation

POPULATION = 4
CROSSOVERS = 2
BLOCK = 10
SHOTS = 3


class Model(BaseLLM):  # type: ignore[misc]  # the package ships no types
    """A model of the benchmark's endpoint, as promptolution asks one."""

    def __init__(self, job: Job, name: str) -> None:
        super().__init__()
        self.job = job
        self.name = name

    def _get_response(self, prompts: list[str], _system_prompts: list[str]) -> list[str]:
        if self.name == "task":
            return [self.job.task(prompt) for prompt in prompts]
        return [self.job.optimizer(prompt, 0.7) for prompt in prompts]


class Whole(BasePredictor):  # type: ignore[misc]  # the package ships no types
    """Takes the whole answer, and puts a blank line before the case as everybody here does."""

    def predict(self, prompts: Any, xs: list[str], system_prompts: Any = None) -> tuple[list[str], list[str]]:
        """The answers, and what was read and answered."""
        prompts = [prompts] if isinstance(prompts, str) else prompts
        asked = [placed(prompt).replace(INPUT, text) for prompt, text in zip(prompts, xs, strict=True)]
        outputs = self.llm.get_response(asked, system_prompts=system_prompts)
        told = [f"{text}\n{output}" for text, output in zip(xs, outputs, strict=True)]
        return self._extract_preds(outputs), told

    def _extract_preds(self, preds: list[str]) -> list[str]:
        return [pred.strip() for pred in preds]


class Budget(BaseCallback):  # type: ignore[misc]  # the package ships no types
    """Ends the search when the budget is spent."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        self.job = job
        self.steps = 0

    def on_step_end(self, _optimizer: Any) -> bool:
        """Whether to go on."""
        self.steps += 1
        return not self.job.over()


def placed(prompt: str) -> str:
    """The prompt with a place for the case."""
    return f"{prompt}\n{INPUT}" if prompt.endswith("Input:") else f"{prompt}\n\n{INPUT}"


def frame(rows: list[tuple[str, str]]) -> Any:
    """Cases as a table."""
    return pd.DataFrame(rows, columns=["x", "y"])


def main() -> None:
    """Run it until the budget is spent."""
    job = read_job()
    random.seed(job.seed)
    np.random.seed(job.seed)  # noqa: NPY002  # the package draws from the global generator
    meta, budget = Model(job, "optimizer"), Budget(job)
    task = RewardTask(
        frame(job.dev),
        lambda pred, y: float(right(pred, y)),
        x_column="x",
        y_column="y",
        reward_columns=["y"],
        task_description=job.instruction,
        n_subsamples=BLOCK,
        eval_strategy="sequential_block",
        seed=job.seed,
    )
    search = CAPO(
        predictor=Whole(Model(job, "task")),
        task=task,
        meta_llm=meta,
        initial_prompts=[
            job.instruction,
            *create_prompt_variation([job.instruction] * (POPULATION - 1), meta),
        ],
        crossovers_per_iter=CROSSOVERS,
        upper_shots=SHOTS,
        df_few_shots=frame(job.train),
        callbacks=[budget],
    )
    # A step that breaks is caught and logged by the package, which then ends with what it has.
    found = search.optimize(100)
    answer(placed(str(found[0])), f"{budget.steps} steps")


if __name__ == "__main__":
    main()
