"""What may be written at a cursor of a prompt file: variables, settings and their values, roles, comments to us, paths."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.document.directives import NAMES as DIRECTIVES
from motjuste.errors import UserError
from motjuste.lint.declared import KEYS as DECLARING
from motjuste.lint.declared import declared_variables
from motjuste.text.span import Span
from motjuste.workspace.key_notes import key_note, key_values, known_keys
from motjuste.workspace.suggestion import Suggestion, SuggestionKind, paths, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document
    from motjuste.workspace.workspace import Workspace

_DIRECTIVE = re.compile(r"(?:<!--|\{#-?|\{\{~?!(?:--)?|#)[ \t]*motjuste:[ \t]*(?P<words>[^\r\n]*)\Z")
_KEY = re.compile(r"(?P<key>[\w-]*)\Z")
_SETTING = re.compile(r"(?P<indent>[ \t]*)(?P<key>[\w-]+):(?P<blank>[ \t]*)(?P<value>[^\r\n]*)\Z")
_ITEM = re.compile(r"[ \t]*-[ \t]+(?P<name>[\w-]*)\Z")
_LIST = re.compile(r"(?:\[|.*,)[ \t]*(?P<name>\w*)\Z")
_DOUBLE = re.compile(r"\{\{[-~#^/&{]*[ \t]*\$?(?:(?:if|unless|each|with)[ \t]+)?(?P<name>[\w.]*)\Z")
_TAG = re.compile(r"\{%[-+]?[^%}\r\n]*?[\s(!=<>](?P<name>[\w.]*)\Z")
_SINGLE = re.compile(r"(?<!\{)(?:\{\{)*\{(?P<name>\w*)\Z")
_DOLLAR = re.compile(r"(?<!\$)(?:\$\$)*\$(?P<brace>\{?)(?P<name>\w*)\Z")
_INCLUDE = re.compile(r"\{%[-+]?\s*(?:include|import|from|extends)\s+[\"'](?P<path>[^\"'\r\n]*)\Z")
_PARTIAL = re.compile(r"\{\{~?[ \t]*#?>[ \t]*(?P<path>[\w./-]*)\Z")
_LINK = re.compile(r"\]\((?P<path>[^()\s:#]*)\Z")
_FILE_VALUE = re.compile(r"(?:file://|\$\{file:)(?P<path>[^\s\"'}]*)\Z")
_ROLE = re.compile(
    r"(?:\{\{role[ \t]+[\"']|<message\b[^>\r\n]*\brole=[\"']|\"role\"[ \t]*:[ \t]*\"|[ \t]*-?[ \t]*role:[ \t]*)(?P<name>\w*)\Z"
)
_ROLE_LINE = re.compile(r"[ \t]*#?[ \t]*(?P<name>\w*)\Z")
_ROLES = {"system": "what holds throughout", "user": "what is asked", "assistant": "what the model answered"}
_JINJA = frozenset({"jinja", "nunjucks"})
_WITH_ROLE_LINES = frozenset({"prompty", "promptflow"})


def suggestions(workspace: Workspace, document: Document, at: int) -> tuple[Suggestion, ...]:
    """Everything that fits at a place of a prompt file, the likeliest first.

    Args:
        workspace: Of the prompt.
        document: The prompt at the place.
        at: An offset of the source.
    """
    source = document.source
    start = max(source.rfind("\n", 0, at), source.rfind("\r", 0, at)) + 1
    before = source[start:at]
    for look in (_in_directive, _in_front_matter, _in_include, _in_role, _in_placeholder):
        found = tuple(look(workspace, document, before, at))
        if found:
            return found
    return ()


def _in_directive(workspace: Workspace, document: Document, before: str, at: int) -> Iterator[Suggestion]:
    """A comment to Mot Juste: its name, the rules it hides, the path or dialect it gives."""
    match = _DIRECTIVE.search(before)
    if match is None:
        return
    written = match["words"]
    name, blank, _ = written.partition(" ")
    if written.startswith("evals="):
        yield from _files(workspace, document, written.removeprefix("evals=").lstrip("\"'"), at, evals=True)
    elif written.startswith("dialect="):
        yield from words(_dialects(), SuggestionKind.DIALECT, _back(at, written.partition("=")[2]))
    elif not blank:
        yield from words(dict.fromkeys(DIRECTIVES, ""), SuggestionKind.DIRECTIVE, _back(at, name))
    elif name.startswith("ignore"):
        from motjuste.lint.registry import RULES

        tail = re.split(r"[ ,]", written)[-1]
        names = {rule.code: f"{rule.name}: {rule.summary}" for rule in RULES}
        yield from words(names, SuggestionKind.RULE, _back(at, tail))


def _in_front_matter(workspace: Workspace, document: Document, before: str, at: int) -> Iterator[Suggestion]:
    """A setting's key at the start of a line, its value behind the colon, the items of lists of variables."""
    place = document.front_matter
    if place is None or not place.start + 3 < document.inner(at) < max(place.end - 2, place.start + 4):
        return
    if (match := _KEY.match(before)) is not None:
        names = {
            key: (key_note(document, key) or "")
            for key in known_keys(document)
            if key not in document.settings or key == match["key"]
        }
        rest = document.source[at : at + 40].partition("\n")[0]
        after = "" if rest.lstrip().startswith(":") else ": "
        yield from words(names, SuggestionKind.KEY, _back(at, match["key"]), after=after)
    elif (match := _SETTING.match(before)) is not None:
        yield from _values(workspace, document, match, at)
    elif (match := _ITEM.match(before)) is not None and _key_above(document, at) in DECLARING:
        yield from words(_undeclared(workspace, document), SuggestionKind.VARIABLE, _back(at, match["name"]))


