"""Taking back what a list did to members: nobody who signed in or acted since is removed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, select

from safety.access.scope import Actor, Place
from safety.audit.models import AuditEntry
from safety.database import session
from safety.people.models import Appointment, Certificate, Member, SignIn, Union
from safety.people.operations import end_access
from safety.people.operations.appointments import CERTIFICATE_FOLLOWERS
from safety.people.queries import place_of
from safety.text import N_, Text
from safety.workplaces.operations.registers import Undoing


def _union(record: Member | Appointment | Certificate) -> Union:
    member = record if isinstance(record, Member) else session.get_one(Member, record.member_id)
    return session.get_one(Union, record.union_id if isinstance(record, Appointment) else member.union_id)


class MemberUndoing(Undoing):
    """A member, an appointment or a certificate that a list made or changed; the audit says it of the member."""

    def place(self, record: Any) -> Place:
        """Where the union stands."""
        return place_of(_union(record))

    def told_of(self, kind: str, record: Any) -> tuple[str, uuid.UUID, uuid.UUID]:
        """The member, in his or her union."""
        member = record if isinstance(record, Member) else session.get_one(Member, record.member_id)
        return "member", member.id, member.union_id

    def words(self, record: Any, change: Mapping[str, Any]) -> Mapping[str, Any]:
        """Names of fields only: the values are personal and must stay erasable."""
        return {"fields": sorted(change)} if change else {}

    def name_of(self, record: Any) -> Mapping[str, Any]:
        """Nothing: a name is personal."""
        return {}

    def holds(self, record: Any) -> Text | None:
        """Whoever signed in or did something is kept, and so is an appointment or certificate that was acted under."""
        if isinstance(record, Member):
            held = _acted(AuditEntry.actor_id == record.id) or _has_signed_in(record)
        elif isinstance(record, Appointment):
            held = _acted(AuditEntry.appointment_id == record.id)
        else:
            held = _acted(AuditEntry.actor_id == record.member_id, AuditEntry.kind == "inspection")
        return Text(N_("此人已登录过或已有操作记录，保留不删")) if held else None

    def kept_columns(self, record: Any, columns: set[str]) -> set[str]:
        """A sign-in name that was used stays."""
        return {"sign_in_name"} & columns if isinstance(record, Member) and _has_signed_in(record) else set()

    def after(self, actor: Actor, now: datetime, record: Any, change: Mapping[str, tuple[Any, Any]]) -> None:
        """Without a sign-in name nobody gets in; what rests on a certificate is judged anew."""
        if isinstance(record, Member):
            if record.sign_in_name is None and record.password_hash is not None:
                record.password_hash = None
                end_access(member=record, now=now)
            return
        for judge in CERTIFICATE_FOLLOWERS:
            judge(actor=actor, now=now, member_id=record.member_id)


def _acted(*conditions: ColumnElement[bool]) -> bool:
    return bool(session.scalar(select(exists().where(*conditions))))


def _has_signed_in(member: Member) -> bool:
    return bool(session.scalar(select(exists().where(SignIn.member_id == member.id))))


UNDOING = MemberUndoing()
