from __future__ import annotations

import pytest
from tests.pace import within

from motjuste.document.parse import parse, parse_all
from motjuste.lint.context import LintContext
from motjuste.lint.engine import lint, lint_all
from motjuste.lint.finding import Finding, Severity
from motjuste.lint.suppress import Suppressions, covers
from motjuste.text.position import LineIndex
from motjuste.text.span import Span

NOTE = "Sort for [INSERT NAME]."


def codes(text, path="a.md"):
    return [finding.code for finding in lint(parse(path, text))]


@pytest.mark.parametrize(
    ("selector", "hides"),
    [
        ("T006", True),
        ("t006", True),
        ("T", True),
        ("T0", True),
        ("leaked-marker", True),
        ("ALL", True),
        ("F", False),
    ],
)
def test_selectors_are_codes_their_beginnings_or_names(selector, hides):
    assert covers(selector, "T006", "leaked-marker") is hides


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_next_line_is_the_next_line_under_every_line_end(end):
    assert codes(f"<!-- motjuste: ignore T006 -->{end}{NOTE}") == []
    assert codes(f"<!-- motjuste: ignore T006 -->{end}{end}{NOTE}") == ["N001", "T006"]


def test_a_directive_behind_other_words_means_the_next_line_too():
    assert codes(f"Be brief. <!-- motjuste: ignore T006 -->\n{NOTE}") == []
    assert codes(f"{NOTE} <!-- motjuste: ignore T006 -->\nBe brief.") == ["T006", "N001"]


def test_stretches_may_nest_and_a_bare_end_closes_all():
    text = f"""<!-- motjuste: ignore-start T006 -->
<!-- motjuste: ignore-start -->
{NOTE}
<!-- motjuste: ignore-end -->
{NOTE}"""
    assert codes(text) == ["T006"]


def test_an_end_closes_the_start_of_its_own_codes():
    text = f"""<!-- motjuste: ignore-start T006 -->
<!-- motjuste: ignore-start F005 -->
<!-- motjuste: ignore-end F005 -->
{NOTE}
<!-- motjuste: ignore-end T006 -->
{NOTE}"""
    assert codes(text) == ["N001", "T006"]


@pytest.mark.parametrize("which", ["", " T006", " ALL"])
def test_a_start_without_an_end_reaches_to_the_end_and_is_told(which):
    assert codes(f"<!-- motjuste: ignore-start{which} -->\n{NOTE}\n{NOTE}") == ["N002"]


def test_an_end_of_other_codes_leaves_a_start_open():
    text = f"<!-- motjuste: ignore-start T006 -->\n{NOTE}\n<!-- motjuste: ignore-end F005 -->"
    assert codes(text) == ["N002"]


def test_an_open_start_that_is_meant_can_be_kept_by_another_directive():
    assert codes(f"<!-- motjuste: ignore-file N002 -->\n<!-- motjuste: ignore-start T006 -->\n{NOTE}") == []


def test_a_suppression_of_the_unused_ones_is_obeyed():
    text = "<!-- motjuste: ignore N001 -->\n<!-- motjuste: ignore T001 --> x\nBe brief."
    assert codes(text) == []


def test_findings_of_other_origin_can_be_asked_about():
    document = parse("a.md", "<!-- motjuste: ignore L001 -->\nThink step by step.\nThink.")
    suppressions = Suppressions(document)

    def mark(start):
        return Finding(
            code="L001",
            name="edit-candidate",
            message="m",
            severity=Severity.HINT,
            span=Span(start, start + 5),
        )

    assert suppressions.hides(mark(document.text.index("Think")))
    assert not suppressions.hides(mark(document.text.rindex("Think")))


def test_many_directives_above_one_line_take_no_square_of_time():
    assert within(3, lambda: codes("<!-- motjuste: ignore T006 -->\n" * 5000 + NOTE)) == []


STRETCHES = {
    "open": "<!-- motjuste: ignore-start T002 -->\nx\n" * 2000,
    "of many codes": "".join(f"<!-- motjuste: ignore-start T{n % 1000:03d} -->\nx\n" for n in range(2000)),
    "ends of others": "<!-- motjuste: ignore-start T002 -->\n" * 2000
    + "<!-- motjuste: ignore-end F005 -->\n" * 2000,
    "round findings": f"<!-- motjuste: ignore-start T006 -->\n{NOTE}\n" * 2000,
}


@pytest.mark.parametrize("name", STRETCHES)
def test_many_stretches_take_no_square_of_time(name):
    within(0.8, lambda: codes(STRETCHES[name]))


STRINGS = '''\
{above}
A_PROMPT = """Greet the customer by name, please.
Then stop at [INSERT NAME].
"""
{between}
# motjuste: ignore F005
B_PROMPT = """Greet the customer by name, please.
Then stop at [INSERT NAME].
"""
'''


def rows(text, path="prompts.py"):
    """Code and row of every finding of a file of several prompts."""
    documents = parse_all(path, text)
    lines = LineIndex(text)
    found = lint_all([(one, LintContext()) for one in documents])
    return [(one.code, lines.row_column(one.span.start)[0]) for one in found]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_above_a_statement_a_directive_means_the_whole_prompt_and_no_other(end):
    text = STRINGS.format(above="# motjuste: ignore T006", between="").replace("\n", end)
    assert rows(text.replace("F005", "T006")) == []
    assert rows(text) == [("N001", 6), ("T006", 8)]


