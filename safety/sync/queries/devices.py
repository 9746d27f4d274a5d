"""Devices and enrolments."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.database import session
from safety.errors import NotFound
from safety.people.queries import in_scope
from safety.sync.models import SyncDevice, SyncEnrolment


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
    statement = select(SyncDevice).where(SyncDevice.id == device_id).with_for_update()
    found = session.scalars(statement.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found


def enrolment_of(code: str) -> SyncEnrolment | None:
    """The enrolment that a code stands for, held for this transaction."""
    statement = select(SyncEnrolment).where(SyncEnrolment.code_hash == digest(code)).with_for_update()
    return session.scalars(statement).one_or_none()


def devices_of(actor: Actor) -> Sequence[SyncDevice]:
    """One's own devices, and those of the unions whose members one manages."""
    managed = in_scope(SyncDevice, actor.scope(Permission.MEMBER_MANAGE))
    statement = (
        select(SyncDevice)
        .where(or_(SyncDevice.member_id == actor.member_id, managed))
        .options(joinedload(SyncDevice.member))
        .order_by(SyncDevice.revoked_at.is_not(None), SyncDevice.enrolled_at.desc(), SyncDevice.id)
    )
    return session.scalars(statement).all()


def get_device(device_id: uuid.UUID, actor: Actor) -> SyncDevice:
    """One of ``devices_of``.

    Raises:
        NotFound: there is none, or it is another's.
    """
    found = next((one for one in devices_of(actor) if one.id == device_id), None)
    if found is None:
        raise NotFound
    return found


def check_same(own: uuid.UUID, asked: uuid.UUID) -> None:
    """Refuse a device that speaks for another.

    Raises:
        NotFound: they are two.
    """
    if own != asked:
        raise NotFound
