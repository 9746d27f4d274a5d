"""Clients that other programs make of the API's description work: one in Python, one in JavaScript.

Every day they are made of a part of the description, in ``make test-long`` of the whole.
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from flask import Flask
from werkzeug.serving import make_server

from safety.people import operations as people
from safety.transactions import one_transaction
from tests import machine
from tests.cast import IN_A_YEAR, NOW, Cast
from tests.inspections.workplaces import load_sites, site_id
from tests.sizes import WHOLE

ROOT = Path(__file__).parents[2]
GENERATOR = ROOT / "node_modules" / "swagger-typescript-api" / "package.json"
#: What an everyday run makes clients of.
PART = (
    "/api/v1/sites",
    "/api/v1/sites/{site_id}",
    "/api/v1/sites/{site_id}/close",
    "/api/v1/employers",
    "/api/v1/me",
)


@pytest.fixture
def token(app: Flask, cast: Cast) -> str:
    """A token of 陈静, in whose district there are sites."""
    app.config["WTF_CSRF_ENABLED"] = False
    with one_transaction():
        load_sites()
        _, made = people.create_token(
            actor=cast.actor("chenjing"), now=NOW, name="tests", expires_at=IN_A_YEAR
        )
    return made


@pytest.fixture
def description(app: Flask, tmp_path: Path) -> Path:
    """The description as a file: the whole of it, or the part that an everyday run looks at."""
    document = app.test_client().get("/api/v1/openapi.json").get_json()
    if not WHOLE:
        document["paths"] = {path: document["paths"][path] for path in PART}
        document["components"]["schemas"] = _used(document)
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def _used(document: Mapping[str, Any]) -> dict[str, Any]:
    """The schemas that the paths need, and those that these need."""
    schemas, found = document["components"]["schemas"], dict[str, Any]()
    wanted = _names(document["paths"]) | _names(document["components"]["responses"])
    while wanted - found.keys():
        found |= {name: schemas[name] for name in wanted}
        wanted = wanted | _names(found)
    return found


def _names(node: Any) -> set[str]:
    if isinstance(node, Mapping):
        own = {node["$ref"].rpartition("/")[2]} if "/schemas/" in str(node.get("$ref", "")) else set()
        return own.union(*(_names(inner) for inner in node.values()))
    return set().union(*(_names(inner) for inner in node)) if isinstance(node, list) else set()


@pytest.fixture
def python_client(description: Path, tmp_path: Path) -> Iterator[ModuleType]:
    """The package that openapi-python-client makes."""
    name = f"client_{uuid.uuid4().hex}"
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none", "--overwrite"]
    settings = tmp_path / "settings.yml"
    settings.write_text("post_hooks: []\n", encoding="utf-8")
    where = ["--path", description, "--output-path", tmp_path / name, "--config", settings]
    made = subprocess.run([*command, *map(str, where)], check=False, capture_output=True, text=True)
    assert made.returncode == 0, made.stdout + made.stderr
    sys.path.insert(0, str(tmp_path))
    yield importlib.import_module(name)
    sys.path.remove(str(tmp_path))
    for one in [one for one in sys.modules if one.split(".")[0] == name]:
        del sys.modules[one]


def test_a_python_program_walks_the_sites_and_closes_one(
    app: Flask, token: str, python_client: ModuleType
) -> None:
    transport = httpx.WSGITransport(app=app)
    client = importlib.import_module(f"{python_client.__name__}.client").AuthenticatedClient(
        base_url="http://localhost", token=token, httpx_args={"transport": transport}
    )
    calls = f"{python_client.__name__}.api.workplaces_api"
    list_sites, get_site, close_site = (
        importlib.import_module(f"{calls}.{name}") for name in ("list_sites", "get_site", "close_site")
    )
    names: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = list_sites.sync(client=client, limit=1, **cursor)
        names += [one.name for one in page.items]
        if page.next_ is None:
            break
        cursor = {"cursor": page.next_}
    assert len(names) == page.total == len(set(names)) > 1

    version = get_site.sync_detailed(site_id("tower"), client=client).headers["ETag"]
    reason = importlib.import_module(f"{python_client.__name__}.models").WorkplacesReasonIn(reason="已搬迁")
    stale = close_site.sync_detailed(site_id("tower"), client=client, body=reason, if_match='"99"')
    assert (stale.status_code, stale.parsed.code) == (HTTPStatus.PRECONDITION_FAILED, "stale")
    closed = close_site.sync(site_id("tower"), client=client, body=reason, if_match=version)
    assert closed.closed_at is not None


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The application on a port of this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.once
def test_a_javascript_program_does_the_same(
    address: str, token: str, description: Path, tmp_path: Path
) -> None:
    machine.needed_file(GENERATOR)
    node = machine.node()
    made = tmp_path / "js"
    here = Path(__file__).parent
    run([node, here / "generate.mjs", description, made])
    (made / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    told = json.loads(run([node, here / "walk.mjs", made, address, token, site_id("tower")]))
    assert len(told["names"]) == len(set(told["names"])) > 1
    assert (told["refused"], told["closed"]) == ([412, "stale"], True)


def run(command: list[Any]) -> str:
    """What a command says."""
    done = subprocess.run(
        [*map(str, command)], check=False, capture_output=True, text=True, cwd=ROOT, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