def test_a_directive_apart_from_the_prompt_below_it_means_the_next_line():
    told = rows(
        STRINGS.format(above="# motjuste: ignore T006\n\n", between="").replace(
            "# motjuste: ignore F005\n", ""
        )
    )
    assert told == [("N001", 1), ("T006", 5), ("T006", 9)]


def test_a_directive_of_the_second_prompt_counts():
    told = rows(STRINGS.format(above="", between="").replace("F005", "T006"))
    assert told == [("T006", 3)]


def test_a_stretch_round_a_prompt_ends_behind_it():
    text = STRINGS.format(above="# motjuste: ignore-start T006", between="# motjuste: ignore-end T006\n")
    assert rows(text.replace("# motjuste: ignore F005\n", "")) == [("T006", 8)]


def test_a_start_that_only_the_next_prompts_end_closes_is_closed_and_one_without_is_told_once():
    open_start = STRINGS.format(above="# motjuste: ignore-start T006", between="")
    assert ("N002", 1) in rows(open_start)
    assert [code for code, _ in rows(open_start)].count("N002") == 1
    closed = STRINGS.format(above="# motjuste: ignore-start T006", between="# motjuste: ignore-end T006\n")
    assert "N002" not in [code for code, _ in rows(closed)]


def test_an_entry_of_yaml_is_one_prompt_too():
    text = "# motjuste: ignore T006\ntriage: |\n  Sort the ticket into one of the three groups.\n  Be [INSERT NAME].\nreply: |\n  Answer the ticket in one short and kind sentence.\n  Be [INSERT NAME].\n"
    assert rows(text, "prompts.yaml") == [("T006", 7)]


def test_between_two_strings_of_a_prompt_a_directive_means_the_next_line():
    text = 'A_PROMPT = (\n    "Greet them all by name. "\n    # motjuste: ignore T006\n    "Be [INSERT NAME]. "\n    "Stop at [INSERT TITLE].")\nB_PROMPT = "Say [INSERT WORD] to them."\n'
    assert rows(text) == [("T006", 5), ("T006", 6)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", 'SYSTEM_PROMPT = "Sort for [INSERT NAME]."  # motjuste: ignore T006\n'),
        (
            "a.py",
            'SYSTEM_PROMPT = """You sort.\n\nSort for [INSERT NAME].\nBe brief.\n"""  # motjuste: ignore T006\n',
        ),
        (
            "a.py",
            'SYSTEM_PROMPT = """You sort.\n\nSort for [INSERT NAME].\n""".strip()  # motjuste: ignore T006\n',
        ),
        (
            "a.py",
            'SYSTEM_PROMPT = (\n    "You sort.\\n"\n    "Sort for [INSERT NAME]."\n)  # motjuste: ignore T006\n',
        ),
        (
            "a.py",
            'SYSTEM_PROMPT = (  # motjuste: ignore T006\n    "You sort.\\n"\n    "Sort for [INSERT NAME]."\n)\n',
        ),
        ("promptfooconfig.yaml", "prompts:\n  - Sort for [INSERT NAME]. # motjuste: ignore T006\n"),
        ("promptfooconfig.yaml", 'prompts:\n  - "Sort for [INSERT NAME]." # motjuste: ignore T006\n'),
        (
            "promptfooconfig.yaml",
            "prompts:\n  - | # motjuste: ignore T006\n    Sort.\n    For [INSERT NAME].\n",
        ),
    ],
)
def test_behind_code_a_directive_means_its_own_statement(path, text):
    assert "T006" in codes(text.replace("motjuste: ignore T006", ""), path)
    assert not {"T006", "N001"} & set(codes(text, path))


@pytest.mark.parametrize(
    ("path", "text", "mended"),
    [
        (
            "a.py",
            'SYSTEM_PROMPT = "You sort tickets."  # motjuste: ignore T006\n',
            'SYSTEM_PROMPT = "You sort tickets."\n',
        ),
        (
            "promptfooconfig.yaml",
            "prompts:\n  - Sort it. \t# motjuste: ignore T006\n",
            "prompts:\n  - Sort it.\n",
        ),
        (
            "a.prompt.md",
            "---\ndescription: x # motjuste: ignore T006\n---\nSort.\n",
            "---\ndescription: x\n---\nSort.\n",
        ),
    ],
)
def test_an_idle_one_behind_code_goes_with_the_blanks_before_it(path, text, mended):
    (found,) = [one for one in lint(parse(path, text)) if one.code == "N001"]
    (edit,) = found.fix.edits
    assert text[: edit.span.start] + edit.text + text[edit.span.end :] == mended


@pytest.mark.parametrize(
    "value", ['"a # motjuste: ignore T006"', "'a # motjuste: ignore T006'", "a# motjuste: ignore T006"]
)
def test_words_of_a_value_are_no_directive(value):
    assert "N001" not in codes(f"prompts:\n  - Sort it.\ndescription: {value}\n", "promptfooconfig.yaml")


def test_a_directive_behind_code_does_not_reach_the_prompt_above_its_own():
    text = 'A_PROMPT = "Sort for [INSERT NAME]."\nB_PROMPT = "You sort it."  # motjuste: ignore T006\n'
    found = {finding.code for one in parse_all("a.py", text) for finding in lint(one)}
    assert {"T006", "N001"} <= found
