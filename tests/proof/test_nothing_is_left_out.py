"""What is written beside the unit of work is told too, and what is covered has its words."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Uuid, bindparam, update

from safety.audit import operations as audit
from safety.audit.covered import COVERED
from safety.database import db, table_of
from safety.people.models import Appointment
from safety.proof.words import PLACES
from safety.transactions import one_transaction
from safety.writes import Write, write_later
from tests.cast import Cast
from tests.inspections.workplaces import complete_check, sites_once
from tests.proof.planting import note

#: What the verifier looks at besides the records of the list.
LOOKED_AT = {"evidence_bytes", "audit_entries", "audit_heads", "triggers", "outside"}

END_IT = Write(
    update(table_of(Appointment))
    .where(Appointment.id == bindparam("its_id", type_=Uuid()))
    .values(ended_reason=bindparam("reason"))
)


def end_one(*, told: bool) -> list[object]:
    """Change an appointment beside the unit of work; the tables that are named as changed without a word of it."""
    one = db.session.query(Appointment).order_by(Appointment.id).limit(1).one()
    values = {name: getattr(one, name) for name in [one.name for one in table_of(Appointment).columns]}
    with structlog.testing.capture_logs() as logged, one_transaction():
        write_later(END_IT, [{"its_id": one.id, "reason": "换届"}])
        if told:
            audit.changed_beside(Appointment, values | {"ended_reason": "换届"})
        note()
    return [line["tables"] for line in logged if line["event"] == "unregistered_change"]


@pytest.mark.parametrize(("told", "named"), [(True, []), (False, [["appointments"]])])
def test_an_update_beside_the_unit_of_work_is_named_unless_it_is_told(
    registered: Cast, *, told: bool, named: list[object]
) -> None:
    assert end_one(told=told) == named


def test_the_day_that_li_qiangs_check_leaves_with_its_site_is_no_false_alarm(
    app: Flask, cast: Cast, api: Callable[[str], FlaskClient]
) -> None:
    """That day is no part of what is covered: a warning at each first check of a day would hide the true ones."""
    sites_once(app)
    program = api("liqiang")
    check = complete_check(program)
    with structlog.testing.capture_logs() as logged:
        answer = program.put(f"/api/v1/inspections/{uuid.uuid4()}", json=check)
    assert answer.status_code == 201, answer.text
    assert [line for line in logged if line["event"] == "unregistered_change"] == []


def test_every_covered_table_has_its_words_and_no_other_has() -> None:
    assert PLACES.keys() - COVERED.keys() == LOOKED_AT
    assert COVERED.keys() - PLACES.keys() == set()
