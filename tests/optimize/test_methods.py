"""The base methods in the product's protocol: what each asks, and what a fourth one takes."""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest
from tests.optimize import arms

from motjuste import prompts
from motjuste.cli.optimize import configure
from motjuste.errors import UserError
from motjuste.optimize.events import (
    CandidateProposed,
    GateSummary,
    ProposalsCounted,
    RunStarted,
    SearchStopped,
)
from motjuste.optimize.methods import registry
from motjuste.optimize.methods.ape import Ape
from motjuste.optimize.methods.method import Proposal
from motjuste.optimize.plan import SearchOptions
from motjuste.text.edit import Edit
from motjuste.text.span import Span

if TYPE_CHECKING:
    from motjuste.llm.chat import ChatMessage
    from motjuste.optimize.methods.method import Brief

ONE_STEP = SearchOptions(steps=1, concurrency=8)


def author(request: dict[str, Any]) -> str:
    """The scripted author, who can also fill in PE2's form and write whole prompts as JSON."""
    schema = request.get("response_format", {}).get("json_schema", {}).get("schema")
    if schema is None:
        return arms.author(request)
    properties = schema["properties"]
    if "rule" in properties:
        return arms.author(request)
    if "cases" in properties:
        form = dict.fromkeys(("followed", "described", "suggestion"), "yes")
        return json.dumps({"cases": [{**form, "answer_right": False, "edit_needed": True}]})
    if "prompt" in properties:
        causes = {"causes": ["vague"]} if "causes" in properties else {}
        return json.dumps({**causes, "prompt": f"{arms.PROMPT.strip()} x0a1b2c"})
    return arms.author(request)


def all_of(events: list[Any], kind: type) -> list[Any]:
    return [event for event in events if isinstance(event, kind)]


@pytest.mark.parametrize(("method", "calls"), [("ape", 4), ("apo", 4), ("pe2", 8)])
def test_each_method_proposes_in_its_own_way(tmp_path, method, calls):
    events, endpoint = arms.run_arm(tmp_path, replace(ONE_STEP, method=method), responder=author)
    asked = [one for one in endpoint.requests if arms.kind(one) not in {"task", "rule"}]
    assert len(asked) == calls
    shown = ["<wrong>" in json.dumps(one["messages"]) for one in asked]
    assert all(shown) if method != "ape" else not any(shown), "APE sees no failures"
    proposed = [event for event in all_of(events, CandidateProposed) if event.source == "model"]
    assert len(proposed) == 4
    assert all(event.edits[0].new.startswith("date x") for event in proposed)
    assert all_of(events, RunStarted)[0].method == method


@pytest.mark.parametrize("method", ["ape", "apo", "pe2"])
def test_each_method_has_a_global_arm(tmp_path, method):
    options = replace(ONE_STEP, method=method, scope="global")
    events, _ = arms.run_arm(tmp_path, options, responder=author)
    model = next(one for one in all_of(events, ProposalsCounted)[-1].sources if one.source == "model")
    assert (model.proposed, model.admitted) == (4, 1), "one text four times over is one candidate"
    assert model.reasons == {"duplicate": 3}


def test_a_whole_prompt_has_room_for_itself(tmp_path):
    long = arms.PROMPT + "\n" + "Mind the order of all the words in it. " * 200
    options = replace(ONE_STEP, scope="global", proposer="model")
    _, endpoint = arms.run_arm(tmp_path, options, responder=author, prompt=long)
    asked = [request for request in endpoint.requests if arms.kind(request) == "fused"]
    assert asked
    assert all(request["max_tokens"] > 6 * 1600 for request in asked)


def test_only_the_users_words_change_whatever_the_method(tmp_path):
    def piecewise(request: dict[str, Any]) -> str:
        if "pieces" in request.get("response_format", {}).get("json_schema", {}).get("name", "").lower() or (
            "<pieces>" in request["messages"][-1]["content"]
        ):
            causes = {"causes": ["vague"]} if "`causes`" in request["messages"][-1]["content"] else {}
            return json.dumps({**causes, "edits": [{"id": 1, "new": "the note"}]})
        return author(request)

    start = arms.PROMPT.index("the text")
    span = Span(start, start + len("the text"))
    for method in ("ape", "pe2"):
        (tmp_path / method).mkdir()
        options = replace(ONE_STEP, method=method, spans=(span,))
        events, _ = arms.run_arm(tmp_path / method, options, responder=piecewise)
        edits = [edit for event in all_of(events, CandidateProposed) for edit in event.edits]
        assert edits
        assert all(span.start <= edit.start and edit.end <= span.end for edit in edits)


