"""The page of a run: whatever the run came to, and nothing in it but text and what we wrote."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256

import pytest
from tests.report.markup import Page
from tests.report.runs import DONE, HELPS, SPENT, STARTED, huge_run, large_run, poisoned, whole_run

from motjuste.optimize.events import Progress, PromptScored, RunFailed, RunFinished
from motjuste.report import page
from motjuste.report.run import run_of

SECTIONS = [
    *("result", "edits", "evidence", "marks", "candidates"),
    *("behaviour", "cases", "cost", "details"),
]


@pytest.fixture(scope="module")
def html() -> str:
    return page(whole_run(), seconds=346.2)


def test_everything_a_run_found_is_there_and_the_verdict_comes_first(html):
    read = Page(html)
    assert [one.attributes["id"] for one in read.all("h2")] == SECTIONS
    seen = read.words
    assert seen.startswith("Result: HELPS The edits gain +50.0 points on 20 held-out cases")
    for told in (
        "begun 2026-01-02 03:04",
        "35.0 → 85.0",
        "95 % interval +22.0 to +71.0",
        "11 : 1",
        "p = 0.0032",
        "[added: date as YYYY-MM-DD]",
        "Taken back, for want of evidence of its own (p = 0.5): [added: Answer with the date only.]",
        "Dev promised +60.0 points and the gate gave +50.0.",
        "The form of the date is left open.",
        "It could be any form.",
        "3 failing cases",
        "random span (control)",
        "1 duplicate",
        "localisation lift, in points +12.0 95 % interval +3.0 to +21.0, 9 pairs with 3 controls",
        "overfit gap after step 2, in points +4.0 80 % interval \u22126.0 to +14.0",
        "tag agreement 30.0 % words that two readings of other failures both marked; 1 of 2 unstable",
        "replies with tags or numbers left in 12.5 %",
        "answers that change without marked words, step 1 50.0 % the most for one mark, of 8 cases on train",
        "without random words 12.5 % do; no difference without “in”",
        "level of the best prompt 5 words",
        "After step 1 the search went to the level “10 words”: an instruction is missing.",
        "whole prompts that changed unmarked words 25.0 %",
        "optimizer model 6 3 2 1 outside-edit, 1 tag-leak 2 4",
        "312",
        "$0.0052",
        "5 min 46 s",
        "The best prompt solves nearly all dev cases.",
    ):
        assert told in seen, told


def test_the_same_events_give_the_same_page(html):
    assert page(whole_run(), seconds=346.2) == html


def test_a_run_cut_short_anywhere_has_a_page():
    events = whole_run()
    for length in range(len(events)):
        read = Page(page(events[:length]))
        assert not read.faults
        assert "UNFINISHED" in read.one("result").text or length == len(events) - 1


def test_runs_without_a_verdict_say_how_they_ended():
    cancelled = RunFinished(totals=SPENT, status="cancelled")
    seen = Page(page([*whole_run()[:13], cancelled])).words
    assert "CANCELLED" in seen
    assert "dev score so far, before → after 40.0 → 90.0" in seen
    assert "CANCELLED" in page([STARTED, RunFinished(totals=SPENT, status="cancelled")])
    failed = RunFailed(totals=SPENT, message="No key", remedy="Set it", path="motjuste.toml", line=3)
    seen = Page(page([STARTED, failed, RunFinished(totals=SPENT, status="failed")])).words
    assert "FAILED No key (motjuste.toml, line 3). Set it." in seen


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("prompts/names.md", "prompts/names.md"),
        ("/srv/prompts/names.md::first", "names.md::first"),
        ("C:\\work\\names.md", "names.md"),
    ],
)
def test_a_run_is_called_by_its_prompt(path, name):
    run = run_of([replace(STARTED, path=path)])
    assert run.name == name
    assert f"<h1>{name}</h1>" in page([replace(STARTED, path=path)])


def test_marks_and_scores_have_pages_of_their_own():
    scored = PromptScored(
        totals=SPENT,
        candidate=0,
        split="train",
        cases=4,
        mean=0.25,
        failures=(("a", "no"), ("b", "no"), ("c", "no")),
    )
    marks = [event for event in whole_run() if event.kind in {"progress", "marks_found"}][:2]
    read = Page(page([replace(STARTED, job="mark"), scored, *marks, DONE]))
    assert "1 MARK" in read.words
    assert "train score 25.0" in read.words
    assert "Find the date in the text" in read.words
    read = Page(page([replace(STARTED, job="eval"), scored, DONE]))
    assert "The prompt scored 25.0 of 100 on 4 cases; 3 wrong." in read.words
    assert "NO MARKS" in page([replace(STARTED, job="mark"), DONE])
    assert "No case was scored" in page([replace(STARTED, job="eval"), DONE])


def test_run_files_of_earlier_versions_have_a_page():
    old = [
        replace(event, outcomes=())
        if isinstance(event, Progress)
        else replace(event, text="", task_price=None, optimizer_price=None)
        if event is STARTED
        else replace(event, candidate=None)
        if event is HELPS
        else event
        for event in whole_run()
    ]
    read = Page(page(old))
    assert not read.faults
    assert "[added: date as YYYY-MM-DD]" in read.words, "the old text is read back from the new one"
    assert "train0099" in read.words
    assert "list prices" not in read.words


def test_the_page_fetches_nothing_and_lets_nothing_else_run(html):
    read = Page(html)
    (policy,) = [one.attributes["content"] for one in read.all("meta") if "http-equiv" in one.attributes]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for name in ("style", "script"):
        (one,) = read.all(name)
        digest = b64encode(sha256(one.text.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    for one in read.all():
        assert not {name for name in one.attributes if name == "style" or name.startswith("on")}
        assert one.attributes.get("href", "#").startswith(("#", "data:,"))
        assert "src" not in one.attributes
    assert "://" not in html


def test_the_markup_is_sound_and_can_be_read_aloud(html):
    read = Page(html)
    assert not read.faults
    names = [one.attributes["id"] for one in read.all() if "id" in one.attributes]
    assert len(names) == len(set(names))
    for landmark in ("header", "nav", "main", "footer", "h1"):
        assert len(read.all(landmark)) == 1
    assert {one.attributes["aria-labelledby"] for one in read.all("section")} <= set(names)
    assert {one.attributes["href"][1:] for one in read.all("a")} <= set(names)
    for one in read.all("table"):
        assert one.all("caption")
        assert all("scope" in head.attributes for head in one.all("th"))
    for one in read.all("svg"):
        assert one.attributes["role"] == "img"
        assert one.attributes["aria-label"]
    for one in read.all("input"):
        assert any(one in label.all("input") for label in read.all("label"))


def test_what_stands_in_prompts_cases_and_answers_is_never_markup(html):
    dirty = page([poisoned(event) for event in whole_run()])
    read = Page(dirty)
    assert not read.faults
    assert {one.name for one in read.all()} <= {one.name for one in Page(html).all()}
    assert len(read.all("script")) == 1
    assert (
        "</script></style></title><script>alert(1)</script><img src=x onerror=alert(1)>\"'`{{7*7}}"
        in read.words
    )
    assert "[U+202E][U+0000][U+D800]" in read.words
    assert "49" not in read.one("result").text
    assert dirty.encode()


@pytest.mark.parametrize("answer", ["word " * 400, "<&\"'>" * 400, "\U0001f600" * 2000, "x"])
def test_a_run_of_2000_calls_stays_below_a_megabyte(answer):
    made = page(large_run(answer))
    assert len(made.encode()) <= 1_000_000
    assert len(Page(made).one("filter").text) > 0
    assert len(re.findall(r"<tr id=", made)) >= (200 if len(answer) > 1 else 1000)


def test_a_huge_prompt_and_many_proposals_fit_too():
    made = page(huge_run())
    assert len(made.encode()) <= 1_000_000
    seen = Page(made).words
    assert "lines more" in seen
    assert "40 marks more in the run file" in seen


def test_a_large_eval_set_shows_what_tells_most_and_counts_the_rest():
    read = Page(page(large_run("x", 3000)))
    assert "The first 1,000 cases, those that tell most; 500 cases more in the run file." in read.words


def contrast(one: str, other: str) -> float:
    """WCAG's contrast of two colours."""

    def light(colour: str) -> float:
        parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_every_pair_of_colours_can_be_read(html, theme):
    colours = {
        name: pair[theme] for name, *pair in re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", html)
    }
    grounds = {
        "paper": "ink muted accent good bad open",
        "card": "ink muted accent good bad open dev gate",
        "good-tint": "ink good muted",
        "bad-tint": "ink bad",
        "open-tint": "ink open bad good",
        "plain-tint": "ink accent",
        "accent": "paper",
        "good": "card",
        "rule": "ink",
    }
    for ground, words in grounds.items():
        for word in words.split():
            assert contrast(colours[ground], colours[word]) >= 4.5, (ground, word)
