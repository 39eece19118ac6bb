"""One folder as a session sees it: settings, documents, eval sets, findings, marks and runs. Cheap to import."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.errors import UserError
from motjuste.settings import Loaded, load
from motjuste.workspace import known
from motjuste.workspace.addresses import named_prompt
from motjuste.workspace.default_check import default_check, place
from motjuste.workspace.file_settings import codes_for, dialect_for, inside, with_severities
from motjuste.workspace.scores import FILE_NAME, read_scores
from motjuste.workspace.selection import selected_codes
from motjuste.workspace.surroundings import stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from motjuste.document.model import Document
    from motjuste.evals.case import EvalSet
    from motjuste.evals.link import EvalLink
    from motjuste.lint.context import LintContext
    from motjuste.lint.finding import Finding
    from motjuste.settings import Complaint, ModelSettings, Settings
    from motjuste.text.stretches import Kept
    from motjuste.workspace.check_cache import Looked
    from motjuste.workspace.known import KnownMarks, RunSummary
    from motjuste.workspace.pick import Picker
    from motjuste.workspace.scores import Entry
    from motjuste.workspace.surroundings import Stamp


_LARGEST = 100_000_000
"""Bytes of a prompt file."""
_PROMPTFOO_READS = (".txt", ".md", ".j2", ".json", ".yaml", ".yml")
"""Suffixes of prompt files that promptfoo reads as templates of its own, when a configuration names them."""

UNKNOWN = "unknown"
"""The format of files that no format claims."""


class Workspace:
    """A folder with its settings. Everything it gives out is frozen; what it caches, it checks against the disk."""

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self._eval_sets: dict[tuple[Path, str | None], tuple[tuple[object, ...], EvalSet]] = {}
        self._codes: tuple[str, ...] | None = None
        self._scores: tuple[Stamp, Mapping[str, Entry]] | None = None

    @classmethod
    def discover(cls, path: Path, config: Path | None = None) -> Workspace:
        """The workspace a file or folder belongs to; it need not exist.

        Raises:
            UserError: Its settings file cannot be read or is not TOML.
        """
        return cls(load(path, config))

    @property
    def root(self) -> Path:
        """The folder that eval sets may not leave."""
        return self._loaded.root

    @property
    def settings(self) -> Settings:
        """What holds here; total."""
        return self._loaded.settings

    @property
    def source(self) -> Path | None:
        """The settings file, if there is one."""
        return self._loaded.source

    @property
    def loaded(self) -> Loaded:
        """The settings with the files they come from."""
        return self._loaded

    @property
    def warnings(self) -> tuple[Complaint, ...]:
        """Keys of the settings file that are not used, and why."""
        return self._loaded.warnings

    def document(self, address: str | Path, text: str | None = None) -> Document:
        """Parse one prompt, from its file or the text an editor or stdin holds for it.

        Args:
            address: `PATH`, or `PATH::NAME` for one prompt of a file that holds several; the first without a name.
            text: The file's text; None reads the file.

        Raises:
            UserError: No text was handed over and the file cannot be read, or it has no prompt of that name.
        """
        from motjuste.document.parse import split_address

        path, name = split_address(str(address))
        documents = self.documents(path, read_prompt(Path(path)) if text is None else text)
        return documents[0] if name is None else named_prompt(documents, name)

    def documents(self, path: str, source: str | bytes) -> tuple[Document, ...]:
        """Parse every prompt of a file, given as its text or its bytes; never empty, never raises.

        An eval set is read as one document without messages.
        """
        from motjuste.document.decode import decode
        from motjuste.document.parse import parse_all, parse_all_bytes
        from motjuste.workspace.eval_files import as_eval_set

        if self.is_eval_set(path):
            return (as_eval_set(path, source if isinstance(source, str) else decode(source).text),)
        prompts = self.settings.prompts
        dialect = dialect_for(inside(path, self.root), prompts.dialects) if prompts.dialects else None
        if dialect is None and path.lower().endswith(_PROMPTFOO_READS) and self._named(Path(path)):
            dialect = "nunjucks"
        if isinstance(source, bytes):
            return parse_all_bytes(path, source, protect=prompts.protect, dialect=dialect)
        return parse_all(path, source, protect=prompts.protect, dialect=dialect)

    def link(self, document: Document) -> EvalLink | None:
        """The eval set a prompt names or is given, if any; looks at the disk, raises nothing."""
        from motjuste.evals.link import find_link

        return find_link(document, self.root, self.settings.evals)

    def eval_set(self, link: EvalLink, document: Document | None = None) -> EvalSet:
        """Read a linked eval set; unchanged files are read once. `document` gives the default check.

        Raises:
            UserError: The file is missing, unreadable, empty or of no known kind, or there is no such default check.
        """
        from motjuste.evals.load import UnknownCheck, read_eval_set

        if link.fault is not None:
            raise UserError(
                link.fault,
                remedy="Correct the link to the eval set",
                path=document.path if document else None,
            )
        check = default_check(document) if document else None
        kept = self._eval_sets.get((link.path, check))
        if kept is not None and kept[0] == _stamps(link.path, kept[1]):
            return kept[1]
        shown = self.display(link.path)
        try:
            eval_set = read_eval_set(link.path, default_check=check, display=shown, root=self.root)
        except UnknownCheck as error:
            if document is not None:
                place(error, document)
            raise
        self._eval_sets[link.path, check] = (_stamps(link.path, eval_set), eval_set)
        return eval_set

    def display(self, path: Path) -> str:
        """How messages name a file: relative to where the user stands when it is below."""
        here = Path.cwd()
        return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)

    def findings(
        self, documents: Sequence[Document], select: Sequence[str] | None = None, kept: Kept | None = None
    ) -> tuple[Finding, ...]:
        """What the rules say of a file, with the eval sets of its prompts in view; never raises.

        Args:
            documents: All prompts of one file.
            select: Codes of rules to run; None takes the settings' choice. `per-file-ignores` hold either way.
            kept: What earlier looks at the same file found in its lines, for an open text that changes little by little.

        Returns:
            Findings in offsets of the file's source, as bad as the settings say.
        """
        return self._examined(documents, select, kept)[0]

    def _examined(
        self, documents: Sequence[Document], select: Sequence[str] | None, kept: Kept | None = None
    ) -> tuple[tuple[Finding, ...], Looked | None]:
        """The findings, and what was looked up for them beside the file."""
        from motjuste.lint.engine import lint_all
        from motjuste.workspace.check_cache import looked_up
        from motjuste.workspace.eval_files import EVAL_SET

        if documents[0].format == EVAL_SET:
            return (), None
        prompts = [(document, self._context(document)) for document in documents]
        settings = self.settings.lint
        codes = self.codes() if select is None else select
        if settings.per_file_ignores:
            codes = codes_for(inside(documents[0].path, self.root), codes, settings.per_file_ignores)
        findings = with_severities(lint_all(prompts, codes, kept=kept), settings.severity)
        return findings, looked_up([context for _, context in prompts])

    def _context(self, document: Document) -> LintContext:
        """What the rules may know of a prompt's surroundings."""
        from motjuste.workspace.context import context_of

        return context_of(self, document)

    def scores(self) -> Mapping[str, Entry]:
        """What the scores file holds, by prompt address; empty when there is none. An unchanged file is read once.

        Raises:
            UserError: The file cannot be used; the message names the line.
        """
        path = self.root / FILE_NAME
        now = stamp(path)
        if now is None:
            return {}
        if self._scores is None or self._scores[0] != now:
            self._scores = now, read_scores(self.root, self.display(path))
        return self._scores[1]

    def file_findings(self, path: str, source: str | bytes) -> tuple[Finding, ...]:
        """What the rules that the settings choose say of a file; never raises."""
        return self.examined(path, source)[0]

    def examined(
        self,
        path: str,
        source: str | bytes,
        select: Sequence[str] | None = None,
        *,
        ignore_suppressions: bool = False,
    ) -> tuple[tuple[Finding, ...], Looked | None, bool]:
        """What the rules say of a file, all its prompts together, each finding once; never raises.

        Args:
            path: As messages name it; chooses the format.
            source: The file's text or bytes.
            select: Codes of rules to run; None takes the settings' choice.
            ignore_suppressions: Also tell what `ignore` comments hide.

        Returns:
            The findings; what they depend on beside the file, None where they should not be kept; and whether there
            is a prompt in it at all.
        """
        from motjuste.workspace.eval_files import EVAL_SET

        documents: Sequence[Document] = self.documents(path, source)
        if documents[0].format == EVAL_SET:
            # No rule looks at cases. Which prompts name the file is not kept, so neither is this.
            return (), None, False
        if ignore_suppressions:
            documents = [_heedless(document) for document in documents]
        findings, looked = self._examined(documents, select)
        # Bare text of no format is a prompt only if somebody says so.
        holds_prompt = any(one.messages and one.format != UNKNOWN for one in documents)
        return findings, looked, holds_prompt

    def codes(self) -> tuple[str, ...]:
        """The rules the settings choose."""
        if self._codes is None:
            lint = self.settings.lint
            self._codes = selected_codes(lint.select, (), lint.ignore)
        return self._codes

    def known_marks(self, document: Document) -> KnownMarks | None:
        """Marks an earlier run found for exactly this text, eval set and models."""
        digest = self.eval_digest(document)
        if digest is None:
            return None
        return known.read_marks(self._state(), self.marks_key(document, digest))

    def marks_key(self, document: Document, evalset_digest: str) -> str:
        """What marks of a document are kept under; see `known_marks`."""
        models = self.settings.models
        names = "\n".join(
            f"{one.base_url} {one.model or 'default'}" for one in (models.task, self.optimizer_model)
        )
        return known.marks_key(known.text_digest(_keyed(document)), evalset_digest, names)

    def last_run(self, document: Document, job: str = "optimize") -> RunSummary | None:
        """How the last `optimize` or `eval` run of a document's file ended; stale when text or eval set changed since."""
        summary = known.read_summary(self._state(), Path(document.address), job)
        if summary is None:
            return None
        fresh_text = known.text_digest(document.source) in {summary.text_sha256, summary.best_sha256}
        fresh = fresh_text and self.eval_digest(document) == summary.evalset_digest
        return summary if fresh else replace(summary, stale=True)

    @property
    def optimizer_model(self) -> ModelSettings:
        """The optimizer model's settings: its own, else the task model's."""
        models = self.settings.models
        return models.optimizer if models.optimizer.configured else models.task

    def prompt_files(
        self, paths: Sequence[Path], complain: Callable[[Path, OSError], None] | None = None
    ) -> tuple[Path, ...]:
        """The prompt files that files and folders stand for; a file named outright always counts.

        Args:
            paths: What was named.
            complain: Told of each folder that cannot be read.

        Raises:
            UserError: A path does not exist or is out of reach.
        """
        return self.picker().pick(paths, complain)

    def is_prompt(self, path: str | Path, document: Document | None = None) -> bool:
        """Whether `prompt_files` would pick one file from its folder; with its document at hand it is not read."""
        return self.picker().says_so(Path(path), document)

    def picker(self) -> Picker:
        """Says which files are prompts here."""
        from motjuste.document.parse import split_address
        from motjuste.workspace.eval_files import EvalFiles
        from motjuste.workspace.pick import Picker, is_own

        prompts = self.settings.prompts
        include = (*prompts.include, *(split_address(glob)[0] for glob in self.settings.evals))
        eval_files, own = EvalFiles(self.root, self.settings.evals), frozenset(self._loaded.files)
        return Picker(
            self.root,
            include,
            prompts.exclude,
            linked=lambda document: self.link(document) is not None,
            named=self._named,
            no_prompt=lambda path: is_own(path, own) or eval_files.holds(path),
        )

    def is_eval_set(self, path: str | Path) -> bool:
        """Whether a file holds cases and no prompt: by its name, the settings' table or a prompt that names it."""
        from motjuste.workspace.eval_files import EvalFiles

        return EvalFiles(self.root, self.settings.evals).holds(Path(path))

    def _named(self, path: Path) -> bool:
        """Whether a promptfoo configuration names a file as one of its prompts."""
        from motjuste.evals.folder import nothing_round

        if nothing_round(str(path), str(self.root)):
            return False
        from motjuste.evals.promptfoo_link import naming_config

        return naming_config(Path(os.path.abspath(path)), self.root) is not None  # noqa: PTH100

    def eval_digest(self, document: Document) -> str | None:
        """The digest of the eval set as it is now; None when there is none to read."""
        link = self.link(document)
        if link is None:
            return None
        try:
            return self.eval_set(link, document).digest
        except UserError:
            return None

    def _state(self) -> Path:
        from motjuste.llm.places import state_dir

        return state_dir()