def listening() -> tuple[list[Any], Any]:
    """A model that keeps what it was asked, and what it kept."""
    calls: list[Any] = []

    def answer(request: dict[str, Any]) -> str:
        calls.append(request)
        return "no"

    return calls, answer


@dataclass(frozen=True)
class Shouting(Ape):
    """A method of one's own: it puts the first word in capitals and asks nobody."""

    name = "shouting"
    calls = 0

    async def propose(self, brief: Brief, before: tuple[ChatMessage, ...] = ()) -> Proposal:  # noqa: ARG002
        first = brief.document.text.split()[0]
        new = f"{first.upper()} AT ONCE" + "!" * brief.sample
        return Proposal((), (), (Edit(Span(0, len(first)), new),))


def test_a_fourth_method_takes_one_class_and_its_place_in_the_registry(tmp_path, monkeypatch):
    monkeypatch.setattr(registry, "METHODS", (*registry.METHODS, Shouting()))
    events, endpoint = arms.run_arm(tmp_path, replace(ONE_STEP, method="shouting"))
    model = [event for event in all_of(events, CandidateProposed) if event.source == "model"]
    assert [event.edits[0].new for event in model] == [
        "FIND AT ONCE",
        *(f"FIND AT ONCE{'!' * n}" for n in (1, 2, 3)),
    ]
    assert not [one for one in endpoint.requests if arms.kind(one) not in {"task", "rule"}]
    parser = argparse.ArgumentParser()
    configure(parser)
    assert parser.parse_args(["a.md", "--method", "shouting"]).method == "shouting"
    events, _ = arms.run_arm(tmp_path, SearchOptions(method="shouting", protocol="paper", steps=1))
    assert len(all_of(events, CandidateProposed)) == 4, "the dialogue it has serves it there"


def test_a_damaged_meta_prompt_is_found_before_the_first_call(tmp_path, monkeypatch):
    own = tmp_path / "prompts"
    own.mkdir()
    for path in prompts.folder().glob("*.md"):
        (own / path.name).write_bytes(path.read_bytes())
    text = (own / "improve_local.md").read_text(encoding="utf-8")
    damaged = text.replace("{{ failures }}", "none").replace("failures, ", "")
    (own / "improve_local.md").write_text(damaged, encoding="utf-8")
    monkeypatch.setattr(prompts, "folder", lambda: own)
    prompts.load.cache_clear()
    calls, listen = listening()
    try:
        with pytest.raises(
            UserError, match=r"improve_local does not use \{\{ failures \}\}.*install Mot Juste again"
        ):
            arms.run_arm(tmp_path, ONE_STEP, responder=listen)
    finally:
        prompts.load.cache_clear()
    assert not calls


def test_what_is_written_into_every_method_can_be_filled():
    for method in registry.METHODS:
        prompts.check(method.meta_prompts)
        for name, variables in method.meta_prompts.items():
            filled = prompts.load(name).fill(**{variable: f"({variable})" for variable in variables})
            assert all(f"({variable})" in filled[0].content for variable in variables)


def test_a_prompt_of_one_word_can_be_optimized(tmp_path):
    events, _ = arms.run_arm(tmp_path, ONE_STEP, responder=author, prompt="date\n")
    model = [event for event in all_of(events, CandidateProposed) if event.source == "model"]
    assert len(model) == 4
    assert all(edit.old == "date" for event in model for edit in event.edits)
    events, _ = arms.run_arm(tmp_path, SearchOptions(protocol="paper", steps=1), prompt="date\n")
    assert len(all_of(events, CandidateProposed)) == 4


def test_a_prompt_that_is_all_template_is_refused_before_the_first_call(tmp_path):
    calls, listen = listening()
    for protocol in ("product", "paper"):
        with pytest.raises(UserError, match="Nothing in this prompt may be edited"):
            arms.run_arm(
                tmp_path,
                SearchOptions(protocol=protocol),
                responder=listen,
                prompt="{{ input }}\n",
            )
    assert not calls


def test_a_model_of_no_use_is_given_up_and_the_operators_go_on(tmp_path):
    def useless(request: dict[str, Any]) -> str:
        return arms.task(request) if arms.kind(request) == "task" else "I am sorry, I cannot help with that."

    events, _ = arms.run_arm(tmp_path, SearchOptions(steps=3, concurrency=8), responder=useless)
    counts = all_of(events, ProposalsCounted)
    assert counts[0].mode == "none"
    by_source = {one.source: one for one in counts[-1].sources}
    assert (by_source["model"].proposed, by_source["model"].admitted) == (7, 0)
    assert by_source["random"].proposed == 1
    assert by_source["operator"].admitted > 0
    assert all_of(events, GateSummary)[0].text == arms.PROMPT
    assert all_of(events, SearchStopped)
