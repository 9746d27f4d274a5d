"""Static files as a browser gets them: whole, small, and new at once after an upgrade."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient

from safety.web import static_files

pytestmark = pytest.mark.once

STYLE = "css/app.css"


def forget_what_was_found() -> None:
    for found in (static_files.version, static_files._digests, static_files._compressed):
        found.cache_clear()


@pytest.fixture
def front_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A front end of one style, with its compressed copies, in place of the real one."""
    static, copies = tmp_path / "static", tmp_path / "copies"
    (static / "css").mkdir(parents=True)
    (copies / "css").mkdir(parents=True)
    content = b"body { color: black }\n" * 40
    (static / STYLE).write_bytes(content)
    (copies / f"{STYLE}.br").write_bytes(brotli.compress(content))
    (copies / f"{STYLE}.gz").write_bytes(gzip.compress(content))
    (copies / "of.json").write_text(json.dumps(static_files.digests(static)))
    monkeypatch.setattr(static_files, "STATIC", static)
    monkeypatch.setattr(static_files, "COMPRESSED", copies)
    forget_what_was_found()
    yield static
    forget_what_was_found()


def address_of(app: Flask, name: str) -> str:
    with app.test_request_context():
        return url_for("static", filename=name)


def test_an_upgrade_gives_every_file_an_address_of_its_own(app: Flask, front_end: Path) -> None:
    before = address_of(app, STYLE)
    (front_end / "css/lists.css").write_text("td { padding: 0 }")
    forget_what_was_found()
    after = address_of(app, STYLE)
    assert before != after
    assert static_files.name_of(before) == static_files.name_of(after) == STYLE


@pytest.mark.parametrize(
    ("taken", "sent"),
    [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("identity", None), ("br;q=0, gzip", "gzip"), ("", None)],
)
def test_chen_jings_browser_gets_a_style_in_a_coding_that_it_takes(
    app: Flask, client: FlaskClient, front_end: Path, taken: str, sent: str | None
) -> None:
    with client.get(address_of(app, STYLE), headers={"Accept-Encoding": taken}) as answer:
        unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[sent]
        assert answer.headers.get("Content-Encoding") == sent
        assert unpack(answer.data) == (front_end / STYLE).read_bytes()
        assert answer.mimetype == "text/css"
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert "immutable" in answer.headers["Cache-Control"]


def test_a_copy_of_what_the_file_was_before_is_not_sent(
    app: Flask, client: FlaskClient, front_end: Path
) -> None:
    (front_end / STYLE).write_text("body { color: navy }")
    forget_what_was_found()
    with client.get(address_of(app, STYLE), headers={"Accept-Encoding": "br"}) as answer:
        assert answer.headers.get("Content-Encoding") is None
        assert answer.data == b"body { color: navy }"


def test_a_page_that_was_open_during_an_upgrade_gets_the_file_of_now_and_keeps_it_not(
    client: FlaskClient, front_end: Path
) -> None:
    for address in (f"/static/v-0123456789abcdef/{STYLE}", f"/static/{STYLE}"):
        with client.get(address) as answer:
            assert answer.status_code == 200
            assert answer.headers["Cache-Control"] == "no-cache"


def test_the_files_of_the_house_were_compressed_at_set_up() -> None:
    """`make run` and `make test` make the copies; a folder without them serves three times the bytes."""
    made = json.loads((static_files.COMPRESSED / "of.json").read_text())
    assert len(made) > 100
    for name in made:
        whole = (static_files.STATIC / name).stat().st_size
        assert (static_files.COMPRESSED / f"{name}.br").stat().st_size < whole, name
