from __future__ import annotations

import pytest

from motjuste.evals.case import Score
from motjuste.evals.load import read_eval_set

EQUALS = "assert: [{type: equals, value: x}]"


def read(folder, test, **files):
    for file, content in files.items():
        path = folder / file.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (folder / "c.yaml").write_text(f"tests:\n  - {test}\n    {EQUALS}\n")
    return read_eval_set(folder / "c.yaml")


def inputs(found):
    assert found.bad_rows == ()
    return [dict(case.inputs) for case in found.cases]


def test_lists_of_values_are_multiplied_out(tmp_path):
    found = read(tmp_path, "vars: {a: [1, 1.50], b: [x, Yes], c: z}")
    assert inputs(found) == [
        {"a": "1", "b": "x", "c": "z"},
        {"a": "1", "b": "Yes", "c": "z"},
        {"a": "1.50", "b": "x", "c": "z"},
        {"a": "1.50", "b": "Yes", "c": "z"},
    ]
    assert len({case.id for case in found.cases}) == 4


def test_a_list_may_be_kept_whole(tmp_path):
    found = read(tmp_path, "vars: {a: [1, 2]}\n    options: {disableVarExpansion: true}")
    assert inputs(found) == [{"a": '["1","2"]'}]


@pytest.mark.parametrize(("values", "message"), [("[]", "empty list"), ("&x " + str(list(range(200))), None)])
def test_lists_that_stand_for_nothing_or_for_too_much_are_bad_rows(tmp_path, values, message):
    test = f"vars: {{a: {values}}}" if message else f"vars: {{a: {values}, b: *x, c: *x}}"
    found = read(tmp_path, test)
    assert (message or "more than 10,000 cases") in found.bad_rows[0].message


def test_variables_stand_in_files(tmp_path):
    found = read(
        tmp_path, "vars: {text: file://v/a.txt, many: 'file://v/*.md', data: file://v/d.yaml, raw: file://v/d.json}",
        v__a_dot_txt="  hello\n", v__x_dot_md="one", v__y_dot_md="two", v__d_dot_yaml="{a: [1, true]}", v__d_dot_json='{"a":  1}\n',
    )  # fmt: skip
    assert [case["many"] for case in inputs(found)] == ["one", "two"]
    first = inputs(found)[0]
    assert (first["text"], first["data"], first["raw"]) == ("hello", '{"a":[1,true]}', '{"a":  1}')


def test_all_variables_may_stand_in_files(tmp_path):
    found = read(tmp_path, "vars: v/*.yaml", v__a_dot_yaml="a: 1\nb: x\n", v__b_dot_yaml="b: 2\n")
    assert inputs(found) == [{"a": "1", "b": "2"}]
    found = read(tmp_path, "vars: [file://v/b.yaml, v/a.yaml]")
    assert inputs(found) == [{"b": "x", "a": "1"}]


@pytest.mark.parametrize(
    ("given", "message", "unsupported"),
    [
        ("{a: file://x.png}", "is no text", True),
        ("{a: file://x.py}", "is code", True),
        ("{a: file://none.txt}", "does not exist", False),
        ("{a: file://../x.txt}", "leads out of the workspace", False),
        ("{a: file://latin.txt}", "not UTF-8", False),
        ("v.txt", "holds no mapping", False),
        ("3.5", "holds no mapping|does not exist", False),
    ],
)
def test_files_that_hold_no_text_are_bad_rows(tmp_path, given, message, unsupported):
    folder = tmp_path / "w"
    folder.mkdir()
    (tmp_path / "x.txt").write_text("secret")
    found = read(
        folder,
        f"vars: {given}",
        x_dot_png=b"\x89PNG",
        x_dot_py="1",
        latin_dot_txt=b"caf\xe9",
        v_dot_txt="words",
    )
    (bad,) = found.bad_rows
    assert any(each in bad.message for each in message.split("|")), bad
    assert bad.unsupported is unsupported
    assert "secret" not in bad.message


def test_a_variable_may_use_another(tmp_path):
    found = read(tmp_path, "vars: {name: Ada, hello: 'Hi {{ name }}, {{ nobody }}', self: '{{ self }}'}")
    assert inputs(found) == [{"name": "Ada", "hello": "Hi Ada, {{ nobody }}", "self": "{{ self }}"}]


def test_a_check_may_use_variables_filters_and_files(tmp_path):
    (tmp_path / "schema.json").write_text('{"type": "object", "required": ["a"]}')
    (tmp_path / "gold.txt").write_text("Ada!\n")
    (tmp_path / "c.yaml").write_text("""
tests:
  - vars: {name: ada, n: "3"}
    assert:
      - {type: contains, value: "{{ name | upper }}"}
      - {type: contains-any, value: ["{{ name }}", "{{ other }}"]}
      - {type: is-json, value: file://schema.json}
      - {type: equals, value: file://gold.txt}
      - {type: word-count, value: {max: "{{ n }}"}}
      - {type: contains, value: "{% for i in range(100000000) %}x{% endfor %}"}
""")
    (case,) = read_eval_set(tmp_path / "c.yaml").cases
    upper, either, schema, gold, count, runaway = case.checks
    assert upper.score("ADA") == Score(1.0)
    assert upper.score("ada").value == 0.0
    assert either.score("{{ other }}") == either.score("ada") == Score(1.0)
    assert schema.score('{"a": 1}').value == 1.0
    assert gold.score("Ada!").value == 1.0
    assert count.score("one two three four").value == 0.0
    assert runaway.score("{% for i in range(100000000) %}x{% endfor %}") == Score(1.0)
    assert case.expected == "Ada!"
