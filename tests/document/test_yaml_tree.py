from __future__ import annotations

import pytest
from tests.pace import within

from motjuste.document.yaml_tree import YamlFault, read_yaml


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("null", None),
        ("7", 7),
        ("-7", -7),
        ("0o17", 15),
        ("0x1f", 31),
        ("017", 17),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("1.2.3", "1.2.3"),
        ("2024-01-02", "2024-01-02"),
        ("12:30", "12:30"),
        ("'7'", "7"),
        ('"true"', "true"),
        ("!!int 7", "7"),
        ("!ruby/object x", "x"),
        ("[a, 1, [b]]", ["a", 1, ["b"]]),
        ("{a: 1}", {"a": 1}),
        ("|\n  a\n  b", "a\nb"),
        (">\n  a\n  b", "a b"),
    ],
)
def test_values_follow_the_core_schema(written, read):
    assert read_yaml(f"key: {written}").value == {"key": read}


def test_an_alias_is_its_anchors_value():
    assert read_yaml("a: &x [1, 2]\nb: *x").value == {"a": [1, 2], "b": [1, 2]}


def test_a_number_too_long_for_python_is_a_word():
    assert read_yaml(f"a: {'9' * 5000}").value == {"a": "9" * 5000}


def test_tags_build_nothing():
    assert read_yaml('a: !!python/object/apply:os.system ["true"]').value == {"a": ["true"]}


HOSTILE = {
    "aliases of aliases": "a: &a [x,x,x,x,x,x,x,x,x]\n"
    + "".join(
        f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n"
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    ),
    "open brackets": "[" * 40_000,
    "open braces": "{a: " * 12_000,
    "dashes": "- " * 24_000,
    "question marks": "? " * 24_000,
    "indentation": "".join(f"{' ' * depth}a:\n" for depth in range(300)),
    "many keys": "".join(f"k{number}: 1\n" for number in range(9_000)),
    "too long": "a: b\n" * 20_000,
    "a ring": "a: &a {b: *a}",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_yaml_is_turned_away_soon(name):
    def turned_away():
        with pytest.raises(YamlFault) as caught:
            read_yaml(HOSTILE[name])
        return caught.value.message

    assert within(3, turned_away)
