"""Which eval set belongs to a prompt: front matter, comment, settings, promptfoo configuration or sibling file, in this order.

A link may name only files inside the workspace's root, symbolic links followed: a prompt file of a stranger must not
have other files of the machine read and sent to a model.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from os.path import normpath
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.document.parse import parse_all, split_address
from motjuste.evals.folder import SIBLING_SUFFIXES, names_in, nothing_round
from motjuste.evals.glob import matches
from motjuste.evals.promptfoo_link import config_of, is_config_name, named_in
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from motjuste.document.model import Directive, Document, Setting

DOUBLE_SUFFIXES = (".md", ".markdown", ".txt", ".prompt")
"""What may stand before a last suffix without being part of a prompt's name: `triage.md.j2` is `triage`."""


@dataclass(frozen=True, slots=True)
class EvalLink:
    """A prompt's eval set, as found. The file need not exist: reading it says so."""

    path: Path
    """Absolute."""
    how: str
    """Who named it: `front matter`, `comment`, `settings`, `promptfoo configuration` or `sibling file`."""
    span: Span | None
    """The words that name it in the prompt's text; None for settings and siblings."""
    fault: str | None
    """Why it cannot be used, one sentence without a full stop; None if it can be tried."""


def find_link(document: Document, root: Path, table: Mapping[str, str]) -> EvalLink | None:
    """The eval set a prompt is linked to; None when nothing names one. Looks at the disk, raises nothing.

    Args:
        document: The prompt; paths in it are relative to its own folder.
        root: The workspace's folder, which no link may leave.
        table: The settings' globs to paths, both relative to `root`; the first match counts. A glob may address one
            prompt of a file: `prompts.py::TRIAGE`.
    """
    if not table and not _names_one(document) and nothing_round(document.path, str(root)):
        return None
    prompt = Path(document.path).absolute()
    return next(_links(document, prompt, root.absolute(), table), None)


def _names_one(document: Document) -> bool:
    """Whether the file itself may name its eval set, or be it; most name none, and are asked no more."""
    settings = document.settings
    by_setting = "evals" in settings or "metadata" in settings
    return (
        by_setting
        or document.format == "promptfoo"
        or any(one.name == "evals" for one in document.directives)
    )


def _links(document: Document, prompt: Path, root: Path, table: Mapping[str, str]) -> Iterator[EvalLink]:
    for setting in (document.settings.get("evals"), document.settings.get("metadata")):
        if setting is not None:
            yield from _from_setting(document, setting, prompt, root)
    for directive in document.directives:
        if directive.name == "evals":
            yield _from_comment(document, directive, prompt, root)
    below = _below(prompt, root) if table else None
    for glob, named in table.items():
        if below is not None and _addressed(document, below, glob):
            yield _link(root, named, root, "settings", None)
    config = _config(document, Path(normpath(prompt)), Path(normpath(root)))
    if config is not None:
        yield EvalLink(config, "promptfoo configuration", None, _outside(config, root, config.name))
    yield from _siblings(document, prompt, root)


def _addressed(document: Document, below: str, glob: str) -> bool:
    """Whether a key of the settings' table means a prompt: by its file, or by its file and name."""
    pattern, name = split_address(glob)
    return matches(below, pattern) and name in (None, document.name)


def _config(document: Document, prompt: Path, root: Path) -> Path | None:
    """The promptfoo configuration that has a prompt's cases: the file itself, or one that names it."""
    if document.format == "promptfoo" or is_config_name(prompt.name):
        return prompt if named_in(prompt).has_cases else None
    return config_of(prompt, root)


def _from_setting(document: Document, setting: Setting, prompt: Path, root: Path) -> Iterator[EvalLink]:
    """The link in `evals:`, or in `metadata:` with a key `evals`; no link if there is no such key."""
    if setting.key == "metadata":
        if not isinstance(setting.value, dict) or "evals" not in setting.value:
            return
        inner = next((child for child in setting.children if child.key == "evals"), None)
        named, span = setting.value["evals"], (inner or setting).value_span
    else:
        named, span = setting.value, setting.value_span
    if named is not None:
        words = _words(document.text, named, span) if isinstance(named, str) else span
        yield _link(prompt.parent, named, root, "front matter", words)


