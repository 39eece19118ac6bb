"""Scripted models with a character: a task model whose answers depend on the prompt's words, and an optimizer.

`dates` plays both parts. As task model it finds the date in the user message. Told a form (`YYYY-MM-DD`) it answers in
it nearly always, shown an example mostly, else it copies the date as it stands, except for one case in four. As
optimizer it points at the word `date` and names the form; every second proposal rewords something that does not matter.
Everything is a function of the request alone, so that runs can be compared.
"""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
DATE = r"([A-Z][a-z]+) (\d+), (\d{4})"
PROMPT = """\
---
evals: ./dates.evals.jsonl
---
Find the date in the text and return it.
Keep to the facts.
"""


def dates(request: dict[str, Any]) -> str:
    """The scripted model's answer to one chat request."""
    schema = request.get("response_format", {}).get("json_schema", {}).get("schema")
    if schema is not None:
        return json.dumps(_optimize(request, schema))
    return _answer(request["messages"])


def iso(text: str) -> str:
    """The date in a text, in ISO form: the right answer."""
    month, day, year = _parts(text)
    return f"{year}-{MONTHS.index(month) + 1:02}-{int(day):02}"


def _parts(text: str) -> tuple[str, ...]:
    return re.search(DATE, text).groups()


def _answer(messages: list[dict[str, str]]) -> str:
    prompt, text = messages[0]["content"], messages[-1]["content"]
    if re.search(DATE, text) is None:
        return "There is no date."
    month, day, year = _parts(text)
    luck = int(sha256(text.encode()).hexdigest(), 16) % 20
    knows = 19 if "YYYY-MM-DD" in prompt else 15 if "Example answer:" in prompt else 5
    return iso(text) if luck < knows else f"{month} {day}, {year}"


def _optimize(request: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    asked = request["messages"][-1]["content"]
    useful = sha256(json.dumps(request, sort_keys=True).encode()).digest()[0] % 2 == 0
    causes = ["The instruction does not say how the date is to be written."]
    properties = schema["properties"]
    if "rule" in properties:
        return {"rule": "Write the date as YYYY-MM-DD." if useful else "Always keep to what the text says."}
    if "prompt" in properties:
        form = " as YYYY-MM-DD" if useful else ""
        return {
            "causes": causes,
            "prompt": f"Find the date in the text and return it{form}.\nKeep to the facts.",
        }
    if "edits" in properties and "<pieces>" in asked:
        piece = re.search(r"<pieces>\n1\. (.*)", asked).group(1)
        return {
            "causes": causes,
            "edits": [{"id": 1, "new": f"{piece} as YYYY-MM-DD" if useful else f"any {piece}"}],
        }
    number = int((re.search(r"\[(\d+)\]date", asked) or re.search(r"\[(\d+)\]", asked)).group(1))
    place = {"first": number, "last": number, "why": "The form of the date is left open."}
    if "marks" in properties:
        return {"causes": causes, "marks": [place]}
    return {"causes": causes, "edits": [{**place, "new": "date as YYYY-MM-DD" if useful else "one date"}]}


def write_workspace(folder: Path, cases: int = 120, prompt: str = PROMPT) -> Path:
    """A folder with `dates.md` and its eval set; returns the prompt's path."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for number in range(cases):
        month, day, year = number % 12, number * 7 % 28 + 1, 1990 + number % 40
        rows.append(
            {
                "input": f"Item {number} was signed on {MONTHS[month]} {day}, {year} by both sides.",
                "expected": f"{year}-{month + 1:02}-{day:02}",
            }
        )
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "dates.evals.jsonl").write_text(lines, encoding="utf-8")
    path = folder / "dates.md"
    path.write_bytes(prompt.encode())
    return path


def write_settings(folder: Path, url: str, **extra: object) -> Path:
    """A `motjuste.toml` that sends both models' calls to one endpoint."""
    lines = []
    for part in ("task", "optimizer"):
        lines += [
            f"[models.{part}]",
            f'base_url = "{url}"',
            'model = "scripted"',
            'api_key_env = "MOTJUSTE_TEST_KEY"',
        ]
        lines += [f"{key} = {json.dumps(value)}" for key, value in extra.items()]
    path = folder / "motjuste.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
