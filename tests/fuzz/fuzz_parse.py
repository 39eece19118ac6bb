"""Bytes as a file of a format that the first of them chooses: read, linted, filled and written back. `fuzz_parse.py SECONDS`."""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

with atheris.instrument_imports(include=["motjuste"]):
    from tests.fuzz.fuzzing import fuzz
    from tests.fuzz.promises import fill, keep
    from tests.fuzz.samples import SAMPLES

    from motjuste.document.decode import decode

    for _sample in SAMPLES:  # what is imported when first used is to be instrumented too
        for _document in keep(_sample.path, _sample.plain):
            fill(_document)


def check(data: bytes) -> None:
    """Every promise, for one file."""
    path, text = read(data)
    for document in keep(path, text)[:3]:
        fill(document)


def read(data: bytes) -> tuple[str, str]:
    """The file's name and text."""
    sample = SAMPLES[data[0] % len(SAMPLES)] if data else SAMPLES[0]
    return sample.path, decode(data[1:]).text


def main(seconds: int) -> None:
    seeds = [bytes([number]) + sample.plain.encode() for number, sample in enumerate(SAMPLES)]
    fuzz(check, seeds, lambda data: "keep({!r}, {!r})".format(*read(data)), seconds)


if __name__ == "__main__":
    main(int(sys.argv[1]))
