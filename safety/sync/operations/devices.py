"""Enrolling, naming and revoking devices, and what a device tells of itself."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.database import hold, session
from safety.errors import Conflict, Invalid, NotAllowed, NotPossibleNow
from safety.people.models import Member
from safety.people.queries import place_of, place_of_union
from safety.people.queries.named import named
from safety.sync.inputs import ContactFacts
from safety.sync.models import SyncDevice, SyncEnrolment
from safety.sync.operations.noting import note
from safety.sync.queries.devices import digest, enrolment_of, locked_device
from safety.sync.rules import CODE_LENGTH, CODE_LIVES, CODE_SIGNS
from safety.text import N_


def offer_enrolment(
    *, actor: Actor, now: datetime, member_id: uuid.UUID | None = None
) -> tuple[SyncEnrolment, str]:
    """Make a code with which one device may be enrolled, for oneself or for a member one manages.

    Raises:
        NotAllowed, Invalid: for somebody else without the right to manage that member.
    """
    if actor.member_id is None:
        raise NotAllowed
    wanted = member_id or actor.member_id
    if wanted != actor.member_id:
        actor.require(Permission.MEMBER_MANAGE)
        named(Member, wanted, actor.scope(Permission.MEMBER_MANAGE), field="member_id")
    code = "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))
    row = SyncEnrolment(
        code_hash=digest(code),
        member_id=wanted,
        made_by=actor.member_id,
        made_at=now,
        expires_at=now + CODE_LIVES,
    )
    session.add(row)
    session.flush()
    note(actor, now, "enrolment_offered", "sync_enrolment", row.id, actor.union_id, member=wanted)
    return row, code


def enrol_device(
    *, actor: Actor, now: datetime, id: uuid.UUID, code: str, name: str, platform: str
) -> tuple[SyncDevice, str]:
    """Enrol a device with a code; its secret is told once.

    Raises:
        Invalid: no such code, used or expired, or another person's (field ``code``).
        Conflict: the device's id is taken.
    """
    found = enrolment_of(code.strip().upper().replace("-", ""))
    if found is None or found.used_at is not None or found.expires_at <= now:
        raise Invalid(code="bad_code", fields={"code": [N_("登记码不对、已用过或已过期，请重新获取")]})
    if found.member_id != actor.member_id:
        raise Invalid(code="bad_code", fields={"code": [N_("这个登记码是给别人的")]})
    if session.get(SyncDevice, id) is not None:
        raise Conflict(N_("这个设备编号已经登记"), code="device_known")
    member = session.get_one(Member, found.member_id)
    place = place_of_union(member.union_id)
    secret = secrets.token_urlsafe(32)
    device = SyncDevice(
        id=id,
        member_id=member.id,
        member=member,
        name=name,
        platform=platform,
        secret_hash=digest(secret),
        enrolled_at=now,
        last_contact_at=now,
        unsent=0,
        union_id=place.union_id,
        district_code=place.district_code,
    )
    session.add(device)
    session.flush()
    found.used_at, found.device_id = now, id
    session.flush()
    note(actor, now, "device_enrolled", "sync_device", id, place.union_id, name=name)
    return device, secret


def _check_own_or_managed(actor: Actor, device: SyncDevice) -> None:
    if device.member_id != actor.member_id:
        actor.require(Permission.MEMBER_MANAGE, place_of(device))


def name_device(*, actor: Actor, now: datetime, device: SyncDevice, name: str) -> None:
    """Give a device another name."""
    _check_own_or_managed(actor, device)
    hold(device)
    device.name = name
    session.flush()
    note(actor, now, "device_named", "sync_device", device.id, device.union_id, name=name)


def revoke_device(*, actor: Actor, now: datetime, device: SyncDevice, reason: str) -> None:
    """Let a device in no more: at its next contact it erases what it keeps.

    Raises:
        NotPossibleNow: it was revoked before.
    """
    _check_own_or_managed(actor, device)
    hold(device)
    if device.revoked_at is not None:
        raise NotPossibleNow(N_("这台设备已经停用"), code="already_revoked")
    device.revoked_at, device.revoked_by, device.revoked_reason = now, actor.member_id, reason
    session.flush()
    note(actor, now, "device_revoked", "sync_device", device.id, device.union_id, reason=reason)


def note_contact(*, now: datetime, device_id: uuid.UUID, facts: ContactFacts) -> SyncDevice:
    """Keep what a device tells of itself; its clock is measured against ours."""
    device = locked_device(device_id)
    device.last_contact_at = now
    device.offset_ms = round((facts.device_time - now).total_seconds() * 1000)
    device.unsent, device.oldest_unsent_at = facts.unsent, facts.oldest_unsent_at
    device.app_version = facts.app_version
    device.storage_used, device.storage_quota = facts.storage_used, facts.storage_quota
    session.flush()
    return device
