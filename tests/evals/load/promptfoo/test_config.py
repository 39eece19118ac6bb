from __future__ import annotations

import json
import re

import pytest
from tests.pace import within

from motjuste.errors import UserError
from motjuste.evals.load import read_eval_set
from motjuste.evals.problems import check_rows


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "work").mkdir()
    (tmp_path / "outside.txt").write_text("secret")
    return tmp_path / "work"


def read(folder, text, name="promptfooconfig.yaml", **files):
    for file, content in files.items():
        path = folder / file.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    (folder / name).write_text(text)
    return read_eval_set(folder / name, root=folder)


def inputs(found):
    assert found.bad_rows == ()
    return [dict(case.inputs) for case in found.cases]


def bad(found):
    return [(row.line, row.message) for row in found.bad_rows]


EQUALS = "assert: [{type: equals, value: x}]"


def test_tests_inherit_from_default_test(folder):
    found = read(folder, """
defaultTest:
  vars: {tone: dry, n: 1}
  options: {prefix: "P "}
  threshold: 0.5
  assert:
    - type: not-contains
      value: sorry
tests:
  - vars: {body: hi, n: 2}
    options: {suffix: " S"}
    assert:
      - type: contains
        value: "{{ body }}"
  - vars: {body: hu}
  - vars: {body: ha}
    options: {disableDefaultAsserts: true}
    assert: [{type: equals, value: x}]
""")  # fmt: skip
    first, second, third = found.cases
    assert first.inputs == {"tone": "dry", "n": "2", "body": "hi"}
    assert [check.name for check in first.checks] == ["not-contains", "contains"]
    assert first.checks[1].needles == ("hi",)
    assert (first.prefix, first.suffix, first.threshold) == ("P ", " S", 0.5)
    assert [check.name for check in second.checks] == ["not-contains"]
    assert [check.name for check in third.checks] == ["equals"]


def test_default_test_may_stand_in_a_file(folder):
    found = read(
        folder, "defaultTest: file://shared/d.yaml\ntests: [{vars: {a: 1}}]\n",
        shared__d_dot_yaml="vars: {b: 2}\nassert: [{type: contains, value: x}]\n",
    )  # fmt: skip
    assert inputs(found) == [{"b": "2", "a": "1"}]


@pytest.mark.parametrize("given", ["file://none.yaml", "[a]", "file://../outside.txt"])
def test_a_default_test_that_cannot_be_used_is_one_error(folder, given):
    with pytest.raises(UserError, match="`defaultTest` cannot be used") as caught:
        read(folder, f"tests: [{{vars: {{a: 1}}, {EQUALS}}}]\ndefaultTest: {given}\n")
    assert caught.value.line == 2


def test_tests_come_from_files_of_every_kind(folder):
    found = read(
        folder, "tests:\n  - file://t/*.{csv,jsonl}\n  - t/a.json\n  - file://t/b.yaml\n",
        t__a_dot_csv="q,answer,__expected,__description\n1,w,contains:x,first\n",
        t__b_dot_jsonl='{"vars": {"q": "2"}, "assert": ["x"]}\n',
        t__a_dot_json='[\n {"vars": {"q": "3"}, "assert": [{"type": "equals", "value": "x"}]}\n]',
        t__b_dot_yaml=f"- vars: {{q: 4}}\n  {EQUALS}\n- vars: {{q: 5}}\n  {EQUALS}\n",
    )  # fmt: skip
    assert [case.inputs["q"] for case in found.cases] == ["1", "2", "3", "4", "5"]
    assert found.cases[0].inputs == {"q": "1", "answer": "w"}  # to promptfoo every column is a variable
    assert found.cases[0].label == "first"
    places = [(case.path.removeprefix(str(folder)), case.line) for case in found.cases]
    assert places == [
        ("/t/a.csv", 2),
        ("/t/b.jsonl", 1),
        ("/t/a.json", 2),
        ("/t/b.yaml", 1),
        ("/t/b.yaml", 3),
    ]
    assert len(found.files) == 6


def test_a_plain_csv_with_a_gold_answer_is_read_as_one(folder):
    found = read(folder, "tests: file://t.csv\n", t_dot_csv="question,expected\n2+2,4\n")
    assert (found.cases[0].expected, found.cases[0].inputs) == ("4", {"question": "2+2"})


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("huggingface://datasets/cais/mmlu?split=test", "not in the workspace"),
        ("https://docs.google.com/spreadsheets/d/1/edit", "not in the workspace"),
        ("az://bucket/x.csv", "not in the workspace"),
        ("file://make.py:create_tests", "runs code"),
        ("file://make.ts", "runs code"),
        ("tests.js", "runs code"),
        ("file://t.xlsx#Sheet2", "save it as CSV"),
        ("{path: 'file://make.py:go', config: {a: 1}}", "runs code"),
    ],
)
def test_sources_that_are_not_read_are_named_with_what_to_do(folder, source, why):
    found = read(folder, f"tests:\n  - {source}\n  - vars: {{a: 1}}\n    {EQUALS}\n")
    assert len(found.cases) == 1
    (left,) = found.unsupported
    assert left.line == 2
    assert why in left.why
    if not source.startswith("{"):
        assert left.name == source
        alone = read(folder, f"tests: {source}\n")
        assert (alone.cases, alone.bad_rows) == ((), ())
        with pytest.raises(UserError, match="no cases that can be used") as refused:
            check_rows(alone)
        assert refused.value.line == 1


