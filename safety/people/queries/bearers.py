"""Who comes with an API token: asked with every request of a program, in one statement."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import aliased

from safety.access.scope import Actor, Place
from safety.people.models import AccessToken, Appointment, Member, Union
from safety.people.queries import digest, held_in
from safety.reads import Read


@dataclass(frozen=True)
class Bearer:
    """Who comes with an API token, what the token lets, and what its owner must do first as in a session."""

    actor: Actor
    token_id: uuid.UUID
    last_used_at: datetime | None
    read_only: bool
    must_change_password: bool
    has_second_factor: bool
    sign_in_name: str | None


_OwnUnion = aliased(Union)
#: One statement, made once: every request of a tablet begins with it.
_BEARER = Read(
    select(
        AccessToken.id.label("token_id"),
        AccessToken.expires_at,
        AccessToken.last_used_at,
        AccessToken.read_only,
        Member.must_change_password,
        Member.totp_secret.is_not(None).label("has_second_factor"),
        Member.id.label("member_id"),
        Member.name.label("member_name"),
        Member.sign_in_name,
        Member.union_id.label("own_union_id"),
        Appointment.id.label("appointment_id"),
        Appointment.role,
        Appointment.valid_from,
        Appointment.valid_to,
        Union.id,
        Union.name,
        Union.path,
        Union.level,
        Union.district_code,
        Union.former_codes,
        _OwnUnion.district_code.label("own_district_code"),
        _OwnUnion.path.label("own_path"),
        _OwnUnion.industry_path.label("own_industry_path"),
    )
    .join(Member, Member.id == AccessToken.member_id)
    .join(_OwnUnion, _OwnUnion.id == Member.union_id)
    .outerjoin(Appointment, Appointment.member_id == Member.id)
    .outerjoin(Union, Union.id == Appointment.union_id)
    .where(
        AccessToken.token_hash == bindparam("token_hash"),
        AccessToken.revoked_at.is_(None),
        Member.disabled_at.is_(None),
        or_(Member.access_ended_at.is_(None), AccessToken.created_at > Member.access_ended_at),
    )
)


def bearer(token: str, *, now: datetime, on: date) -> Bearer | None:
    """Who holds the unrevoked, unexpired API token, as an actor on the day ``on``; None if nobody may act by it."""
    rows = _BEARER.rows(token_hash=digest(token))
    if not rows or rows[0].expires_at <= now:
        return None
    first = rows[0]
    actor = Actor(
        member_id=first.member_id,
        name=first.member_name,
        union_id=first.own_union_id,
        held=tuple(
            held_in(row.appointment_id, row.role, row)
            for row in rows
            if row.appointment_id and row.valid_from <= on and (row.valid_to is None or on <= row.valid_to)
        ),
        channel="api",
        device_id=first.token_id,
        own_place=Place(first.own_district_code, first.own_union_id, first.own_path, first.own_industry_path),
    )
    return Bearer(
        actor,
        first.token_id,
        first.last_used_at,
        read_only=first.read_only,
        must_change_password=first.must_change_password,
        has_second_factor=first.has_second_factor,
        sign_in_name=first.sign_in_name,
    )
