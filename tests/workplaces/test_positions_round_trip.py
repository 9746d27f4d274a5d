"""What is read about a place can be written back, and nothing moves: one datum out, the same datum in."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from safety.database import db
from safety.projects.models import Project
from safety.transactions import one_transaction
from safety.workplaces.models import Employer, Site
from tests.cast import NOW, Cast, id_of
from tests.projects.story import Story

pytestmark = pytest.mark.once

Open = Callable[[str], FlaskClient]
AT = {"lon": 106.569, "lat": 29.553}
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[106.56, 29.55], [106.58, 29.55], [106.58, 29.56], [106.56, 29.56], [106.56, 29.55]]],
}
READ = ("lon", "lat", "datum", "accuracy_m")
PLACE = (
    "lon",
    "lat",
    "outline",
    "given_lon",
    "given_lat",
    "given_datum",
    "accuracy_m",
    "district_code",
    "district_reason",
)


@pytest.fixture
def employer_id(cast: Cast, districts: dict[str, str]) -> uuid.UUID:
    with one_transaction():
        row = Employer(
            name="示例建设有限公司", union_id=id_of("yuzhong"), district_code="500103", created_at=NOW
        )
        db.session.add(row)
        db.session.flush()
        return row.id


@pytest.mark.parametrize(
    "given",
    [
        AT | {"datum": "gcj02", "accuracy_m": 8.0},
        AT | {"datum": "bd09"},
        AT | {"datum": "cgcs2000"},
        AT,
        {"outline": SQUARE, "datum": "gcj02"},
        AT | {"datum": "gcj02", "district_code": "500108", "district_reason": "跨江工程"},
    ],
    ids=["gcj02", "bd09", "cgcs2000", "wgs84", "outline", "overruled"],
)
def test_a_site_that_is_read_and_written_back_lies_where_it_lay(
    employer_id: uuid.UUID, api: Open, given: dict[str, Any]
) -> None:
    program, address = api("liuyang"), f"/api/v1/sites/{uuid.uuid4()}"
    facts = {"name": "朝天门工程", "kind": "operating", "employer_id": str(employer_id)}
    assert program.put(address, json=facts | given).status_code == 201
    assert program.put(address, json=facts | given).status_code == 200
    read = program.get(address).get_json()
    assert read["datum"] == "wgs84"
    names = (*READ, "outline") if read["outline"] else READ
    back = {name: read[name] for name in names}
    patched = program.patch(address, json=back, headers={"If-Match": f'"{read["version"]}"'})
    assert patched.status_code == 200, patched.text
    again = program.put(address, json=facts | back)
    assert again.status_code == 200, again.text
    for answer in (patched.get_json(), again.get_json(), program.get(address).get_json()):
        assert {name: answer[name] for name in PLACE} == {name: read[name] for name in PLACE}
    other = program.put(address, json=facts | back | {"lon": 106.6, "outline": None})
    assert (other.status_code, other.get_json()["code"]) == (409, "other_content")


def test_a_project_that_is_read_and_written_back_lies_where_it_lay(cast: Cast, api: Open) -> None:
    with one_transaction():
        project = db.session.get_one(Project, Story(cast).project().id)
        project.lon, project.lat, project.given_lon, project.given_lat = 106.5651, 29.5557, *AT.values()
        project.datum, project.outline = "gcj02", SQUARE
    program, address = api("wufang"), f"/api/v1/projects/{project.id}"
    read = program.get(address).get_json()
    assert (read["datum"], read["lon"]) == ("wgs84", 106.5651)
    back = {name: read[name] for name in ("name", "nature", "tracks", "lon", "lat", "datum")}
    answer = program.patch(address, json=back)
    assert answer.status_code == 200, answer.text
    assert answer.get_json()["outline"] == SQUARE
    kept = db.session.get_one(Project, project.id, populate_existing=True)
    assert (kept.lon, kept.given_lon, kept.datum) == (106.5651, AT["lon"], "gcj02")


def test_a_place_given_anew_is_another_place(employer_id: uuid.UUID, api: Open) -> None:
    program, address = api("liuyang"), f"/api/v1/sites/{uuid.uuid4()}"
    facts = {"name": "朝天门工程", "kind": "operating", "employer_id": str(employer_id)}
    program.put(address, json=facts | AT | {"datum": "gcj02"})
    read = program.get(address).get_json()
    moved = program.patch(address, json=AT | {"datum": "wgs84"}, headers={"If-Match": '"1"'}).get_json()
    assert (moved["lon"], moved["given_datum"]) == (AT["lon"], "wgs84") != (read["lon"], read["given_datum"])
    assert db.session.get_one(Site, uuid.UUID(read["id"])).datum == "wgs84"
