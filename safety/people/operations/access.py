"""One's own open sessions and API tokens: ending and revoking them."""

from __future__ import annotations

import uuid
from datetime import datetime

from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.database import session
from safety.errors import NotFound
from safety.people.models import AccessToken, SignIn


def end_own_sign_in(*, actor: Actor, now: datetime, sign_in_id: uuid.UUID) -> None:
    """End one of one's own browser sessions.

    Raises:
        NotFound: it is not one's own, or it has ended.
    """
    row = session.get(SignIn, sign_in_id)
    if row is None or actor.member_id is None or row.member_id != actor.member_id or row.ended_at is not None:
        raise NotFound
    row.ended_at = now
    session.flush()
    _record(actor, now, "session_ended", "sign_in", row.id)


def revoke_token(*, actor: Actor, now: datetime, token_id: uuid.UUID) -> None:
    """Make one of one's own API tokens useless.

    Raises:
        NotFound: it is not one's own, or it was revoked before.
    """
    row = session.get(AccessToken, token_id)
    if (
        row is None
        or actor.member_id is None
        or row.member_id != actor.member_id
        or row.revoked_at is not None
    ):
        raise NotFound
    row.revoked_at = now
    session.flush()
    _record(actor, now, "token_revoked", "access_token", row.id)


def _record(actor: Actor, now: datetime, action: str, kind: str, record_id: uuid.UUID) -> None:
    audit.record(actor=actor, now=now, action=action, kind=kind, record_id=record_id, union_id=actor.union_id)
