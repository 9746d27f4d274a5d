"""The second factor: codes of an authenticator app (TOTP, RFC 6238) and recovery codes for a lost one."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from datetime import datetime

import pyotp
from argon2.low_level import hash_secret_raw
from cryptography.fernet import Fernet, InvalidToken

from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.database import hold, session
from safety.errors import Invalid, NotPossibleNow, NotSignedIn
from safety.people import queries
from safety.people.models import Member
from safety.people.operations import confirm_password, hasher, tries
from safety.text import N_

RECOVERY_CODES = 10
_STEP_SECONDS = 30
#: Bytes of the salt of recovery codes, and what such a code looks like.
_SALT = 16
_RECOVERY_CODE = re.compile(r"[0-9a-f]{6}-[0-9a-f]{6}")
#: What is kept of it with the member.
_KEPT = ("totp_secret", "totp_last_step", "recovery_codes")


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


def enrol_second_factor(
    *, actor: Actor, now: datetime, secret: str, code: str, password: str, secret_key: str
) -> list[str]:
    """Make ``secret`` one's second factor, proved by its present code, after the password was given again.

    Returns:
        The recovery codes, shown once; only a slow hash of each is kept.

    Raises:
        Invalid: the password is wrong, or the code does not fit (fields ``password``, ``code``).
        NotPossibleNow: there is one already; it is given up first, which takes the password too.
    """
    member = _oneself(actor)
    hold(member, _KEPT)
    if member.totp_secret is not None:
        raise NotPossibleNow(N_("两步验证已经启用，要更换请先停用"), code="second_factor_there")
    confirm_password(actor=actor, now=now, password=password)
    step = _matching_step(secret, code, now, None)
    if step is None:
        raise Invalid(code="wrong_code", fields={"code": [N_("验证码不正确，请核对设备时间后重试")]})
    codes = ["-".join((secrets.token_hex(3), secrets.token_hex(3))) for _ in range(RECOVERY_CODES)]
    member.totp_secret = _cipher(secret_key).encrypt(secret.encode()).decode()
    member.totp_last_step = step
    salt = secrets.token_hex(_SALT)
    member.recovery_codes = [_recovery_hash(one, salt) for one in codes]
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
    hold(member, _KEPT)
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
    """Whether ``code`` is the member's present code or an unused recovery code, which is used up.

    Held meanwhile: of two who send one code at one moment the second finds it used.
    """
    hold(member, _KEPT)
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
    given = _hashes_of(code.strip().lower(), kept)
    if given.isdisjoint(kept):
        return False
    member.recovery_codes = [one for one in kept if one not in given]
    session.flush()
    return True


def _recovery_hash(code: str, salt: str) -> str:
    """A recovery code as it is kept: it is short enough to be guessed at, so the hash is as slow as a password's."""
    slow = hash_secret_raw(
        code.encode(),
        bytes.fromhex(salt),
        time_cost=hasher.time_cost,
        memory_cost=hasher.memory_cost,
        parallelism=hasher.parallelism,
        hash_len=32,
        type=hasher.type,
    )
    return f"{salt}${slow.hex()}"


def _hashes_of(code: str, kept: list[str]) -> set[str]:
    """How ``code`` would be kept: the codes of one enrolment share a salt, those from before it have none."""
    if not _RECOVERY_CODE.fullmatch(code):
        return set()
    salts = {one.partition("$")[0] for one in kept if "$" in one}
    return {_recovery_hash(code, salt) for salt in salts} | {queries.digest(code)}


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
