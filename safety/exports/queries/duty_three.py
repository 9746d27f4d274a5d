"""The records behind the numbers of accidents: people hurt, the union's part, opinions, measures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, or_, select

from safety.accidents.models import (
    Accident,
    AccidentOpinion,
    Activity,
    CasualtyReport,
    ReportVersion,
    Seat,
    Signing,
    Victim,
)
from safety.accidents.queries import SOURCE
from safety.accidents.vocabulary import IN_THE_TEAM, Outcome
from safety.corrections.models import Demand
from safety.corrections.vocabulary import DemandKind, Stance
from safety.exports.queries.duty_one import entered_by_then
from safety.exports.queries.known_accidents import Known, known_accidents
from safety.exports.queries.records import Keep, Records, by_then, not_by_then, on_days, rows, within
from safety.exports.rules.periods import Span
from safety.law.accident_grades import AccidentGrade
from safety.law.injuries import InjuryDegree

Condition = Callable[[Span], ColumnElement[bool]]


def _accidents(
    *more: Condition, amount: Callable[[Span], Any] | None = None
) -> Callable[[Span], Select[Any]]:
    def statement(span: Span) -> Select[Any]:
        happened = (within(Accident.happened_at, span), by_then(Accident.registered_at, span))
        return rows(
            Accident,
            Accident.happened_at,
            Accident.title,
            *happened,
            *(one(span) for one in more),
            amount=amount(span) if amount else None,
        )

    return statement


def _latest(column: Any) -> Callable[[Span], Any]:
    """The newest figure of an accident that was entered while entries counted."""

    def figure(span: Span) -> Any:
        return (
            select(column)
            .where(
                CasualtyReport.accident_id == Accident.id,
                column.is_not(None),
                by_then(CasualtyReport.at, span),
            )
            .order_by(CasualtyReport.on.desc(), CasualtyReport.at.desc())
            .limit(1)
            .correlate(Accident)
            .scalar_subquery()
        )

    return figure


def _with_union(span: Span) -> ColumnElement[bool]:
    return exists().where(
        Seat.accident_id == Accident.id, Seat.state.in_(sorted(IN_THE_TEAM)), by_then(Seat.named_at, span)
    )


def _judged(fits: Callable[[Known], bool]) -> Keep:
    """Keeps the accidents of which this is true, as far as was entered while entries counted."""

    def keep(span: Span) -> Callable[[Row[Any]], bool]:
        known = known_accidents(span)
        return lambda row: fits(known[row.id])

    return keep


def _weighed(amount: Callable[[Known], int]) -> Records:
    """Accidents that count with a number of people, as far as was entered while entries counted."""

    def weigh(span: Span) -> Callable[[Row[Any]], int]:
        known = known_accidents(span)
        return lambda row: amount(known[row.id])

    return Records(Accident, _accidents(), *CASE, weigh=weigh)


def _hurt(degree: InjuryDegree, fits: Callable[[Victim], bool]) -> Records:
    return _weighed(lambda known: known.people(degree, fits))


def _is_member(victim: Victim) -> bool:
    return victim.is_member is True


def _is_migrant(victim: Victim) -> bool:
    return victim.migrant is True


def _activities(span: Span) -> Select[Any]:
    conditions = (within(Activity.starts_at, span), by_then(Activity.at, span))
    return rows(Activity, Activity.starts_at, Accident.title, *conditions, identity=Accident.id).join(
        Accident, Activity.accident_id == Accident.id
    )


def _opinions(*more: Condition) -> Callable[[Span], Select[Any]]:
    def statement(span: Span) -> Select[Any]:
        sent = (
            on_days(AccidentOpinion.sent_on, span),
            by_then(AccidentOpinion.at, span),
            not_by_then(AccidentOpinion.revoked_at, span),
        )
        return rows(
            AccidentOpinion,
            AccidentOpinion.at,
            Accident.title,
            *sent,
            *(one(span) for one in more),
            identity=Accident.id,
            more=(AccidentOpinion.id.label("opinion_id"),),
        ).join(Accident, AccidentOpinion.accident_id == Accident.id)

    return statement


def _answered(span: Span) -> ColumnElement[bool]:
    return and_(AccidentOpinion.answered_on.is_not(None), AccidentOpinion.answered_on <= span.as_of)


def _adopted(span: Span) -> ColumnElement[bool]:
    stance = or_(AccidentOpinion.stance == Stance.ADOPTED, AccidentOpinion.stance == Stance.PARTLY)
    return and_(_answered(span), stance)


def _signings(*outcomes: Outcome) -> Callable[[Span], Select[Any]]:
    def statement(span: Span) -> Select[Any]:
        conditions = (within(Signing.signed_at, span), Signing.outcome.in_(outcomes))
        return (
            rows(Accident, Signing.signed_at, Accident.title, *conditions)
            .join(ReportVersion, ReportVersion.accident_id == Accident.id)
            .join(Signing, Signing.version_id == ReportVersion.id)
        )

    return statement


def _measures(*more: Condition) -> Callable[[Span], Select[Any]]:
    def statement(span: Span) -> Select[Any]:
        of_accidents = (Demand.kind == DemandKind.MEASURE, Demand.source_kind == SOURCE)
        raised = (within(Demand.raised_at, span), not_by_then(Demand.withdrawn_at, span))
        return rows(
            Demand, Demand.raised_at, Demand.summary, *of_accidents, *raised, *(one(span) for one in more)
        )

    return statement


def _closed(span: Span) -> ColumnElement[bool]:
    return by_then(Demand.closed_at, span)


CASE = ("accidents.accident", "accident_id")
DEMAND = ("corrections.demand", "demand_id")
ANSWER_ENTERED = entered_by_then("opinion_answered", "opinion_id")
DUTY_THREE: Mapping[str, Records] = MappingProxyType(
    {
        "accidents": Records(Accident, _accidents(), *CASE),
        **{
            f"accidents_{one}": Records(
                Accident,
                _accidents(),
                *CASE,
                _judged(lambda known, one=one: known.standing.grade is one),  # type: ignore[misc]
            )
            for one in AccidentGrade
        },
        "accidents_ungraded": Records(
            Accident, _accidents(), *CASE, _judged(lambda known: known.standing.grade is None)
        ),
        "accidents_unchecked": Records(
            Accident,
            _accidents(),
            *CASE,
            _judged(lambda known: known.standing.grade is not None and not known.standing.checked),
        ),
        "accidents_level_open": Records(
            Accident, _accidents(), *CASE, _judged(lambda known: known.level_open)
        ),
        "deaths": _weighed(lambda known: known.dead),
        "deaths_missing": _weighed(lambda known: known.missing_as_dead),
        "deaths_missing_unread": _weighed(lambda known: known.missing_as_dead if known.missing_unread else 0),
        "deaths_late": _weighed(lambda known: known.died_late),
        "deaths_members": _hurt(InjuryDegree.FATAL, _is_member),
        "deaths_migrants": _hurt(InjuryDegree.FATAL, _is_migrant),
        "serious_injuries": Records(
            Accident, _accidents(amount=_latest(CasualtyReport.serious + CasualtyReport.poisoned)), *CASE
        ),
        "serious_members": _hurt(InjuryDegree.SERIOUS, _is_member),
        "serious_migrants": _hurt(InjuryDegree.SERIOUS, _is_migrant),
        "unnamed": _weighed(lambda known: known.unnamed),
        "members_unknown": _weighed(lambda known: known.members_unknown),
        "migrants_unknown": _weighed(lambda known: known.migrants_unknown),
        "occupational_events": Records(
            Accident, _accidents(), *CASE, _judged(lambda known: known.is_occupational)
        ),
        "poisoned": _weighed(lambda known: known.latest.poisoned),
        "slight_injuries": Records(Accident, _accidents(amount=_latest(CasualtyReport.slight)), *CASE),
        "direct_loss": Records(Accident, _accidents(amount=_latest(CasualtyReport.direct_loss_yuan)), *CASE),
        "accidents_with_union": Records(Accident, _accidents(_with_union), *CASE),
        "activities": Records(Activity, _activities, *CASE),
        "accident_opinions": Records(AccidentOpinion, _opinions(), *CASE),
        "accident_opinions_answered": Records(AccidentOpinion, _opinions(_answered), *CASE, ANSWER_ENTERED),
        "accident_opinions_adopted": Records(AccidentOpinion, _opinions(_adopted), *CASE, ANSWER_ENTERED),
        "reports_signed": Records(Accident, _signings(Outcome.SIGNED, Outcome.RESERVED), *CASE),
        "reports_reserved": Records(Accident, _signings(Outcome.RESERVED, Outcome.REFUSED), *CASE),
        "measures": Records(Demand, _measures(), *DEMAND),
        "measures_verified": Records(Demand, _measures(_closed), *DEMAND),
    }
)