def test_scenarios_multiply_variables_and_tests(folder):
    found = read(folder, """
defaultTest: {vars: {tone: dry}}
scenarios:
  - config:
      - vars: {language: Spanish, hello: Hola}
      - vars: {language: French, hello: Salut}
        assert: [{type: not-contains, value: "!"}]
    tests:
      - vars: {input: hi}
        assert: [{type: contains, value: "{{hello}}"}]
      - vars: {input: ho}
        assert: [{type: contains, value: "{{hello}}"}]
  - file://more/*.yaml
tests: []
""", more__s_dot_yaml="config: [{vars: {language: German}}]\ntests: [{vars: {input: hi}, assert: [{type: contains, value: Hallo}]}]\n")  # fmt: skip
    assert [(case.inputs["language"], case.inputs["input"], case.line) for case in found.cases] == [
        ("Spanish", "hi", 9), ("Spanish", "ho", 11), ("French", "hi", 9), ("French", "ho", 11), ("German", "hi", 2),
    ]  # fmt: skip
    assert found.cases[0].inputs["tone"] == "dry"
    assert found.cases[2].checks[1].needles == ("Salut",)
    assert [check.name for check in found.cases[2].checks] == ["not-contains", "contains"]
    assert found.bad_rows == ()


def test_templates_are_put_where_they_are_named(folder):
    found = read(folder, """
assertionTemplates:
  pirate: {type: icontains, value: arrr}
  twice: {$ref: "#/assertionTemplates/pirate", weight: 2}
tests:
  - vars: {a: 1}
    assert:
      - $ref: "#/assertionTemplates/pirate"
      - {$ref: "#/assertionTemplates/twice", metric: Tone}
      - type: assert-set
        assert: [{$ref: "#/assertionTemplates/pirate"}]
  - $ref: "#/tests/0"
    vars: {a: 2}
""")  # fmt: skip
    first, second = found.cases
    assert [check.name for check in first.checks] == ["icontains", "icontains", "assert-set"]
    assert first.weights == (1.0, 2.0, 1.0)
    assert first.metrics == ("", "Tone", "")
    assert second.inputs == {"a": "2"}


@pytest.mark.parametrize(
    ("reference", "message"),
    [("#/assertionTemplates/none", "does not have"), ("other.yaml#/x", "must name a part of this file"),
     ("#/assertionTemplates/a", "circle"), ("#/assertionTemplates", "no mapping|no `type`")],
)  # fmt: skip
def test_a_reference_to_nothing_or_to_itself_is_a_bad_row(folder, reference, message):
    found = read(
        folder,
        f"""
assertionTemplates: {{a: {{$ref: "#/assertionTemplates/b"}}, b: {{$ref: "#/assertionTemplates/a"}}}}
tests:
  - vars: {{a: 1}}
    assert: [{{$ref: "{reference}"}}]
""",
    )
    ((line, told),) = bad(found)
    assert line == 4
    assert re.search(message, told)


def test_what_is_not_supported_is_left_out_and_named_with_its_line(folder):
    found = read(folder, """
tests:
  - vars: {a: 1}
    assert:
      - {type: contains, value: x}
      - {type: llm-rubric, value: is kind}
      - {type: equals, value: "file://check.py"}
      - {type: contains, value: y, transform: "output.slice(3)"}
      - {type: contains, value: Z, transform: output.toUpperCase()}
      - type: assert-set
        threshold: 0.5
        assert: [{type: contains, value: x}, {type: similar, value: y}]
    options: {transformVars: "vars => vars"}
    assertScoringFunction: file://score.js
  - vars: {a: 2}
    assert: [{type: python, value: "True"}, {type: latency, threshold: 3}]
  - vars: {a: 3}
    options: {transform: "JSON.parse(output).answer"}
    assert: [{type: contains, value: x}]
  - vars: {a: 4}
    options: {transform: output.trim()}
    assert: [{type: regex, value: "^x$"}]
""")  # fmt: skip
    first, last = found.cases
    assert [check.name for check in first.checks] == ["contains", "contains", "assert-set"]
    assert first.checks[1].score("z").value == 1.0
    assert last.checks[0].score(" x ").value == 1.0
    named = [(left.line, left.name) for left in found.unsupported]
    assert named == [
        (3, "assertScoringFunction"), (3, "options.transformVars"), (3, "llm-rubric"), (3, "equals"), (3, "contains"),
        (3, "similar"), (15, "python"), (15, "latency"),
    ]  # fmt: skip
    assert [(row.line, row.unsupported) for row in found.bad_rows] == [(15, True), (17, True)]
    assert "`python` runs code, `latency` measures the call" in found.bad_rows[0].message