def _from_comment(document: Document, directive: Directive, prompt: Path, root: Path) -> EvalLink:
    """The link in `evals=`; words behind a path that leads nowhere are the rest of a path with blanks."""
    named, *rest = directive.arguments or ("",)
    link = _link(prompt.parent, named, root, "comment", _words(document.text, named, directive.span))
    if not rest or link.fault is not None or _is_file(link.path):
        return link
    return replace(
        link,
        fault=f'There is no file `{named}`; a path with blanks stands in quotes: evals="{" ".join((named, *rest))}"',
    )


def _words(text: str, named: str, within: Span) -> Span:
    """Where `named` stands inside a setting's value or a comment; the whole of that if it is written otherwise."""
    start = text.find(named, within.start, within.end) if named else -1
    return within if start < 0 else Span(start, start + len(named))


def _link(base: Path, named: object, root: Path, how: str, span: Span | None) -> EvalLink:
    if not isinstance(named, str) or not named.strip():
        return EvalLink(base, how, span, "`evals` must name one file, such as ./cases.jsonl")
    if "://" in named or "\0" in named:
        return EvalLink(
            base, how, span, f"`{named}` is no path of a file; an eval set is a file in the workspace"
        )
    path = base / named.strip()
    return EvalLink(_normal(path), how, span, _outside(path, root, named))


def _below(prompt: Path, root: Path) -> str | None:
    """The prompt's path from the root, with `/`; as written if that works, else with symbolic links followed."""
    for path, top in (
        (Path(normpath(prompt)), Path(normpath(root))),
        (_normal(prompt), _normal(root / "x").parent),
    ):
        if path.is_relative_to(top):
            return path.relative_to(top).as_posix()
    return None


def _siblings(document: Document, prompt: Path, root: Path) -> Iterator[EvalLink]:
    """`NAME.evals.jsonl` and its like beside the prompt; `STEM.NAME.evals.jsonl` for one prompt of a file of several."""
    if document.name is not None:
        yield from _beside(prompt, f"{prompt.stem}.{document.name}", root)
        if any(True for _ in _beside(prompt, prompt.stem, root)) and not _is_only(document):
            return
    yield from _beside(prompt, prompt.stem, root)
    if Path(prompt.stem).suffix.lower() in DOUBLE_SUFFIXES:
        yield from _beside(prompt, Path(prompt.stem).stem, root)


def _beside(prompt: Path, name: str, root: Path) -> Iterator[EvalLink]:
    if "/" in name or "\\" in name:
        return
    names = names_in(str(prompt.parent))
    if not names:
        return
    for suffix in SIBLING_SUFFIXES:
        sibling = f"{name}.evals{suffix}"
        path = prompt.parent / sibling if sibling in names else None
        if path is not None and _is_file(path):
            yield EvalLink(path, "sibling file", None, _outside(path, root, path.name))


def _is_only(document: Document) -> bool:
    """Whether a file has no other prompt than this one. Parses it again, which few files come to."""
    whole = parse_all(document.path, document.source, dialect=document.forced_dialect)
    return len(whole) == 1


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name the file system cannot have
        return False


def _normal(path: Path) -> Path:
    """The path without `..`, as far as the file system can tell."""
    try:
        return path.parent.resolve() / path.name
    except (OSError, RuntimeError, ValueError):
        return path


def _outside(path: Path, root: Path, named: str) -> str | None:
    """Why a path may not be read, or None if it lies inside the root."""
    try:
        if path.resolve().is_relative_to(root.resolve()):
            return None
    except (OSError, RuntimeError, ValueError) as error:  # a loop of symbolic links, a name too long
        reason = getattr(error, "strerror", None) or str(error)
        return f"`{named}` cannot be followed: {reason}"
    return f"`{named}` leads out of the workspace {root}; an eval set must lie inside it"
