"""Signing in and out."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import update

from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.database import hold, session
from safety.errors import Invalid, NotAllowed, NotPossibleNow, NotSignedIn
from safety.people import queries, rules
from safety.people.models import AccessToken, Member, SignIn
from safety.people.operations import tries
from safety.text import N_
from safety.transactions import afterwards

# RFC 9106's second recommended option: 64 MiB would be the first's half; small servers sign in many people.
hasher = PasswordHasher(time_cost=3, memory_cost=19_456, parallelism=1)
_light_hasher = PasswordHasher(time_cost=1, memory_cost=4096, parallelism=1)
LONGEST_TOKEN = timedelta(days=366)
#: Verified when the name is unknown, so that an unknown name takes as long as a wrong password.
_NOBODY = hasher.hash(secrets.token_hex(16))


def hash_password(password: str) -> str:
    """The Argon2id hash that is kept."""
    return hasher.hash(password)


def hash_temporary(password: str) -> str:
    """The hash of a random temporary password: 59 bits cannot be guessed, so an import need not wait for each."""
    return _light_hasher.hash(password)


def password_fits(kept: str | None, password: str) -> bool:
    """Whether ``password`` is the one behind ``kept``; takes as long when there is none."""
    try:
        hasher.verify(kept or _NOBODY, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return kept is not None


def check_sign_in(*, sign_in_name: str, password: str, now: datetime, lane: str) -> Member | None:
    """The member who may go on to sign in, or None for a wrong name or password.

    Wrong tries are counted in ``lane`` (so the caller must let the transaction commit), which locks with a growing
    delay.  An unknown name is answered, counted and locked like a known one.

    Raises:
        TooMany: the lane is locked; the sentence says until when.
        NotPossibleNow: a temporary password that nobody used in its time.
    """
    tries.check_unlocked(lane, now)
    member = queries.member_by_sign_in_name(sign_in_name)
    fits = password_fits(member.password_hash if member else None, password)
    if member is None or member.disabled_at is not None or not fits:
        tries.note_wrong(lane, now, member)
        return None
    made_at, ended_at = member.created_at, member.access_ended_at
    if member.must_change_password and rules.temporary_ended(
        made_at=made_at, access_ended_at=ended_at, now=now
    ):
        sentence = N_("临时密码超过 30 天没有使用，已经失效，请联系管理员重置")
        raise NotPossibleNow(sentence, code="temporary_password_ended")
    return member


def confirm_password(*, actor: Actor, now: datetime, password: str, field: str = "password") -> Member:
    """The actor's member, once the password was entered again and fits: the one way in which a session asks for it.

    A wrong one counts towards a lock of the session even though the act itself is refused.

    Raises:
        NotAllowed: the actor is no member.
        TooMany: the session is locked; the sentence says until when.
        Invalid: it does not fit (field ``field``).
    """
    member = session.get(Member, actor.member_id) if actor.member_id else None
    if member is None:
        raise NotAllowed
    lane = tries.lane_of_session(actor.session_id or actor.device_id or member.id)
    tries.check_unlocked(lane, now)
    if not password_fits(member.password_hash, password):
        member_id = member.id
        afterwards(lambda: tries.note_wrong(lane, now, session.get_one(Member, member_id)))
        raise Invalid(code="wrong_password", fields={field: [N_("密码不正确")]})
    return member


def sign_in(
    *, member: Member, now: datetime, client: str, second_factor: bool, lane: str | None = None
) -> tuple[SignIn, str]:
    """Open a browser session for a member whose password (and code) were right; ``lane`` counts anew.

    Returns:
        The session row, and the token for the cookie, which is kept nowhere.
    """
    token = secrets.token_urlsafe(32)
    row = SignIn(
        token_hash=queries.digest(token),
        member_id=member.id,
        began_at=now,
        last_seen_at=now,
        second_factor_at=now if second_factor else None,
        client=client[:200],
    )
    if lane is not None:
        tries.forget(lane)
    session.add(row)
    session.flush()
    audit.record(
        actor=queries.actor_of(member, on=now.date(), session_id=row.id),
        now=now,
        action="signed_in",
        kind="member",
        record_id=member.id,
        union_id=member.union_id,
    )
    return row, token


def sign_out(*, actor: Actor, now: datetime) -> None:
    """End the present browser session."""
    if actor.session_id is None:
        raise NotSignedIn
    session.execute(update(SignIn).where(SignIn.id == actor.session_id).values(ended_at=now))
    audit.record(
        actor=actor,
        now=now,
        action="signed_out",
        kind="member",
        record_id=str(actor.member_id),
        union_id=actor.union_id,
    )


def end_access(*, member: Member, now: datetime, but: uuid.UUID | None = None) -> None:
    """End whatever opens the register for a member: after a new password, a reset, or when shut out.

    Browser sessions (all but ``but``), API tokens and calendar addresses; they stay ended when the member is let in
    again.
    """
    hold(member, ["access_ended_at"])
    member.access_ended_at = now
    end_sign_ins(member_id=member.id, now=now, but=but)


def end_sign_ins(*, member_id: uuid.UUID, now: datetime, but: uuid.UUID | None = None) -> None:
    """End a member's browser sessions, all or all but one."""
    statement = update(SignIn).where(SignIn.member_id == member_id, SignIn.ended_at.is_(None))
    if but is not None:
        statement = statement.where(SignIn.id != but)
    session.execute(statement.values(ended_at=now))


