"""What is learnt late about a certificate's days judges the checks that had arrived."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from safety.audit.models import AuditEntry
from safety.corrections.models import Demand, DemandFact
from safety.database import db
from safety.inspections.models import Inspection
from safety.people.inputs import Second
from safety.people.models import Appointment, Certificate
from safety.people.operations.appointments import change_certificate, end_appointment, record_certificate
from safety.people.rules import CertificateStatus
from safety.transactions import one_transaction
from tests.cast import NOW, PASSWORD, TODAY, Cast, id_of
from tests.inspections.workplaces import complete_check, load_sites
from tests.people.test_two_persons import add_administrator

ALONE = {"companions": [], "alone_reason": "同行人员临时抢修"}


@pytest.fixture
def places(cast: Cast) -> Cast:
    with one_transaction():
        load_sites()
    return cast


def check_of(client: FlaskClient, day: str, **more: object) -> tuple[uuid.UUID, uuid.UUID]:
    """A check of the morning of ``day`` that arrives at once, and its finding."""
    times = {"started_at": f"{day}T09:00:00+08:00", "ended_at": f"{day}T10:00:00+08:00"}
    body = complete_check(client) | times | more
    record = uuid.uuid4()
    assert client.put(f"/api/v1/inspections/{record}", json=body).status_code == 201
    return record, uuid.UUID(body["findings"][0]["id"])


def enter(cast: Cast, whose: str, status: CertificateStatus, on: date) -> None:
    row = db.session.scalars(select(Certificate).where(Certificate.member_id == id_of(whose))).one()
    with one_transaction():
        change_certificate(
            actor=cast.actor("hemei"), now=NOW, certificate_id=row.id, status=status, on=on, valid_to=row.valid_to,
            reason="年度考核",
        )  # fmt: skip


def stands(record: uuid.UUID, finding: uuid.UUID) -> tuple[str, bool]:
    db.session.expire_all()
    demand = db.session.get_one(Demand, finding)
    return db.session.get_one(Inspection, record).state, demand.can_be_demanded


def test_a_suspension_entered_late_judges_the_checks_of_its_days_that_had_arrived(
    places: Cast, api: object
) -> None:
    liqiang = api("liqiang")  # type: ignore[operator]
    before, suspended, after = (check_of(liqiang, f"2026-11-{day}", **ALONE) for day in (19, 20, 22))
    together = check_of(liqiang, "2026-11-20")  # with Zhou Min, whose certificate counts
    enter(places, "liqiang", CertificateStatus.SUSPENDED, date(2026, 11, 20))
    assert [stands(*one) for one in (before, suspended, after, together)] == [
        ("submitted", True),
        ("uncertified", False),
        ("uncertified", False),
        ("submitted", True),
    ]
    enter(places, "liqiang", CertificateStatus.VALID, date(2026, 11, 22))
    assert [stands(*one) for one in (suspended, after)] == [("uncertified", False), ("submitted", True)]
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "inspection_rejudged")).all()
    assert sorted(one.record_id for one in entries) == sorted(
        str(one[0]) for one in (suspended, after, after)
    )
    facts = db.session.scalars(
        select(DemandFact).where(DemandFact.demand_id == after[1]).order_by(DemandFact.seq)
    )
    assert [(one.kind, one.demandable) for one in facts][1:] == [("rejudged", False), ("rejudged", True)]


def test_a_companions_suspension_judges_too_and_an_adoption_makes_it_good(places: Cast, api: object) -> None:
    qianfeng, chenjing = api("qianfeng"), api("chenjing")  # type: ignore[operator]
    made = check_of(qianfeng, "2026-11-20")  # without a certificate of his own, beside Zhou Min
    assert stands(*made) == ("submitted", True)
    enter(places, "zhoumin", CertificateStatus.SUSPENDED, date(2026, 11, 20))
    assert stands(*made) == ("uncertified", False)
    adopted = chenjing.post(f"/api/v1/inspections/{made[0]}/adoption", json={"words": "现场复核属实"})
    assert adopted.status_code == 200
    assert stands(*made) == ("adopted", True)
    enter(places, "zhoumin", CertificateStatus.VALID, date(2026, 11, 21))
    assert stands(*made) == ("adopted", True)
    page = f"/inspections/{made[0]}"
    assert "办理人任职止于" not in chenjing.get(page).text
    with one_transaction():  # her office, too, turns out to have ended before
        places.member("chenjing").appointments[0].valid_to = TODAY - timedelta(days=1)
    assert "办理人任职止于" in qianfeng.get(page).text
    # Chen Jing's own certificate turns out to have been suspended when she adopted it.
    enter(places, "chenjing", CertificateStatus.SUSPENDED, date(2026, 11, 22))
    assert stands(*made) == ("uncertified", False)


def test_a_certificate_entered_late_makes_the_checks_of_its_days_good(places: Cast, api: object) -> None:
    made = check_of(api("qianfeng"), "2026-11-20", **ALONE)  # type: ignore[operator]
    assert stands(*made) == ("uncertified", False)
    with one_transaction():
        record_certificate(
            actor=places.actor("hemei"), now=NOW, member_id=id_of("qianfeng"), number="L-9", issuer="市总工会",
            issued_on=date(2026, 11, 20), valid_to=date(2026, 11, 20) + timedelta(days=700),
        )  # fmt: skip
    assert stands(*made) == ("submitted", True)


def test_an_office_that_ended_before_the_day_of_a_check_judges_it_anew_and_earlier_ones_stay(
    places: Cast, api: object
) -> None:
    liqiang = api("liqiang")  # type: ignore[operator]
    before, after = check_of(liqiang, "2026-11-18", **ALONE), check_of(liqiang, "2026-11-20", **ALONE)
    assert stands(*after) == ("submitted", True)
    offices = select(Appointment).where(Appointment.member_id == id_of("liqiang"))
    add_administrator(places, "dingnan", "丁楠", "city")
    with one_transaction():
        for one in db.session.scalars(offices).all():
            end_appointment(
                actor=places.actor("hemei"),
                now=NOW,
                appointment_id=one.id,
                on=date(2026, 11, 19),
                reason="调离",
                second=Second("dingnan", PASSWORD, None),
            )
    assert stands(*before) == ("submitted", True)
    assert stands(*after) == ("uncertified", False)


def test_a_check_that_arrives_later_is_judged_by_the_office_of_its_day(places: Cast, api: object) -> None:
    """李强 was out of office for two days, and his tablet was in a tunnel."""
    liqiang = api("liqiang")  # type: ignore[operator]
    with one_transaction():
        office = db.session.scalars(
            select(Appointment).where(Appointment.member_id == id_of("liqiang"))
        ).one()
        office.valid_to = date(2026, 11, 19)
        again = Appointment(
            member_id=office.member_id,
            union_id=office.union_id,
            role=office.role,
            valid_from=date(2026, 11, 22),
        )
        db.session.add(again)
    made = [check_of(liqiang, f"2026-11-{day}", **ALONE) for day in (19, 20, 22)]
    assert [stands(*one) for one in made] == [
        ("submitted", True),
        ("uncertified", False),
        ("submitted", True),
    ]
