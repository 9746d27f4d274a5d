"""Importing members row by row: a refused row says why and leaves the others alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from marshmallow import ValidationError
from sqlalchemy import select

from safety.access.permissions import Permission
from safety.access.roles import Role
from safety.access.scope import Actor
from safety.database import session
from safety.errors import Invalid, Refusal
from safety.people.models import Appointment, Certificate, Member, Union
from safety.people.operations.appointments import appoint, record_certificate
from safety.people.operations.members import change_member, create_member
from safety.people.queries.registers import unions_by_name
from safety.text import N_, Text, as_text
from safety.wire.problems import fields_of

#: Turns a row's texts into facts (``schemas.MemberRow().load``), or raises a ValidationError.
Reader = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass
class RowResult:
    """What became of one row: ``created``, ``updated`` or ``refused`` with the reasons."""

    number: int
    name: str
    outcome: str
    sign_in_name: str | None = None
    reasons: list[Text] = field(default_factory=list)
    temporary_password: str | None = None


def import_members(
    *, actor: Actor, now: datetime, rows: Sequence[Mapping[str, Any]], read: Reader
) -> list[RowResult]:
    """Create or change a member for each row, with appointment and certificate where the row has them.

    A member is known again by the sign-in name, or by name and union.  A preview is the same import in a
    transaction that is given up.
    """
    actor.require(Permission.MEMBER_MANAGE)
    names = [str(row.get("union", "")) for row in rows]
    unions = unions_by_name(names, actor.scope(Permission.MEMBER_MANAGE))
    return [_take(actor, now, number, row, unions, read) for number, row in enumerate(rows, start=2)]


def _take(
    actor: Actor,
    now: datetime,
    number: int,
    row: Mapping[str, Any],
    unions: Mapping[str, Union],
    read: Reader,
) -> RowResult:
    result = RowResult(number, str(row.get("name", ""))[:60], "refused", row.get("sign_in_name"))
    try:
        given = read(dict(row))
        union = unions.get(given["union"])
        if union is None:
            raise Invalid(fields={"union": [Text(N_("没有找到工会“%(name)s”"), name=given["union"])]})
        with session.begin_nested():
            result.outcome, result.temporary_password = _keep(actor, now, given, union)
    except ValidationError as error:
        result.reasons = [as_text(one) for many in fields_of(error.messages).values() for one in many]
    except Refusal as refusal:
        result.reasons = [one for many in refusal.fields.values() for one in many] or [refusal.sentence]
    if result.reasons:
        result.outcome, result.temporary_password = "refused", None
    return result


def _keep(actor: Actor, now: datetime, given: dict[str, Any], union: Union) -> tuple[str, str | None]:
    facts = {name: given[name] for name in ("name", "sign_in_name", "phone", "position")}
    known = _known(given, union)
    password = None
    if known is None:
        member, password = create_member(actor=actor, now=now, union_id=union.id, **facts)
    else:
        merged = {name: value or getattr(known, name) for name, value in facts.items()}
        member = change_member(
            actor=actor, now=now, member_id=known.id, version=known.version, union_id=union.id, **merged
        )
    _appoint(actor, now, member, union, given)
    _certify(actor, now, member, given)
    return ("created" if known is None else "updated"), password


def _known(given: Mapping[str, Any], union: Union) -> Member | None:
    if given["sign_in_name"]:
        statement = select(Member).where(Member.sign_in_name == given["sign_in_name"].lower())
    else:
        statement = select(Member).where(Member.name == given["name"], Member.union_id == union.id)
    return session.scalars(statement.limit(1)).first()


def _appoint(actor: Actor, now: datetime, member: Member, union: Union, given: Mapping[str, Any]) -> None:
    role: Role | None = given["role"]
    if role is None:
        return
    first = given["valid_from"]
    if first is None:
        raise Invalid(fields={"valid_from": [N_("有角色时须填写任期起")]})
    same = select(Appointment.id).where(
        Appointment.member_id == member.id,
        Appointment.union_id == union.id,
        Appointment.role == role,
        Appointment.valid_from == first,
    )
    if session.scalar(same) is None:
        session.refresh(member, ["appointments"])
        appoint(
            actor=actor,
            now=now,
            member_id=member.id,
            union_id=union.id,
            role=role,
            valid_from=first,
            valid_to=given["valid_to"],
        )


def _certify(actor: Actor, now: datetime, member: Member, given: Mapping[str, Any]) -> None:
    names = ("certificate_number", "certificate_issuer", "certificate_issued_on", "certificate_valid_to")
    number, issuer, issued_on, valid_to = (given[name] for name in names)
    if number is None:
        return
    if issuer is None or issued_on is None or valid_to is None:
        raise Invalid(fields={"certificate_number": [N_("有证号时须填写发证单位、发证日期和有效期")]})
    same = select(Certificate.id).where(
        Certificate.member_id == member.id, Certificate.number == number, Certificate.issuer == issuer
    )
    if session.scalar(same) is None:
        record_certificate(
            actor=actor,
            now=now,
            member_id=member.id,
            number=number,
            issuer=issuer,
            issued_on=issued_on,
            valid_to=valid_to,
        )
