"""Shapes of keys and tokens that are secret wherever they stand, each with what tells a real one from a stand-in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import log2
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_STAND_IN = re.compile(
    r"(?i)x{4}|0{6}|1{6}|\.{3}|\*{3}|_{3}|example|sample|dummy|fake|your|placeholder|redacted|secret|token"
    r"|12345678|abcdefg|qwerty|test_?key|insert|replace|changeme"
)
"""What people write where a key would stand."""
_LEAST_BITS = 3.0
"""Shannon entropy a character; random base 62 of 24 characters has above 3.5, `aaaabbbb` 1."""
_AWS_VALUE = r"[\"']?[ \t]*[=:][ \t]*[\"']?(?P<random>[A-Za-z0-9/+]{40})(?![/+=])"
_TRACES = (
    re.compile(
        r"_(?:(?<=gh[pousr]_)()|(?<=gsk_)()|(?<=hf_)()|(?<=npm_)()|(?<=github_pat_)()|(?<=k_live_)()"
        rf"|(?:(?<=secret_)access_key|(?<=SECRET_)ACCESS_KEY)(?={_AWS_VALUE})())"
    ),
    re.compile(
        r"-(?:(?<=sk-)ant-()|(?<=sk-)or-v1-()|(?<=xai-)()|(?<=glpat-)()|(?<=pypi-)AgEI()|(?<=xox[a-z]-)()|----BEGIN())"
    ),
    re.compile(r"A(?:KIA()|Iza())"),
    re.compile(r"SG\.()"),
    re.compile(r"T3BlbkFJ()"),
    re.compile(r"/hooks\.slack\.com()"),
)
"""What texts with secrets hold, a group for each kind. Each begins with one rare character, which is found fastest."""


Trace = tuple[re.Pattern[str], int | None]
"""One of them and the number of its group."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret found."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Shape:
    kind: str
    """With its article: "an AWS access key"."""
    traces: frozenset[Trace]
    """Every one of them contains one of these: looked for before the pattern is tried."""
    pattern: re.Pattern[str]
    """Its group `random`, or the whole match, must look random."""
    proof: Callable[[str], bool] | None = None
    """A test of the whole match that no stand-in passes by chance."""


def find_secrets(text: str, found: frozenset[Trace] | None = None) -> Iterator[Secret]:
    """The secrets in a text, by kind and place. Linear in its length; placeholders are left out.

    Args:
        text: Where to look.
        found: What `traces_of` says of its lines, if that is known.
    """
    traces = traces_of(text) if found is None else found
    for shape in _SHAPES if traces else ():
        if traces.isdisjoint(shape.traces):
            continue
        for match in shape.pattern.finditer(text):
            random = match["random"] if "random" in shape.pattern.groupindex else match.group()
            proven = shape.proof is None or shape.proof(match.group())
            if proven and not _STAND_IN.search(random) and _bits(random) >= _LEAST_BITS:
                yield Secret(shape.kind, *match.span())


def traces_of(text: str) -> frozenset[Trace]:
    """What a text holds that secrets hold, each on one line."""
    return frozenset((trace, match.lastindex) for trace in _TRACES for match in trace.finditer(text))


def _bits(text: str) -> float:
    """Shannon entropy of a text, in bits a character; line ends do not count."""
    text = "".join(text.split())
    counts = [text.count(char) / len(text) for char in set(text)]
    return -sum(share * log2(share) for share in counts)


def _has_checksum(token: str) -> bool:
    """Whether the last six characters are the CRC-32, in base 62, of the thirty before (GitHub's and npm's format)."""
    from zlib import crc32

    random = token.partition("_")[2]
    rest, digits = crc32(random[:-6].encode()), ""
    while rest:
        rest, digit = divmod(rest, 62)
        digits = _BASE62[digit] + digits
    return digits.rjust(6, "0") == random[-6:]


def _shape(kind: str, hints: str, pattern: str, proof: Callable[[str], bool] | None = None) -> _Shape:
    # What stands before is looked at behind the first character: a pattern that begins with one is searched for faster.
    first, rest = (pattern[0], pattern[1:]) if pattern[0] not in "([" else ("", pattern)
    whole = rf"{first}(?<![\w-]{first}){rest}(?![\w-])"
    return _Shape(kind, traces_of(hints), re.compile(whole), proof)


_SHAPES = (
    _shape("an AWS access key", "AKIA", r"AKIA(?P<random>[A-Z2-7]{16})"),
    _shape(
        "an AWS secret key",
        f"secret_access_key={'0' * 40}",
        r"[AaSs][WwEe](?<![\w-]..)(?i:(?:(?<=aw)s_se|(?<=se))cret_?access_?key)" + _AWS_VALUE,
    ),
    _shape("an Anthropic API key", "sk-ant-", r"sk-ant-(?:api|admin|oat)\d\d-(?P<random>[\w-]{80,120})"),
    _shape(
        "an OpenAI API key",
        "T3BlbkFJ",
        r"sk-(?P<random>(?:proj-|svcacct-|admin-)?[\w-]{20,100}T3BlbkFJ[\w-]{20,100})",
    ),
    _shape("an OpenRouter API key", "sk-or-v1-", r"sk-or-v1-(?P<random>[0-9a-f]{64})"),
    _shape("a Google API key", "AIza", r"AIza(?P<random>[\w-]{35})"),
    _shape("a Groq API key", "gsk_", r"gsk_(?P<random>[A-Za-z0-9]{52})"),
    _shape("an xAI API key", "xai-", r"xai-(?P<random>[A-Za-z0-9]{80})"),
    _shape("a Hugging Face token", "hf_", r"hf_(?P<random>[A-Za-z]{34})"),
    _shape("a GitHub token", "ghp_", r"gh[pousr]_(?P<random>[A-Za-z0-9]{36})", _has_checksum),
    _shape("a GitHub token", "github_pat_", r"github_pat_(?P<random>[A-Za-z0-9]{22}_[A-Za-z0-9]{59})"),
    _shape("a GitLab token", "glpat-", r"glpat-(?P<random>[\w-]{20})"),
    _shape("an npm token", "npm_", r"npm_(?P<random>[A-Za-z0-9]{36})", _has_checksum),
    _shape("a PyPI token", "pypi-AgEI", r"pypi-AgEI(?P<random>[\w-]{80,250})"),
    _shape(
        "a Slack token",
        "xoxb-",
        r"xox[abeoprs]-(?P<random>\d{8,14}-[A-Za-z0-9-]{20,80})",
    ),
    _shape(
        "a Slack webhook",
        "/hooks.slack.com",
        r"https://hooks\.slack\.com/services/T[A-Z0-9]{8,12}/B[A-Z0-9]{8,12}/(?P<random>[A-Za-z0-9]{24})",
    ),
    _shape("a Stripe key", "k_live_", r"[sr]k_live_(?P<random>[A-Za-z0-9]{24,120})"),
    _shape("a SendGrid key", "SG.", r"SG\.(?P<random>[\w-]{22}\.[\w-]{43})"),
    _shape(
        "a private key",
        "-----BEGIN",
        r"-----BEGIN (?:[A-Z]{2,9} )?PRIVATE KEY(?: BLOCK)?-----(?P<random>\s{1,4}[A-Za-z0-9+/=\s:,-]{64})",
    ),
)