def change_own_password(*, actor: Actor, now: datetime, old: str, new: str, strict: bool = False) -> None:
    """Replace one's own password; other sessions, tokens and calendar addresses end.

    ``strict`` asks for what a union that files its system under 等保 must (``rules.check_password``).

    Raises:
        Invalid: the old one is wrong (field ``old``), or the new one is weak or no other (field ``password``): a
            temporary one was told by somebody, and would be known for good.
    """
    if actor.member_id is None:
        raise NotSignedIn
    member = confirm_password(actor=actor, now=now, password=old, field="old")
    if new == old:
        raise Invalid(code="same_password", fields={"password": [N_("新密码不能与原密码相同")]})
    rules.check_password(new, sign_in_name=member.sign_in_name or "", name=member.name, strict=strict)
    member.password_hash = hash_password(new)
    member.must_change_password = False
    member.password_changed_at = now
    member.version += 1
    end_access(member=member, now=now, but=actor.session_id)
    session.flush()
    audit.record(
        actor=actor,
        now=now,
        action="password_changed",
        kind="member",
        record_id=member.id,
        union_id=member.union_id,
    )


def create_token(
    *, actor: Actor, now: datetime, name: str, expires_at: datetime, read_only: bool = False
) -> tuple[AccessToken, str]:
    """Make an API token for oneself, who has just confirmed to be it; it is shown once and kept nowhere.

    Raises:
        NotAllowed: a program asks, which came with a token itself.
        Invalid: it would hold for longer than a year (field ``days``).
    """
    if actor.member_id is None:
        raise NotSignedIn
    if actor.channel == "api":
        raise NotAllowed(N_("令牌不能新建令牌，请在网页登录后新建"), code="token_by_token")
    if expires_at > now + LONGEST_TOKEN:
        raise Invalid(fields={"days": [N_("有效期最长一年")]})
    token = "qj_" + secrets.token_urlsafe(32)
    row = AccessToken(
        token_hash=queries.digest(token),
        member_id=actor.member_id,
        name=name,
        read_only=read_only,
        created_at=now,
        expires_at=expires_at,
    )
    session.add(row)
    session.flush()
    audit.record(
        actor=actor,
        now=now,
        action="token_created",
        kind="access_token",
        record_id=row.id,
        union_id=actor.union_id,
        change={"name": name, "expires_at": expires_at, "read_only": read_only},
    )
    return row, token


def note_sign_in_use(*, sign_in_id: uuid.UUID, now: datetime) -> None:
    """Note when a browser session was last used; a session row, so it is not audited."""
    session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(last_seen_at=now))


def note_token_use(*, token_id: uuid.UUID, now: datetime) -> None:
    """Note when an API token was last used; not audited either."""
    session.execute(update(AccessToken).where(AccessToken.id == token_id).values(last_used_at=now))
