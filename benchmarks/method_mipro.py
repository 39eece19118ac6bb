"""Driver of MIPROv2 (package `dspy`): instructions proposed from the data, demonstrations bootstrapped, both chosen by TPE.

Its candidates and trials are sized to the budget. The task is one predictor, and its prompt is laid out in plain text,
instruction, demonstrations, case, by an adapter of our own, so that what it ends with is a prompt like everybody's; the
questions to the optimizer model keep DSPy's own layout.
"""

from __future__ import annotations

import logging
from typing import Any

import dspy
from benchmarks.method_driver import INPUT, Job, answer, read_job, right

CANDIDATES = 4
BATCH = 10


class Plain(dspy.ChatAdapter):  # type: ignore[misc]  # the package ships no types
    """Lays the task's prompt out in plain text, and everything else as DSPy does."""

    def format(self, signature: Any, demos: Any, inputs: Any) -> Any:
        """One user message for the task."""
        if list(signature.output_fields) != ["answer"] or "text" not in signature.input_fields:
            return super().format(signature, demos, inputs)
        prompt = laid_out(signature.instructions, demos).replace(INPUT, str(inputs["text"]))
        return [{"role": "user", "content": prompt}]

    def parse(self, signature: Any, completion: Any) -> Any:
        """The whole answer."""
        if list(signature.output_fields) != ["answer"] or "text" not in signature.input_fields:
            return super().parse(signature, completion)
        return {"answer": completion}


def laid_out(instruction: str, demos: Any) -> str:
    """The prompt with a place for the case."""
    shown = [f"Text: {demo['text']}\nAnswer: {demo['answer']}" for demo in demos]
    return "\n\n".join([instruction.strip(), *shown, f"Text: {INPUT}\nAnswer:" if shown else INPUT])


def examples(rows: list[tuple[str, str]]) -> list[Any]:
    """Cases as DSPy has them."""
    return [dspy.Example(text=text, answer=expected).with_inputs("text") for text, expected in rows]


def trials(job: Job) -> int:
    """Trials that the budget has room for, beside bootstrapping, proposals and the full evaluations."""
    bootstrapping, proposals = 2 * len(job.train), 4 + 2 * CANDIDATES
    left = job.calls - bootstrapping - proposals - 2 * len(job.dev)
    return max(2, int(left / (BATCH + len(job.dev) / 5)))


def main() -> None:
    """Run it."""
    logging.getLogger("dspy").setLevel(logging.WARNING)
    job = read_job()

    def model(name: str, tokens: int, temperature: float) -> Any:
        return dspy.LM(
            f"openai/{name}",
            api_base=job.base_url,
            api_key="none",
            max_tokens=tokens,
            temperature=temperature,
            cache=False,
            num_retries=0,
        )

    task, optimizer = model("task", job.max_tokens, 0.0), model("optimizer", job.optimizer_tokens, 1.0)
    dspy.configure(lm=task, adapter=Plain())
    program = dspy.Predict(dspy.Signature("text -> answer", job.instruction))
    search = dspy.MIPROv2(
        metric=lambda example, prediction, _trace=None: right(str(prediction.answer), example.answer),
        prompt_model=optimizer,
        task_model=task,
        auto=None,
        num_candidates=CANDIDATES,
        num_threads=1,
        seed=job.seed,
    )
    found = search.compile(
        program,
        trainset=examples(job.train),
        valset=examples(job.dev),
        num_trials=trials(job),
        minibatch_size=min(BATCH, len(job.dev)),
        seed=job.seed,
    )
    predictor = found.predictors()[0]
    answer(laid_out(predictor.signature.instructions, predictor.demos), f"{trials(job)} trials")


if __name__ == "__main__":
    main()
