"""Numbers of duty 3: accidents and the union's part, by grade, category, district or month."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from safety.access.scope import Scope
from safety.accidents import case_clocks, rules
from safety.accidents.grading import Ground
from safety.accidents.models import Accident, AccidentOpinion, Appraisal, Extension
from safety.accidents.queries.cases import SOURCE
from safety.accidents.queries.lists import EVERY, AccidentFilters, conditions
from safety.accidents.vocabulary import ExtensionOf, UnionPart
from safety.corrections.models import Demand
from safety.corrections.vocabulary import Stance
from safety.database import session
from safety.law.accident_grades import UNGRADED, AccidentGrade, missing_is_read
from safety.law.days import shanghai_date
from safety.law.regimes import Regime

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

    ``deaths`` include the missing who count as dead, ``serious`` those with acute industrial poisoning, as in the
    return; ``missing`` are these missing, ``missing_unread`` those of them who count by a text that was not read for the
    day of the accident.  ``reported`` are those whose report reached the government on a known day, ``with_term`` those of them for
    which a term of the regime is known.
    ``standard`` is that of a category: categories of two editions are never counted together.
    """

    key: str
    standard: str | None = None
    accidents: int = 0
    deaths: int = 0
    missing: int = 0
    missing_unread: int = 0
    serious: int = 0
    with_union: int = 0
    opinions: int = 0
    adopted: int = 0
    reported: int = 0
    with_term: int = 0
    in_time: int = 0
    days_to_report: int = 0
    measures: int = 0
    verified: int = 0


def numbers(scope: Scope, *, by: str, today: date, filters: AccidentFilters = EVERY) -> list[NumbersRow]:
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
        missing = _missing_as_dead(one, today)
        row.deaths += one.deaths + missing
        row.missing += missing
        row.missing_unread += 0 if missing_is_read(shanghai_date(one.happened_at)) else missing
        row.serious += one.serious + one.poisoned
        row.with_union += one.union_part == UnionPart.TAKING_PART
        row.opinions += opinions[one.id]
        row.adopted += adopted[one.id]
        row.measures += measures[one.id]
        row.verified += verified[one.id]
        if one.id in reported:
            days, in_time = reported[one.id]
            row.reported += 1
            row.with_term += in_time is not None
            row.in_time += in_time is True
            row.days_to_report += days
    return [rows[one] for one in sorted(rows, key=lambda key: (key[1] or "", key[0]))]


def _missing_as_dead(accident: Accident, today: date) -> int:
    """The people still missing, once they count as dead."""
    on = shanghai_date(accident.happened_at)
    ground = Ground(on, Regime(accident.regime), accident.category)
    return accident.missing if today >= ground.missing_count_from else 0


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


def _reported(accidents: Sequence[Accident]) -> dict[uuid.UUID, tuple[int, bool | None]]:
    """Days from the accident to the government's receipt of the report, and whether within the term; None: no term is known."""
    rows = [(one, one.report_submitted_on) for one in accidents if one.report_submitted_on is not None]
    ids = [one.id for one, _ in rows]
    days: Counts = defaultdict(int)
    stopped: dict[uuid.UUID, list[tuple[date, date]]] = defaultdict(list)
    for extension in session.scalars(
        select(Extension).where(Extension.accident_id.in_(ids), Extension.term == ExtensionOf.REPORT)
    ):
        days[extension.accident_id] += extension.days
    for appraisal in session.scalars(select(Appraisal).where(Appraisal.accident_id.in_(ids))):
        stopped[appraisal.accident_id].append((appraisal.first_day, appraisal.last_day))
    found: dict[uuid.UUID, tuple[int, bool | None]] = {}
    for one, had_on in rows:
        facts = rules.CaseFacts(
            happened_at=one.happened_at,
            regime=Regime(one.regime),
            grade=None if one.grade == UNGRADED else AccidentGrade(one.grade),
            report_extension_days=days[one.id],
            appraisals=stopped[one.id],
            report_submitted_on=had_on,
        )
        found[one.id] = ((had_on - shanghai_date(one.happened_at)).days, case_clocks.reported_in_time(facts))
    return found
