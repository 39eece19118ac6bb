"""lm-eval tasks over local files: `dataset_path: json`, `data_files`, `doc_to_text`, `doc_to_target`, `metric_list`.

A document's fields are columns; what `doc_to_text` makes of it is the column `input`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from motjuste.errors import UserError
from motjuste.evals.case import BadRow, Unsupported
from motjuste.evals.json_text import json_text
from motjuste.evals.load.fill import TEMPLATE, rendered
from motjuste.evals.load.row import Row, RowFault
from motjuste.evals.load.vocabularies.lm_eval_metrics import Scoring, scoring

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from motjuste.evals.load.held import Held
    from motjuste.evals.load.place import Item, Place

READERS = {"json": ".json", "csv": ".csv", "parquet": ".parquet", "arrow": ".arrow", "text": ".txt"}
"""Values of `dataset_path` that stand for files, and what such files are called in a `data_dir`."""
SPLITS = (("training_split", "train"), ("validation_split", "dev"), ("test_split", "gate"))
TEMPLATES = ("doc_to_text", "doc_to_target", "doc_to_choice")
LEFT_OUT = ("process_docs", "fewshot_config", "doc_to_image", "process_results", "use_prompt")
"""Keys that change a task and are not supported."""
DEEPEST = 5
"""Tasks that include each other."""


@dataclass(frozen=True, slots=True)
class _Task:
    values: Mapping[str, Any]
    scoring: Scoring


def is_task(members: Mapping[str, Held]) -> bool:
    """Whether a mapping is a task."""
    return any(key in members for key in ("dataset_path", "include")) and any(
        key in members for key in (*TEMPLATES, "metric_list", "output_type", "task")
    )


def rows(members: Mapping[str, Held], place: Place) -> Iterator[Item]:
    """A row for each document of the task's files.

    Raises:
        UserError: The task's data is not in files here, or it cannot be read.
    """
    try:
        values = _values(members, place, DEEPEST)
        files = _files(values, place)
        task = _Task(values, scoring(values))
    except RowFault as fault:
        raise UserError(str(fault), remedy="Correct the task", path=place.shown) from fault
    for key in (*LEFT_OUT, *(key for key in TEMPLATES if _is_code(values.get(key)))):
        if values.get(key):
            yield Unsupported(members[key].line if key in members else 1, key, "runs code", place.path)
    for name, why in task.scoring.left:
        line = members["metric_list"].line if "metric_list" in members else 1
        yield Unsupported(line, name, why, place.path)
    several = len({split for split, _ in files}) > 1
    for split, path in files:
        for item in place.of(path).rows():
            yield _row(item, task, split if several else None) if isinstance(item, Row) else item


def _values(members: Mapping[str, Held], place: Place, depth: int) -> dict[str, Any]:
    """The task's keys, behind those of the task it includes."""
    values = {key: held.text if held.kind == "text" else held.data() for key, held in members.items()}
    include = values.get("include")
    if not isinstance(include, str):
        return values
    (path, *_) = place.files.find(include, place.folders)
    if depth <= 0:
        raise RowFault("`include` leads in a circle")
    held = place.open(path)
    base = {} if held is None else _values(held.members(), place.of(path), depth - 1)
    return {**base, **values}


def _files(values: Mapping[str, Any], place: Place) -> list[tuple[str, Path]]:
    """The task's files, each with the split its documents belong to."""
    kind = str(values.get("dataset_path"))
    if kind not in READERS:
        raise RowFault(
            f"The task's data set `{kind}` is not in the workspace; save it as JSONL and set `dataset_path: json`"
            " with `data_files`"
        )
    named = {str(values[key]): split for key, split in SPLITS if values.get(key)}
    given = values.get("dataset_kwargs")
    given = given if isinstance(given, dict) else {}
    folder = f"{given['data_dir']}/" if given.get("data_dir") else ""
    files = given.get("data_files", f"*{READERS[kind]}*" if folder else None)
    if files is None:
        raise RowFault("The task names no files; write them under `dataset_kwargs: {data_files: …}`")
    found: list[tuple[str, Path]] = []
    for name, listed in files.items() if isinstance(files, dict) else [(None, files)]:
        if name is not None and named and str(name) not in named:
            continue
        split = named.get(str(name), "gate") if name is not None else "gate"
        for reference in listed if isinstance(listed, list) else [listed]:
            found += [(split, path) for path in place.files.find(f"{folder}{reference}", place.folders)]
    return found


def _row(row: Row, task: _Task, split: str | None) -> Row | BadRow:
    """A document as a row."""
    try:
        return _translated(row, task, split)
    except RowFault as fault:
        return BadRow(row.line, str(fault), row.path, fault.unsupported)


def _translated(row: Row, task: _Task, split: str | None) -> Row:
    fields = {str(key): value for key, value in row.values.items()}
    texts = {key: "" if value is None else json_text(value) for key, value in fields.items()}
    columns: dict[str, object] = dict(fields)
    told = task.values.get("doc_to_text")
    if told is not None:
        columns["input"] = _made("doc_to_text", told, fields, texts)
    target = _made("doc_to_target", task.values.get("doc_to_target"), fields, texts)
    choices = _choices(task.values.get("doc_to_choice"), fields, texts)
    if choices and str(target).strip().lstrip("-").isdigit():
        place = int(str(target))
        if not 0 <= place < len(choices):
            raise RowFault(f"`doc_to_target` gives choice {place}, and there are {len(choices)}")
        target = choices[place]
    answer = json_text(target).strip()
    values = {"vars": columns, "expected": answer, "assert": task.scoring.asserts(answer, choices)}
    return replace(row, values={**values, **({"split": split} if split else {})}, open=_no_file)


def _no_file(reference: str) -> object:
    """A document's words are its own, also where they look like a reference to a file."""
    raise RowFault(f"`{reference}` would read another file, which a document of a task cannot")


def _made(key: str, template: object, fields: Mapping[str, object], texts: Mapping[str, str]) -> object:
    """What a template, or the name of a field, makes of a document."""
    if template is None:
        raise RowFault(f"The task has no `{key}`")
    if _is_code(template):
        raise RowFault(f"`{key}` runs code, which is not supported", unsupported=True)
    if not isinstance(template, str):
        return template
    if template in fields:
        return fields[template]
    return rendered(template, texts) if TEMPLATE.search(template) else template


def _choices(template: object, fields: Mapping[str, object], texts: Mapping[str, str]) -> list[str]:
    if template is None:
        return []
    made = template if isinstance(template, list) else _made("doc_to_choice", template, fields, texts)
    if isinstance(made, str):
        made = _listed(made)
    if not isinstance(made, list):
        raise RowFault("`doc_to_choice` gives no list of choices")
    return [json_text(item) for item in made]


def _listed(text: str) -> object:
    """A list that a template wrote the way Python or JSON does."""
    import ast

    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None


def _is_code(value: object) -> bool:
    """Whether a template is a function: YAML's tag `!function` leaves `module.name`, without braces or blanks."""
    return isinstance(value, str) and value.startswith("!function")
