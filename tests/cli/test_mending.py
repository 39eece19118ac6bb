"""--fix on real prompts: to a fixed point, nothing applicable left, no prompt the worse for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from motjuste.cli.checking import Checker, CheckOptions
from motjuste.cli.mending import mended
from motjuste.cli.only_new import OnlyNew
from motjuste.lint.fix import applicable

SHARED = Path(__file__).resolve().parents[3] / "shared" / "prompts"
BATCHES = 8


def fixed(checker, file, *, unsafe):
    return mended(file, checker, OnlyNew(checker, None, None), unsafe=unsafe)


def faults(checker, path, text):
    documents = checker.documents(path, text)
    return len({fault for document in documents for fault in document.faults}), len(documents)


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
@pytest.mark.parametrize("batch", range(BATCHES))
def test_fixing_twice_is_fixing_once(batch, unsafe):
    if not SHARED.is_dir():
        pytest.skip("the collection of real prompts is not beside the repository")
    files = sorted(path for path in SHARED.rglob("*") if path.is_file())[batch::BATCHES]
    checker = Checker(CheckOptions(isolated=True, select=("ALL",)))
    wrong = []
    changed = 0
    for before in checker.check_files(files):
        assert before.error is None
        once = fixed(checker, before, unsafe=unsafe)
        if once.text == before.text:
            if any(applicable(one, unsafe=unsafe) for one in once.findings):
                wrong.append(f"{before.path}: fixes nothing and offers a fix")
            continue
        changed += 1
        again = checker.check_bytes(before.path, once.text.encode())
        if fixed(checker, again, unsafe=unsafe).text != once.text:
            wrong.append(f"{before.path}: a second --fix changes more")
        left = [one.code for one in again.findings if applicable(one, unsafe=unsafe)]
        if left:
            wrong.append(f"{before.path}: {left} can still be fixed")
        broken, prompts = faults(checker, before.path, before.text)
        broken_now, prompts_now = faults(checker, before.path, once.text)
        if broken_now > broken or prompts_now < prompts:
            wrong.append(f"{before.path}: broken by its fixes")
    assert not wrong, "\n".join(wrong)
    assert changed or not unsafe
