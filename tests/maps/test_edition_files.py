"""A file of districts is looked at before it is put to use: what is new, gone and merged, how many sites change district."""

from __future__ import annotations

import hashlib
import io
import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from maps.boundaries import district_at, editions_folder
from maps.coordinates import Datum
from maps.edition_files import discard
from safety.database import db
from safety.errors import NotFound
from safety.reference.models import BoundaryFile
from safety.transactions import one_transaction
from safety.workplaces.models import RegisterImport
from safety.workplaces.operations.uploads import imports_folder
from tests.cast import NOW, Cast
from tests.maps.places import add_site
from tests.maps.test_commands import LATER, SHIPPED, new_file, no_editions_left, run  # noqa: F401

pytestmark = pytest.mark.once

Client = Callable[[str], FlaskClient]
JIANGBEI = (106.57, 29.60)
NEW = {"name": "示例版", "source": "测试", "datum": "wgs84", "valid_from": "2026-01-25"}


def merged_file(folder: Path) -> Path:
    """The shipped outlines in which 江北 and 渝北 are one district of a new code."""
    import shapely

    document: dict[str, Any] = json.loads(SHIPPED.read_text())
    del document["edition"]
    old = [one for one in document["features"] if one["properties"]["code"] in {"500105", "500112"}]
    whole = shapely.union_all([shapely.from_geojson(json.dumps(one["geometry"])) for one in old])
    for one in old:
        document["features"].remove(one)
    told = {"code": "500157", "name": "新区（示例）"}
    geometry = json.loads(shapely.to_geojson(whole))
    document["features"].append({"type": "Feature", "properties": told, "geometry": geometry})
    path = folder / "merged.geojson"
    path.write_text(json.dumps(document, ensure_ascii=False))
    return path


def upload(program: FlaskClient, path: Path) -> str:
    address = f"/api/v1/map/edition-files/{uuid.uuid4()}"
    sent = {"file": (io.BytesIO(path.read_bytes()), path.name)}
    answer = program.put(address, data=sent, content_type="multipart/form-data")
    assert answer.status_code == 201, answer.get_json()
    return address


def test_a_program_looks_at_a_file_and_puts_it_to_use(
    app: Flask, cast: Cast, api: Client, tmp_path: Path
) -> None:
    run(app, "adopt-shipped")
    add_site(cast, "yuzhong", "江北工地", JIANGBEI)
    program = api("huangtao")
    kept = upload(program, merged_file(tmp_path))
    look = program.get(f"{kept}/preview?valid_from=2026-01-25").get_json()
    assert (look["reasons"], len(look["districts"])) == ([], 37)
    assert (look["new_districts"], set(look["gone_districts"])) == (
        {"500157": "新区（示例）"},
        {"500105", "500112"},
    )
    assert look["merged_districts"] == {"500157": ["500105", "500112"]}
    assert look["successors"] == {"500105": ["500157"], "500112": ["500157"]}
    assert look["moves"] == [{"old_code": "500103", "new_code": "500157", "sites": 1}]
    assert district_at(*JIANGBEI, on=LATER) == "500105"  # nothing is in use yet
    done = program.post(f"{kept}/adoption", json=NEW)
    assert done.status_code == 200, done.get_json()
    assert district_at(*JIANGBEI, on=LATER) == "500157"
    edition = program.get("/api/v1/map/editions").get_json()["items"][0]
    assert (edition["name"], edition["successors"]) == ("示例版", look["successors"])
    assert program.post(f"{kept}/adoption", json=NEW).get_json()["code"] == "file_in_use"


