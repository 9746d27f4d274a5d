"""Devices and enrolments."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.audit import queries as audit
from safety.audit.models import AuditEntry
from safety.database import held, session
from safety.errors import NotFound
from safety.folding import columns as folding
from safety.lists import Page, Window
from safety.pages import in_order, ordered, page_of
from safety.people.models import Member
from safety.people.queries import in_scope
from safety.sync.models import SyncDevice, SyncEnrolment
from safety.sync.rules import SILENT_AFTER, DeviceState


def digest(secret: str) -> str:
    """What of a random secret or code is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def proven_device(device_id: str, secret: str) -> SyncDevice | None:
    """The device of that id, revoked or not, if the secret is its own."""
    try:
        found = session.get(SyncDevice, uuid.UUID(device_id))
    except ValueError:
        return None
    if found is None or not hmac.compare_digest(found.secret_hash, digest(secret)):
        return None
    return found


def locked_device(device_id: uuid.UUID) -> SyncDevice:
    """The device, held for this transaction: one request of a device at a time.

    Raises:
        NotFound: there is none.
    """
    found = session.scalars(held(select(SyncDevice).where(SyncDevice.id == device_id))).one_or_none()
    if found is None:
        raise NotFound
    return found


def enrolment_of(code: str) -> SyncEnrolment | None:
    """The enrolment that a code stands for, held for this transaction."""
    statement = select(SyncEnrolment).where(SyncEnrolment.code_hash == digest(code))
    return session.scalars(held(statement)).one_or_none()


@dataclass(frozen=True)
class DeviceFilters:
    """What the list of devices is narrowed to; ``q`` is part of a device's or a person's name."""

    q: str | None = None
    state: DeviceState | None = None
    sort: str = ""


def _visible(actor: Actor) -> ColumnElement[bool]:
    managed = in_scope(SyncDevice, actor.scope(Permission.MEMBER_MANAGE))
    return or_(SyncDevice.member_id == actor.member_id, managed)


def _silent(now: datetime) -> ColumnElement[bool]:
    return and_(
        SyncDevice.revoked_at.is_(None),
        SyncDevice.unsent > 0,
        SyncDevice.last_contact_at < now - SILENT_AFTER,
    )


def devices_of(actor: Actor) -> Sequence[SyncDevice]:
    """One's own devices, and those of the unions whose members one manages."""
    statement = (
        select(SyncDevice)
        .where(_visible(actor))
        .options(joinedload(SyncDevice.member))
        .order_by(SyncDevice.revoked_at.is_not(None), SyncDevice.enrolled_at.desc(), SyncDevice.id)
    )
    return session.scalars(statement).all()


_SORTS = {"name": SyncDevice.name, "contact": SyncDevice.last_contact_at, "unsent": SyncDevice.unsent}


def list_devices(actor: Actor, filters: DeviceFilters, window: Window, *, now: datetime) -> Page[SyncDevice]:
    """The same by filters, in pages; those in use first."""
    statement = select(SyncDevice).join(SyncDevice.member).where(_visible(actor))
    if filters.q:
        statement = statement.where(folding.found([SyncDevice, Member], filters.q))
    if filters.state is DeviceState.REVOKED:
        statement = statement.where(SyncDevice.revoked_at.is_not(None))
    elif filters.state is DeviceState.SILENT:
        statement = statement.where(_silent(now))
    elif filters.state is DeviceState.ENROLLED:
        statement = statement.where(SyncDevice.revoked_at.is_(None))
    statement = statement.options(contains_eager(SyncDevice.member))
    if filters.sort.removeprefix("-") in _SORTS:
        statement = ordered(statement, filters.sort, _SORTS, default="name", tie=SyncDevice.id)
    else:
        statement = in_order(
            statement, SyncDevice.revoked_at.is_not(None), SyncDevice.enrolled_at.desc(), SyncDevice.id
        )
    return page_of(statement, window)


def silent_devices(actor: Actor, *, now: datetime) -> int:
    """How many of one's own and managed devices keep unsent records and were not heard of for long."""
    statement = select(func.count(SyncDevice.id)).where(_visible(actor), _silent(now))
    return session.scalar(statement) or 0


def get_device(device_id: uuid.UUID, actor: Actor) -> SyncDevice:
    """One of ``devices_of``.

    Raises:
        NotFound: there is none, or it is another's.
    """
    statement = select(SyncDevice).where(SyncDevice.id == device_id, _visible(actor))
    found = session.scalars(statement.options(joinedload(SyncDevice.member))).one_or_none()
    if found is None:
        raise NotFound
    return found


def history_of_device(device_id: uuid.UUID) -> Sequence[AuditEntry]:
    """What the audit holds of a device, the newest first; the caller has checked who asks."""
    statement = audit.history_of("sync_device", device_id).order_by(None)
    return session.scalars(statement.order_by(AuditEntry.at.desc(), AuditEntry.seq.desc())).all()


def check_same(own: uuid.UUID, asked: uuid.UUID) -> None:
    """Refuse a device that speaks for another.

    Raises:
        NotFound: they are two.
    """
    if own != asked:
        raise NotFound
