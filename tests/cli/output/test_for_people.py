"""What people read: listings, the last lines, and the Markdown of a job's summary."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.cli.output.example import TEXT, checked, everything, finding, output, report

from motjuste.cli.output.markdown_table import code, link, plain, table
from motjuste.cli.output.summary import lines
from motjuste.lint.finding import Fix, Severity
from motjuste.text.edit import Edit
from motjuste.text.span import Span


def summary(*files, **others):
    return list(lines(report(*files, **others)))


def test_a_failed_check_is_never_called_clean():
    gone = checked("gone.md", "", error="The file cannot be read.")
    for name in ("concise", "full"):
        assert output(name, gone) == "Nothing found, but 1 file could not be read.\n"
        assert output(name, checked("a.md", "")) == "All clean.\n"
    assert "No findings" not in "\n".join(summary(gone))


def test_concise_is_one_line_a_finding_whatever_its_message():
    told = output("concise", *everything()).splitlines()
    assert told[2].endswith(""":2:19: X001 Remove <b> & "this", it's 100% wrong: really [2J""")
    assert told[-1] == "Found 5 findings."


def test_fixes_are_counted_and_offered():
    one = finding(TEXT, "<edit>", fix=Fix("Remove it", (Edit(Span(0, 1), ""),)))
    assert output("concise", checked(findings=[one])).splitlines()[-1] == "[*] 1 can be mended with --fix."
    fixed = checked("a.md", TEXT, [], fixed=(one,))
    assert output("concise", fixed, fixing=True) == "Fixed 1 finding, 0 left.\n"


def test_full_shows_related_places_and_the_way_to_mend():
    told = output("full", *everything())
    assert "note: /somewhere/a repository/evals/x y.jsonl:3: This row" in told
    assert "help: Remove the tag" in told


def test_the_summary_counts_by_rule_and_lists_errors_first(monkeypatch):
    for name in ("SERVER_URL", "REPOSITORY", "SHA"):
        monkeypatch.delenv(f"GITHUB_{name}", raising=False)
    told = summary(*everything())
    assert told[:3] == [
        "## Mot Juste",
        "",
        "**5 findings** in 4 files, 0 of them mended by `--fix`. 1 file could not be read.",
    ]
    assert (
        "- `gone.md` was not checked. The file cannot be read: Permission denied. Check its permissions."
        in [line.replace("\\", "") for line in told]
    )
    assert "| 2 | `T006` | leaked-marker | error |  |" in told
    listed = told[told.index("| where | rule | finding |") + 2 :]
    assert listed[0].startswith("| `prompts/a b:c,d%é.md:2` | `T006` |")
    assert "`T006`" in listed[1]
    assert "\x1b" not in "\n".join(told)


def test_the_summary_links_to_the_line_on_github(monkeypatch):
    for name, value in (("SERVER_URL", "https://example.test"), ("REPOSITORY", "o/r"), ("SHA", "abc")):
        monkeypatch.setenv(f"GITHUB_{name}", value)
    told = "\n".join(summary(*everything()))
    address = "https://example.test/o/r/blob/abc/prompts/a%20b%3Ac%2Cd%25%C3%A9.md?plain=1#L2"
    assert f"[`prompts/a b:c,d%é.md:2`](<{address}>)" in told
    assert "[`/else/where.md:1`]" not in told


def test_the_summary_is_short_however_much_was_found():
    many = [finding(TEXT, "<edit>", severity=Severity.INFO)] * 5000
    told = summary(checked("a.md", TEXT, many))
    assert len(told) < 50
    assert "And 4,980 findings more." in told


def test_a_clean_summary_says_so():
    assert summary(checked("a.md", ""), checked("b.md", ""))[2] == "No findings in 2 files."


def test_a_table_has_a_row_a_line():
    assert list(table(("a", "b"), [("1", "2")], numbers=(1,))) == ["| a | b |", "| --- | ---: |", "| 1 | 2 |"]
    assert link("x", None) == "x"


@given(st.text(max_size=30))
def test_no_words_break_a_cell(words):
    for cell in (plain(words), code(words)):
        assert "\n" not in cell
        assert "|" not in cell.replace("\\\\", "").replace("\\|", "")


def test_markup_in_words_is_shown():
    assert plain("<b> [x](y) *z* `q` a|b") == "\\<b\\> \\[x\\](y) \\*z\\* \\`q\\` a\\|b"
    assert code("a`b``c") == "```a`b``c```"
    assert code("`a") == "`` `a ``"
