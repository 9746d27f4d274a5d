"""What is no district of Chongqing is refused by its row, and a file that lacks most districts wants a yes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast
from tests.maps.test_commands import SHIPPED, no_editions_left  # noqa: F401
from tests.maps.test_edition_files import NEW, upload

pytestmark = pytest.mark.once

Client = Callable[[str], FlaskClient]
FAR = [[[100, 20], [100.1, 20], [100.1, 20.1], [100, 20.1], [100, 20]]]


def file_of(folder: Path, kept: int, *more: tuple[str, str]) -> Path:
    """The first ``kept`` of the shipped districts, and squares at 100° E 20° N with the codes and names of ``more``."""
    document: dict[str, Any] = json.loads(SHIPPED.read_text())
    del document["edition"]
    document["features"] = document["features"][:kept]
    for code, name in more:
        geometry = {"type": "Polygon", "coordinates": FAR}
        told = {"code": code, "name": name}
        document["features"].append({"type": "Feature", "properties": told, "geometry": geometry})
    path = folder / "districts.geojson"
    path.write_text(json.dumps(document, ensure_ascii=False))
    return path


@pytest.mark.parametrize(
    ("code", "why"), [("599999", "代码 599999 不是本市区县的代码"), ("500199", "不在本市范围内")]
)
def test_a_code_or_an_outline_of_elsewhere_refuses_its_row(
    app: Flask, cast: Cast, api: Client, tmp_path: Path, code: str, why: str
) -> None:
    program = api("huangtao")
    path = file_of(tmp_path, 38, (code, "无名区"))
    kept = upload(program, path)
    look = program.get(f"{kept}/preview").get_json()
    assert len(look["reasons"]) == 1
    assert why in look["reasons"][0]
    assert set(program.post(f"{kept}/adoption", json=NEW).get_json()["errors"]) == {"file"}
    told = app.test_cli_runner().invoke(args=["boundaries", "check", str(path)])
    assert (told.exit_code, why in told.output) == (1, True)


def test_a_file_that_lacks_most_districts_says_so_and_wants_a_yes(
    app: Flask, cast: Cast, api: Client, signed_in: Client, tmp_path: Path
) -> None:
    program, browser = api("huangtao"), signed_in("huangtao")
    kept = upload(program, file_of(tmp_path, 2))
    look = program.get(f"{kept}/preview").get_json()
    assert any("缺少 36 个区县" in one for one in look["remarks"]), look["remarks"]
    refused = program.post(f"{kept}/adoption", json=NEW)
    assert (refused.status_code, set(refused.get_json()["errors"])) == (422, {"lack_is_certain"})
    page = kept.replace("/api/v1/map/edition-files", "/map/editions/files")
    assert "lack_is_certain" in browser.get(page).text
    assert program.post(f"{kept}/adoption", json=NEW | {"lack_is_certain": True}).status_code == 200


def test_the_command_wants_the_yes_too(app: Flask, cast: Cast, tmp_path: Path) -> None:
    words = ["boundaries", "import", str(file_of(tmp_path, 2)), "--datum", "wgs84", "--name", "两区"]
    told = app.test_cli_runner().invoke(args=words)
    assert told.exit_code == 1
    assert "--lack-is-certain" in told.output
    told = app.test_cli_runner().invoke(args=[*words, "--lack-is-certain"])
    assert told.exit_code == 0, told.output
