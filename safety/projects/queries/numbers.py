"""What is counted over reviews: invited, attended, opinions adopted, replies in time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import exists, select

from safety.access.scope import Scope
from safety.corrections.models import Demand
from safety.corrections.vocabulary import Stance
from safety.database import session
from safety.law.days import shanghai_date
from safety.projects.models import Attendance, Opinion, Project, Review
from safety.projects.queries.register import ProjectFilters, conditions


class By(StrEnum):
    """By what is counted."""

    YEAR = "year"
    DISTRICT = "district"
    NATURE = "nature"


class Tally(NamedTuple):
    """What was counted for one district, kind or year."""

    key: str
    projects: int
    reviews: int
    invited: int
    attended: int
    opinions: int
    adopted: int
    due: int
    in_time: int


_KEYS: dict[By, Callable[[Any], str]] = {
    By.YEAR: lambda row: str(row.notified_on.year),
    By.DISTRICT: lambda row: row.district_code or "",
    By.NATURE: lambda row: row.nature,
}


def tallies(scope: Scope, filters: ProjectFilters, by: By, *, today: date) -> Sequence[Tally]:
    """The counts of each district, kind or year, in the order of keys."""
    came = exists().where(Attendance.review_id == Review.id, Attendance.is_union)
    reviews = session.execute(
        select(
            Review.id,
            Review.project_id,
            Review.invited,
            Review.notified_on,
            Review.reply_by,
            Project.district_code,
            Project.nature,
            came.label("attended"),
        )
        .join(Project, Review.project_id == Project.id)
        .where(*conditions(scope, filters, today))
    ).all()
    key = _KEYS[by]
    counts: dict[str, Counter[str]] = {}
    projects: dict[str, set[Any]] = {}
    for row in reviews:
        counts.setdefault(key(row), Counter()).update(
            reviews=1, invited=int(row.invited), attended=int(row.attended)
        )
        projects.setdefault(key(row), set()).add(row.project_id)
    _count_opinions({row.id: (counts[key(row)], row.reply_by) for row in reviews}, today)
    names = Tally._fields[2:]
    return [Tally(one, len(projects[one]), *(counts[one][name] for name in names)) for one in sorted(counts)]


def _count_opinions(reviews: dict[Any, tuple[Counter[str], date | None]], today: date) -> None:
    """Opinions that were sent; one is due once it was answered or its term has run out."""
    rows = session.execute(
        select(Opinion.review_id, Demand.stance, Demand.replied_at)
        .join(Demand, Opinion.demand_id == Demand.id)
        .where(Opinion.review_id.in_(list(reviews)), Demand.demanded_at.is_not(None))
    )
    for review_id, stance, replied_at in rows:
        counted, reply_by = reviews[review_id]
        counted["opinions"] += 1
        counted["adopted"] += stance in {Stance.ADOPTED, Stance.PARTLY}
        answered_on = shanghai_date(replied_at) if replied_at else None
        if reply_by is not None and (answered_on is not None or reply_by < today):
            counted["due"] += 1
            counted["in_time"] += answered_on is not None and answered_on <= reply_by
