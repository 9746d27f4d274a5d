"""Reading what is kept, in one statement: a statement sees one moment of the database, two may not."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Date, Row, String, Uuid, cast, func, literal, null, select, union_all

from safety.database import session
from safety.rollups.models import NUMBERS, PLACE, DistrictSum, RatingState, SiteMark, SiteRating

_STATE, _SUM, _MARK = "state", "sum", "mark"


@dataclass
class KeptSums:
    """The sums by (district, level) without the marked sites, and these: they are to be counted now."""

    sums: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    marked: list[uuid.UUID] = field(default_factory=list)


def kept_sums(*, day: date, rule_version: str, where: Mapping[str, str], most_marked: int) -> KeptSums | None:
    """What is kept of ``day`` under a rule, for the sites with the values of ``where`` (columns of a place).

    Bare numbers over every union: for those who may read all sites.  None when what is kept is of another day or
    rule, or when more than ``most_marked`` sites changed since.
    """
    found = KeptSums()
    is_kept = False
    for row in session.execute(_everything(where, most_marked + 1)):
        if row.what == _STATE:
            is_kept = (row.day, row.level) == (day, rule_version)
            continue
        if row.what == _MARK:
            found.marked.append(row.site_id)
        if row.level is not None and _fits(row, where):
            _add(found.sums, row, -1 if row.what == _MARK else 1)
    return found if is_kept and len(found.marked) <= most_marked else None


def _fits(row: Row[Any], where: Mapping[str, str]) -> bool:
    return row.what == _SUM or all(getattr(row, name) == value for name, value in where.items())


def _add(sums: dict[tuple[str, str], Counter[str]], row: Row[Any], sign: int) -> None:
    there = sums.setdefault((row.district_code, row.level), Counter())
    for name in ("sites", *NUMBERS):
        there[name] += sign * getattr(row, name)


def _everything(where: Mapping[str, str], most: int) -> Any:
    """The state, the sums and the marked sites with what is kept of them."""
    nothing = [literal(0).label(name) for name in ("sites", *NUMBERS)]
    no_place = [cast(null(), String).label(name) for name in PLACE[:-1]]
    no_day, no_site = cast(null(), Date).label("day"), cast(null(), Uuid).label("site_id")
    state = select(
        literal(_STATE).label("what"),
        RatingState.day,
        no_site,
        *no_place,
        RatingState.rule_version.label("level"),
        *nothing,
    )
    sums = (
        select(
            literal(_SUM),
            no_day,
            no_site,
            DistrictSum.district_code,
            *no_place[1:],
            DistrictSum.level,
            *(func.sum(getattr(DistrictSum, name)) for name in ("sites", *NUMBERS)),
        )
        .where(*(getattr(DistrictSum, name) == value for name, value in where.items()))
        .group_by(DistrictSum.district_code, DistrictSum.level)
    )
    marks = select(SiteMark.site_id).order_by(SiteMark.site_id).limit(most).subquery("marks")
    marked = select(
        literal(_MARK),
        no_day,
        marks.c.site_id,
        *(getattr(SiteRating, name) for name in PLACE),
        literal(1),
        *(func.coalesce(getattr(SiteRating, name), 0) for name in NUMBERS),
    ).select_from(marks.outerjoin(SiteRating, SiteRating.site_id == marks.c.site_id))
    return union_all(state, sums, marked)
