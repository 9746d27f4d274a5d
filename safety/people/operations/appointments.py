"""Appointing members to roles, and inspectors' certificates."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any, Protocol

from safety.access.permissions import Permission
from safety.access.roles import Role
from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.database import session
from safety.errors import Invalid, NotFound, NotPossibleNow
from safety.ids import new_id
from safety.law.days import shanghai_date
from safety.people import rules
from safety.people.inputs import Second
from safety.people.models import Appointment, Certificate, CertificateState, Member
from safety.people.operations import two_persons
from safety.people.operations.members import managed_member
from safety.people.queries.certificates import certificates_of_number
from safety.people.queries.named import named_union
from safety.text import N_


class CertificateFollower(Protocol):
    """What judges anew whatever rests on a member's certificates; it answers how many records changed."""

    def __call__(self, *, actor: Actor, now: datetime, member_id: uuid.UUID) -> int:
        """Judge by the certificates as they are known now."""


#: Called after each change of a member's certificates, and after an appointment was ended; duties add theirs.
CERTIFICATE_FOLLOWERS: list[CertificateFollower] = []


class OfficeFollower(Protocol):
    """What is said of acts that turn out to be of days after an appointment ended; how many they are."""

    def __call__(self, *, actor: Actor, now: datetime, appointment: Appointment, before: date | None) -> int:
        """Say it; ``before`` was the last day until now."""


#: What follows when an appointment is ended; rooms above add theirs.
OFFICE_FOLLOWERS: list[OfficeFollower] = []


