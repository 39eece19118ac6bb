"""Bytes as an eval set of a kind that the first of them chooses: read, or refused in words. `fuzz_evals.py SECONDS`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

with atheris.instrument_imports(include=["motjuste"]):
    from tests.fuzz.fuzzing import fuzz

    from motjuste.errors import UserError
    from motjuste.evals.load import read_eval_set

SEEDS = (
    (
        "a.jsonl",
        '{"input": "a", "expected": "b"}\n{"vars": {"x": 1}, "assert": [{"type": "contains", "value": "{{x}}"}]}\n',
    ),
    ("a.csv", 'input,expected,__expected1\n"a, b",c,regex:^c$\n'),
    (
        "a.json",
        '[{"input": "a", "expected": "b"}, {"vars": {"x": [1, 2]}, "assert": [{"type": "is-json", "value": {}}]}]',
    ),
    (
        "a.yaml",
        "- vars: {x: 1}\n  assert:\n    - type: not-equals\n      value: a\n    - type: assert-set\n      assert: [{type: icontains, value: b}]\n",
    ),
    (
        "promptfooconfig.yaml",
        """\
prompts: ['{{x}}']
defaultTest: {assert: [{$ref: '#/assertionTemplates/a'}]}
assertionTemplates: {a: {type: equals, value: b}}
tests:
  - vars: {x: file://a.txt}
    threshold: 0.5
    options: {transform: output.trim()}
scenarios:
  - config: [{vars: {y: 1}}]
    tests: [{vars: {z: 1}}]
""",
    ),
    (
        "task.yaml",
        "task: a\ndataset_path: json\ndataset_kwargs: {data_files: a.jsonl}\ndoc_to_text: '{{input}}'\ndoc_to_target: expected\n",
    ),
    (
        "a.ndjson",
        '{"input": [{"role": "user", "content": "a"}], "ideal": ["b"]}\n{"input": "a", "target": "b", "choices": ["b", "c"]}\n',
    ),
)
"""A valid file of each kind, by the name that says which."""
FOLDER = Path(tempfile.mkdtemp(prefix="motjuste-fuzz-"))


def check(data: bytes) -> None:
    """Read an eval set and score an answer with its checks."""
    name = SEEDS[data[0] % len(SEEDS)][0] if data else SEEDS[0][0]
    file = FOLDER / name
    file.write_bytes(data[1:])
    try:
        found = read_eval_set(file, root=FOLDER)
    except UserError:
        return
    for case in found.cases[:5]:
        for one in case.checks:
            for answer in ("", "b", '{"a": [1]}'):
                assert 0 <= one.score(answer).value <= 1
    assert all(row.line >= 0 and row.message for row in found.bad_rows)


def shown(data: bytes) -> str:
    name = SEEDS[data[0] % len(SEEDS)][0] if data else SEEDS[0][0]
    return f"read_eval_set of {name} with {data[1:]!r}"


def main(seconds: int) -> None:
    fuzz(check, [bytes([number]) + text.encode() for number, (_, text) in enumerate(SEEDS)], shown, seconds)


if __name__ == "__main__":
    main(int(sys.argv[1]))
