"""The tasks of the method benchmark: labelled cases read where they lie, each with a prompt in plain words.

A headroom task is one whose prompt leaves something to win; an A/A prompt is one that no wording helps, of three kinds:
the model solves it already (`ceiling`), cannot solve it (`floor`), or its answers are a toss of a coin (`chance`).
Cases of other people's data are read from `shared/evals` beside the repository and never copied; without it their tasks
are left out, and named.
"""

from __future__ import annotations

import hashlib
import json
import random
import string
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples" / "prompts"
INPUT = "{{ input }}"
"""Where a prompt takes its case; it comes last, so that the words before it are read once by a server that caches."""


@dataclass(frozen=True)
class Row:
    """A labelled case: the whole answer, but for white space around it, is `expected` or it is wrong."""

    input: str
    expected: str


@dataclass(frozen=True)
class Sizes:
    """Cases by part. Nobody sees those of `test` but the benchmark; `gate` is ours to claim on, and the peers' to train on."""

    train: int = 24
    dev: int = 30
    gate: int = 60
    test: int = 60

    @property
    def total(self) -> int:
        """All of them."""
        return self.train + self.dev + self.gate + self.test


@dataclass(frozen=True)
class Task:
    """A prompt and where its cases come from."""

    name: str
    instruction: str
    max_tokens: int
    """Longest answer."""
    rows: Callable[[], list[Row]] = field(repr=False)
    kind: str = "headroom"
    """`headroom`; `worded` where a few of many words are wrong; of an A/A prompt `ceiling`, `floor` or `chance`; `paper` for those of the paper's protocol."""
    check: str = "equals"
    """How answers are scored."""
    case_first: bool = False
    """Whether the case stands before the instruction."""

    @property
    def prompt(self) -> str:
        """The prompt, with a place for the case."""
        return "\n\n".join((INPUT, self.instruction) if self.case_first else (self.instruction, INPUT))


@dataclass(frozen=True)
class Cases:
    """A task's cases by part; no input stands in two parts."""

    train: tuple[Row, ...]
    dev: tuple[Row, ...]
    gate: tuple[Row, ...]
    test: tuple[Row, ...]


class Absent(Exception):  # noqa: N818  # it names what the data is
    """The data of a task is not here."""


def cases_of(task: Task, sizes: Sizes) -> Cases:
    """Deal a task's cases; the same for every tool and seed.

    Raises:
        Absent: The data is not beside the repository, or has too few rows.
    """
    rows = list({row.input: row for row in task.rows()}.values())
    if len(rows) < sizes.total:
        raise Absent(f"{len(rows)} cases where {sizes.total} are needed")
    random.Random(f"cases of {task.name.partition(':')[0]}").shuffle(rows)
    parts, at = [], 0
    for size in (sizes.train, sizes.dev, sizes.gate, sizes.test):
        parts.append(tuple(rows[at : at + size]))
        at += size
    return Cases(*parts)


def shared_evals() -> Path:
    """Where other people's eval sets lie; beside a clone or beside the folder of a worktree."""
    return ROOT.parent / "shared" / "evals"


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a JSONL file.

    Raises:
        Absent: It is not there.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        raise Absent(f"{path.parent.name}/{path.name} is not here") from None
    return [json.loads(line) for line in lines if line.strip()]


def _example(name: str, column: str) -> Callable[[], list[Row]]:
    def rows() -> list[Row]:
        return [Row(row[column], row["expected"]) for row in read_rows(EXAMPLES / f"{name}.evals.jsonl")]

    return rows


def _shared(folder: str, parts: tuple[str, ...] = ("train", "test")) -> Callable[[], list[Row]]:
    def rows() -> list[Row]:
        found = [row for part in parts for row in read_rows(shared_evals() / folder / f"{part}.jsonl")]
        return [Row(row["input"], row["expected"]) for row in found]

    return rows


