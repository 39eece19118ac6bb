"""The page of a run: whatever the run came to, and nothing in it but text and what we wrote."""

from __future__ import annotations

import re

from tests.report.runs import DONE, HELPS, SPENT, STARTED

from motjuste.optimize.events import RunFailed, RunFinished
from motjuste.report import page


def words(html: str) -> str:
    """What a reader sees, roughly."""
    return " ".join(
        re.sub(r"<[^>]*>", " ", html.split("</style>")[1].split("<script>", maxsplit=1)[0]).split()
    )


def test_the_verdict_comes_first_and_the_words_that_changed_are_shown():
    html = page([STARTED, HELPS, DONE])
    seen = words(html)
    assert seen.index("HELPS") < seen.index("The edits gain +30.0 points") < seen.index("YYYY-MM-DD")
    assert "<del>date</del>" in html
    assert "<ins>date as YYYY-MM-DD</ins>" in html
    assert page([STARTED, HELPS, DONE]) == html


def test_runs_without_a_verdict_say_so():
    assert "UNFINISHED" in page([])
    assert "UNFINISHED" in page([STARTED])
    assert "CANCELLED" in page([STARTED, RunFinished(totals=SPENT, status="cancelled")])
    failed = RunFailed(totals=SPENT, message="No key", remedy="Set it", path="motjuste.toml", line=3)
    seen = words(page([STARTED, failed, RunFinished(totals=SPENT, status="failed")]))
    assert "FAILED No key (motjuste.toml, line 3). Set it." in seen
