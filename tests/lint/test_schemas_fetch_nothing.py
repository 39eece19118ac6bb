"""A schema in a stranger's prompt is only compared: no address in it is opened and no file it names is read."""

from __future__ import annotations

import json
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

_WATCHED = """
import sys
seen = []

def watch(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "urllib.Request"}:
        seen.append((event, str(arguments)))
    if event == "open" and "secret" in str(arguments[0]):
        seen.append((event, str(arguments)))

sys.addaudithook(watch)
from motjuste.document.parse import parse
from motjuste.evals.checks import BadCheck, build
from motjuste.lint.context import LintContext
from motjuste.lint.rules.example_contradicts_schema import EXAMPLE_CONTRADICTS_SCHEMA, _fault
import json

rows = []
for schema in json.load(sys.stdin):
    text = f"```json\\n{json.dumps(schema)}\\n```\\n\\n```json\\n" + '{"a": 1, "b": 2}' + "\\n```\\n"
    problems = list(EXAMPLE_CONTRADICTS_SCHEMA.check(parse("a.md", text), LintContext()))
    rows.append([len(problems), _fault(schema, {"a": 1, "b": 2})])
    try:
        build("is-json", schema).score('{"a": 1, "b": 2}')
    except BadCheck:
        pass
print(json.dumps([seen, rows]))
"""


@pytest.fixture
def asked():
    """The address of a server, and the paths it was asked for."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            paths.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"false")

        def log_message(self, *_):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/x", paths
    server.shutdown()
    thread.join()
    server.server_close()


def _schemas(address):
    yield {"$dynamicRef": address}
    yield {"$ref": address}
    yield {"$ref": "x", "$id": address}
    yield {"$recursiveRef": address}
    yield {"$recursiveRef": "#", "$schema": "https://json-schema.org/draft/2019-09/schema", "$id": address}
    yield {"$schema": address}
    yield {"allOf": [{"$dynamicRef": address}]}
    yield {"allOf": [{"$id": address, "$ref": "other#/a"}]}
    yield {"$defs": {"c": {"$anchor": "c", "$ref": address}}, "not": {"$dynamicRef": "#c"}}
    yield {"dependentSchemas": {"a": {"$ref": address}}}
    yield {"extends": {"$ref": address}, "$schema": "http://json-schema.org/draft-03/schema#"}


def test_nothing_is_fetched_nor_read(asked, tmp_path):
    address, paths = asked
    secret = tmp_path / "secret.json"
    secret.write_text("false", "utf-8")
    whole = {"type": "object", "properties": {"a": {}, "b": {}}}
    schemas = [whole | one for place in (address, secret.as_uri()) for one in _schemas(place)]
    done = subprocess.run(
        [sys.executable, "-c", _WATCHED],
        input=json.dumps(schemas),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen, rows = json.loads(done.stdout)
    assert seen == []
    assert paths == []
    assert rows == [[0, None]] * len(schemas)


def test_the_watch_would_see_a_schema_being_fetched(asked):
    """The library's own registry does fetch, so that the test above can fail."""
    address, paths = asked
    code = (
        "import warnings; warnings.simplefilter('ignore'); from jsonschema import Draft202012Validator as V;"
        f"V({{'$dynamicRef': {address!r}}}).is_valid(1)"
    )
    subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert paths == ["/x"]