def _cut(folder: str, labels: tuple[str, ...], each: int = 30) -> Callable[[], list[Row]]:
    """Rows of some labels only, equally many of each, the shortest first: a small model reads slowly."""

    def rows() -> list[Row]:
        by_label: dict[str, list[Row]] = defaultdict(list)
        for row in _shared(folder)():
            by_label[row.expected].append(row)
        return [
            row for label in labels for row in sorted(by_label[label], key=lambda row: len(row.input))[:each]
        ]

    return rows


def _capital(rows: Callable[[], list[Row]]) -> Callable[[], list[Row]]:
    """Answers with a capital letter, as models write them, so that the form of the answer leaves nothing to win."""

    def capital() -> list[Row]:
        return [Row(row.input, row.expected.capitalize()) for row in rows()]

    return capital


def _words() -> list[str]:
    return sorted({row.input for row in _shared("instruction_induction/letters_list")()})


def _made(answer: Callable[[str], str]) -> Callable[[], list[Row]]:
    """Cases over words, with answers that a function gives."""

    def rows() -> list[Row]:
        return [Row(word, answer(word)) for word in _words()]

    return rows


def _digest(word: str) -> int:
    return int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big")


def _coin(word: str) -> str:
    """An answer that is in no word: by the parity of a digest."""
    return ("No", "Yes")[_digest(word) % 2]


