"""Acts on accounts that one administrator does not do alone, and what the auditor is told of accounts each morning.

A second security administrator agrees with her own password (and code) in the form of the first: to an appointment
that begins or ends before today, to an appointment as an administrator or auditor and to its end, to a reset of such
an account and to shutting it out, and to an account for a person of the administrator's own name or telephone number.  The command line asks for nobody: who runs
it has the machine.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask import current_app

from safety.access.permissions import Permission
from safety.access.roles import ADMINISTRATORS, Role
from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.database import session
from safety.errors import Invalid
from safety.folding.names import name_key
from safety.law.days import shanghai_date
from safety.people import queries
from safety.people.inputs import Second
from safety.people.models import Member, Union
from safety.people.operations import password_fits, second_factor, tries
from safety.text import N_
from safety.transactions import afterwards

#: The kind of the audit rows that the auditor reads each morning.
KIND = "access_act"


class AccessAct(StrEnum):
    """What is told to the auditor; all but the first want a second administrator."""

    ACCOUNT_MADE = "account_made"
    OWN_ACCOUNT_MADE = "own_account_made"
    APPOINTMENT_BACKDATED = "appointment_backdated"
    ADMINISTRATOR_APPOINTED = "administrator_appointed"
    ADMINISTRATOR_RESET = "administrator_reset"
    ADMINISTRATOR_SHUT_OUT = "administrator_shut_out"
    ADMINISTRATOR_ENDED = "administrator_ended"
    APPOINTMENT_ENDED_BEFORE = "appointment_ended_before"


def agreed_by(*, actor: Actor, now: datetime, second: Second | None, union: Union) -> uuid.UUID | None:
    """The administrator who agrees with what is done in ``union``; None where the system itself acts.

    A wrong password counts towards the lock of that name, though the act is refused.

    Raises:
        Invalid: nobody agrees (code ``second_needed``); it is oneself, no administrator there, or a wrong password
            or code, told apart to nobody (code ``second_refused``).
        TooMany: the name is locked.
    """
    if actor.trusted:
        return None
    if second is None:
        sentence = N_("此项操作须由另一名安全管理员同意：请其填写登录名和密码")
        raise Invalid(sentence, code="second_needed", fields={"second_name": [sentence]})
    lane = tries.lane_of_name(second.sign_in_name)
    tries.check_unlocked(lane, now)
    member = queries.member_by_sign_in_name(second.sign_in_name)
    fits = password_fits(member.password_hash if member else None, second.password)
    if (
        member is None
        or not fits
        or not _may_agree(member, actor, now, union)
        or not _code_fits(member, second, now)
    ):
        member_id = member.id if member is not None else None
        afterwards(lambda: tries.note_wrong(lane, now, session.get(Member, member_id) if member_id else None))
        sentence = N_("登录名、密码或验证码不正确，或者此人不是管辖这里的另一名安全管理员")
        raise Invalid(sentence, code="second_refused", fields={"second_password": [sentence]})
    return member.id


def _may_agree(member: Member, actor: Actor, now: datetime, union: Union) -> bool:
    if member.id == actor.member_id or member.disabled_at is not None or member.must_change_password:
        return False
    other = queries.actor_of(member, on=shanghai_date(now))
    return other.scope(Permission.MEMBER_MANAGE).covers(queries.place_in(union))


def _code_fits(member: Member, second: Second, now: datetime) -> bool:
    if member.totp_secret is None:
        return True
    key = current_app.config["SETTINGS"].secret_key
    return second_factor.code_fits(member=member, code=second.code or "", now=now, secret_key=key)


def acts_of_appointment(role: Role, valid_from: date, today: date) -> list[AccessAct]:
    """What of an appointment wants a second administrator: that it begins before today, or whom it makes."""
    backdated = [AccessAct.APPOINTMENT_BACKDATED] if valid_from < today else []
    return backdated + ([AccessAct.ADMINISTRATOR_APPOINTED] if role in ADMINISTRATORS else [])


def acts_of_end(role: Role, on: date, today: date) -> list[AccessAct]:
    """What of an appointment's end wants a second administrator: a last day that has passed, or whose office it is."""
    earlier = [AccessAct.APPOINTMENT_ENDED_BEFORE] if on < today else []
    return earlier + ([AccessAct.ADMINISTRATOR_ENDED] if role in ADMINISTRATORS else [])


def administers(member: Member, on: date) -> bool:
    """Whether somebody keeps the system or reads its audit on a day, or will."""
    return any(
        Role(one.role) in ADMINISTRATORS and (one.valid_to is None or on <= one.valid_to)
        for one in member.appointments
    )


def is_of_oneself(actor: Actor, *, name: str, phone: str | None) -> bool:
    """Whether an account is for a person of the actor's own name or telephone number."""
    own = session.get(Member, actor.member_id) if actor.member_id else None
    if own is None:
        return False
    return name_key(name) == name_key(own.name) or (phone is not None and phone == own.phone)


def tell_auditor(
    *,
    actor: Actor,
    now: datetime,
    act: AccessAct,
    member: Member,
    agreed: uuid.UUID | None = None,
    more: Mapping[str, Any] | None = None,
) -> None:
    """Put an act where the auditor reads it in the morning."""
    session.flush()
    audit.record(
        actor=actor,
        now=now,
        action=act,
        kind=KIND,
        record_id=member.id,
        union_id=member.union_id,
        change={"agreed_by": agreed, **(more or {})},
    )
