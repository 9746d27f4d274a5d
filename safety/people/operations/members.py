"""Keeping members: who they are, whether they may sign in."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.database import require_version, session
from safety.errors import Conflict, Invalid, NotPossibleNow
from safety.folding.names import name_key
from safety.folding.texts import fold
from safety.ids import new_id
from safety.law.days import shanghai_date
from safety.people import queries
from safety.people.inputs import Second
from safety.people.models import Member, Union
from safety.people.operations import end_access, hash_temporary, tries, two_persons
from safety.people.operations.second_factor import forget_second_factor
from safety.people.operations.two_persons import AccessAct
from safety.people.queries.named import named_union
from safety.text import N_, Text

# Without letters and digits that look alike on paper.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def temporary_password() -> str:
    """A password to be told once and changed at the first sign-in."""
    parts = ("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))
    return "-".join(parts)


def create_member(
    *,
    actor: Actor,
    now: datetime,
    name: str,
    union_id: uuid.UUID,
    sign_in_name: str | None = None,
    phone: str | None = None,
    position: str | None = None,
    member_id: uuid.UUID | None = None,
    accept_duplicate: bool = False,
    second: Second | None = None,
) -> tuple[Member, str | None]:
    """Add a member; one with a sign-in name gets a temporary password.

    ``accept_duplicate`` says that somebody of the name in the union was looked at and is another person; ``second``
    agrees with an account of the actor's own name or telephone number.

    Returns:
        The member, and the temporary password (None without a sign-in name), which is kept nowhere.

    Raises:
        Invalid: the sign-in name is taken (field ``sign_in_name``); nobody agrees (``second_name``).
        Conflict: the union has somebody of that name (``extra.candidates``).
    """
    union = _union_for(actor, union_id)
    if not accept_duplicate:
        _refuse_same_name(name, union_id, None)
    given = free_sign_in_name(sign_in_name, None)
    own, agreed = _asked_for_account(actor, now, union, name, phone, second) if given else (False, None)
    password = temporary_password() if given else None
    member = Member(
        id=member_id or new_id(),
        name=name,
        union_id=union_id,
        sign_in_name=given,
        phone=phone,
        position=position,
        password_hash=hash_temporary(password) if password else None,
        must_change_password=password is not None,
        created_at=now,
    )
    session.add(member)
    _record(actor, now, "member_created", member, ["name", "union_id", "sign_in_name", "phone", "position"])
    if given:
        _tell_of_account(actor, now, member, own=own, agreed=agreed)
    return member, password


def _asked_for_account(
    actor: Actor, now: datetime, union: Union, name: str, phone: str | None, second: Second | None
) -> tuple[bool, uuid.UUID | None]:
    """Whether an account is for a person like oneself, and who agreed with it then."""
    own = two_persons.is_of_oneself(actor, name=name, phone=phone)
    return own, two_persons.agreed_by(actor=actor, now=now, second=second, union=union) if own else None


def _tell_of_account(
    actor: Actor, now: datetime, member: Member, *, own: bool, agreed: uuid.UUID | None
) -> None:
    act = AccessAct.OWN_ACCOUNT_MADE if own else AccessAct.ACCOUNT_MADE
    two_persons.tell_auditor(actor=actor, now=now, act=act, member=member, agreed=agreed)


def change_member(
    *,
    actor: Actor,
    now: datetime,
    member_id: uuid.UUID,
    version: int,
    name: str,
    union_id: uuid.UUID,
    sign_in_name: str | None,
    phone: str | None,
    position: str | None,
    accept_duplicate: bool = False,
    second: Second | None = None,
) -> Member:
    """Change what is known of a member; ``accept_duplicate`` and ``second`` as for ``create_member``.

    Raises:
        Stale: somebody else changed it since ``version``.
        Invalid: as ``create_member``.
        Conflict: with the new name or union it is one that somebody there bears (``extra.candidates``).
    """
    member = managed_member(actor, member_id)
    require_version(member, version)
    union = _union_for(actor, union_id)
    is_called_anew = (name_key(name), union_id) != (name_key(member.name), member.union_id)
    if is_called_anew and not accept_duplicate:
        _refuse_same_name(name, union_id, member.id)
    given = {
        "name": name,
        "union_id": union_id,
        "sign_in_name": free_sign_in_name(sign_in_name, member.id),
        "phone": phone,
        "position": position,
    }
    is_new_account = member.sign_in_name is None and given["sign_in_name"] is not None
    own, agreed = (
        _asked_for_account(actor, now, union, name, phone, second) if is_new_account else (False, None)
    )
    changed = [field for field, value in given.items() if getattr(member, field) != value]
    for field in changed:
        setattr(member, field, given[field])
    if member.sign_in_name is None:
        member.password_hash = None
        end_access(member=member, now=now)
    member.version += 1
    _record(actor, now, "member_changed", member, changed)
    if is_new_account:
        _tell_of_account(actor, now, member, own=own, agreed=agreed)
    return member


def disable_member(
    *, actor: Actor, now: datetime, member_id: uuid.UUID, reason: str, second: Second | None = None
) -> Member:
    """Shut a member out: no more signing in, sessions and tokens end for good; what the member did stays.

    An administrator or auditor is shut out by two: ``second`` agrees.

    Raises:
        NotPossibleNow: it is oneself, or the member is shut out already.
        Invalid: nobody agrees (field ``second_name``).
    """
    member = managed_member(actor, member_id)
    if member.id == actor.member_id:
        raise NotPossibleNow(N_("不能停用自己的账号"), code="oneself")
    if member.disabled_at is not None:
        raise NotPossibleNow(N_("该账号已经停用"), code="disabled_already")
    by_two = two_persons.administers(member, shanghai_date(now))
    agreed = (
        two_persons.agreed_by(actor=actor, now=now, second=second, union=member.union) if by_two else None
    )
    member.disabled_at, member.disabled_reason = now, reason
    member.version += 1
    end_access(member=member, now=now)
    _record(actor, now, "member_disabled", member, ["disabled_at"])
    if by_two:
        act = AccessAct.ADMINISTRATOR_SHUT_OUT
        two_persons.tell_auditor(actor=actor, now=now, act=act, member=member, agreed=agreed)
    return member


def enable_member(*, actor: Actor, now: datetime, member_id: uuid.UUID) -> Member:
    """Let a member in again.

    Raises:
        NotPossibleNow: the member is not shut out.
    """
    member = managed_member(actor, member_id)
    if member.disabled_at is None:
        raise NotPossibleNow(N_("该账号没有停用"), code="not_disabled")
    member.disabled_at, member.disabled_reason = None, None
    member.version += 1
    _record(actor, now, "member_enabled", member, ["disabled_at"])
    return member


def reset_password(
    *,
    actor: Actor,
    now: datetime,
    member_id: uuid.UUID,
    drop_second_factor: bool = False,
    second: Second | None = None,
) -> tuple[Member, str]:
    """Give a member a temporary password, open a locked account, end all sessions and tokens.

    The account of an administrator or auditor is reset by two: ``second`` agrees.

    Returns:
        The member and the temporary password, which is kept nowhere.

    Raises:
        NotPossibleNow: it is oneself, or the member has no sign-in name.
        Invalid: nobody agrees (field ``second_name``).
    """
    member = managed_member(actor, member_id)
    if member.id == actor.member_id:
        raise NotPossibleNow(N_("请在个人设置中修改自己的密码"), code="oneself")
    if member.sign_in_name is None:
        raise NotPossibleNow(N_("该人员没有登录名"), code="no_sign_in_name")
    by_two = two_persons.administers(member, shanghai_date(now))
    agreed = (
        two_persons.agreed_by(actor=actor, now=now, second=second, union=member.union) if by_two else None
    )
    password = temporary_password()
    member.password_hash = hash_temporary(password)
    member.must_change_password = True
    tries.forget(tries.lane_of_name(member.sign_in_name))
    member.version += 1
    if drop_second_factor and member.totp_secret is not None:
        forget_second_factor(member)
    end_access(member=member, now=now)
    _record(actor, now, "password_reset", member, ["password", "second_factor"][: 1 + drop_second_factor])
    if by_two:
        act = AccessAct.ADMINISTRATOR_RESET
        two_persons.tell_auditor(actor=actor, now=now, act=act, member=member, agreed=agreed)
    return member, password


def managed_member(actor: Actor, member_id: uuid.UUID) -> Member:
    """The member, whom ``actor`` must be entitled to manage."""
    actor.require(Permission.MEMBER_MANAGE)
    return queries.get_member(member_id, actor.scope(Permission.MEMBER_MANAGE))


def _union_for(actor: Actor, union_id: uuid.UUID) -> Union:
    actor.require(Permission.MEMBER_MANAGE)
    return named_union(union_id, actor.scope(Permission.MEMBER_MANAGE))


def _refuse_same_name(name: str, union_id: uuid.UUID, but: uuid.UUID | None) -> None:
    found = [one for one in queries.members_of_name(name, union_id) if one.id != but]
    if found:
        told = "、".join(
            " ".join(filter(None, (one.name, one.position, one.sign_in_name))) for one in found[:5]
        )
        raise Conflict(
            N_("本工会已有同名的人，请先核对；确认是另一个人再保存"),
            code="likely_duplicate",
            fields={"name": [Text(N_("已有：%(told)s"), told=told)]},
            extra={"candidates": [{"id": str(one.id), "name": one.name} for one in found[:5]]},
        )


def free_sign_in_name(name: str | None, own: uuid.UUID | None) -> str | None:
    """The sign-in name as it is kept, None for nothing.

    Raises:
        Invalid: somebody else than ``own`` has it (field ``sign_in_name``).
    """
    if not name:
        return None
    name = fold(name)
    taken = session.scalar(select(Member.id).where(Member.sign_in_name == name))
    if taken is not None and taken != own:
        raise Invalid(code="sign_in_name_taken", fields={"sign_in_name": [N_("这个登录名已被使用")]})
    return name


def _record(actor: Actor, now: datetime, action: str, member: Member, fields: Iterable[str]) -> None:
    # Names of fields only: the values are personal and must stay erasable.
    session.flush()
    audit.record(
        actor=actor,
        now=now,
        action=action,
        kind="member",
        record_id=member.id,
        union_id=member.union_id,
        change={"fields": sorted(fields)},
    )