def _side(word: str) -> str:
    """The same with two letters, by another part of the digest."""
    return "AB"[_digest(word) // 2 % 2]


def _code(word: str) -> str:
    """A code of four digits that nobody can guess."""
    return f"{_digest(word) % 10000:04d}"


def _pairs() -> list[Row]:
    """Two numbers of two digits, the larger one first or last."""
    pairs = ((one, 11 + (37 * one + 53 * turn) % 88) for one in range(11, 99) for turn in range(3))
    return [Row(f"{one}, {other}", str(max(one, other))) for one, other in pairs if one != other]


def _cipher(word: str) -> str:
    """The word with each letter replaced, by an alphabet that no prompt tells."""
    alphabet = string.ascii_lowercase
    mixed = "".join(random.Random("cipher").sample(alphabet, len(alphabet)))
    return word.lower().translate(str.maketrans(alphabet, mixed))


BANKING = (
    "card_arrival",
    "lost_or_stolen_card",
    "change_pin",
    "top_up_failed",
    "exchange_rate",
    "age_limit",
    "terminate_account",
    "transfer_timing",
)
CLINC = (
    "flight_status",
    "book_hotel",
    "lost_luggage",
    "travel_alert",
    "pay_bill",
    "credit_score",
    "play_music",
    "make_call",
)

HEADROOM = (
    Task(
        "dates",
        "You are given a note from a visitor.\n\nFind the date in the note and answer with the date only.",
        16,
        _example("dates", "text"),
    ),
    Task("number_words", "Write the number in words.", 24, _shared("instruction_induction/num_to_verbal")),
    Task("letters", "Spell the word.", 24, _shared("instruction_induction/letters_list")),
    Task(
        "names",
        "You are given a message. Write down the person's name for the index, last name first.",
        12,
        _example("names", "input"),
    ),
    Task("banking", "What does the customer write about?", 10, _cut("banking77", BANKING)),
    Task("clinc", "Name the intent of what the user says.", 10, _cut("clinc150_small", CLINC)),
)


# One wrong turn of phrase in some seventy words that are right: what editing few words is for. The model does the task well
# when the phrase is put right.
WORDED = (
    Task(
        "dates_diary",
        "You keep the diary of a notary's office. Visitors leave notes, and each note goes under its day, so the day must be "
        "right.\n\nYou are given a note from a visitor. Find the date that it names. Write the day and the name of the month "
        "and then the year. Leave out the day of the week, and do not repeat the note.\n\nAnswer with the date alone.",
        16,
        _example("dates", "text"),
        "worded",
    ),
    Task(
        "number_cheque",
        "You fill in the cheques of a small firm. The bank compares the figures with the words, and sends a cheque back when "
        "the two differ.\n\nYou are given a number. Write it out in English words. Begin every word with a capital letter, put "
        "a comma after the thousands, and do not use figures. The name of the currency is printed on the form, so leave it "
        "out.\n\nAnswer with the words alone.",
        24,
        _shared("instruction_induction/num_to_verbal"),
        "worded",
    ),
    Task(
        "larger_bid",
        "You compare bids at an auction house. Two bids come in at a time, and the auctioneer reads out what you write without "
        "looking at the bids.\n\nYou are given two numbers. Write down the smaller of them. Write it in figures, as it stands, "
        "without a currency. Do not explain how you compared the two, and do not write the other bid.\n\nAnswer with the "
        "number alone.",
        8,
        _pairs,
        "worded",
    ),
    Task(
        "plural_label",
        "You write the labels for the shelves of a warehouse. A label says which goods stand there, and there is always more "
        "than one piece of them.\n\nYou are given the name of one piece. Write the plural of the name in capital letters. "
        "Irregular nouns have their own plural. Do not write how many pieces there are, and put no article before the "
        "word.\n\nAnswer with the plural alone.",
        12,
        _shared("instruction_induction/singular_to_plural"),
        "worded",
    ),
)


def _chosen(kind: str, data: str, tokens: int, rows: Callable[[], list[Row]], *wordings: str) -> list[Task]:
    """One A/A prompt a wording, over the same cases."""
    return [
        Task(f"{data}:{number}", wording, tokens, rows, kind) for number, wording in enumerate(wordings, 1)
    ]


# Ten at the ceiling and ten on the floor have nothing to win and can be stopped for that. The tosses of a coin cannot: some
# other wording is right where the first is wrong, by luck; they show whether luck is claimed for.
NO_HEADROOM = (
    *_chosen(
        "ceiling",
        "echo",
        12,
        _made(str),
        "Answer with the word below, unchanged.",
        "Repeat the word exactly as it stands. Write nothing else.",
    ),
    *_chosen(
        "ceiling",
        "capitals",
        12,
        _made(str.upper),
        "Write the word in capital letters. Answer with the word alone.",
        "Answer with the word in upper case, like HOUSE, and with nothing else.",
    ),
    *_chosen(
        "ceiling",
        "plural",
        12,
        _shared("instruction_induction/singular_to_plural"),
        "Answer with the plural of the word, in lower case, and with nothing else.",
        "Write the plural form of this noun. Answer with the one word only.",
    ),
    *_chosen(
        "ceiling",
        "larger",
        8,
        _pairs,
        "Which of the two numbers is larger? Answer with that number only.",
        "Which number is larger? Answer with that number only.",
        "Compare the two numbers. Answer with the larger one and nothing else.",
        "Which of these two numbers is the larger one? Write that number and nothing else.",
    ),
    *_chosen(
        "floor",
        "code",
        8,
        _made(_code),
        "Give the four-digit code of the word.",
        "Each word has a code of four digits. Answer with the code of this word only.",
        "Look up the stock number of the item. Four digits, nothing else.",
        "Which code of four digits does our list give for this word? Answer with the code alone.",
    ),
    *_chosen(
        "floor",
        "cipher",
        12,
        _made(_cipher),
        "Write the word in our secret alphabet. Answer with the word alone.",
        "Encode this word with the cipher of our club, in small letters, and write nothing else.",
        "Answer with the secret form of the word and with nothing else.",
    ),
    *_chosen(
        "floor",
        "arithmetic",
        8,
        _shared("pe2_splits/multistep_arithmetic_two", ("train", "dev", "test")),
        "Work out the value. Answer with the number only.",
        "What does this come to? Give nothing but the result.",
        "Calculate the expression and write the result as a whole number.",
    ),
    *_chosen(
        "chance", "coin", 4, _made(_coin), "Does the word belong to the group? Answer with Yes or No only."
    ),
    *_chosen(
        "chance",
        "toss",
        4,
        _made(_side),
        "Is the word of group A or of group B? Answer with the letter only.",
    ),
    *_chosen(
        "chance",
        "sports",
        4,
        _capital(_shared("pe2_splits/sports_understanding", ("train", "dev", "test"))),
        "Answer with Yes or No only.",
        "Could this be said of a match? Answer Yes or No, without a full stop.",
    ),
)

TASKS = {task.name: task for task in (*HEADROOM, *WORDED, *NO_HEADROOM)}
