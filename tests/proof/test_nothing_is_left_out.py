"""What is written beside the unit of work is told too, and what is covered has its words."""

from __future__ import annotations

import pytest
import structlog
from sqlalchemy import Uuid, bindparam, update

from safety.audit import operations as audit
from safety.audit.covered import COVERED
from safety.database import db, table_of
from safety.people.models import Appointment
from safety.proof.words import PLACES
from safety.transactions import one_transaction
from safety.writes import Write, write_later
from tests.cast import Cast
from tests.proof.planting import note

#: What the verifier looks at besides the records of the list.
LOOKED_AT = {"evidence_bytes", "audit_entries", "audit_heads", "audit_seals", "triggers", "outside"}

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


def test_every_covered_table_has_its_words_and_no_other_has() -> None:
    assert PLACES.keys() - COVERED.keys() == LOOKED_AT
    assert COVERED.keys() - PLACES.keys() == set()
