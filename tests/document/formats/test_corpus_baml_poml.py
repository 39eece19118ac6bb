"""Real BAML and POML files: five of each read by eye, and what holds for all."""

from __future__ import annotations

import pytest
from tests.document.formats.corpus import documents_of, files_in, hold_together, needs_corpus

from motjuste.document.model import PieceKind

pytestmark = needs_corpus

BAML = "baml/BoundaryML__baml"
POML = "poml/microsoft__poml"

# Path in the manifest; for each prompt its name, roles, variables, placeholders sent, statements.
SPOTS = [
    (
        f"{BAML}-examples/fridaybot/baml_src/thread.baml",
        [("SummerizeThread", ["system", "user"], ["messages", "ctx"], 1, 0)],
    ),
    (
        f"{BAML}-examples/blog-analyzer/baml_src/blog_analyzer.baml",
        [
            ("IsBlogPost", ["system", "user"], ["ctx", "content"], 1, 0),
            ("AnalyzeContentDepth", ["system", "user"], ["ctx", "content"], 1, 0),
        ],
    ),
    (
        f"{BAML}-examples/python-fastapi-starter/baml_src/classify_message.baml",
        [
            ("ClassifyMessage", ["system", "assistant"], ["ctx", "convo"], 1, 2),
            ("PrintMessage", [None], ["msg", "prefix"], 3, 2),
        ],
    ),
    (
        f"{BAML}/typescript/fiddle-frontend/public/_examples/all-projects/baml_src/prompt-syntax/loops.baml",
        [("FunctionWithLoops", [None], ["messages"], 2, 2)],
    ),
    (
        f"{BAML}/typescript/fiddle-frontend/public/_examples/all-projects/baml_src/multi-modal/audio-input.baml",
        [("AudioInput", ["user"], ["audioInput"], 1, 0)],
    ),
    (f"{POML}/python/tests/assets/response_format.poml", [(None, ["system", "user"], [], 0, 0)]),
    (
        f"{POML}/examples/108_math_calculator.poml",
        [(None, ["system", "user", "assistant", "user", "assistant", "user"], ["question"], 1, 0)],
    ),
    (f"{POML}/examples/205_expense_check_compliance.poml", [(None, ["system", "user"], [], 0, 3)]),
    (f"{POML}/gallery/ask.poml", [(None, [None], ["prompt"], 1, 2)]),
    (f"{POML}/packages/poml-vscode/test-fixtures/test.poml", [(None, ["assistant"], [], 0, 0)]),
]


@pytest.mark.parametrize("spot", SPOTS, ids=lambda spot: spot[0].split("/", 1)[1])
def test_what_a_reader_finds_in_the_file(spot):
    path, prompts = spot
    found = []
    for document in documents_of(path):
        assert document.format == path.split("/", 1)[0]
        assert not document.faults
        kinds = [piece.kind for message in document.messages for piece in message.pieces]
        found.append(
            (
                document.name,
                [message.role for message in document.messages],
                list(document.variable_names),
                kinds.count(PieceKind.VARIABLE),
                kinds.count(PieceKind.STATEMENT),
            )
        )
    assert found == prompts


@pytest.mark.parametrize(("folder", "broken"), [("baml", 0), ("poml", 2)])
def test_every_file_is_covered_and_comes_back_as_it_was(folder, broken):
    files = files_in(folder)
    assert files
    for path in files:
        hold_together(path)
    faulty = [path for path in files if documents_of(path)[0].faults]
    # Two fixtures of the POML extension are broken on purpose.
    assert len(faulty) == broken
    assert all("/bad" in path for path in faulty)
