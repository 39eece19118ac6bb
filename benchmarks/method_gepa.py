"""Driver of GEPA (package `gepa`): reflective mutation with a Pareto front over dev, as `gepa.optimize` ships it."""

from __future__ import annotations

from typing import Any

import gepa
from benchmarks.method_driver import INPUT, answer, read_job, right
from gepa.adapters.default_adapter.default_adapter import EvaluationResult


def main() -> None:
    """Run it with its own defaults: minibatch of 3, strict improvement, then all of dev."""
    job = read_job()

    def task(messages: list[dict[str, str]]) -> str:
        return job.solve(messages[0]["content"], messages[1]["content"])

    def judged(data: dict[str, Any], response: str) -> Any:
        if right(response, data["answer"]):
            return EvaluationResult(score=1.0, feedback="The response is correct.")
        said = f"The response is wrong. It should be exactly: {data['answer']}"
        return EvaluationResult(score=0.0, feedback=said)

    def cases(rows: list[tuple[str, str]]) -> list[dict[str, Any]]:
        return [{"input": text, "answer": expected, "additional_context": {}} for text, expected in rows]

    result = gepa.optimize(
        seed_candidate={"instruction": job.instruction},
        trainset=cases(job.train),
        valset=cases(job.dev),
        task_lm=task,
        evaluator=judged,
        reflection_lm=lambda prompt: job.optimizer(str(prompt), 1.0),
        stop_callbacks=lambda _state: job.over(),
        seed=job.seed,
    )
    instruction = result.best_candidate["instruction"].strip()
    answer(f"{instruction}\n\n{INPUT}", f"{result.num_candidates} candidates")


if __name__ == "__main__":
    main()