def test_a_test_without_variables_is_a_case(folder):
    found = read(folder, "prompts: [hi]\ntests:\n  - assert: [{type: contains, value: x}]\n")
    assert inputs(found) == [{}]


def test_a_configuration_in_json_is_read_with_its_lines(folder):
    config = {
        "prompts": ["p"],
        "tests": [{"vars": {"a": 1.50}, "assert": [{"type": "equals", "value": "x"}]}, {"vars": 3}],
    }
    found = read(folder, json.dumps(config, indent=1), "promptfooconfig.json")
    assert inputs_of(found) == [{"a": "1.5"}]
    assert [case.line for case in found.cases] == [6]
    assert [row.line for row in found.bad_rows] == [17]


def inputs_of(found):
    return [dict(case.inputs) for case in found.cases]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("prompts: [a]\nproviders: [b]\n", "has no `tests`"),
        ("tests: []\n", "no cases"),
        ("tests:\n", "no cases"),
        ("prompts: [a]\n", "no list of rows"),
    ],
)
def test_a_configuration_without_cases_is_one_error(folder, text, message):
    with pytest.raises(UserError, match=message) as caught:
        read(folder, text)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("tests", "message"),
    [
        ("file://../outside.txt", "leads out of the workspace"),
        ("file://../*.txt", "leads out of the workspace|does not exist"),
        ("/etc/passwd", "leads out of the workspace"),
        ("file://none.csv", "does not exist"),
        ("file://none/*.csv", "does not exist"),
        ("file://", "names no file"),
        ("file://loop.csv", "does not exist|cannot be followed"),
        ("file://link.csv", "leads out of the workspace"),
        ("promptfooconfig.yaml", "names itself"),
        ("file://broken.yaml", "is not YAML"),
        ("file://empty.csv", None),
        ("file://notes.toml", "cannot be a"),
    ],
)
def test_a_file_that_may_not_or_cannot_be_read_is_a_bad_row_where_it_is_named(folder, tests, message):
    (folder / "loop.csv").symlink_to(folder / "loop.csv")
    (folder / "link.csv").symlink_to(folder.parent / "outside.txt")
    (folder / "broken.yaml").write_text("- a: [1\n")
    (folder / "empty.csv").write_text("")
    (folder / "notes.toml").write_text("a = 1\n")
    found = read(folder, f"tests:\n  - vars: {{a: 1}}\n    {EQUALS}\n  - {tests}\n")
    assert len(found.cases) == 1
    if message is None:
        assert found.bad_rows == ()
        return
    assert [row.line for row in found.bad_rows] == [4]
    assert re.search(message, found.bad_rows[0].message), found.bad_rows
    assert "secret" not in str(found)
    assert "root:" not in str(found)


def test_folders_that_loop_are_walked_once(folder):
    (folder / "t").mkdir()
    (folder / "t" / "again").symlink_to(folder / "t")
    (folder / "t" / "a.csv").write_text("q,__expected\n1,x\n")
    found = read(folder, "tests: file://**/*.csv\n")
    assert len(found.cases) == 1


def test_files_that_name_each_other_end(folder):
    found = read(
        folder, "tests: file://a.yaml\n", a_dot_yaml="- file://b.yaml\n", b_dot_yaml="- file://a.yaml\n"
    )
    assert "names itself" in found.bad_rows[0].message


def test_a_bomb_of_aliases_is_refused_in_time(folder):
    text = "x: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in range(1, 12):
        text += f"y{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]\n"
    found = within(20, lambda: read(folder, text + f"tests:\n  - vars: {{a: *a11}}\n    {EQUALS}\n"))
    assert "aliases" in found.bad_rows[0].message


def test_a_line_of_4_mb_is_read_in_time(folder):
    text = f"tests:\n  - vars: {{a: '{'x' * 4_000_000}'}}\n    {EQUALS}\n"
    found = within(5, lambda: read(folder, text))
    assert len(found.cases[0].inputs["a"]) == 4_000_000


def test_a_case_for_some_of_several_prompts_is_left_out_and_told(folder):
    tests = f"""
tests:
  - {{vars: {{n: 1}}, prompts: ["Math:*"], {EQUALS}}}
  - {{vars: {{n: 2}}, providers: [openai:a], {EQUALS}}}
"""
    found = read(folder, f"prompts: [a.txt, b.txt]{tests}")
    assert inputs(found) == [{"n": "2"}]
    assert [(one.line, one.name) for one in found.unsupported] == [(3, "prompts"), (4, "providers")]
    everywhere = read(folder, f"prompts: [a.txt, b.txt]\ndefaultTest: {{prompts: [Math]}}{tests}")
    assert everywhere.cases == ()
    assert [one.name for one in everywhere.unsupported] == ["prompts", "prompts"]


@pytest.mark.parametrize("prompts", ["a.txt", "[a.txt]", "[{id: a.txt, label: Math}]"])
def test_a_case_for_the_only_prompt_is_kept(folder, prompts):
    found = read(folder, f"prompts: {prompts}\ntests: [{{vars: {{n: 1}}, prompts: [Math], {EQUALS}}}]\n")
    assert inputs(found) == [{"n": "1"}]
    assert found.unsupported == ()
