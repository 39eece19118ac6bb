"""Random scripts of edits over the real pipe: findings stand where the editor has their words, in each encoding."""

from __future__ import annotations

import random
import re

import pytest
from lsprotocol import types
from tests.e2e.editor import capabilities, session
from tests.lsp.editing import ENCODINGS, Client, Typed, position

PIECES = ["[INSERT A]", "[INSERT A]\n", "é", "😀", "\u2028", "\x0c", "\r\n", "\n", "\r", "words ", ""]
NOTE = re.compile(r"\[INSERT A\]")
SCRIPTS = 12
NOTIFICATIONS = 8


def script(rng):
    """Changes, some of them several to a notification."""
    for _ in range(NOTIFICATIONS):
        yield [
            Typed(rng.randrange(1001), rng.choice([0, 0, 1, 3, 30]), rng.choice(PIECES), rng.random() < 0.1)
            for _ in range(rng.choice([1, 1, 2, 3]))
        ]


def places(client):
    """Where the editor has the notes."""
    ends = [(note.start(), note.end()) for note in NOTE.finditer(client.text)]
    return [
        tuple(types.Position(**position(client.text, at, client.encoding)) for at in pair) for pair in ends
    ]


def send(editor, message):
    protocol = editor.client.protocol
    protocol.notify(message["method"], protocol.structure_message(message).params)


@pytest.mark.parametrize("encoding", ENCODINGS)
async def test_findings_stand_where_the_editor_has_their_words(prompt, encoding):
    rng = random.Random(encoding)
    async with session(prompt.parent, capabilities(encodings=(encoding,))) as editor:
        for number in range(SCRIPTS):
            text = "".join(rng.choices(PIECES, k=20))
            client = Client((prompt.parent / "prompts" / f"script{number}.md").as_uri(), text, encoding)
            send(editor, client.opening())
            for typed in script(rng):
                send(editor, client.typing(typed))
            findings = await editor.findings(client.uri, "T006")
            found = [(one.range.start, one.range.end) for one in findings]
            assert found == places(client), client.text
            send(editor, client.closing())
