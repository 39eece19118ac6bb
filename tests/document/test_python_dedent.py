"""What `dedent` and `cleandoc` take off is exactly what the real ones take off."""

from __future__ import annotations

import inspect
import textwrap

from hypothesis import given
from hypothesis import strategies as st

from motjuste.document.python_dedent import cleandoc, dedent

LINES = ["    a", "  b", "", "   ", "\tc", "    ", "      d", " x y", "e", "a  ", "\t", " \t z"]
texts = st.lists(st.sampled_from(LINES), max_size=8).map("\n".join)


@given(texts)
def test_dedent(text):
    found = dedent(text)
    assert found is not None
    assert found.of(text) == textwrap.dedent(text)


@given(texts)
def test_cleandoc_unless_tabs_stand_in_the_way(text):
    found = cleandoc(text)
    if found is None:
        assert "\t" in text
    else:
        assert found.of(text) == inspect.cleandoc(text)


def test_the_margin_is_what_new_lines_need():
    assert dedent("    a\n      b\n").margin == "    "
    assert cleandoc("First.\n\n    Then.\n    ").margin == "    "
