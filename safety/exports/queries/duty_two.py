"""The records behind the numbers of projects: reviewed, accepted, opinions made and adopted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from safety.corrections.models import Demand, DemandFact
from safety.corrections.vocabulary import DemandKind, FactKind, Stance
from safety.exports.queries.records import Keep, Records, by_then, not_by_then, on_days, rows, within
from safety.exports.rules.periods import Span
from safety.projects.models import Attendance, FormerKind, Project, ProjectMove, Review, SignOff
from safety.projects.vocabulary import ReviewKind, SignOffState, Stage, Track

Condition = Callable[[Span], ColumnElement[bool]]


def _tracks(at: Any, span: Span) -> tuple[Any, ...]:
    """The facilities under review at the moment ``at`` of the fact, as it was known when entries stopped to count."""
    former = (
        select(FormerKind.tracks)
        .where(
            FormerKind.project_id == Project.id,
            or_(FormerKind.until > at, FormerKind.at >= span.known_before),
        )
        .order_by(FormerKind.until, FormerKind.at)
        .limit(1)
        .correlate(Project, SignOff)
        .scalar_subquery()
    )
    return (func.coalesce(former, Project.tracks, type_=Project.tracks.type).label("tracks"),)


def _registered(span: Span) -> Select[Any]:
    created = within(Project.created_at, span)
    return rows(Project, Project.created_at, Project.name, created, more=_tracks(Project.created_at, span))


def _on_track(track: Track) -> Keep:
    """Keeps what belongs to projects with this kind of facilities; a project may have both."""
    return lambda _: lambda row: track in row.tracks


def _signed(kind: ReviewKind) -> Callable[[Span], Select[Any]]:
    def statement(span: Span) -> Select[Any]:
        conditions = (
            Review.kind == kind,
            SignOff.state == SignOffState.SIGNED,
            within(SignOff.signed_at, span),
        )
        return (
            rows(Review, SignOff.signed_at, Project.name, *conditions, more=_tracks(SignOff.signed_at, span))
            .join(Project, Review.project_id == Project.id)
            .join(SignOff, SignOff.review_id == Review.id)
        )

    return statement


def _reviews(*more: Condition) -> Callable[[Span], Select[Any]]:
    def statement(span: Span) -> Select[Any]:
        conditions = [within(Review.opened_at, span), *(one(span) for one in more)]
        return rows(Review, Review.opened_at, Project.name, *conditions).join(
            Project, Review.project_id == Project.id
        )

    return statement


def _not_invited(_: Span) -> ColumnElement[bool]:
    return Review.invited.is_(False)


def _attended(span: Span) -> ColumnElement[bool]:
    return exists().where(
        Attendance.review_id == Review.id, Attendance.is_union, by_then(Attendance.at, span)
    )


def _used_without_union(span: Span) -> Select[Any]:
    moved = (
        ProjectMove.stage == Stage.IN_USE,
        on_days(ProjectMove.on_day, span),
        by_then(ProjectMove.at, span),
    )
    accepted = (
        exists()
        .where(
            Review.project_id == Project.id,
            Review.kind == ReviewKind.ACCEPTANCE,
            SignOff.review_id == Review.id,
            by_then(SignOff.signed_at, span),
        )
        .correlate(Project)
    )
    return rows(Project, ProjectMove.at, Project.name, *moved, ~accepted).join(
        ProjectMove, ProjectMove.project_id == Project.id
    )


def _opinions(*more: Condition) -> Callable[[Span], Select[Any]]:
    def statement(span: Span) -> Select[Any]:
        kinds = Demand.kind.in_([DemandKind.OPINION, DemandKind.CONDITION])
        sent = (within(Demand.demanded_at, span), not_by_then(Demand.withdrawn_at, span))
        return rows(Demand, Demand.demanded_at, Demand.summary, kinds, *sent, *(one(span) for one in more))

    return statement


def answered(span: Span) -> ColumnElement[bool]:
    """Whether a demand was replied to while entries counted."""
    return exists().where(
        DemandFact.demand_id == Demand.id,
        DemandFact.kind == FactKind.REPLIED,
        by_then(DemandFact.at, span),
    )


def adopted(span: Span) -> ColumnElement[bool]:
    """Whether the last reply that counts adopted the demand, wholly or in part."""
    last = (
        select(DemandFact.stance)
        .where(
            DemandFact.demand_id == Demand.id, DemandFact.stance.is_not(None), by_then(DemandFact.at, span)
        )
        .order_by(DemandFact.seq.desc())
        .limit(1)
        .correlate(Demand)
        .scalar_subquery()
    )
    return or_(last == Stance.ADOPTED, last == Stance.PARTLY)


def _both(span: Span) -> ColumnElement[bool]:
    return and_(answered(span), adopted(span))


REVIEW = ("projects.review", "review_id")
PROJECT = ("projects.project", "project_id")
DEMAND = ("corrections.demand", "demand_id")
DUTY_TWO: Mapping[str, Records] = MappingProxyType(
    {
        "projects": Records(Project, _registered, *PROJECT),
        **{f"projects_{one}": Records(Project, _registered, *PROJECT, _on_track(one)) for one in Track},
        **{
            f"{key}_{one}": Records(Review, _signed(kind), *REVIEW, _on_track(one))
            for key, kind in (("design_reviews", ReviewKind.DESIGN), ("acceptances", ReviewKind.ACCEPTANCE))
            for one in Track
        },
        "reviews_opened": Records(Review, _reviews(), *REVIEW),
        "reviews_attended": Records(Review, _reviews(_attended), *REVIEW),
        "reviews_not_invited": Records(Review, _reviews(_not_invited), *REVIEW),
        "design_reviews": Records(Review, _signed(ReviewKind.DESIGN), *REVIEW),
        "acceptances": Records(Review, _signed(ReviewKind.ACCEPTANCE), *REVIEW),
        "used_without_union": Records(Project, _used_without_union, *PROJECT),
        "project_opinions": Records(Demand, _opinions(), *DEMAND),
        "project_opinions_answered": Records(Demand, _opinions(answered), *DEMAND),
        "project_opinions_adopted": Records(Demand, _opinions(_both), *DEMAND),
    }
)
