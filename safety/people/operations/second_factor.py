"""The second factor: codes of an authenticator app (TOTP, RFC 6238) and recovery codes for a lost one."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

import pyotp
from cryptography.fernet import Fernet, InvalidToken

from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.database import session
from safety.errors import Invalid, NotPossibleNow, NotSignedIn
from safety.people import queries
from safety.people.models import Member
from safety.people.operations import confirm_password, tries
from safety.text import N_

RECOVERY_CODES = 10
_STEP_SECONDS = 30


def new_secret() -> str:
    """A fresh TOTP secret (base32), to be confirmed with a first code before it counts."""
    return pyotp.random_base32()


def _cipher(secret_key: str) -> Fernet:
    derived = hashlib.scrypt(secret_key.encode(), salt=b"qunjian totp", n=2**10, r=8, p=1, dklen=32)
    return Fernet(base64.urlsafe_b64encode(derived))


def _matching_step(secret: str, code: str, now: datetime, after: int | None) -> int | None:
    """The time step whose code was given: one step early or late is taken, an old step never again."""
    totp = pyotp.TOTP(secret)
    present = int(now.timestamp()) // _STEP_SECONDS
    for step in (present - 1, present, present + 1):
        if (after is None or step > after) and hmac.compare_digest(totp.generate_otp(step), code.strip()):
            return step
    return None


def enrol_second_factor(*, actor: Actor, now: datetime, secret: str, code: str, secret_key: str) -> list[str]:
    """Make ``secret`` one's second factor, proved by its present code.

    Returns:
        The recovery codes, shown once; only their SHA-256 is kept.

    Raises:
        Invalid: the code does not fit (field ``code``).
    """
    member = _oneself(actor)
    step = _matching_step(secret, code, now, None)
    if step is None:
        raise Invalid(code="wrong_code", fields={"code": [N_("验证码不正确，请核对设备时间后重试")]})
    codes = ["-".join((secrets.token_hex(3), secrets.token_hex(3))) for _ in range(RECOVERY_CODES)]
    member.totp_secret = _cipher(secret_key).encrypt(secret.encode()).decode()
    member.totp_last_step = step
    member.recovery_codes = [queries.digest(one) for one in codes]
    member.version += 1
    _record(actor, now, "second_factor_enrolled", member)
    return codes


def remove_second_factor(*, actor: Actor, now: datetime, password: str) -> None:
    """Give one's second factor up, after the password was given again.

    Raises:
        Invalid: the password is wrong (field ``password``).
        NotPossibleNow: there is none.
    """
    member = _oneself(actor)
    if member.totp_secret is None:
        raise NotPossibleNow
    confirm_password(actor=actor, now=now, password=password)
    forget_second_factor(member)
    _record(actor, now, "second_factor_removed", member)


def forget_second_factor(member: Member) -> None:
    """Drop a member's second factor and recovery codes; the caller asks for the right and records it."""
    member.totp_secret = None
    member.totp_last_step = None
    member.recovery_codes = None
    member.version += 1
    session.flush()


def check_code(*, member: Member, code: str, now: datetime, secret_key: str, lane: str) -> bool:
    """Whether ``code`` fits (``code_fits``); a wrong one is counted in ``lane``, so the transaction must commit.

    Raises:
        TooMany: the lane is locked.
    """
    tries.check_unlocked(lane, now)
    fits = code_fits(member=member, code=code, now=now, secret_key=secret_key)
    if not fits:
        tries.note_wrong(lane, now, member)
    return fits


def code_fits(*, member: Member, code: str, now: datetime, secret_key: str) -> bool:
    """Whether ``code`` is the member's present code or an unused recovery code, which is used up."""
    try:
        secret = _cipher(secret_key).decrypt((member.totp_secret or "").encode()).decode()
    except InvalidToken:
        secret = ""
    step = _matching_step(secret, code, now, member.totp_last_step) if secret else None
    if step is not None:
        member.totp_last_step = step
        session.flush()
        return True
    kept = list(member.recovery_codes or [])
    given = queries.digest(code.strip().lower())
    if given not in kept:
        return False
    member.recovery_codes = [one for one in kept if one != given]
    session.flush()
    return True


def _oneself(actor: Actor) -> Member:
    if actor.member_id is None:
        raise NotSignedIn
    return session.get_one(Member, actor.member_id)


def _record(actor: Actor, now: datetime, action: str, member: Member) -> None:
    session.flush()
    audit.record(
        actor=actor,
        now=now,
        action=action,
        kind="member",
        record_id=member.id,
        union_id=member.union_id,
    )