def _keyed(document: Document) -> str:
    """What marks belong to: the file's source and which of its prompts."""
    return document.source if document.name is None else f"{document.name}\n{document.source}"


def read_prompt(path: Path) -> bytes:
    """A prompt file's bytes.

    Raises:
        UserError: It cannot be read, is no regular file, or is far too large.
    """
    from motjuste.evals.regular_file import read_regular, remedy_of

    try:
        return read_regular(path, _LARGEST)
    except IsADirectoryError:
        raise UserError(
            "This is a folder, not a prompt file", remedy="Name one file in it", path=str(path)
        ) from None
    except FileNotFoundError:
        raise UserError("There is no such file", remedy="Check the spelling", path=str(path)) from None
    except OSError as error:
        reason = error.strerror or "unreadable"
        told = f"The file cannot be read: {reason}"
        raise UserError(told, remedy=remedy_of(error), path=str(path)) from error


def _heedless(document: Document) -> Document:
    """The document without the comments that hide findings; those that say something else stay."""
    return replace(
        document,
        directives=tuple(one for one in document.directives if not one.name.startswith("ignore")),
    )


def _stamps(path: Path, eval_set: EvalSet) -> tuple[object, ...]:
    """The stamps of all files an eval set was read from."""
    return tuple(stamp(each) for each in (path, *map(Path, eval_set.files)))
