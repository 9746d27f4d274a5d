"""Replacing reference data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import delete, select

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.database import session
from safety.errors import Conflict, Invalid
from safety.reference.models import District, DistrictEdition, Holiday
from safety.text import N_


def adopt_districts(
    *, actor: Actor, now: datetime, name: str, valid_from: date, source: str, districts: Mapping[str, str]
) -> DistrictEdition:
    """Add a dated edition of districts (names by six-digit code); older records keep theirs.

    Raises:
        NotAllowed: without ``boundary:manage``.
        Conflict: another edition begins on the same day or has the same name.
        Invalid: a code is not six digits, or there is none.
    """
    actor.require(Permission.BOUNDARY_MANAGE)
    if not districts or any(len(code) != 6 or not code.isdigit() for code in districts):
        raise Invalid(
            N_("区划代码必须是六位数字"),
            code="district_code",
            fields={"code": [N_("区划代码必须是六位数字")]},
        )
    same = select(DistrictEdition.id).where(
        (DistrictEdition.valid_from == valid_from) | (DistrictEdition.name == name)
    )
    if session.scalar(same) is not None:
        raise Conflict(N_("已有同名或同日生效的区划版本"), code="edition_exists")
    edition = DistrictEdition(name=name, valid_from=valid_from, source=source, loaded_at=now)
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
