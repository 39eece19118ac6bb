"""The editor's own settings and folders: fetched or pushed, by folder, and changed without a restart."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.uris import to_fs_path

from motjuste.lsp.afresh import show_afresh

if TYPE_CHECKING:
    from collections.abc import Mapping

    from motjuste.lsp.server import MotjusteServer

SECTION = "motjuste"


def register(ls: MotjusteServer) -> None:
    """Learn of changes."""
    ls.answer(types.WORKSPACE_DID_CHANGE_CONFIGURATION, configuration_changed)
    ls.answer(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, folders_changed)


def begin(ls: MotjusteServer) -> None:
    """Fetch the editor's settings, and ask to be told when they change."""
    if not ls.client.pulls_configuration:
        return
    ls.schedule.start("configuration", fetch(ls))
    if ls.client.registers_configuration:
        options = types.DidChangeConfigurationRegistrationOptions(section=SECTION)
        registration = types.Registration(
            id="motjuste.configuration",
            method=types.WORKSPACE_DID_CHANGE_CONFIGURATION,
            register_options=options,
        )
        ls.client_register_capability(types.RegistrationParams(registrations=[registration]))


def configuration_changed(ls: MotjusteServer, params: types.DidChangeConfigurationParams) -> None:
    """Fetch them again; an editor that cannot be asked has pushed them."""
    if ls.client.pulls_configuration:
        ls.schedule.start("configuration", fetch(ls))
        return
    told = _plain(params.settings)
    # Null says only that something changed. Without our section there is nothing of ours, whatever other tools have.
    if isinstance(told, dict):
        take(ls, {None: told.get(SECTION)})


def folders_changed(ls: MotjusteServer, _: types.DidChangeWorkspaceFoldersParams) -> None:
    """Folders were opened or closed; what belongs to a file may be looked for elsewhere now."""
    ls.folders.roots = folder_roots(ls)
    ls.folders.forget()
    show_afresh(ls)
    if ls.client.pulls_configuration:
        ls.schedule.start("configuration", fetch(ls))


def folder_roots(ls: MotjusteServer) -> tuple[Path, ...]:
    """The folders the editor has open on this machine; one that knows no such folders has a root."""
    uris = list(ls.workspace.folders)
    if not uris and ls.workspace.root_uri and not ls.client.workspace_folders:
        uris = [ls.workspace.root_uri]
    paths = (to_fs_path(uri) for uri in uris)
    return tuple(dict.fromkeys(Path(path) for path in paths if path))


async def fetch(ls: MotjusteServer) -> None:
    """Ask for the section of each folder, and for the one that holds elsewhere."""
    roots: tuple[Path | None, ...] = (None, *ls.folders.roots)
    items = [
        types.ConfigurationItem(scope_uri=root.as_uri() if root else None, section=SECTION) for root in roots
    ]
    try:
        found = await ls.workspace_configuration_async(types.ConfigurationParams(items=items))
    except JsonRpcException:
        return  # the editor promised more than it does: the settings files hold
    take(ls, dict(zip(roots, found, strict=False)))


def take(ls: MotjusteServer, sections: dict[Path | None, object]) -> None:
    """Keep what the editor sent, and show what follows from it if it is new."""
    from motjuste.workspace.sent import sent_settings

    sent: dict[Path | None, Mapping[str, Any]] = {
        root: sent_settings(_plain(section)) for root, section in sections.items()
    }
    before = {root: ls.folders.sent_to(root) for root in sent}
    ls.folders.sent = sent
    if sent != before:
        ls.folders.forget()
        show_afresh(ls)


def _plain(value: Any) -> Any:
    """JSON that pygls made objects of, as plain data."""
    if hasattr(value, "_asdict"):
        return {key: _plain(one) for key, one in value._asdict().items()}
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value