def _values(workspace: Workspace, document: Document, match: re.Match[str], at: int) -> Iterator[Suggestion]:
    key, value = match["key"], match["value"].lstrip("\"'")
    space = "" if match["blank"] else " "
    if key == "evals":
        yield from _files(workspace, document, value, at, evals=True)
    elif key in DECLARING and (inside := _LIST.match(value)) is not None:
        yield from words(_undeclared(workspace, document), SuggestionKind.VARIABLE, _back(at, inside["name"]))
    elif key == "check":
        names = dict.fromkeys(key_values(document, key), "")
        yield from words(names, SuggestionKind.CHECK, _back(at, value), before=space)
    elif "file:" in value:
        yield from _in_include(workspace, document, value, at)
    else:
        kinds = {"role": SuggestionKind.ROLE, "template": SuggestionKind.DIALECT}
        names = dict.fromkeys(key_values(document, key), "")
        yield from words(names, kinds.get(key, SuggestionKind.VALUE), _back(at, value), before=space)


def _in_include(workspace: Workspace, document: Document, before: str, at: int) -> Iterator[Suggestion]:
    """A path of an include, a partial, a link or a `file:` value."""
    patterns = [_LINK, _FILE_VALUE]
    if document.dialect in _JINJA:
        patterns.append(_INCLUDE)
    if document.dialect in {"handlebars", "mustache"}:
        patterns.append(_PARTIAL)
    for pattern in patterns:
        match = pattern.search(before)
        if match is not None:
            yield from _files(workspace, document, match["path"], at, evals=False)
            return


def _in_role(_: Workspace, document: Document, before: str, at: int) -> Iterator[Suggestion]:
    """A role where a message begins."""
    match = _ROLE.search(before)
    if match is not None:
        yield from words(_ROLES, SuggestionKind.ROLE, _back(at, match["name"]))
        return
    line = _ROLE_LINE.fullmatch(before) if document.format in _WITH_ROLE_LINES else None
    above = document.source[: at - len(before)].rstrip(" \t")
    if line is not None and (above.endswith(("\n\n", "\r\n\r\n", "---\n", "---\r\n")) or not above):
        yield from words(_ROLES, SuggestionKind.ROLE, _back(at, line["name"]), after=":\n")


def _in_placeholder(workspace: Workspace, document: Document, before: str, at: int) -> Iterator[Suggestion]:
    """A variable inside an open placeholder, which is closed where nothing closes it."""
    ahead = document.source[at : at + 40].partition("\n")[0]
    opened, closing = _open_placeholder(document.dialect, before)
    if opened is None:
        return
    written = opened["name"]
    names = _columns(workspace, document) if "." in written else {}
    after = "" if not closing or closing.strip() in ahead else closing
    known = names if "." in written else _known(workspace, document)
    yield from words(known, SuggestionKind.VARIABLE, _back(at, written), after=after)


def _open_placeholder(dialect: str, before: str) -> tuple[re.Match[str] | None, str]:
    """The placeholder that is open at the end of a line's beginning, and what would close it."""
    if dialect == "none":
        return None, ""
    if dialect == "fstring":
        return _SINGLE.search(before), "}"
    if dialect == "dollar":
        match = _DOLLAR.search(before)
        return match, "}" if match is not None and match["brace"] else ""
    if dialect in _JINJA and (tag := _TAG.search(before)) is not None:
        return tag, ""
    match = _DOUBLE.search(before)
    blank = " " if match is not None and " " in match.group() else ""
    return match, f"{blank}}}}}"


def _known(workspace: Workspace, document: Document) -> dict[str, str]:
    """Every variable that can be meant: columns of the eval set first, then declared and used ones."""
    found: dict[str, str] = {}
    for column in _columns(workspace, document):
        found.setdefault(column.partition(".")[0], "column of the eval set")
    for name in declared_variables(document):
        found.setdefault(name, "declared")
    for name in (*document.defaults, *document.variable_names):
        found.setdefault(name, "used in this prompt" if name in document.variable_names else "has a default")
    return found


def _undeclared(workspace: Workspace, document: Document) -> dict[str, str]:
    declared = declared_variables(document)
    return {name: told for name, told in _known(workspace, document).items() if name not in declared}


def _columns(workspace: Workspace, document: Document) -> dict[str, str]:
    link = workspace.link(document)
    if link is None:
        return {}
    try:
        return dict.fromkeys(workspace.eval_set(link, document).columns, "column of the eval set")
    except UserError:
        return {}


def _files(
    workspace: Workspace, document: Document, written: str, at: int, *, evals: bool
) -> Iterator[Suggestion]:
    from motjuste.evals.load import FORMATS

    folder = Path(document.path).absolute().parent
    yield from paths(written, at, folder, workspace.root, FORMATS if evals else ())


def _dialects() -> dict[str, str]:
    from motjuste.document.dialects import DIALECTS

    return dict.fromkeys(DIALECTS, "")


def _key_above(document: Document, at: int) -> str:
    """The key of the list that a line belongs to: the nearest line above that is no item."""
    for line in reversed(document.source[:at].splitlines()[:-1]):
        if not line.lstrip().startswith("-"):
            return line.partition(":")[0].strip()
    return ""


def _back(at: int, written: str) -> Span:
    """What is written already, up to the cursor."""
    return Span(at - len(written), at)
