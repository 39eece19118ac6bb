"""What holds for every file holds for what hypothesis makes of valid ones."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fuzz.contents import UNITS
from tests.fuzz.promises import DIALECT_NAMES, fill, keep
from tests.fuzz.samples import SAMPLES

from motjuste.document.decode import decode

BITS = [
    *UNITS.values(),
    *(
        "{{",
        "}}",
        "{% ",
        "%}",
        "{{/if}}",
        "{{else}}",
        "{% endif %}",
        "{#",
        "#}",
        "${x}",
        "$ARGUMENTS",
        "{x}",
        "{x!r:>{y}}",
    ),
    *(
        '"""',
        "'''",
        'f"',
        "\\n",
        "\\u00e9",
        "\\ud800",
        "\\x",
        "\\N{DASH}",
        "|\n",
        ">-\n",
        "&a ",
        "*a",
        "!!str ",
        "<<: ",
    ),
    *(
        "<!-- motjuste: ignore -->",
        "# motjuste: ignore T001\n",
        "<!-- motjuste: protect-start -->",
        "</edit>",
        "<poml>",
    ),
    *(
        '{{role "system"}}',
        '_.role("user")',
        '#"',
        '"#',
        "\ufeff",
        "😀",
        "é",
        "\ud800",
        "role: user\n",
        '"content": ',
        "0",
        "-1",
    ),
]
words = st.one_of(st.lists(st.sampled_from(BITS), max_size=12).map("".join), st.text(max_size=40))
samples = st.sampled_from(SAMPLES)
lenient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def mutated(draw):
    """A valid file with some stretches cut out, doubled or replaced."""
    sample = draw(samples)
    text = sample.holding(draw(words)) if draw(st.booleans()) else sample.plain
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 12)))
        text = text[:start] + draw(st.one_of(words, st.just(text[start:end] * 2), st.just(""))) + text[end:]
    return sample.path, text


@lenient
@given(mutated())
def test_promises_are_kept(file):
    for document in keep(*file)[:3]:
        fill(document)


@lenient
@given(samples, st.text())
def test_promises_are_kept_for_any_text(sample, text):
    keep(sample.path, text)


@lenient
@given(samples, st.binary())
def test_promises_are_kept_for_any_bytes(sample, data):
    keep(sample.path, decode(data).text)


@pytest.mark.parametrize("dialect", DIALECT_NAMES)
def test_every_dialect_fills_or_says_why_not(dialect):
    @lenient
    @given(words)
    def check(text):
        for document in keep("a.txt", text, dialect=dialect):
            fill(document)

    check()
