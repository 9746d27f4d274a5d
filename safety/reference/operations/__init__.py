"""Replacing reference data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.database import hold, session
from safety.errors import Conflict, Invalid, NotFound, NotPossibleNow
from safety.law.days import shanghai_date
from safety.law.provisions import laws
from safety.reference.models import ColourRule, District, DistrictEdition, Holiday, LawCheck
from safety.reference.queries import checked_to_of, colour_rules
from safety.text import N_, Text


def adopt_districts(
    *,
    actor: Actor,
    now: datetime,
    name: str,
    valid_from: date,
    source: str,
    districts: Mapping[str, str],
    successors: Mapping[str, Sequence[str]] | None = None,
) -> DistrictEdition:
    """Add a dated edition of districts (names by six-digit code); older records keep theirs.

    ``successors`` say which districts follow one that ended or gave ground away.  Sites are carried over to the
    edition from its first day on, unless a later one is in force or it is the first there is.

    Raises:
        NotAllowed: without ``boundary:manage``.
        Conflict: another edition begins on the same day or has the same name.
        Invalid: a code is not six digits, or there is none; a successor is no district of the edition.
    """
    actor.require(Permission.BOUNDARY_MANAGE)
    _check_codes(districts, successors or {})
    same = select(DistrictEdition.id).where(
        (DistrictEdition.valid_from == valid_from) | (DistrictEdition.name == name)
    )
    if session.scalar(same) is not None:
        raise Conflict(N_("已有同名或同日生效的区划版本"), code="edition_exists")
    edition = DistrictEdition(
        name=name,
        valid_from=valid_from,
        source=source,
        loaded_at=now,
        successors={code: list(codes) for code, codes in (successors or {}).items()} or None,
        carried_at=None if _changes_records(valid_from, shanghai_date(now)) else now,
    )
    edition.districts = [District(code=code, name=label) for code, label in sorted(districts.items())]
    session.add(edition)
    session.flush()
    audit.record(
        actor=actor,
        now=now,
        action="district_edition_adopted",
        kind="district_edition",
        record_id=edition.id,
        union_id=None,
        change={"name": name, "valid_from": valid_from, "districts": len(districts)},
    )
    return edition


def _check_codes(districts: Mapping[str, str], successors: Mapping[str, Sequence[str]]) -> None:
    if not districts or any(len(code) != 6 or not code.isdigit() for code in districts):
        sentence = N_("区划代码必须是六位数字")
        raise Invalid(sentence, code="district_code", fields={"code": [sentence]})
    unknown = sorted({code for codes in successors.values() for code in codes} - districts.keys())
    if unknown:
        told = Text(N_("后继区县 %(codes)s 不在这一版区划里"), codes="、".join(unknown))
        raise Invalid(told, code="successor", fields={"successors": [told]})


def _changes_records(valid_from: date, today: date) -> bool:
    """Whether records have to be carried over to an edition: there was one before it, and none after it by today."""
    days = session.scalars(select(DistrictEdition.valid_from)).all()
    is_newest = all(day < valid_from for day in days if day <= today)
    return any(day < valid_from for day in days) and is_newest


def replace_holidays(
    *, actor: Actor, now: datetime, year: int, days: Mapping[date, tuple[bool, str]], source: str
) -> int:
    """Replace the table of ``year``: day → (is a make-up working day, name); the number of rows kept."""
    actor.require(Permission.BOUNDARY_MANAGE)
    if any(day.year != year for day in days):
        raise Invalid(N_("日期不属于该年度"), code="holiday_year", fields={"day": [N_("日期不属于该年度")]})
    session.execute(delete(Holiday).where(Holiday.day.between(date(year, 1, 1), date(year, 12, 31))))
    session.add_all(
        Holiday(day=day, is_working=working, name=name, source=source)
        for day, (working, name) in sorted(days.items())
    )
    session.flush()
    audit.record(
        actor=actor,
        now=now,
        action="holidays_replaced",
        kind="holidays",
        record_id=str(year),
        union_id=None,
        change={"days": len(days), "source": source},
    )
    return len(days)


def draft_colour_rule(
    *, actor: Actor, now: datetime, version: str, note: str, content: Mapping[str, Any]
) -> ColourRule:
    """Keep a new draft; ``content`` was checked by whoever knows the rule's meaning.

    Raises:
        NotAllowed: without ``risk_rule:edit``.
        Conflict: the version's name is taken.
    """
    actor.require(Permission.RISK_RULE_EDIT)
    if any(row.version == version for row in colour_rules()):
        raise Conflict(N_("已有同名的规则版本"), code="rule_version_exists")
    row = ColourRule(
        version=version, note=note, content=dict(content), drafted_at=now, drafted_by=actor.member_id
    )
    session.add(row)
    session.flush()
    _record_rule(actor, now, row, "colour_rule_drafted")
    return row


def change_colour_rule(
    *, actor: Actor, now: datetime, row: ColourRule, note: str, content: Mapping[str, Any]
) -> None:
    """Change a draft.

    Raises:
        NotAllowed: without ``risk_rule:edit``.
        NotPossibleNow: the version was adopted.
    """
    actor.require(Permission.RISK_RULE_EDIT)
    hold(row)
    _refuse_adopted(row)
    row.note, row.content = note, dict(content)
    session.flush()
    _record_rule(actor, now, row, "colour_rule_changed")


def adopt_colour_rule(*, actor: Actor, now: datetime, row: ColourRule) -> None:
    """Put a draft in force from today on; maps of earlier days keep their version.

    Raises:
        NotAllowed: without ``risk_rule:edit``.
        NotPossibleNow: the version was adopted already.
    """
    actor.require(Permission.RISK_RULE_EDIT)
    hold(row)
    _refuse_adopted(row)
    row.adopted_at, row.adopted_by, row.valid_from = now, actor.member_id, shanghai_date(now)
    session.flush()
    _record_rule(actor, now, row, "colour_rule_adopted")


def _refuse_adopted(row: ColourRule) -> None:
    if row.adopted_at is not None:
        raise NotPossibleNow(N_("已启用的规则版本不能修改，请另拟新版本"), code="rule_adopted")


def _record_rule(actor: Actor, now: datetime, row: ColourRule, action: str) -> None:
    audit.record(
        actor=actor,
        now=now,
        action=action,
        kind="colour_rule",
        record_id=row.id,
        union_id=None,
        change={"version": row.version, "content": row.content},
    )


def record_law_check(*, actor: Actor, now: datetime, law: str, checked_to: date, source: str) -> LawCheck:
    """Keep that a text was looked up and is the one in force up to ``checked_to``.

    Raises:
        NotAllowed: without ``law:check``.
        NotFound: there is no text of that name.
        Invalid: nobody has read it, or the day is no later one, to come, or after the text's own end.
    """
    actor.require(Permission.LAW_CHECK)
    text = laws().get(law)
    if text is None:
        raise NotFound
    known = checked_to_of(text)
    problem = None
    if known is None:
        problem = N_("这部法规的条文还没有人读过，不能登记核对")
    elif checked_to <= known.to:
        problem = N_("核对日期应晚于已经登记的核对日期")
    elif checked_to > shanghai_date(now):
        problem = N_("核对日期不能在今天以后")
    elif text.in_force_to is not None and checked_to > text.in_force_to:
        problem = N_("核对日期不能晚于这一文本的失效日期")
    if problem:
        raise Invalid(problem, code="law_check", fields={"checked_to": [problem]})
    row = LawCheck(
        law=law,
        checked_to=checked_to,
        source=source,
        recorded_at=now,
        recorded_by=actor.member_id,
        recorded_name=actor.name,
    )
    session.add(row)
    session.flush()
    audit.record(
        actor=actor,
        now=now,
        action="law_checked",
        kind="law_check",
        record_id=row.id,
        union_id=None,
        change={"law": text.title, "checked_to": checked_to, "source": source},
    )
    return row
