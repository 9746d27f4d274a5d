"""Numbers of duty 3: accidents and the union's part, by grade, category, district or month."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from safety.access.scope import Scope
from safety.accidents.models import Accident, AccidentOpinion, Appraisal, Extension, ReportVersion
from safety.accidents.queries.cases import SOURCE
from safety.accidents.queries.lists import EVERY, AccidentFilters, conditions
from safety.accidents.vocabulary import ExtensionOf, UnionPart
from safety.corrections.models import Demand
from safety.corrections.vocabulary import Stance
from safety.database import session
from safety.law.clocks import report_due
from safety.law.days import shanghai_date

#: What a group is known by: its key, and of a category the standard whose code it is.
Key = tuple[str, str | None]
BY: dict[str, Callable[[Accident], Key]] = {
    "grade": lambda row: (row.grade, None),
    "category": lambda row: (row.category or "", row.standard),
    "district": lambda row: (row.district_code or "", None),
    "month": lambda row: (shanghai_date(row.happened_at).strftime("%Y-%m"), None),
}


@dataclass
class NumbersRow:
    """Numbers of one group: people, days from the accident to the report (a sum), and shares as two counts each.

    ``standard`` is that of a category: categories of two editions are never counted together.
    """

    key: str
    standard: str | None = None
    accidents: int = 0
    deaths: int = 0
    serious: int = 0
    with_union: int = 0
    opinions: int = 0
    adopted: int = 0
    reported: int = 0
    in_time: int = 0
    days_to_report: int = 0
    measures: int = 0
    verified: int = 0


def numbers(scope: Scope, *, by: str, filters: AccidentFilters = EVERY) -> list[NumbersRow]:
    """The numbers by ``grade``, ``category``, ``district`` or ``month``, in the order of the keys; categories by their standard before."""
    key_of = BY[by]
    accidents = session.scalars(select(Accident).where(*conditions(scope, filters))).all()
    ids = [one.id for one in accidents]
    opinions, adopted = _opinions(ids)
    measures, verified = _measures(ids)
    reported = _reported(accidents)
    rows: dict[Key, NumbersRow] = {}
    for one in accidents:
        row = rows.setdefault(key_of(one), NumbersRow(*key_of(one)))
        row.accidents += 1
        row.deaths += one.deaths
        row.serious += one.serious
        row.with_union += one.union_part == UnionPart.TAKING_PART
        row.opinions += opinions[one.id]
        row.adopted += adopted[one.id]
        row.measures += measures[one.id]
        row.verified += verified[one.id]
        if one.id in reported:
            days, in_time = reported[one.id]
            row.reported += 1
            row.in_time += in_time
            row.days_to_report += days
    return [rows[one] for one in sorted(rows, key=lambda key: (key[1] or "", key[0]))]


Counts = dict[uuid.UUID, int]


def _opinions(ids: list[uuid.UUID]) -> tuple[Counts, Counts]:
    every: Counts = defaultdict(int)
    adopted: Counts = defaultdict(int)
    statement = select(AccidentOpinion.accident_id, AccidentOpinion.stance).where(
        AccidentOpinion.accident_id.in_(ids), AccidentOpinion.revoked_at.is_(None)
    )
    for accident_id, stance in session.execute(statement):
        every[accident_id] += 1
        adopted[accident_id] += stance == Stance.ADOPTED
    return every, adopted


def _measures(ids: list[uuid.UUID]) -> tuple[Counts, Counts]:
    every: Counts = defaultdict(int)
    verified: Counts = defaultdict(int)
    statement = select(Demand.source_id, Demand.closed_at).where(
        Demand.source_kind == SOURCE, Demand.source_id.in_(ids), Demand.withdrawn_at.is_(None)
    )
    for accident_id, closed_at in session.execute(statement):
        every[accident_id] += 1
        verified[accident_id] += closed_at is not None
    return every, verified


def _reported(accidents: object) -> dict[uuid.UUID, tuple[int, bool]]:
    """Days from the accident to the first report received, and whether that was within the term."""
    found: dict[uuid.UUID, tuple[int, bool]] = {}
    days: Counts = defaultdict(int)
    stopped: dict[uuid.UUID, list[tuple[date, date]]] = defaultdict(list)
    rows = {one.id: one for one in accidents}  # type: ignore[attr-defined]
    for extension in session.scalars(
        select(Extension).where(Extension.accident_id.in_(rows), Extension.term == ExtensionOf.REPORT)
    ):
        days[extension.accident_id] += extension.days
    for appraisal in session.scalars(select(Appraisal).where(Appraisal.accident_id.in_(rows))):
        stopped[appraisal.accident_id].append((appraisal.first_day, appraisal.last_day))
    first = (
        select(ReportVersion.accident_id, func.min(ReportVersion.received_on))
        .where(ReportVersion.accident_id.in_(rows))
        .group_by(ReportVersion.accident_id)
    )
    for accident_id, received_on in session.execute(first):
        on = shanghai_date(rows[accident_id].happened_at)
        due = report_due(on, extension_days=days[accident_id], appraisals=stopped[accident_id])
        found[accident_id] = ((received_on - on).days, received_on <= due)
    return found
