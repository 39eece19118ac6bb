from __future__ import annotations

import random
import string
from zlib import crc32

import pytest

from motjuste.document.parse import parse
from motjuste.lint.engine import lint
from motjuste.lint.secrets import find_secrets

BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
HEX = "0123456789abcdef"
DICE = random.Random(7)


def drawn(count, alphabet=BASE62):
    return "".join(DICE.choice(alphabet) for _ in range(count))


def checked(prefix):
    """A token as GitHub and npm make them, of thirty random characters and their checksum."""
    secret = drawn(30)
    rest, digits = crc32(secret.encode()), ""
    while rest:
        rest, digit = divmod(rest, 62)
        digits = BASE62[digit] + digits
    return prefix + secret + digits.rjust(6, "0")


# Made up when the test runs, so that nothing in the repository looks like a key.
KEYS = {
    "an AWS access key": "AKIA" + drawn(16, string.ascii_uppercase + "234567"),
    "an AWS secret key": "aws_secret_access_key = " + drawn(40),
    "an Anthropic API key": "sk-ant-api03-" + drawn(95),
    "an OpenAI API key": "sk-proj-" + drawn(40) + "T3BlbkFJ" + drawn(40),
    "an OpenRouter API key": "sk-or-v1-" + drawn(64, HEX),
    "a Google API key": "AIza" + drawn(35),
    "a Groq API key": "gsk_" + drawn(52),
    "an xAI API key": "xai-" + drawn(80),
    "a Hugging Face token": "hf_" + drawn(34, string.ascii_letters),
    "a GitHub token": checked("ghp_"),
    "a GitLab token": "glpat-" + drawn(20),
    "an npm token": checked("npm_"),
    "a PyPI token": "pypi-AgEI" + drawn(150),
    "a Slack token": "xoxb-" + drawn(12, string.digits[1:]) + "-" + drawn(24),
    "a Slack webhook": f"https://hooks.slack.com/services/T{drawn(9, '23456789ABCDEF')}/B{drawn(9, '23456789ABCDEF')}/{drawn(24)}",
    "a Stripe key": "sk_live_" + drawn(24),
    "a SendGrid key": "SG." + drawn(22) + "." + drawn(43),
    "a private key": "-----BEGIN RSA PRIVATE KEY-----\n" + drawn(64) + "\n",
}


@pytest.mark.parametrize("kind", KEYS)
def test_a_key_of_every_kind_is_found_where_it_stands(kind):
    key = KEYS[kind]
    found = list(find_secrets(f"Use {key} now."))
    assert [secret.kind for secret in found] == [kind]
    assert found[0].start == 4
    assert len(f"Use {key}") - found[0].end <= 1


@pytest.mark.parametrize("token", [checked("ghp_"), checked("npm_")])
def test_a_wrong_checksum_is_no_key(token):
    wrong = token[:-1] + ("a" if token[-1] != "a" else "b")
    assert list(find_secrets(wrong)) == []


@pytest.mark.parametrize(
    "words",
    [
        "sk-...",
        "sk-proj-YOUR_KEY",
        "AKIAIOSFODNN7EXAMPLE",
        "ghp_" + "x" * 36,
        "AIza" + "A" * 35,
        "hf_" + "ab" * 17,
        "sk-ant-api03-" + "your-key-" * 10,
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
        "AIza" + "0123456789" * 3 + "01234",
        "task-or-v1-",
    ],
)
def test_what_stands_for_a_key_is_none(words):
    assert list(find_secrets(f"Set it to {words} first.")) == []


def test_a_key_inside_a_longer_word_is_none():
    assert list(find_secrets("x" + KEYS["a Google API key"] + "y")) == []


def test_a_key_in_the_settings_is_found_and_never_repeated():
    key = KEYS["a Stripe key"]
    text = f"---\ndescription: {key}\n---\nSort the ticket."
    found = [finding for finding in lint(parse("a.md", text)) if finding.code == "K001"]
    assert [finding.span.of(text) for finding in found] == [key]
    assert key not in found[0].message
