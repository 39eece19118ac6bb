from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from motjuste.document.parse import parse
from motjuste.errors import UserError
from motjuste.evals.case import Case, Split
from motjuste.evals.checks import build
from motjuste.evals.run import in_order, requests_for, run_cases
from motjuste.llm.chat import ChatMessage, ChatReply, ChatRequest
from motjuste.llm.errors import BudgetSpent, Unreachable

UPPER = parse("p.md", "Write {{ word }} in capitals.")


def case(word, number=1):
    return Case(
        f"{number:012x}", {"word": word}, word.upper(), (build("equals", word.upper()),), Split.DEV, number
    )


class Model:
    """Answers right unless told otherwise; lets each call wait until the test says go."""

    name = "model"

    def __init__(self, answer=None, *, held=False):
        self.answer = answer or (lambda word: word.upper())
        self.requests = []
        self.in_flight = self.most = self.cancelled = 0
        self.go = asyncio.Event()
        self.started = asyncio.Condition()
        if not held:
            self.go.set()

    async def complete(self, request):
        self.requests.append(request)
        self.in_flight += 1
        self.most = max(self.most, self.in_flight)
        async with self.started:
            self.started.notify_all()
        try:
            await self.go.wait()
            word = request.messages[-1].content.split()[1]
            # Later cases answer first, so that the order of answers is not the order of jobs.
            for _ in range(20 - int(word.strip("word") or 0)):
                await asyncio.sleep(0)
            answer = self.answer(word)
            if isinstance(answer, Exception):
                raise answer
            return answer if isinstance(answer, ChatReply) else ChatReply(answer)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.in_flight -= 1

    async def until(self, count):
        async with self.started:
            await asyncio.wait_for(self.started.wait_for(lambda: self.in_flight >= count), 10)


def jobs(count):
    return [(UPPER, case(f"word{number}", number)) for number in range(count)]


@pytest.mark.parametrize("concurrency", [1, 3, 100])
async def test_outcomes_come_in_the_order_of_the_jobs_whatever_the_concurrency(concurrency):
    model = Model(lambda word: "WRONG" if word.endswith("3") else word.upper())
    outcomes = await run_cases(jobs(12), model, concurrency=concurrency, max_tokens=None)
    assert [outcome.case.inputs["word"] for outcome in outcomes] == [f"word{number}" for number in range(12)]
    assert [outcome.right for outcome in outcomes] == [number != 3 for number in range(12)]
    assert outcomes[3].score.reason == "expected WORD3, got WRONG"
    assert outcomes[3].output == "WRONG"
    assert model.most == min(concurrency, 12)


async def test_the_calls_in_flight_never_exceed_the_concurrency():
    model = Model(held=True)
    running = asyncio.ensure_future(run_cases(jobs(10), model, concurrency=4, max_tokens=None))
    await model.until(4)
    for _ in range(50):
        await asyncio.sleep(0)
    assert len(model.requests) == 4
    model.go.set()
    assert len(await running) == 10
    assert model.most == 4


async def test_no_jobs_make_no_calls():
    assert await run_cases([], Model(), concurrency=4, max_tokens=None) == ()


async def test_the_request_is_the_rendered_prompt():
    model = Model()
    await run_cases(jobs(1), model, concurrency=1, sample=2, max_tokens=50)
    assert model.requests == [
        ChatRequest(
            (ChatMessage("user", "Write word0 in capitals."),), temperature=0.0, max_tokens=50, sample=2
        )
    ]
    assert requests_for(UPPER, case("word0"), 2, 50) == model.requests[0]


async def test_what_a_case_puts_round_the_prompt_stands_in_the_last_user_message():
    surrounded = replace(case("word1"), prefix="<s>[INST] ", suffix=" [/INST]")
    request = requests_for(UPPER, surrounded, 0, None)
    assert request.messages == (ChatMessage("user", "<s>[INST] Write word1 in capitals. [/INST]"),)
    request = requests_for(parse("p.md", "Be brief."), replace(surrounded, inputs={"input": "Hi"}), 0, None)
    assert [message.content for message in request.messages] == ["Be brief.", "<s>[INST] Hi [/INST]"]


async def test_a_case_that_does_not_fit_raises_before_the_first_call():
    model = Model()
    odd = Case("0" * 12, {"other": "x"}, None, (build("equals", "x"),), Split.DEV, 7, label="odd one")
    with pytest.raises(UserError, match=r"`odd one` \(line 7 of the eval set\).*'word'") as caught:
        await run_cases([*jobs(3), (UPPER, odd)], model, concurrency=2, max_tokens=None)
    assert model.requests == []
    assert caught.value.remedy
    assert caught.value.path == "p.md"


async def test_the_first_failure_of_the_provider_ends_all_calls_and_is_raised():
    failure = Unreachable("down")
    model = Model(lambda word: failure if word == "word5" else word.upper())
    with pytest.raises(Unreachable) as caught:
        await run_cases(jobs(20), model, concurrency=8, max_tokens=None)
    assert caught.value is failure
    assert model.in_flight == 0
    assert len(model.requests) < 20
    assert len(asyncio.all_tasks()) == 1


async def test_cancelling_ends_all_calls_and_passes_on():
    model = Model(held=True)
    running = asyncio.ensure_future(run_cases(jobs(20), model, concurrency=8, max_tokens=None))
    await model.until(8)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert model.cancelled == 8
    assert len(model.requests) == 8
    assert len(asyncio.all_tasks()) == 1


async def test_a_cut_off_answer_is_marked():
    model = Model(lambda word: ChatReply(word, truncated=True))
    (outcome,) = await run_cases(jobs(1), model, concurrency=1, max_tokens=3)
    assert outcome.truncated
    assert not outcome.right
    assert outcome.score.reason.endswith("the answer was cut off at the token limit")


async def test_in_order_gives_results_in_the_order_of_the_calls():
    async def later(number):
        for _ in range(10 - number):
            await asyncio.sleep(0)
        return number

    calls = [lambda number=number: later(number) for number in range(10)]
    assert await in_order(calls, 3) == list(range(10))
    assert await in_order([], 3) == []


async def test_a_spent_budget_lets_calls_that_are_paid_for_come_to_their_end():
    def answer(word):
        return BudgetSpent("spent") if word == "word5" else word.upper()

    model = Model(answer)
    jobs = [(UPPER, case(f"word{number}", number)) for number in range(9)]
    with pytest.raises(BudgetSpent):
        await run_cases(jobs, model, concurrency=6, max_tokens=None)
    assert model.cancelled == model.in_flight == 0
    # Later cases answer first: five calls were under way when the sixth was refused, and none began after it.
    assert len(model.requests) == 6
