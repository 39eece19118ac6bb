"""The editor's own models: a provider's model answers a run, after it was allowed to and as long as it is wanted."""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path

import pytest
from tests.editors.vscode.code_server import VSIX, CodeServer

PROVIDER = Path(__file__).parent / "provider"
KINDS = """<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension=".json" ContentType="application/json"/><Default Extension=".js" ContentType="application/javascript"/>
<Default Extension=".vsixmanifest" ContentType="text/xml"/></Types>"""
MANIFEST = """<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">
<Metadata><Identity Language="en-US" Id="scripted-models" Version="0.0.1" Publisher="tests"/>
<DisplayName>Scripted Models</DisplayName></Metadata>
<Installation><InstallationTarget Id="Microsoft.VisualStudio.Code"/></Installation>
<Assets><Asset Type="Microsoft.VisualStudio.Code.Manifest" Path="extension/package.json" Addressable="true"/></Assets>
</PackageManifest>"""


@pytest.fixture
def with_models(tmp_path_factory):
    """An editor with language models."""
    home = tmp_path_factory.mktemp("models")
    package = home / "provider.vsix"
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("[Content_Types].xml", KINDS)
        archive.writestr("extension.vsixmanifest", MANIFEST)
        for path in PROVIDER.iterdir():
            archive.write(path, f"extension/{path.name}")
    server = CodeServer(home)
    server.install(VSIX, package)
    server.write_settings({"motjuste.interpreter": sys.executable, "chat.disableAIFeatures": False})
    server.start({"MOTJUSTE_HOME": str(home / "motjuste")})
    yield server
    server.stop()


def test_a_providers_model_answers_once_it_is_allowed(with_models, folder, endpoint, open_window):
    (folder / ".endpoint").write_text(endpoint.url)
    (folder / "motjuste.toml").write_text('[models.task]\nmodel = "editor:scripted"\nconcurrency = 4\n')
    window = open_window(with_models, folder)
    window.open("dates.md")
    window.lens("Optimize")
    window.command("Mot Juste: Score This Prompt")
    allow = window.button("Allow")
    window.shot("consent")
    assert endpoint.calls == 0
    allow.click()
    window.lens("20.0 % on 60 cases")
    assert endpoint.calls == 60
    assert "Find the date" in json.dumps(endpoint.requests[0])
    endpoint.hold()
    (folder / "dates.md").write_text((folder / "dates.md").read_text().replace("Keep", "Hold"))
    window.lens("before the last changes")
    window.command("Mot Juste: Score This Prompt")
    window.lens("Cancel the run").click()
    window.lens("Optimize")
    endpoint.release()
    assert endpoint.calls <= 64