def appoint(
    *,
    actor: Actor,
    now: datetime,
    member_id: uuid.UUID,
    union_id: uuid.UUID,
    role: Role,
    valid_from: date,
    valid_to: date | None = None,
    appointment_id: uuid.UUID | None = None,
    second: Second | None = None,
    agreed: uuid.UUID | None = None,
) -> Appointment:
    """Appoint a member to ``role`` in a union for a term (both days included; open-ended without an end).

    One that begins before today or makes an administrator or auditor is agreed to by ``second``, or was by ``agreed``.

    Raises:
        NotPossibleNow: it is oneself.
        Invalid: nobody agrees (field ``second_name``); the term is reversed or overlaps the same appointment, or the role excludes one already held.
    """
    member = managed_member(actor, member_id)
    if member.id == actor.member_id:
        raise NotPossibleNow(N_("不能给自己任职"), code="oneself")
    union = named_union(union_id, actor.scope(Permission.MEMBER_MANAGE))
    check_term(member, union_id, role, valid_from, valid_to)
    acts = two_persons.acts_of_appointment(role, valid_from, shanghai_date(now))
    if acts and agreed is None:
        agreed = two_persons.agreed_by(actor=actor, now=now, second=second, union=union)
    appointment = Appointment(
        id=appointment_id or new_id(),
        member_id=member.id,
        union_id=union_id,
        role=role,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    session.add(appointment)
    change = {"role": role, "union_id": union_id, "valid_from": valid_from, "valid_to": valid_to}
    _record(actor, now, "member_appointed", member, change)
    for act in acts:
        two_persons.tell_auditor(
            actor=actor, now=now, act=act, member=member, agreed=agreed, more=change | {"id": appointment.id}
        )
    return appointment


def end_appointment(
    *,
    actor: Actor,
    now: datetime,
    appointment_id: uuid.UUID,
    on: date,
    reason: str,
    second: Second | None = None,
) -> Appointment:
    """End an appointment: ``on`` is its last day; checks of later days that had arrived are judged anew.

    A last day that has passed, and the end of an administrator's or auditor's office, are agreed to by ``second``.

    Raises:
        Invalid: ``on`` lies before the term began (field ``on``); nobody agrees (field ``second_name``).
        NotPossibleNow: the term has ended by then anyway.
    """
    actor.require(Permission.MEMBER_MANAGE)
    appointment = session.get(Appointment, appointment_id)
    if appointment is None:
        raise NotFound
    member = managed_member(actor, appointment.member_id)
    if appointment.valid_to is not None and appointment.valid_to <= on:
        raise NotPossibleNow(N_("该任职在此之前已经结束"), code="ended_already")
    if on < appointment.valid_from:
        raise Invalid(fields={"on": [N_("结束日期不能早于任期起")]})
    acts = two_persons.acts_of_end(Role(appointment.role), on, shanghai_date(now))
    agreed = (
        two_persons.agreed_by(actor=actor, now=now, second=second, union=appointment.union) if acts else None
    )
    before = appointment.valid_to
    appointment.valid_to, appointment.ended_reason = on, reason
    change = {"appointment_id": appointment.id, "role": appointment.role, "on": on, "reason": reason}
    _record(actor, now, "appointment_ended", member, change)
    for act in acts:
        two_persons.tell_auditor(actor=actor, now=now, act=act, member=member, agreed=agreed, more=change)
    _follow(actor, now, member)
    for tell in OFFICE_FOLLOWERS:
        tell(actor=actor, now=now, appointment=appointment, before=before)
    return appointment


def record_certificate(
    *,
    actor: Actor,
    now: datetime,
    member_id: uuid.UUID,
    number: str,
    issuer: str,
    issued_on: date,
    valid_to: date,
    last_training_on: date | None = None,
    last_exam_result: str | None = None,
    certificate_id: uuid.UUID | None = None,
) -> Certificate:
    """Enter an inspector's certificate.

    Raises:
        Invalid: it ends before it begins, or the issuer has used the number already.
    """
    member = managed_member(actor, member_id)
    check_certificate(number, issuer, issued_on, valid_to)
    certificate = Certificate(
        id=certificate_id or new_id(),
        member_id=member.id,
        number=number,
        issuer=issuer,
        issued_on=issued_on,
        valid_to=valid_to,
        last_training_on=last_training_on,
        last_exam_result=last_exam_result,
    )
    session.add(certificate)
    change = {"number": number, "issuer": issuer, "issued_on": issued_on, "valid_to": valid_to}
    _record(actor, now, "certificate_recorded", member, change)
    _follow(actor, now, member)
    return certificate


def change_certificate(
    *,
    actor: Actor,
    now: datetime,
    certificate_id: uuid.UUID,
    status: rules.CertificateStatus,
    on: date,
    valid_to: date,
    reason: str | None = None,
    last_training_on: date | None = None,
    last_exam_result: str | None = None,
) -> Certificate:
    """Suspend, cancel, reinstate or prolong a certificate; a new status counts from the day ``on``.

    Each change of the status is kept: a check is judged by the status of its own day, whenever it arrives, and those
    that had arrived are judged anew.

    Raises:
        Invalid: it would end before it began (field ``valid_to``); no reason, or a day that cannot be (``on``).
        NotPossibleNow: it was cancelled, which is final.
    """
    actor.require(Permission.MEMBER_MANAGE)
    certificate = session.get(Certificate, certificate_id)
    if certificate is None:
        raise NotFound
    member = managed_member(actor, certificate.member_id)
    if certificate.status == rules.CertificateStatus.CANCELLED:
        raise NotPossibleNow(N_("该证已注销，请登记新证"), code="cancelled")
    if valid_to < certificate.issued_on:
        raise Invalid(fields={"valid_to": [N_("有效期止不能早于发证日期")]})
    before = {"status": certificate.status, "valid_to": certificate.valid_to}
    if certificate.status != status:
        _change_state(certificate, status, on, reason, actor, now)
    certificate.valid_to = valid_to
    certificate.last_training_on, certificate.last_exam_result = last_training_on, last_exam_result
    after = {"status": status, "valid_to": valid_to, "on": on, "reason": reason}
    change = {"certificate_id": certificate.id, "before": before, "after": after}
    _record(actor, now, "certificate_changed", member, change)
    _follow(actor, now, member)
    return certificate


def _follow(actor: Actor, now: datetime, member: Member) -> None:
    for judge in CERTIFICATE_FOLLOWERS:
        judge(actor=actor, now=now, member_id=member.id)


def _change_state(
    certificate: Certificate, status: str, on: date, reason: str | None, actor: Actor, now: datetime
) -> None:
    states = [(one.on_day, one.status) for one in certificate.states]
    rules.check_state_change(issued_on=certificate.issued_on, states=states, on=on, today=shanghai_date(now))
    if not reason:
        raise Invalid(fields={"reason": [N_("请写明变更的原因")]})
    certificate.status, certificate.status_changed_on = status, on
    certificate.states.append(
        CertificateState(
            id=new_id(), status=status, on_day=on, reason=reason, recorded_at=now, recorded_by=actor.member_id
        )
    )


def check_certificate(number: str, issuer: str, issued_on: date, valid_to: date) -> None:
    """Refuse a certificate that ends before it begins, or whose number the issuer has used.

    Raises:
        Invalid: fields ``valid_to``, ``number``.
    """
    if valid_to < issued_on:
        raise Invalid(fields={"valid_to": [N_("有效期止不能早于发证日期")]})
    if certificates_of_number(number, issuer):
        raise Invalid(code="number_taken", fields={"number": [N_("该发证单位的这个证号已登记")]})


def check_term(
    member: Member | None, union_id: uuid.UUID, role: Role, valid_from: date, valid_to: date | None
) -> None:
    """Refuse a reversed term, the same appointment twice, and roles that must not be in one hand.

    Raises:
        Invalid: fields ``valid_to``, ``role``.
    """
    if valid_to is not None and valid_to < valid_from:
        raise Invalid(fields={"valid_to": [N_("任期止不能早于任期起")]})
    for other in member.appointments if member is not None else ():
        if not rules.terms_overlap(valid_from, valid_to, other.valid_from, other.valid_to):
            continue
        if other.role == role and other.union_id == union_id:
            raise Invalid(code="appointed_already", fields={"role": [N_("任期内已有相同的任职")]})
        rules.check_separate(role, Role(other.role))


def _record(actor: Actor, now: datetime, action: str, member: Member, change: dict[str, Any]) -> None:
    session.flush()
    audit.record(
        actor=actor,
        now=now,
        action=action,
        kind="member",
        record_id=member.id,
        union_id=member.union_id,
        change=change,
    )
