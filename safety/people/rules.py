"""Rules about people: levels of the union tree, certificates, passwords, lock-out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from string import ascii_lowercase
from types import MappingProxyType

from safety.access.roles import Role
from safety.errors import Invalid
from safety.text import N_, Text


class UnionLevel(StrEnum):
    """Levels of the union tree (RULEBOOK of the law: 工会法 Art 10–14; Chongqing 条例 Art 5, 8)."""

    CITY = "city"
    DISTRICT = "district"
    INDUSTRY = "industry"
    STREET = "street"
    BASIC = "basic"


LEVEL_LABELS: Mapping[UnionLevel, str] = MappingProxyType(
    {
        UnionLevel.CITY: N_("市总工会"),
        UnionLevel.DISTRICT: N_("区县总工会"),
        UnionLevel.INDUSTRY: N_("产业工会"),
        UnionLevel.STREET: N_("街道、乡镇、园区工会"),
        UnionLevel.BASIC: N_("基层工会"),
    }
)

#: Which levels may stand below which.
CHILDREN: Mapping[UnionLevel, frozenset[UnionLevel]] = MappingProxyType(
    {
        UnionLevel.CITY: frozenset({UnionLevel.DISTRICT, UnionLevel.INDUSTRY, UnionLevel.BASIC}),
        UnionLevel.DISTRICT: frozenset({UnionLevel.INDUSTRY, UnionLevel.STREET, UnionLevel.BASIC}),
        UnionLevel.INDUSTRY: frozenset({UnionLevel.INDUSTRY, UnionLevel.BASIC}),
        UnionLevel.STREET: frozenset({UnionLevel.STREET, UnionLevel.BASIC}),
        UnionLevel.BASIC: frozenset({UnionLevel.BASIC}),
    }
)


class CertificateStatus(StrEnum):
    """State of an inspector's certificate."""

    VALID = "valid"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"


CERTIFICATE_LABELS: Mapping[CertificateStatus, str] = MappingProxyType(
    {
        CertificateStatus.VALID: N_("有效"),
        CertificateStatus.SUSPENDED: N_("暂停"),
        CertificateStatus.CANCELLED: N_("注销"),
    }
)

#: Roles whose holders must use a second factor when the settings demand it.
SECOND_FACTOR_ROLES = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR})

PASSWORD_MINIMUM = 10
FREE_TRIES = 5
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=1)
_RUNS = ("1234567890", "0987654321", ascii_lowercase, ascii_lowercase[::-1])
LONGEST_PASSWORD = timedelta(days=90)
#: A temporary password that nobody used by then ends: it was told by somebody, and may lie written down.
LONGEST_TEMPORARY = timedelta(days=30)
#: Words of the house, its places and its work, that a guesser begins with; told in docs/operations.md.
HOUSE_WORDS = (
    *("qunjian", "zonggonghui", "gonghui", "chongqing", "cqszgh", "cqzgh", "anquan", "laodong", "jiandu"),
    *("群监", "总工会", "工会", "重庆", "安全", "劳动", "监督"),
)
#: Letters that a password needs besides them.
BESIDES_HOUSE_WORDS = 4
#: In lower case; see the file for its source.
COMMON_PASSWORDS = frozenset(
    line
    for line in Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
)


def certificate_status(states: Iterable[tuple[date, str]], on: date) -> CertificateStatus:
    """The status that counted on the day ``on``: the last of ``states`` (day, status, in their order) until then.

    Before the first one it was valid.  A reinstatement does not undo the days of the suspension.
    """
    counted = [status for day, status in states if day <= on]
    return CertificateStatus(counted[-1]) if counted else CertificateStatus.VALID


def certificate_valid(
    *, issued_on: date, valid_to: date, states: Iterable[tuple[date, str]], on: date
) -> bool:
    """Whether a certificate was valid on the day ``on`` (both ends included), by the ``states`` of its history."""
    return issued_on <= on <= valid_to and certificate_status(states, on) is CertificateStatus.VALID


def check_state_change(*, issued_on: date, states: Sequence[tuple[date, str]], on: date, today: date) -> None:
    """Refuse a change of state before the issue, before the last change, or on a day to come.

    Raises:
        Invalid: field ``on``.
    """
    sentence: Text | None = None
    if on < issued_on:
        sentence = Text(N_("变更日期不能早于发证日期"))
    elif states and on < states[-1][0]:
        sentence = Text(N_("变更日期不能早于上一次变更（%(day)s）"), day=states[-1][0].isoformat())
    elif on > today:
        sentence = Text(N_("变更日期不能晚于今天"))
    if sentence is not None:
        raise Invalid(fields={"on": [sentence]})


