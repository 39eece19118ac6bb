"""What is shipped: the wheel's content, its metadata, the lock files it is installed with."""

from __future__ import annotations

import ast
import itertools
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from email.parser import Parser
from importlib.metadata import packages_distributions, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import motjuste

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
LOCKS = {"run": ["local"], "dev": ["local", "dev"]}
PACKAGE_FILES = {
    path.relative_to(ROOT / "server").as_posix()
    for path in (ROOT / "server" / "motjuste").rglob("*")
    if path.is_file() and "__pycache__" not in path.parts
}
META_PROMPTS = {path.name for path in (ROOT / "prompts").glob("*.md")}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = out.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        yield archive


def test_the_wheel_holds_the_package_and_the_meta_prompts_and_nothing_else(wheel):
    files = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert META_PROMPTS
    assert files == PACKAGE_FILES | {f"motjuste/meta_prompts/{name}" for name in META_PROMPTS}
    assert "motjuste/py.typed" in files


def test_the_wheel_says_what_it_is(wheel):
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    metadata = Parser().parsestr(wheel.read(name).decode())
    assert metadata["Version"] == motjuste.__version__
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["License-File"] == "LICENSE"
    assert metadata["Requires-Python"] == ">=3.11"
    assert "Apache License" in wheel.read(name.replace("METADATA", "licenses/LICENSE")).decode()
    assert (
        "motjuste = motjuste.__main__:main"
        in wheel.read(name.replace("METADATA", "entry_points.txt")).decode()
    )


def test_the_unpacked_wheel_runs_and_reads_its_own_meta_prompts(wheel, tmp_path):
    wheel.extractall(tmp_path)
    script = (
        "import motjuste, motjuste.prompts as prompts\n"
        f"for name in {sorted(Path(name).stem for name in META_PROMPTS)!r}: prompts.load(name)\n"
        "print(motjuste.__file__)\nprint(prompts.folder())\n"
    )
    shown = subprocess.run(
        [sys.executable, "-P", "-c", script],
        check=True,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )
    package, prompts = map(Path, shown.stdout.splitlines())
    assert package.parent == tmp_path / "motjuste"
    assert prompts == tmp_path / "motjuste" / "meta_prompts"


@pytest.mark.skipif(
    "MOTJUSTE_TEST_WHEEL" not in os.environ, reason="set by `make test`, which installs the wheel"
)
def test_these_tests_test_the_installed_wheel():
    package = Path(motjuste.__file__).resolve()
    assert package.is_relative_to(Path(sys.prefix).resolve())
    assert (package.parent / "meta_prompts").is_dir()
    assert str(ROOT / "server") not in sys.path


def test_the_extension_carries_the_same_version():
    assert json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["version"] == motjuste.__version__


def test_the_changelog_has_a_place_for_what_comes_next():
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def declared(extras):
    lines = itertools.chain(
        PROJECT["dependencies"], *(PROJECT["optional-dependencies"][extra] for extra in extras)
    )
    return {canonicalize_name(Requirement(line).name) for line in lines}


def test_every_package_imported_is_declared_and_every_declared_one_imported():
    providers = packages_distributions()
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "server").rglob("*.py")]
    imported = {name.split(".")[0] for text in texts for name in imports_of(text)}
    foreign = imported - set(sys.stdlib_module_names) - {"motjuste"}
    assert foreign <= set(providers)
    known = declared(["local", "arrow", "mcp", "sql"])
    # A namespace of several distributions (ruamel) counts as declared when one of them is.
    wanted = {top: {canonicalize_name(name) for name in providers[top]} for top in foreign}
    assert not {top for top, names in wanted.items() if not names & known}
    # Code handed to another process as text imports too.
    in_text = {
        name
        for text in texts
        for name in re.findall(r"^from (\w+) import |^import (\w+)", text, re.MULTILINE)
    }
    used = foreign | {one for pair in in_text for one in pair if one in providers}
    assert not {
        name for name in known if not any(name in map(canonicalize_name, providers[top]) for top in used)
    }


def imports_of(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def locked(name):
    """Name → version of a lock file."""
    text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
    return {
        canonicalize_name(found[1]): found[2]
        for found in re.finditer(r"^([\w.-]+)==(\S+)", text, re.MULTILINE)
    }


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_names_versions_and_hashes_only(name):
    text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
    entry = re.compile(r"[a-z0-9][\w.-]*==[\w.+!-]+(?: \\\n    --hash=sha256:[0-9a-f]{64})+\n")
    rest = entry.sub("", text)
    assert len(entry.findall(text)) == len(locked(name)) > 0
    assert [line for line in rest.splitlines() if line.strip() and not line.lstrip().startswith("#")] == []
    assert not re.search(r"://|(^|\s)/\w", text)


def test_both_locks_agree_on_what_both_hold():
    run, dev = locked("run"), locked("dev")
    assert run.items() <= dev.items()


@pytest.mark.parametrize(("name", "extras"), LOCKS.items())
def test_a_lock_satisfies_the_declared_ranges(name, extras):
    versions = locked(name)
    lines = itertools.chain(
        PROJECT["dependencies"], *(PROJECT["optional-dependencies"][extra] for extra in extras)
    )
    for requirement in map(Requirement, lines):
        assert versions[canonicalize_name(requirement.name)] in requirement.specifier, requirement
    for requirement in map(Requirement, PYPROJECT["build-system"]["requires"]):
        assert versions[canonicalize_name(requirement.name)] in requirement.specifier, requirement


PLATFORMS = [
    {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
    {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "arm64"},
    {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
]


@pytest.mark.parametrize("name", LOCKS)
@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda platform: platform["sys_platform"])
@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_a_lock_is_complete_on_every_platform(name, platform, python):
    """pip-compile resolves for the machine it runs on; a hashed install fails where another package is needed."""
    environment = {**platform, "python_version": python, "python_full_version": f"{python}.0"}
    versions = locked(name)
    unseen = [("motjuste", extra) for extra in ["", *LOCKS[name]]]
    seen = set()
    while unseen:
        package, extra = unseen.pop()
        if (package, extra) in seen or package not in {*versions, "motjuste"}:
            continue
        seen.add((package, extra))
        for requirement in map(Requirement, requires(package) or []):
            if requirement.marker is None or requirement.marker.evaluate({**environment, "extra": extra}):
                wanted = canonicalize_name(requirement.name)
                assert wanted in versions, f"{package} needs {requirement} there"
                unseen.extend((wanted, wanted_extra) for wanted_extra in ["", *requirement.extras])
    assert len(seen) > 10
