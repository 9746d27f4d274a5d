"""A map that was taken as a file is kept as it was, and is handed out again to those who may see what it shows."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from maps.formats import Format
from safety.access.roles import Role
from safety.database import db
from safety.exports.models import MapExport
from safety.people.models import Appointment
from safety.transactions import one_transaction
from tests.accidents.sending import appoint
from tests.cast import Cast, id_of
from tests.maps.places import NANAN, YUZHONG, add_finding, add_site

Client = Callable[[str], FlaskClient]


def take(client: FlaskClient, wanted: Format, **filters: str) -> tuple[bytes, str]:
    """A file and the code printed on it."""
    answer = client.post("/api/v1/map/exports", json={"format": wanted.value, **filters})
    assert answer.status_code == 200, answer.text
    found = re.search(r"/map/exports/([0-9A-Z-]{23})>", answer.headers["Link"])
    assert found is not None
    return bytes(answer.data), found[1]


def test_a_map_is_fetched_again_by_its_code_as_it_was(cast: Cast, api: Client) -> None:
    site = add_site(cast, "yuzhong", "解放碑工地", YUZHONG)
    client = api("chenjing")
    content, code = take(client, Format.HTML, district="500103")
    assert code in content.decode()
    add_finding(cast, site, major=True)  # what comes later changes nothing of it
    assert client.get(f"/api/v1/map/exports/{code}/file").data == content
    assert client.get(f"/api/v1/map/exports/{code.lower().replace('-', '')}/file").data == content
    told = client.get(f"/api/v1/map/exports/{code}").get_json()
    assert (told["rule_version"], told["rows"], told["filters"]["district"]) == ("2026-1", 1, "500103")
    rows = json.loads(client.get(f"/api/v1/map/exports/{code}/rows").data)["features"]
    (row,) = [one["properties"] for one in rows if one["properties"]["layer"] == "sites"]
    assert (row["name"], row["open"]) == ("解放碑工地", 0)


def test_the_code_opens_a_map_only_to_those_who_may_see_all_of_it(cast: Cast, api: Client) -> None:
    add_site(cast, "yuzhong", "解放碑工地", YUZHONG)
    add_site(cast, "nanan", "南岸仓库", NANAN)
    _content, code = take(api("chenjing"), Format.GEOJSON)
    _content, whole = take(api("liuyang"), Format.GEOJSON)
    assert api("liuyang").get(f"/api/v1/map/exports/{code}").status_code == 200
    for other in ("wanglei", "luolin", "fengchao"):
        for path in ("", "/file", "/rows"):
            assert api(other).get(f"/api/v1/map/exports/{code}{path}").status_code == 404, other
    assert api("chenjing").get(f"/api/v1/map/exports/{whole}/file").status_code == 404
    assert api("huangtao").get(f"/api/v1/map/exports/{whole}/file").status_code == 403
    assert api("liuyang").get("/api/v1/map/exports/00000-00000-00000-00000").status_code == 404
    # Whoever made it and holds the office no more does not get it either.
    with one_transaction():
        for held in db.session.query(Appointment).filter_by(member_id=id_of("chenjing")):
            db.session.delete(held)
    appoint("chenjing", "nanan", Role.DISTRICT_OFFICER)
    assert api("chenjing").get(f"/api/v1/map/exports/{code}/file").status_code == 404


def test_anybody_learns_from_the_code_that_there_is_such_a_map_and_nothing_that_it_shows(
    cast: Cast, app: Flask, api: Client
) -> None:
    add_site(cast, "yuzhong", "解放碑工地", YUZHONG)
    _content, code = take(api("chenjing"), Format.XLSX)
    page = app.test_client().get(f"/verify/{code}")
    assert page.status_code == 200
    assert "渝中区总工会（示例）" in page.text
    assert db.session.query(MapExport).one().sha256 in page.text
    assert "解放碑" not in page.text
    assert "重新下载" not in page.text