def temporary_ended(*, made_at: datetime, access_ended_at: datetime | None, now: datetime) -> bool:
    """Whether a temporary password has ended: made with the member, or with the reset that ended all access before."""
    return now - max(made_at, access_ended_at or made_at) > LONGEST_TEMPORARY


def lock_delay(failures: int) -> timedelta | None:
    """How long sign-in stays locked after ``failures`` wrong tries in a row; None while tries are free."""
    if failures < FREE_TRIES:
        return None
    doubled: timedelta = FIRST_DELAY * 2 ** min(failures - FREE_TRIES, 12)
    return min(doubled, LONGEST_DELAY)


def check_password(password: str, *, sign_in_name: str, name: str, strict: bool = False) -> None:
    """Refuse a weak password: too short, known to be common, built on the person's name or words of the house.

    Which characters it is made of is asked with ``strict`` only, by unions that file their system under 等保
    (GB/T 22239 身份鉴别): at least three kinds.  Elsewhere length counts (NIST SP 800-63B 3.1.1.2).

    Raises:
        Invalid: field ``password``, with the reason.
    """
    folded = password.lower()
    own_names = [one for one in (sign_in_name.lower(), name.lower()) if one]
    problem: Text | None = None
    if len(password) < PASSWORD_MINIMUM:
        problem = Text(N_("密码至少 %(n)s 个字符"), n=PASSWORD_MINIMUM)
    elif len(password) > 200:
        problem = Text(N_("密码过长"))
    elif any(one in folded for one in own_names):
        problem = Text(N_("密码不能包含姓名或登录名"))
    elif _is_of_the_house(folded):
        problem = Text(N_("密码不能只由“群监”“工会”“重庆”“安全”这类词（或其拼音）加数字组成，容易被猜到"))
    elif folded in COMMON_PASSWORDS or len(set(folded)) < 4 or _is_run(folded):
        problem = Text(N_("这个密码很常见，容易被猜到，请换一个"))
    elif strict and _kinds_of_characters(password) < 3:
        problem = Text(N_("密码须包含大写字母、小写字母、数字、符号中的三类"))
    if problem:
        raise Invalid(problem, code="weak_password", fields={"password": [problem]})


def _is_of_the_house(password: str) -> bool:
    """Whether it is little but words of the house, digits and signs."""
    rest = password
    for word in HOUSE_WORDS:
        rest = rest.replace(word, "")
    return rest != password and sum(map(str.isalpha, rest)) < BESIDES_HOUSE_WORDS


def _is_run(password: str) -> bool:
    """Whether it only counts on, up or down: 12345678901, abcdefghijkl, 0987654321."""
    return any(password in line * 3 for line in _RUNS)


def _kinds_of_characters(password: str) -> int:
    return sum(
        any(test(character) for character in password)
        for test in (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
    )


def is_expired_password(*, changed_at: datetime | None, now: datetime) -> bool:
    """Whether a password is older than 等保 lets it be; asked with strict passwords only."""
    return changed_at is not None and now - changed_at > LONGEST_PASSWORD


def is_over(
    *, began_at: datetime, last_seen_at: datetime, now: datetime, idle_minutes: int, hours: int
) -> bool:
    """Whether a session ended by itself: idle for too long, or too old however busy."""
    return now - last_seen_at > timedelta(minutes=idle_minutes) or now - began_at > timedelta(hours=hours)


def check_level(level: UnionLevel, *, below: UnionLevel) -> None:
    """Refuse a union of ``level`` directly below one of level ``below``.

    Raises:
        Invalid: field ``level``.
    """
    if level not in CHILDREN[below]:
        sentence = Text(
            N_("%(level)s不能设在%(below)s之下"),
            level=Text(LEVEL_LABELS[level]),
            below=Text(LEVEL_LABELS[below]),
        )
        raise Invalid(sentence, code="level_misplaced", fields={"level": [sentence]})


#: Keeping the system, giving rights and reading the audit stay in three hands (GB/T 22239 访问控制).
SEPARATE_ROLES = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR})


def check_separate(role: Role, held: Role) -> None:
    """Refuse two of the administrators' roles in one hand.

    Raises:
        Invalid: field ``role``.
    """
    if role != held and role in SEPARATE_ROLES and held in SEPARATE_ROLES:
        sentence = Text(N_("系统管理员、安全管理员、审计员不能由同一人兼任"))
        raise Invalid(sentence, code="separate_roles", fields={"role": [sentence]})


def terms_overlap(first: date, last: date | None, other_first: date, other_last: date | None) -> bool:
    """Whether two terms share a day; an end of None is open."""
    return (last is None or other_first <= last) and (other_last is None or first <= other_last)
