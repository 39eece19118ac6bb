"""Texts and bytes made to hurt, for every format."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.fuzz.samples import Sample

UNITS = {
    "words": "Sort it. ",
    "braces": "{",
    "doubled braces": "{{",
    "open tags": "<a ",
    "ticks": "`",
    "hashes": "#",
    "backslashes": "\\",
    "quotes": '"',
    "single quotes": "'",
    "blanks": " ",
    "tabs": "\t",
    "line ends": "\n",
    "carriage returns": "\r",
    "separators": "\u2028",
    "NULs": "\0",
    "fences": "```\n",
    "rules": "---\n",
    "variables": "{{x}} ",
    "blocks": "{{#if x}}",
    "statements": "{% if x %}",
    "comments": "{# <!-- ",
    "edit tags": "<edit>",
    "elements": "<a>",
    "ends": "</a>",
    "open links": "[a](",
    "lists": "- ",
    "keys": "a: ",
    "anchors": "&a *a ",
    "brackets": "[",
    "parentheses": "(",
    "roles": "user:\n",
    "entities": "&amp;",
    "sections": "<![CDATA[",
    "zero width": "\u200b",
    "mixed line ends": "x\r\ny\rz\u2028w\x85\n\r",
}
"""Repeated on one line, or on many."""
REALISTIC = """\
## Step {n}: sort the ticket

You are given a support ticket of our shop. Read it twice, then answer with one of the labels `billing`, `shipping` or
"other". Do not explain. If the customer writes in another language (French, 日本語, 😀), answer in English anyway.

1. Look for an order number such as `#12-{n}`; there may be {{{{ count }}}} of them.
2. Compare the date with <today>{{{{ today }}}}</today> and keep it in mind.
   - Late orders are *always* shipping.
   - See [the rules](https://example.com/rules/{n}) and note {n} below.

```json
{{"label": "billing", "note": "a \\"quoted\\" word", "n": {n}}}
```

| label | meaning |
|---|---|
| billing | money, {n} euros |

"""
BOMB = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))
LAUGHS = (
    '<!DOCTYPE p [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + '<!ENTITY far SYSTEM "file:///etc/passwd">]>\n<poml><p>&a11; &far;</p></poml>\n'
)
TAGGED = "a: !!python/object/apply:os.system ['exit 3']\nsystem_prompt: !!python/name:os.system You are kind to all\n"
NESTED = {
    ".json": ('{"a":[' * 10_000, "]}" * 10_000),
    ".yaml": ("{a: [" * 10_000, "]}" * 10_000),
    ".toml": ("prompt = " + "[" * 10_000, "]" * 10_000),
    ".py": ("SYSTEM_PROMPT = " + "(" * 10_000 + '"You sort"', ")" * 10_000),
    ".poml": ("<poml>" * 10_000, "</poml>" * 10_000),
    ".baml": ('function A() -> string { prompt #"' + "{" * 10_000, "}" * 10_000 + '"# }'),
    ".j2": ("{% if x %}" * 10_000, "{% endif %}" * 10_000),
    ".jinja2": ("system:\n" + "{% for x in y %}" * 10_000, "{% endfor %}" * 10_000),
    ".hbs": ("{{#if x}}" * 10_000, "{{/if}}" * 10_000),
    ".prompt": ('{{role "user"}}' + "{{#each x}}" * 10_000, "{{/each}}" * 10_000),
    ".mustache": ("{{#x}}" * 10_000, "{{/x}}" * 10_000),
    ".txt": ("{{a (" * 10_000, ")}}" * 10_000),
    ".md": ("> " * 10_000 + "<a>" * 10_000, "</a>" * 10_000),
}
"""Ten thousand of a format's own brackets inside each other, by suffix."""


def repeated(unit: str, size: int) -> str:
    return (unit * (size // len(unit) + 1))[:size]


def realistic(size: int) -> str:
    """Prose as people write it, of about `size` characters."""
    parts, length, number = [], 0, 0
    while length < size:
        parts.append(REALISTIC.format(n=number))
        length += len(parts[-1])
        number += 1
    return "".join(parts)


def odd_files(sample: Sample) -> dict[str, bytes]:
    """What a file of a format may hold that is no text, or none that anyone meant."""
    plain = sample.plain
    suffix = next((one for one in NESTED if sample.path.endswith(one)), ".md")
    opened, closed = NESTED[suffix]
    texts = {
        "bomb": BOMB + plain,
        "laughs": LAUGHS,
        "tags": TAGGED + plain,
        "nested": opened + "x" + closed,
        "never closed": opened,
        "only closed": closed,
        "deep JSON": '{"messages": ' + '[{"role": "user", "content": ' * 10_000,
        "brackets": sample.holding("[" * 10_000 + "{" * 10_000 + "(" * 10_000),
        "elements": sample.holding("<a>" * 10_000),
        "carriage returns": plain.replace("\n", "\r"),
        "Windows": plain.replace("\n", "\r\n"),
        "separators": plain.replace("\n", "\u2028"),
        "cut off": plain[: len(plain) // 2],
    }
    return {
        "empty": b"",
        "one NUL": b"\0",
        "NULs inside": sample.holding("Sort\0 it").encode(),
        "UTF-16 with a BOM": plain.encode("utf-16"),
        "UTF-16 without": plain.encode("utf-16-le"),
        "UTF-16 cut off": plain.encode("utf-16")[:-1],
        "UTF-32": plain.encode("utf-32"),
        "BOM alone": b"\xef\xbb\xbf",
        "BOM twice": b"\xef\xbb\xbf\xef\xbb\xbf" + plain.encode(),
        "lone surrogates": plain.encode() + b"\xed\xa0\x80 \xed\xb0\x80",
        "no UTF-8": sample.holding("caf\xe9").encode("latin-1"),
        "GB18030": sample.holding("将工单分类为以下之一").encode("gb18030"),
        "a program": b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 8,
        **{name: text.encode() for name, text in texts.items()},
    }


def long_files(sample: Sample, size: int) -> dict[str, bytes]:
    """Each unit over and over: as the whole file, and as the words of its prompt."""
    found = {}
    for name, unit in UNITS.items():
        words = repeated(unit, size)
        found[f"{name}, alone"] = words.encode()
        found[f"{name}, as words"] = sample.holding(words).encode()
    return found
