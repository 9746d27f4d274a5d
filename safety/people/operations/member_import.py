"""Importing members row by row: a refused row says why and leaves the others alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from marshmallow import ValidationError
from sqlalchemy import select

from safety.access.permissions import Permission
from safety.access.roles import LABELS, Role
from safety.access.scope import Actor
from safety.database import session
from safety.errors import Invalid, Refusal
from safety.folding.names import name_key
from safety.folding.texts import fold
from safety.people.models import Appointment, Certificate, Member, Union
from safety.people.operations.appointments import appoint, record_certificate
from safety.people.operations.member_identity import Candidate, NotToldError, Seen, person_meant
from safety.people.operations.members import change_member, create_member, reset_password
from safety.people.queries.registers import unions_by_name
from safety.text import N_, Text, as_text
from safety.wire.problems import fields_of

#: Turns a row's texts into facts (``schemas.MemberRow().load``), or raises a ValidationError.
Reader = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Change:
    """What a row changes of a known member: the field (as in the row), the old text beside the new."""

    field: str
    old: str | None
    new: Text


@dataclass
class RowResult:
    """What became of one row: ``created``, ``updated``, ``refused`` or ``asked``, with the reasons.

    An asked row is about one of the ``candidates`` or somebody new; nothing is written before it says (``member``).
    """

    number: int
    name: str
    outcome: str
    sign_in_name: str | None = None
    reasons: list[Text] = field(default_factory=list)
    temporary_password: str | None = None
    changes: list[Change] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)


class _Import:
    """One import: who imports, the unions that the rows name, and what the rows so far came to."""

    def __init__(self, actor: Actor, now: datetime, unions: Mapping[str, Union], read: Reader) -> None:
        self.actor, self.now, self.unions, self.read = actor, now, unions, read
        self.seen = Seen()

    def take(self, number: int, row: Mapping[str, Any]) -> RowResult:
        """Take one row in."""
        result = RowResult(number, str(row.get("name", ""))[:60], "refused", row.get("sign_in_name"))
        try:
            given = self.read(dict(row))
            self._keep_or_ask(result, given, self._union(given["union"]))
        except ValidationError as error:
            result.reasons = [as_text(one) for many in fields_of(error.messages).values() for one in many]
        except Refusal as refusal:
            result.reasons = [one for many in refusal.fields.values() for one in many] or [refusal.sentence]
        if result.reasons:
            result.temporary_password, result.changes = None, []
            self.seen.members.pop(number, None)
        if result.reasons and result.outcome != "asked":
            result.outcome = "refused"
        return result

    def _union(self, name: str) -> Union:
        union = self.unions.get(name_key(name))
        if union is None:
            raise Invalid(fields={"union": [Text(N_("没有找到工会“%(name)s”"), name=name)]})
        return union

    def _keep_or_ask(self, result: RowResult, given: dict[str, Any], union: Union) -> None:
        try:
            with session.begin_nested():
                self._keep(result, given, union)
        except NotToldError as asked:
            self.seen.waiting[result.number] = (name_key(given["name"]), union.id, given["name"], union.name)
            result.outcome, result.candidates = "asked", list(asked.candidates)
            result.reasons = [asked.sentence]

    def _keep(self, result: RowResult, given: dict[str, Any], union: Union) -> None:
        known = person_meant(given, union, self.actor.scope(Permission.MEMBER_MANAGE), self.seen)
        facts = {name: given[name] for name in ("name", "sign_in_name", "phone", "position")}
        if known is None:
            member, result.temporary_password = create_member(
                actor=self.actor, now=self.now, union_id=union.id, accept_duplicate=True, **facts
            )
            result.outcome = "created"
            self.seen.members[result.number] = member.id
        else:
            member = self._change(result, known, facts, union)
            result.outcome = "updated"
        new = [
            *_appoint(self.actor, self.now, member, union, given),
            *_certify(self.actor, self.now, member, given),
        ]
        result.changes += new if known is not None else []

    def _change(self, result: RowResult, known: Member, facts: Mapping[str, Any], union: Union) -> Member:
        """Change what the row says of a known member; what it leaves empty stays, and so do name and sign-in name."""
        sign_in_name = (facts["sign_in_name"] or "").lower()
        if known.sign_in_name and sign_in_name not in {"", known.sign_in_name}:
            sentence = Text(N_("此人已有登录名 %(name)s，导入不改登录名"), name=known.sign_in_name)
            raise Invalid(fields={"sign_in_name": [sentence]})
        merged: dict[str, Any] = {
            "name": known.name,
            "sign_in_name": known.sign_in_name or sign_in_name or None,
            "phone": facts["phone"] or known.phone,
            "position": facts["position"] or known.position,
        }
        had_account = known.sign_in_name is not None
        result.changes = [
            Change(name, getattr(known, name), Text("%(value)s", value=value))
            for name, value in merged.items()
            if getattr(known, name) != value
        ]
        if known.union_id != union.id:
            result.changes.append(Change("union", known.union.name, Text("%(value)s", value=union.name)))
        if not result.changes:
            return known
        member = change_member(
            actor=self.actor,
            now=self.now,
            member_id=known.id,
            version=known.version,
            union_id=union.id,
            accept_duplicate=True,  # who is meant was asked
            **merged,
        )
        if not had_account and member.sign_in_name is not None:
            _, result.temporary_password = reset_password(actor=self.actor, now=self.now, member_id=member.id)
        return member


def import_members(
    *, actor: Actor, now: datetime, rows: Sequence[Mapping[str, Any]], read: Reader
) -> list[RowResult]:
    """Create or change a member for each row, with appointment and certificate where the row has them.

    A member is known again by the sign-in name or the certificate if the name is the same, else by what the row says
    in ``member``: ``new``, an id, or ``row:N``.  A preview is the same import in a transaction that is given up.
    """
    actor.require(Permission.MEMBER_MANAGE)
    names = [str(row.get("union", "")) for row in rows]
    work = _Import(actor, now, unions_by_name(names, actor.scope(Permission.MEMBER_MANAGE)), read)
    return [work.take(number, row) for number, row in enumerate(rows, start=2)]


def _appoint(
    actor: Actor, now: datetime, member: Member, union: Union, given: Mapping[str, Any]
) -> list[Change]:
    role: Role | None = given["role"]
    if role is None:
        return []
    first = given["valid_from"]
    if first is None:
        raise Invalid(fields={"valid_from": [N_("有角色时须填写任期起")]})
    same = select(Appointment.id).where(
        Appointment.member_id == member.id,
        Appointment.union_id == union.id,
        Appointment.role == role,
        Appointment.valid_from == first,
    )
    if session.scalar(same) is not None:
        return []
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
    told = Text(N_("%(role)s，自 %(first)s 起"), role=Text(LABELS[role]), first=first.isoformat())
    return [Change("role", None, told)]


def _certify(actor: Actor, now: datetime, member: Member, given: Mapping[str, Any]) -> list[Change]:
    names = ("certificate_number", "certificate_issuer", "certificate_issued_on", "certificate_valid_to")
    number, issuer, issued_on, valid_to = (given[name] for name in names)
    if number is None:
        return []
    if issuer is None or issued_on is None or valid_to is None:
        raise Invalid(fields={"certificate_number": [N_("有证号时须填写发证单位、发证日期和有效期")]})
    own = session.execute(
        select(Certificate.number, Certificate.issuer).where(Certificate.member_id == member.id)
    )
    if any(fold(one.number) == fold(number) and fold(one.issuer) == fold(issuer) for one in own):
        return []
    record_certificate(
        actor=actor,
        now=now,
        member_id=member.id,
        number=number,
        issuer=issuer,
        issued_on=issued_on,
        valid_to=valid_to,
    )
    return [Change("certificate_number", None, Text("%(value)s", value=number))]