def test_a_file_of_another_datum_and_a_faulty_one_are_refused(
    app: Flask, cast: Cast, api: Client, tmp_path: Path
) -> None:
    program = api("huangtao")
    shifted = upload(program, new_file(tmp_path, Datum.BD09))
    assert program.get(f"{shifted}/preview").get_json()["datum"] == "bd09"
    refused = program.post(f"{shifted}/adoption", json=NEW)
    assert (refused.status_code, set(refused.get_json()["errors"])) == (422, {"datum"})
    assert program.post(f"{shifted}/adoption", json=NEW | {"datum": "bd09"}).status_code == 200
    faulty = json.loads(SHIPPED.read_text())
    del faulty["features"][3]["properties"]["code"]
    faulty["features"][3]["properties"]["name"] = "某某新区"
    path = tmp_path / "faulty.geojson"
    path.write_text(json.dumps(faulty, ensure_ascii=False))
    kept = upload(program, path)
    look = program.get(f"{kept}/preview").get_json()
    assert ["某某新区" in one for one in look["reasons"]] == [True]
    assert {"code", "name"} <= set(look["columns"])
    refused = program.post(f"{kept}/adoption", json=NEW | {"name": "另一版", "valid_from": "2026-03-01"})
    assert set(refused.get_json()["errors"]) == {"file"}
    assert len(list(editions_folder().glob("*.geojson"))) == 1


def test_the_administrator_sees_the_change_on_a_map_and_puts_it_to_use(
    app: Flask, cast: Cast, signed_in: Client, tmp_path: Path
) -> None:
    run(app, "adopt-shipped")
    add_site(cast, "yuzhong", "江北工地", JIANGBEI)
    browser = signed_in("huangtao")
    assert signed_in("chenjing").get("/map/editions/files").status_code == 403
    path = merged_file(tmp_path)
    sent = {"file": (io.BytesIO(path.read_bytes()), path.name)}
    address = browser.post("/map/editions/files", data=sent).headers["Location"]
    page = browser.get(f"{address}?valid_from=2026-01-25").text
    assert "<svg" in page
    for words in ("新设", "撤销", "合并", "改属的场所", "新区（示例）", "渝北区"):
        assert words in page
    refused = browser.post(f"{address}/adoption", data=NEW | {"name": ""})
    assert (refused.status_code, "此项必填" in refused.text) == (422, True)
    assert browser.post(f"{address}/adoption", data=NEW).status_code == 302
    assert "示例版" in browser.get("/map/editions").text
    assert district_at(*JIANGBEI, on=LATER) == "500157"


def test_a_file_that_was_only_looked_at_is_discarded_with_its_content(
    app: Flask, cast: Cast, api: Client, signed_in: Client, tmp_path: Path
) -> None:
    browser, program, path = signed_in("huangtao"), api("huangtao"), merged_file(tmp_path)
    content = imports_folder() / hashlib.sha256(path.read_bytes()).hexdigest()
    sent = {"file": (io.BytesIO(path.read_bytes()), path.name)}
    address = browser.post("/map/editions/files", data=sent).headers["Location"]
    assert f'action="{address}/discard"' in browser.get(address).text
    other = upload(program, path)
    assert browser.post(f"{address}/discard").status_code == 302
    assert (browser.get(address).status_code, content.exists()) == (404, True), (
        "the other upload has it still"
    )
    assert api("chenjing").delete(other).status_code == 403
    assert (program.delete(other).status_code, content.exists()) == (204, False)
    assert program.delete(other).status_code == 404


def test_an_import_of_a_register_keeps_its_file_when_the_same_bytes_are_discarded_as_districts(
    app: Flask, cast: Cast, api: Client, tmp_path: Path
) -> None:
    program, path = api("huangtao"), merged_file(tmp_path)
    kept = upload(program, path)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    with one_transaction():
        db.session.add(
            RegisterImport(
                register="sites",
                union_id=cast.union("yuzhong").id,
                district_code="500103",
                file_name=path.name,
                sha256=sha256,
                format="geojson",
                rows=1,
                columns={},
                uploaded_at=NOW,
                uploaded_by=None,
            )
        )
    assert program.delete(kept).status_code == 204
    assert (imports_folder() / sha256).exists()


def test_of_two_administrators_who_discard_a_file_at_one_moment_the_second_is_told_that_it_is_gone(
    app: Flask, cast: Cast, api: Client, tmp_path: Path
) -> None:
    upload(api("huangtao"), merged_file(tmp_path))
    with one_transaction():
        found = db.session.scalars(select(BoundaryFile)).one()
        db.session.connection().execute(delete(BoundaryFile))
        with pytest.raises(NotFound):
            discard(found, actor=cast.actor("huangtao"), now=NOW)
        db.session.expunge_all()
