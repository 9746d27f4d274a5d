"""An accident whose grade is not known is exported as such: with the mark 待核, from the register and among participation."""

from __future__ import annotations

import csv
import io
import json
import uuid
from collections.abc import Callable
from pathlib import Path

from flask.testing import FlaskClient

from safety.access.scope import system_actor
from safety.accidents.models import Accident
from safety.accidents.operations import refresh_grades
from safety.database import db
from safety.exports import operations
from safety.exports.rules.participation import Asked, FileFormat
from safety.transactions import one_transaction
from tests.accidents.sending import ask, register
from tests.cast import NOW, TODAY, Cast

Api = Callable[[str], FlaskClient]
ROAD = {"category": "n03", "regime": "road_traffic", "regime_reason": "道路上的车辆事故", "deaths": 3}


def test_sunjie_takes_the_register_with_a_road_accident_whose_grade_was_not_told(api: Api) -> None:
    officer = api("sunjie")
    kept = ask(officer, register(officer, **ROAD))
    assert (kept["grade"], kept["level"]) == ("ungraded", "unread")
    made = officer.post("/api/v1/exports", json={"register": "accidents", "format": "csv"}).get_json()
    with officer.get(f"/api/v1/exports/{made['id']}/file") as answer:
        assert answer.status_code == 200
        content = bytes(answer.data)
    (line,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    assert "等级待核" in line.values()
    assert line["等级待核"]


def test_the_participation_export_marks_it_too(cast: Cast, api: Api, tmp_path: Path) -> None:
    register(api("sunjie"), **ROAD)
    path = tmp_path / "participation.json"
    asked = Asked(format=FileFormat.JSON)
    operations.write_participation(actor=cast.actor("sunjie"), now=NOW, asked=asked, path=path)
    (line,) = json.loads(path.read_text(encoding="utf-8"))["accidents"]
    assert (line["grade"], line["grade_unread"], line["level_unread"]) == ("ungraded", True, True)


def test_a_grade_by_numbers_that_an_earlier_version_gave_a_road_accident_goes_even_from_a_closed_case(
    api: Api,
) -> None:
    officer = api("sunjie")
    road, fall = register(officer, **ROAD), register(officer, deaths=1)
    with one_transaction():
        for address in (road, fall):
            accident = db.session.get_one(Accident, uuid.UUID(address.rpartition("/")[2]))
            accident.grade, accident.closed_on = "larger", TODAY
    with one_transaction():
        assert refresh_grades(actor=system_actor(), now=NOW) == 1
    with one_transaction():
        assert refresh_grades(actor=system_actor(), now=NOW) == 0
    assert [ask(officer, one)["grade"] for one in (road, fall)] == ["ungraded", "larger"]
