"""Open sessions and API tokens: confirming who asks for one, ending and revoking them."""

from __future__ import annotations

import uuid
from datetime import datetime

from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.database import session
from safety.errors import Invalid, NotFound, NotSignedIn
from safety.people.models import AccessToken, Member, SignIn
from safety.people.operations import confirm_password, end_sign_ins, second_factor, tries
from safety.people.operations.members import managed_member
from safety.text import N_
from safety.transactions import afterwards


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


def end_other_sign_ins(*, actor: Actor, now: datetime) -> None:
    """End all of one's browser sessions but the present one.

    Raises:
        NotSignedIn: the actor has no session.
    """
    if actor.member_id is None or actor.session_id is None:
        raise NotSignedIn
    end_sign_ins(member_id=actor.member_id, now=now, but=actor.session_id)
    _record(actor, now, "other_sessions_ended", "member", actor.member_id)


def confirm_oneself(*, actor: Actor, now: datetime, password: str, code: str | None, secret_key: str) -> None:
    """Ask for the password, and for the code where a second factor is enrolled, before something lasting is given out.

    Raises:
        Invalid: the password (field ``password``) or the code (field ``code``) does not fit.
        TooMany: there were too many wrong ones.
    """
    member = confirm_password(actor=actor, now=now, password=password)
    if member.totp_secret is None:
        return
    lane, member_id = tries.lane_of_session(actor.session_id or member.id), member.id
    tries.check_unlocked(lane, now)
    if not code or not second_factor.code_fits(member=member, code=code, now=now, secret_key=secret_key):
        if code:
            afterwards(lambda: tries.note_wrong(lane, now, session.get_one(Member, member_id)))
        raise Invalid(code="wrong_code", fields={"code": [N_("验证码不正确，请核对设备时间后重试")]})


def revoke_token(*, actor: Actor, now: datetime, member_id: uuid.UUID, token_id: uuid.UUID) -> None:
    """Make an API token of a member useless: of oneself, or of somebody whom the actor manages.

    Raises:
        NotAllowed: another's, without the right to manage members.
        NotFound: the member is out of scope, or has no such token that still opens something.
    """
    if member_id != actor.member_id:
        managed_member(actor, member_id)
    row = session.get(AccessToken, token_id)
    if row is None or row.member_id != member_id or row.revoked_at is not None:
        raise NotFound
    row.revoked_at = now
    session.flush()
    _record(actor, now, "token_revoked", "access_token", row.id)


def _record(actor: Actor, now: datetime, action: str, kind: str, record_id: uuid.UUID) -> None:
    audit.record(actor=actor, now=now, action=action, kind=kind, record_id=record_id, union_id=actor.union_id)
