"""Puts together what the VS Code extension carries of Python: our wheel, pure-Python packages, what runs need by hash.

    python client/bundle.py WHEEL FOLDER

`FOLDER/libs` is all that `motjuste server` imports for findings, without a native module, so that one bundle runs on
every platform with any Python 3.11 or newer, offline. What runs need beyond that is native (numpy, scipy,
pydantic-core): `FOLDER/requirements.txt` names it with hashes, for the extension to install when a run is wanted.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "run.lock"
PURE = (
    *("attrs", "cattrs", "filelock", "jinja2", "jsonschema", "jsonschema-specifications", "lsprotocol"),
    *("markupsafe", "pathspec", "platformdirs", "pygls", "referencing", "ruamel-yaml"),
    "typing-extensions",
)
"""Of the lock file; MarkupSafe is complete without its native part."""
EMBEDDED = {"xllamacpp"}
"""For the embedded model only; it has no wheel for some platforms, where runs on endpoints work all the same."""
NATIVE = {".so", ".pyd", ".dylib", ".dll"}


def main() -> None:
    """Make the folder anew."""
    wheel, folder = (Path(one).resolve() for one in sys.argv[1:])
    shutil.rmtree(folder, ignore_errors=True)
    libs = folder / "libs"
    libs.mkdir(parents=True)
    locked = entries(LOCK.read_text("utf-8"))
    wanted = folder / "pure.txt"
    wanted.write_text("".join(locked[name] for name in PURE), "utf-8")
    install(libs, "--require-hashes", "-r", str(wanted))
    wanted.unlink()
    install(libs, str(wheel))
    shutil.copy(ROOT / "client" / "standins" / "rpds.py", libs)
    strip(libs)
    shutil.copy(wheel, folder)
    for name, embedded in (("requirements.txt", False), ("embedded.txt", True)):
        text = "".join(entry for one, entry in locked.items() if (one in EMBEDDED) == embedded)
        (folder / name).write_text(text, "utf-8")


def entries(lock: str) -> dict[str, str]:
    """The pinned packages of a lock file, each with its hashes and without comments."""
    lines = "".join(line for line in lock.splitlines(keepends=True) if not line.lstrip().startswith("#"))
    found = re.findall(r"^([a-z0-9-]+)==(?:.*\\\n)*.*\n", lines, re.MULTILINE)
    texts = re.split(r"^(?=[a-z0-9-]+==)", lines, flags=re.MULTILINE)[1:]
    return dict(zip(found, texts, strict=True))


def install(place: Path, *what: str) -> None:
    """Unpack packages, and nothing that they ask for."""
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input")
    flags = ("--no-deps", "--no-compile", "--only-binary", ":all:", "--target", str(place), "--upgrade")
    subprocess.run([*pip, *flags, *what], check=True)


def strip(libs: Path) -> None:
    """Take out what is native or of this machine; licences and metadata stay."""
    for path in sorted(libs.rglob("*"), reverse=True):
        if path.suffix in NATIVE or path.name in {"RECORD", "direct_url.json", "INSTALLER", "REQUESTED"}:
            path.unlink()
        elif path.name in {"__pycache__", "bin"} and path.is_dir():
            shutil.rmtree(path)


if __name__ == "__main__":
    main()
