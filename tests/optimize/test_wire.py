from __future__ import annotations

import dataclasses
import types
import typing
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motjuste.errors import UserError
from motjuste.optimize import events
from motjuste.optimize.events import AnyEvent, Mark, PlannedEdit, Progress, Totals
from motjuste.optimize.run_file import RunFile, replay
from motjuste.optimize.wire import WireError, from_json, to_json

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def of_type(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a type hint as events use them."""
    arguments = get_args(hint)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        hints = typing.get_type_hints(hint, vars(events))
        return st.builds(
            hint, **{field.name: of_type(hints[field.name]) for field in dataclasses.fields(hint)}
        )
    if arguments and arguments[-1] is Ellipsis:
        return st.lists(of_type(arguments[0]), max_size=3).map(tuple)
    numbers = st.floats(allow_nan=False, allow_infinity=False)
    plain = {str: TEXT, int: st.integers(), bool: st.booleans(), float: numbers, types.NoneType: st.none()}
    made = {
        typing.Literal: lambda: st.sampled_from(arguments),
        types.UnionType: lambda: st.one_of(*map(of_type, arguments)),
        tuple: lambda: st.tuples(*map(of_type, arguments)),
        dict: lambda: st.dictionaries(TEXT, of_type(arguments[1]), max_size=3),
    }
    origin = typing.get_origin(hint)
    return made[origin]() if origin else plain[hint]


@given(of_type(AnyEvent))
def test_every_event_comes_back_from_its_line(event: AnyEvent):
    line = to_json(event, at=1.25)
    assert "\n" not in line
    assert from_json(line) == (event, 1.25)


@pytest.mark.parametrize(
    "line", ["", "{", "[]", "3", '{"kind":"nonsense","at":0}', '{"kind":"progress","at":0}']
)
def test_what_is_no_event_is_refused(line: str):
    with pytest.raises(WireError):
        from_json(line)


def progress(done: int) -> Progress:
    return Progress(totals=Totals(task_calls=done), phase="race", step=1, done=done, total=9, best=0.5)


def test_a_run_file_replays_what_was_written_even_after_a_kill(tmp_path):
    path = tmp_path / "runs" / "a.jsonl"
    with RunFile(path) as file:
        for number in range(3):
            file.write(progress(number), at=number)
            assert [event for event, _ in replay(path)] == [progress(done) for done in range(number + 1)]
    path.write_text(path.read_text() + to_json(progress(3), 3)[:20])
    assert [at for _, at in replay(path)] == [0, 1, 2]
    with path.open("ab") as file:
        file.write("é".encode()[:1])
    assert [at for _, at in replay(path)] == [0, 1, 2], "cut inside a character"


def test_damage_in_the_middle_of_a_run_file_is_named_by_line(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(f"{to_json(progress(0), 0)}\ngarbage\n{to_json(progress(1), 1)}\n")
    with pytest.raises(UserError, match=r"a\.jsonl:2: not an event"):
        list(replay(path))


def test_newer_fields_are_ignored():
    mark = Mark(1, 2, "a", "why", ("x",))
    line = to_json(progress(1), 0).replace('"phase"', '"brand_new":1,"phase"')
    assert from_json(line)[0] == progress(1)
    assert dataclasses.asdict(mark)["cases"] == ("x",)
    assert PlannedEdit(0, 1, "a", "b", "model").operator == ""
