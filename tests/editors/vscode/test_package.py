"""The package: small, one for all platforms, and with the licences of what it carries."""

from __future__ import annotations

import zipfile
from pathlib import PurePosixPath

from tests.editors.vscode.code_server import VSIX

NATIVE = {".so", ".pyd", ".dylib", ".dll", ".exe", ".node"}
LARGEST = 15_000_000
"""Bytes."""


def test_the_package_is_small_and_holds_nothing_native():
    assert VSIX.stat().st_size <= LARGEST
    with zipfile.ZipFile(VSIX) as archive:
        paths = [PurePosixPath(name) for name in archive.namelist()]
    assert not [path for path in paths if path.suffix in NATIVE or "__pycache__" in path.parts]


def test_each_package_it_carries_brings_its_licence():
    with zipfile.ZipFile(VSIX) as archive:
        names = archive.namelist()
    infos = {name.split(".dist-info/")[0] for name in names if ".dist-info/" in name}
    assert infos
    licensed = {
        name.split(".dist-info/")[0] for name in names if ".dist-info/" in name and "LICEN" in name.upper()
    }
    assert infos - licensed == set()
