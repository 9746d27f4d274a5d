from __future__ import annotations

from datetime import date

import pytest

from safety.access.permissions import Permission
from safety.access.roles import Role
from safety.errors import Invalid, NotAllowed, NotPossibleNow
from safety.lists import Window
from safety.people import queries
from safety.people.models import Certificate
from safety.people.operations import appointments
from safety.people.queries import registers
from safety.people.rules import CertificateStatus
from safety.transactions import one_transaction
from tests.cast import Cast, id_of


def appoint(
    cast: Cast, who: str, role: Role, first: date = date(2026, 1, 1), last: date | None = None
) -> None:
    with one_transaction():
        appointments.appoint(
            actor=cast.actor("hemei"),
            now=cast.now,
            member_id=id_of(who),
            union_id=id_of("yuzhong"),
            role=role,
            valid_from=first,
            valid_to=last,
            agreed=id_of("liuyang"),  # tests/people/test_two_persons.py
        )


def certify(cast: Cast, number: str = "C-1", **facts: object) -> Certificate:
    given = {
        "issuer": "重庆市总工会（示例）",
        "issued_on": date(2025, 1, 1),
        "valid_to": date(2026, 12, 31),
    } | facts
    with one_transaction():
        return appointments.record_certificate(
            actor=cast.actor("hemei"),
            now=cast.now,
            member_id=id_of("qianfeng"),
            number=number,
            **given,  # type: ignore[arg-type]
        )


def test_an_appointment_gives_its_rights_within_its_term_only(cast: Cast) -> None:
    appoint(cast, "qianfeng", Role.DISTRICT_OFFICER, date(2026, 11, 1), date(2026, 11, 23))
    member = queries.member_by_id(id_of("qianfeng"))
    assert member is not None
    assert queries.actor_of(member, on=date(2026, 11, 23)).may(Permission.NOTICE_ISSUE)
    assert not queries.actor_of(member, on=date(2026, 11, 24)).may(Permission.NOTICE_ISSUE)
    assert not queries.actor_of(member, on=date(2026, 10, 31)).may(Permission.NOTICE_ISSUE)


def test_nobody_appoints_themselves(cast: Cast) -> None:
    with pytest.raises(NotPossibleNow):
        appoint(cast, "hemei", Role.LEADER)


def test_only_the_security_administrator_appoints(cast: Cast) -> None:
    with pytest.raises(NotAllowed), one_transaction():
        appointments.appoint(
            actor=cast.actor("chenjing"),
            now=cast.now,
            member_id=id_of("liqiang"),
            union_id=id_of("yuzhong"),
            role=Role.SIGNATORY,
            valid_from=cast.today,
        )


def test_the_same_appointment_twice_and_a_reversed_term_are_refused(cast: Cast) -> None:
    with pytest.raises(Invalid):
        appoint(cast, "liqiang", Role.INSPECTOR)
    with pytest.raises(Invalid) as refusal:
        appoint(cast, "liqiang", Role.SIGNATORY, date(2026, 5, 1), date(2026, 4, 30))
    assert list(refusal.value.fields) == ["valid_to"]


def test_the_auditor_cannot_also_be_system_administrator(cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        appoint(cast, "marui", Role.SYSTEM_ADMINISTRATOR)
    assert list(refusal.value.fields) == ["role"]


def test_an_ended_appointment_keeps_its_last_day_and_its_reason(cast: Cast) -> None:
    row = cast.member("liqiang").appointments[0]
    with one_transaction():
        ended = appointments.end_appointment(
            actor=cast.actor("hemei"), now=cast.now, appointment_id=row.id, on=cast.today, reason="轮岗"
        )
    assert (ended.valid_to, ended.ended_reason) == (cast.today, "轮岗")
    with pytest.raises(NotPossibleNow), one_transaction():
        appointments.end_appointment(
            actor=cast.actor("hemei"), now=cast.now, appointment_id=row.id, on=cast.today, reason="再次"
        )


def test_a_certificate_number_is_used_once_by_an_issuer(cast: Cast) -> None:
    certify(cast)
    with pytest.raises(Invalid):
        certify(cast)
    certify(cast, issuer="另一发证单位（示例）")


def test_a_suspended_certificate_is_restored_but_a_cancelled_one_is_not(cast: Cast) -> None:
    row = certify(cast)
    for status in (CertificateStatus.SUSPENDED, CertificateStatus.VALID, CertificateStatus.CANCELLED):
        with one_transaction():
            appointments.change_certificate(
                actor=cast.actor("hemei"),
                now=cast.now,
                certificate_id=row.id,
                status=status,
                on=cast.today,
                valid_to=row.valid_to,
                reason="年度考核",
            )
    with pytest.raises(NotPossibleNow), one_transaction():
        appointments.change_certificate(
            actor=cast.actor("hemei"),
            now=cast.now,
            certificate_id=row.id,
            status=CertificateStatus.VALID,
            on=cast.today,
            valid_to=row.valid_to,
        )


@pytest.mark.parametrize(
    ("on", "reason", "field"),
    [
        (date(2024, 12, 31), "考核不合格", "on"),
        (date(2026, 5, 31), "考核不合格", "on"),
        (date(2026, 11, 24), "考核不合格", "on"),
        (date(2026, 9, 1), None, "reason"),
    ],
)
def test_a_change_of_state_has_a_reason_and_follows_the_last_one(
    cast: Cast, on: date, reason: str | None, field: str
) -> None:
    row = certify(cast)
    given = {
        "actor": cast.actor("hemei"),
        "now": cast.now,
        "certificate_id": row.id,
        "valid_to": row.valid_to,
    }
    with one_transaction():
        appointments.change_certificate(
            **given,  # type: ignore[arg-type]
            status=CertificateStatus.SUSPENDED,
            on=date(2026, 6, 1),
            reason="复训未到",
        )
    with pytest.raises(Invalid) as refusal, one_transaction():
        appointments.change_certificate(
            **given,  # type: ignore[arg-type]
            status=CertificateStatus.VALID,
            on=on,
            reason=reason,
        )
    assert list(refusal.value.fields) == [field]


def test_certificates_about_to_expire_are_counted_where_they_are_listed(cast: Cast) -> None:
    certify(cast, valid_to=date(2027, 1, 22))  # 60 days from the cast's day
    certify(cast, "C-2", valid_to=date(2027, 1, 23))
    with one_transaction(write=False):
        scope = cast.actor("chenjing").scope(Permission.MEMBER_READ)
        listed = registers.list_certificates(scope, Window(), on=cast.today, state="expiring")
        assert [one.number for one in listed.items] == ["C-1"]
        assert registers.expiring_certificates(scope, cast.today) == 1
        elsewhere = cast.actor("wanglei").scope(Permission.MEMBER_READ)
        assert registers.expiring_certificates(elsewhere, cast.today) == 0
