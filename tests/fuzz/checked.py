"""Checks hostile files with the real command, all of one process, and prints what each cost: `checked.py FOLDER SIZE FORMAT…`.

By hand, for the slowest of all formats at full size: `python tests/fuzz/checked.py /tmp/hostile 4000000`.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from tests.fuzz.contents import long_files, odd_files, realistic
from tests.fuzz.samples import LIKE_MARKDOWN, SAMPLES

from motjuste.cli.app import run


def check(file: Path, data: bytes) -> dict[str, object]:
    """Check a file that holds some bytes: exit status, seconds of processor time, and what went wrong, if anything."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    out, told = io.StringIO(), io.StringIO()
    began = process_time()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(told):
        status = run(["check", str(file), "--output-format", "json", "--no-cache"])
    seconds = process_time() - began
    codes = {one["code"] for one in json.loads(out.getvalue())} if status in {0, 1} else set()
    return {
        "status": status,
        "seconds": seconds,
        "size": len(data),
        "crashed": "N000" in codes,
        "told": told.getvalue()[:500],
    }


def main(folder: str, size: str, *formats: str) -> None:
    os.chdir(folder)
    Path("motjuste.toml").write_text("")
    check(Path("a.md"), b"Sort it.")  # imports are not what is measured
    for sample in SAMPLES:
        if formats and sample.format not in formats:
            continue
        files = {"plain": sample.plain.encode(), **odd_files(sample)}
        if sample.format not in LIKE_MARKDOWN:
            files |= long_files(sample, int(size))
        files["realistic"] = sample.holding(realistic(4 * int(size))).encode()
        for name, data in files.items():
            told = {"format": sample.format, "name": name, **check(Path(sample.path), data)}
            sys.stdout.write(f"{json.dumps(told)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
