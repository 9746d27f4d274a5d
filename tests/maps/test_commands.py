"""``flask boundaries``: a good file becomes an edition from its day on, a bad one changes nothing."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from maps import boundaries
from maps.boundaries import atlas, district_at, editions_folder
from maps.coordinates import Datum, from_wgs84
from safety.audit.models import AuditEntry
from safety.database import db
from safety.reference.queries import district_names

pytestmark = pytest.mark.once

SHIPPED = Path(boundaries.__file__).parent / "data" / "chongqing_districts_2017.geojson"
LATER = date(2026, 2, 1)


def run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["boundaries", *words])
    return result.exit_code, result.output


def new_file(folder: Path, datum: Datum = Datum.WGS84) -> Path:
    """The shipped outlines with one district renamed, in ``datum``."""
    document: dict[str, Any] = json.loads(SHIPPED.read_text())
    del document["edition"]
    for feature in document["features"]:
        if feature["properties"]["code"] == "500105":
            feature["properties"] = {"code": "500157", "name": "新区（示例）"}
        for polygon in feature["geometry"]["coordinates"]:
            for ring in polygon:
                ring[:] = [list(from_wgs84(lon, lat, datum)) for lon, lat in ring]
    path = folder / "new.geojson"
    path.write_text(json.dumps(document))
    return path


@pytest.fixture(autouse=True)
def no_editions_left(app: Flask) -> Any:
    yield
    for path in editions_folder().glob("*"):
        path.unlink()


OPTIONS = ("--name", "示例版", "--valid-from", "2026-01-25", "--source", "测试")


def test_an_imported_edition_counts_from_its_day_in_the_running_application(
    app: Flask, tmp_path: Path
) -> None:
    assert district_at(106.57, 29.60, on=LATER) == "500105"
    code, output = run(app, "import", str(new_file(tmp_path)), *OPTIONS, "--datum", "wgs84")
    assert (code, output) == (0, "示例版: 38 districts are used from 2026-01-25 on\n")
    assert district_at(106.57, 29.60, on=LATER) == "500157"
    assert district_at(106.57, 29.60, on=date(2026, 1, 1)) == "500105"
    assert district_names(LATER)["500157"] == "新区（示例）"
    assert db.session.scalar(select(AuditEntry.action)) == "district_edition_adopted"
    assert "示例版" in run(app, "list")[1]


def test_a_file_that_fits_another_datum_is_refused_unless_it_is_certain(app: Flask, tmp_path: Path) -> None:
    shifted = new_file(tmp_path, Datum.GCJ02)
    code, output = run(app, "import", str(shifted), *OPTIONS, "--datum", "wgs84")
    assert code == 1
    assert "fit gcj02" in output
    assert len(atlas().editions) == 1
    assert "gcj02" in run(app, "check", str(shifted))[1]
    assert run(app, "import", str(shifted), *OPTIONS, "--datum", "gcj02")[0] == 0
    assert district_at(106.57, 29.60, on=LATER) == "500157"


def test_a_second_edition_of_the_same_day_is_refused_and_leaves_no_file(app: Flask, tmp_path: Path) -> None:
    path = str(new_file(tmp_path))
    assert run(app, "import", path, *OPTIONS, "--datum", "wgs84")[0] == 0
    before = sorted(editions_folder().iterdir())
    code, output = run(app, "import", path, *OPTIONS, "--datum", "wgs84")
    assert code == 1
    assert "同日生效" in output
    assert sorted(editions_folder().iterdir()) == before


def test_a_faulty_file_is_refused_with_every_reason(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "bad.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature"}, "x"]}))
    code, output = run(app, "import", str(path), *OPTIONS, "--datum", "wgs84")
    assert code == 1
    assert "第 1 个要素" in output
    assert "第 2 个要素" in output


def test_a_district_that_was_mended_is_named(app: Flask, tmp_path: Path) -> None:
    path = new_file(tmp_path)
    document = json.loads(path.read_text())
    ring = document["features"][0]["geometry"]["coordinates"][0][0]
    ring[1:1] = [[ring[0][0] + 0.01, ring[0][1]], ring[0]]  # out and back
    path.write_text(json.dumps(document))
    code, output = run(app, "import", str(path), *OPTIONS, "--datum", "wgs84")
    assert code == 0
    first = document["features"][0]["properties"]
    assert f"{first['code']} {first['name']}: mended" in output
    assert "38 districts are used" in output


def test_the_shipped_districts_enter_the_register_once(app: Flask) -> None:
    assert run(app, "adopt-shipped") == (0, "38 districts: 重庆市38个区县（2017年起）\n")
    assert run(app, "adopt-shipped") == (0, "")
    assert len(district_names(LATER)) == 38


def test_a_bare_file_is_read_in_the_datum_that_clearly_fits_and_says_so(app: Flask, tmp_path: Path) -> None:
    code, output = run(app, "import", str(new_file(tmp_path, Datum.BD09)))
    assert code == 0
    assert output.startswith("no datum was given; read as bd09 (confidence ")
    assert "new: 38 districts" in output


def test_a_file_that_is_wrong_about_its_own_datum_is_refused(app: Flask, tmp_path: Path) -> None:
    path = new_file(tmp_path, Datum.GCJ02)
    path.write_text(json.dumps(json.loads(path.read_text()) | {"edition": {"name": "甲", "datum": "wgs84"}}))
    code, output = run(app, "import", str(path))
    assert code == 1
    assert "declared as wgs84, but the outlines fit gcj02" in output
