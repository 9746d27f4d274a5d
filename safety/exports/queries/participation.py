"""Reading participation records part by part, within what a person may see."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, func, literal, or_, select, tuple_
from sqlalchemy.orm import Bundle

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.accidents.models import (
    Accident,
    AccidentOpinion,
    Activity,
    ActivityMember,
    ReportVersion,
    Seat,
    Signing,
)
from safety.accidents.queries import SOURCE, visible
from safety.accidents.vocabulary import OUTCOME_LABELS as SIGNING_LABELS
from safety.accidents.vocabulary import UNION_PART_LABELS, Outcome
from safety.corrections.models import Demand
from safety.corrections.vocabulary import DemandKind
from safety.database import session
from safety.exports.queries import participation_rows as making
from safety.exports.queries.case_files import case_files
from safety.exports.queries.keyset import After, next_part
from safety.exports.rules.participation import Asked, Filters, Part
from safety.exports.spool import Row as Line
from safety.law.days import end_of_day, start_of_day
from safety.papers.archives import Attached
from safety.people.models import Member, Union
from safety.people.queries import in_scope
from safety.workplaces.models import Site

Chosen = Select[*tuple[Any, ...]]
ACCIDENTS_AT_ONCE = 50
#: What came of the union's part: how the report was signed (the sternest when several signed), else the part itself.
OUTCOME_LABELS: Mapping[str, str] = MappingProxyType(
    {
        **{one.value: label for one, label in SIGNING_LABELS.items()},
        **{one.value: label for one, label in UNION_PART_LABELS.items()},
    }
)


@dataclass(frozen=True)
class Sheet:
    """How one sheet is read: its records joined to their accident, and the order below the accident."""

    statement: Callable[[Filters], Chosen]
    order: tuple[Any, ...]
    make: Callable[[Sequence[Any]], Sequence[Line]]


def _signed(outcome: Outcome) -> ColumnElement[bool]:
    return (
        exists()
        .where(
            ReportVersion.accident_id == Accident.id,
            Signing.version_id == ReportVersion.id,
            Signing.outcome == outcome,
        )
        .correlate(Accident)
    )


def _has_outcome(outcome: str) -> list[ColumnElement[bool]]:
    sternest = [Outcome.REFUSED, Outcome.RESERVED, Outcome.SIGNED]
    if outcome in set(sternest):
        above = sternest[: sternest.index(Outcome(outcome))]
        return [_signed(Outcome(outcome)), *(~_signed(one) for one in above)]
    return [Accident.union_part == outcome, *(~_signed(one) for one in sternest)]


def _conditions(actor: Actor, filters: Filters) -> list[ColumnElement[bool]]:
    found = [visible(actor.scope(Permission.ACCIDENT_READ))]
    equal: dict[Any, Any] = {
        Accident.id: filters.accident,
        Accident.district_code: filters.district,
        Accident.grade: filters.grade,
        Accident.category: filters.category,
        Accident.regime: filters.regime,
    }
    found += [column == value for column, value in equal.items() if value is not None]
    if filters.since:
        found.append(Accident.happened_at >= start_of_day(filters.since))
    if filters.until:
        found.append(Accident.happened_at < end_of_day(filters.until))
    if filters.outcome:
        found += _has_outcome(filters.outcome)
    if filters.union:
        path = session.scalar(select(Union.path).where(Union.id == filters.union))
        branch = select(Union.id).where(Union.path.startswith(path or "-", autoescape=True))
        seated = select(Seat.accident_id).where(Seat.union_id.in_(branch))
        found.append(or_(Accident.union_id.in_(branch), Accident.id.in_(seated)))
    if filters.person:
        seated = select(Seat.accident_id).where(Seat.member_id == filters.person)
        present = select(Activity.accident_id).where(Activity.id.in_(_activities_of(filters.person)))
        found.append(or_(Accident.id.in_(seated), Accident.id.in_(present)))
    return found


def _activities_of(member_id: uuid.UUID) -> Chosen:
    return select(ActivityMember.activity_id).where(ActivityMember.member_id == member_id)


def _accidents(_: Filters) -> Chosen:
    return (
        select(Accident, Union.name.label("union"), Site.name.label("site"))
        .join(Union, Accident.union_id == Union.id)
        .outerjoin(Site, Accident.site_id == Site.id)
    )


def _seats(filters: Filters) -> Chosen:
    statement = (
        select(Seat, Accident, Union.name.label("union"))
        .join(Accident, Seat.accident_id == Accident.id)
        .join(Union, Seat.union_id == Union.id)
    )
    return statement.where(Seat.member_id == filters.person) if filters.person else statement


#: What an activity's row needs and no more: whole records cost three times the time, and there are many.
_ACTIVITY: Bundle[Any] = Bundle(
    "Activity",
    Activity.id,
    Activity.kind,
    Activity.starts_at,
    Activity.ends_at,
    Activity.place,
    Activity.words,
    Activity.others,
)
_CASE: Bundle[Any] = Bundle("Accident", Accident.id, Accident.title)


def _activities(filters: Filters) -> Chosen:
    statement = (
        select(_ACTIVITY, _CASE, Union.name.label("union"))
        .join(Accident, Activity.accident_id == Accident.id)
        .join(Union, Activity.union_id == Union.id)
    )
    return statement.where(Activity.id.in_(_activities_of(filters.person))) if filters.person else statement


def _opinions(_: Filters) -> Chosen:
    return (
        select(AccidentOpinion, Accident, Union.name.label("union"))
        .join(Accident, AccidentOpinion.accident_id == Accident.id)
        .join(Union, AccidentOpinion.union_id == Union.id)
    )


def _measures(_: Filters) -> Chosen:
    return (
        select(Demand, Accident)
        .join(Accident, Demand.source_id == Accident.id)
        .where(Demand.source_kind == SOURCE, Demand.kind == DemandKind.MEASURE)
    )


SHEETS: Mapping[Part, Sheet] = MappingProxyType(
    {
        Part.ACCIDENTS: Sheet(_accidents, (), making.accident_rows),
        Part.SEATS: Sheet(_seats, (Seat.id,), making.seat_rows),
        Part.ACTIVITIES: Sheet(_activities, (Activity.starts_at, Activity.id), making.activity_rows),
        Part.OPINIONS: Sheet(_opinions, (AccidentOpinion.sent_on, AccidentOpinion.id), making.opinion_rows),
        Part.MEASURES: Sheet(_measures, (Demand.raised_at, Demand.id), making.measure_rows),
    }
)


def counts(actor: Actor, filters: Filters) -> dict[Part, int]:
    """How many rows each sheet has."""
    conditions = _conditions(actor, filters)
    found = {}
    for part, sheet in SHEETS.items():
        rows = sheet.statement(filters).where(*conditions).with_only_columns(Accident.id)
        found[part] = session.scalar(select(func.count()).select_from(rows.subquery())) or 0
    return found


def next_rows(
    actor: Actor, asked: Asked, part: Part, after: After, most: int
) -> tuple[Sequence[Line], After]:
    """The next rows of a sheet, and where to go on; None at the end.

    Names stand in clear where personal data were asked for and ``export:personal`` reaches the accident.
    """
    sheet, conditions = SHEETS[part], _conditions(actor, asked.filters)
    window = _window(conditions, after)
    if not window:
        return [], None
    statement = sheet.statement(asked.filters).where(Accident.id.in_([row.id for row in window]))
    keys = (Accident.happened_at, Accident.id, *sheet.order)
    inside = after if after is not None and len(after) == len(keys) and sheet.order else None
    rows, go_on = next_part(statement.add_columns(_clear(actor, asked)), keys, inside, most)
    if go_on is None and len(window) == ACCIDENTS_AT_ONCE:
        go_on = (window[-1].happened_at, window[-1].id)
    return sheet.make(rows), go_on


def _window(conditions: list[ColumnElement[bool]], after: After) -> Sequence[Row[*tuple[Any, ...]]]:
    """The next accidents in order: sorting the records of a few at a time keeps long exports from sorting all.

    ``after`` is the key of an accident that is done with, or of a record: then its accident comes again.
    """
    statement = select(Accident.id, Accident.happened_at).where(*conditions)
    if after is not None:
        here = tuple_(Accident.happened_at, Accident.id)
        last = tuple_(literal(after[0], Accident.happened_at.type), literal(after[1], Accident.id.type))
        statement = statement.where(here > last if len(after) == 2 else here >= last)
    ordered = statement.order_by(Accident.happened_at, Accident.id).limit(ACCIDENTS_AT_ONCE)
    return session.execute(ordered).all()


def _clear(actor: Actor, asked: Asked) -> Any:
    scope = actor.scope(Permission.EXPORT_PERSONAL)
    shown = (
        Accident.id.in_(select(Accident.id).where(visible(scope)))
        if asked.personal
        else Accident.id.is_(None)
    )
    return shown.label("clear")


def people_of(actor: Actor) -> list[tuple[str, str]]:
    """Who held a seat or took part within sight, for a list to choose from."""
    seen = select(Accident.id).where(visible(actor.scope(Permission.ACCIDENT_READ)))
    seated = select(Seat.member_id).where(Seat.accident_id.in_(seen))
    present = (
        select(ActivityMember.member_id)
        .join(Activity, ActivityMember.activity_id == Activity.id)
        .where(Activity.accident_id.in_(seen))
    )
    members = select(Member.id, Member.name).where(or_(Member.id.in_(seated), Member.id.in_(present)))
    return [
        (str(row.id), row.name) for row in session.execute(members.order_by(Member.name_order, Member.id))
    ]


def unions_of(actor: Actor) -> list[tuple[str, str]]:
    """The unions that have an accident or a seat within sight, for a list to choose from."""
    scope = actor.scope(Permission.ACCIDENT_READ)
    seen = select(Accident.id).where(visible(scope))
    own = select(Accident.union_id).where(Accident.id.in_(seen))
    seated = select(Seat.union_id).where(Seat.accident_id.in_(seen), in_scope(Seat, scope))
    rows = select(Union.id, Union.name).where(or_(Union.id.in_(own), Union.id.in_(seated)))
    return [(str(row.id), row.name) for row in session.execute(rows.order_by(Union.path))]


def attached_files(actor: Actor, asked: Asked) -> Iterator[Attached]:
    """The papers and files of the cases; withheld where no personal data were asked for or may be given."""
    shown = select(Accident.id, _clear(actor, asked)).where(*_conditions(actor, asked.filters))
    rows = session.execute(shown.order_by(Accident.happened_at, Accident.id)).all()
    for start in range(0, len(rows), ACCIDENTS_AT_ONCE):
        clear = {str(row.id): row.clear for row in rows[start : start + ACCIDENTS_AT_ONCE]}
        for one in case_files(actor, [row.id for row in rows[start : start + ACCIDENTS_AT_ONCE]]):
            yield replace(one, withheld=not clear[one.case])
