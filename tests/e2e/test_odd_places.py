"""Every question about a text is answered: of texts that are not open, odd texts, and places outside of them."""

from __future__ import annotations

from typing import Any

from lsprotocol import types
from tests.e2e.editor import session

FAR = types.Position(line=9999, character=9999)
QUESTIONS: dict[str, dict[str, Any]] = {
    "text_document_completion": {"position": FAR},
    "text_document_definition": {"position": FAR},
    "text_document_document_highlight": {"position": FAR},
    "text_document_document_link": {},
    "text_document_document_symbol": {},
    "text_document_folding_range": {},
    "text_document_prepare_rename": {"position": FAR},
    "text_document_references": {
        "position": FAR,
        "context": types.ReferenceContext(include_declaration=True),
    },
    "text_document_rename": {"position": FAR, "new_name": "x"},
    "text_document_semantic_tokens_full": {},
    "text_document_semantic_tokens_range": {"range": types.Range(FAR, types.Position(0, 0))},
}
TEXTS = {
    "a.md": "",
    "b.md": "---\ninputs: [\n---\n{{ x",
    "c.j2": "{% if {{ \U0001f3ab {# \r\r\n<edit>",
    "d.md": "\ud800 {{ a }} \x00",
    "e.jsonl": '{"a": [}\n\x00',
    "prompts.py": 'X_PROMPT = "Sort {a} \\ud800 \\U0001f3ab"\nX_PROMPT.format(a=1',
    "f.evals.yaml": "- &a {b: *a}\n- : :\n",
}


async def test_odd_texts_and_places_outside_are_no_trouble(tmp_path):
    async with session(tmp_path) as editor:
        uris = [editor.open(tmp_path / "prompts" / name, text) for name, text in TEXTS.items()]
        uris.append(editor.open("untitled:Untitled-1", "{{ a }} "))
        for uri in uris:
            for method, told in QUESTIONS.items():
                await editor.ask(method, uri, **told)
            await editor.hover(uri, "")
            await editor.findings(uri)
            await editor.actions(uri, types.Range(types.Position(0, 0), FAR))
        assert editor.messages == []


async def test_a_text_that_is_not_open_has_no_answers(tmp_path):
    async with session(tmp_path) as editor:
        for method, told in QUESTIONS.items():
            answer = await editor.ask(method, "file:///nowhere.md", **told)
            assert not answer, method
