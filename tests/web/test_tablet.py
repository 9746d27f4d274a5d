"""The tablet's shell, manifest and worker, as anybody is served them."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from safety.web import static_files
from safety.web.tablet import worker
from safety.web.tablet.shell import LANGUAGES
from tests.cast import TODAY

pytestmark = pytest.mark.once


def kept_by(script: str) -> dict[str, str]:
    """Address and hash of every file on the worker's list."""
    found = re.match(r"const KEPT = (\{.*\});\n", script)
    assert found
    return dict(json.loads(found.group(1))["files"])


def test_every_file_on_the_workers_list_is_served_with_exactly_its_hash(client: FlaskClient) -> None:
    kept = kept_by(client.get("/sw.js").text)
    names = {static_files.name_of(url) for url in kept}
    assert {"/tablet/zh", "/tablet/en", "js/tablet/app.js", "css/tablet.css"} <= names
    assert len(kept) > 50
    for url, sha256 in kept.items():
        with client.get(url) as answer:
            assert (answer.status_code, hashlib.sha256(answer.data).hexdigest()) == (200, sha256), url


def drawn_anew(app: Flask, first: str) -> dict[str, bytes]:
    """The shells as a process draws them that is asked for ``first`` before anything else."""
    for kept in ("tablet_shells", "tablet_worker"):
        app.extensions.pop(kept, None)
    client = app.test_client()
    client.get(first)
    return {language: client.get(f"/tablet/{language}").data for language in LANGUAGES}


@pytest.mark.parametrize("first", ["/sw.js", "/sw.js?lang=en", "/tablet/zh", "/tablet/en"])
def test_every_process_draws_the_same_shells_whatever_it_was_asked_for_first(app: Flask, first: str) -> None:
    shells = drawn_anew(app, first)
    assert "平板/离线 · 群监".encode() in shells["zh"]
    assert b"Tablet/offline" in shells["en"]
    assert "平板/离线".encode() not in shells["en"]
    assert shells == drawn_anew(app, "/tablet/en")


def test_every_script_the_list_needs_is_on_it(client: FlaskClient) -> None:
    kept = kept_by(client.get("/sw.js").text)
    scripts = {one.name for one in (Path(worker.__file__).parent.parent / "static/js/tablet").iterdir()}
    assert {url.rpartition("/")[2] for url in kept if "/js/tablet/" in url} == scripts


def test_the_shell_is_the_same_for_everybody(client: FlaskClient, signed_in: object) -> None:
    stranger = client.get("/tablet/zh").data
    assert callable(signed_in)
    assert signed_in("liqiang").get("/tablet/zh").data == stranger
    assert "李强".encode() not in stranger


def test_the_version_changes_with_any_byte_of_any_file() -> None:
    files = [worker.Kept("/tablet/zh", "a" * 64), worker.Kept("/static/x.js", "b" * 64)]
    changed = [files[0], worker.Kept("/static/x.js", "c" * 64)]
    versions = {
        worker.version_of(files, "code"),
        worker.version_of(changed, "code"),
        worker.version_of(files, ""),
    }
    assert len(versions) == 3


def test_a_page_that_names_a_missing_file_is_not_kept_quietly(app: Flask) -> None:
    with pytest.raises(FileNotFoundError):
        worker.static_files(['<script src="/static/js/nowhere.js"></script>'])
    with app.test_request_context():
        assert [one.url for one in worker.kept_files(today=TODAY)]


def test_the_manifest_names_icons_that_are_served(client: FlaskClient) -> None:
    manifest = client.get("/manifest.webmanifest")
    assert manifest.mimetype == "application/manifest+json"
    assert manifest.get_json()["start_url"] == "/tablet"
    for icon in manifest.get_json()["icons"]:
        with client.get(icon["src"]) as answer:
            assert answer.status_code == 200
