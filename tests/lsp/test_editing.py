"""Whatever is typed, the server's text is the editor's: over the protocol's own objects, in each encoding."""

from __future__ import annotations

import asyncio
import os
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lsp.editing import ENCODINGS, WORDS, Client, Receiver, Typed, in_the_loop, scripts

SCRIPTS = int(os.environ.get("MOTJUSTE_SCRIPTS", "60"))
"""How many random scripts of edits are tried; `make fuzz` tries thousands."""
URI = "file:///w/prompts/p.md"


@cache
def receiver(encoding):
    async def made():
        return Receiver(encoding)

    return in_the_loop(made())


@settings(deadline=None, max_examples=SCRIPTS)
@given(WORDS, scripts, st.sampled_from(ENCODINGS))
def test_after_every_notification_the_texts_are_equal(text, script, encoding):
    client, server = Client(URI, text, encoding), receiver(encoding)

    async def go():
        server.send(client.opening())
        for typed in script:
            server.send(client.typing(typed))
            assert server.text(URI) == client.text
            assert server.server.documents.get(URI).version == client.version
            await asyncio.sleep(0)
        server.send(client.closing())
        assert server.text(URI) is None
        await server.server.schedule.close()

    in_the_loop(go())


@settings(deadline=None, max_examples=SCRIPTS // 2)
@given(WORDS, scripts, st.data(), st.sampled_from(ENCODINGS))
def test_lost_doubled_and_late_notifications_never_break_it_and_a_whole_text_mends_all(
    text, script, data, encoding
):
    client, server = Client(URI, text, encoding), receiver(encoding)
    messages = [client.typing(typed) for typed in script]
    shuffled = data.draw(st.lists(st.sampled_from(messages), max_size=8))
    mending = client.typing([Typed(0, 0, "é", whole=True)])
    server.sends_in_a_loop([client.opening(), *shuffled, mending])
    assert server.text(URI) == client.text
    server.sends_in_a_loop([*shuffled, client.opening()])
    assert server.text(URI) == client.text
    server.sends_in_a_loop([client.closing()])


def test_what_is_typed_into_a_text_that_is_not_open_opens_none():
    client, server = Client("file:///w/prompts/unknown.md", "abc", "utf-16"), receiver("utf-16")
    server.sends_in_a_loop([client.typing([Typed(0, 1, "x")]), client.closing(), client.closing()])
    assert server.text(client.uri) is None


def test_changes_of_a_version_that_went_back_are_taken_in_the_order_they_come():
    """Some editors begin to count anew, or do not count; to leave their edits out would lose the text."""
    client, server = Client(URI, "abc", "utf-16", version=9), receiver("utf-16")
    opening = client.opening()
    client.version = 2
    server.sends_in_a_loop([opening, client.typing([Typed(1000, 0, "d")])])
    assert server.text(URI) == "abcd"
    server.sends_in_a_loop([client.closing()])


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_two_texts_do_not_touch_each_other(encoding):
    server = receiver(encoding)
    one, other = (Client(f"file:///w/prompts/{name}.md", "é😀\r\nb", encoding) for name in "ab")
    server.sends_in_a_loop([one.opening(), other.opening(), one.typing([Typed(500, 1, "x\r\n")])])
    assert (server.text(one.uri), server.text(other.uri)) == (one.text, other.text)
    server.sends_in_a_loop([one.closing(), other.closing()])
