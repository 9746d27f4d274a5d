"""Reading referrals and evacuation proposals."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import joinedload

from safety.access.scope import Scope
from safety.corrections.clocks import REFERRAL_WARNING_DAYS
from safety.corrections.models import Demand, EvacuationProposal, Referral, ReferralItem
from safety.corrections.referral_rules import MEASURES, ReferralNow
from safety.corrections.rules import DemandKind, DemandState, FindingGrade, Sight
from safety.corrections.vocabulary import ReferralState
from safety.database import session
from safety.errors import NotFound
from safety.folding import columns as folding
from safety.lists import Page, Window
from safety.pages import in_order, page_of
from safety.people.queries import in_scope
from safety.workplaces.models import Site

#: Referrals about these records follow the reading right of another kind than findings.
#: Applications about these records follow the right of their duty; all others are about findings.
KIND_OF_SUBJECT = {
    "accident": DemandKind.MEASURE,
    MEASURES: DemandKind.MEASURE,
    "accident_opinion": DemandKind.MEASURE,
    "project": DemandKind.OPINION,
    "review": DemandKind.OPINION,
}


@dataclass(frozen=True)
class ReferralFilters:
    """What a list of referrals is narrowed to; ``status``: draft, waiting, running_out, late, answered."""

    q: str | None = None
    status: str | None = None
    site_id: uuid.UUID | None = None


def referrals_in_sight(sight: Sight) -> ColumnElement[bool]:
    """The scope filter of referrals, by the kind of record they are about."""
    conditions: list[ColumnElement[bool]] = []
    for kind, scope in sight.items():
        subjects = [subject for subject, its_kind in KIND_OF_SUBJECT.items() if its_kind is kind]
        if kind is DemandKind.FINDING:
            others = or_(Referral.subject_kind.is_(None), Referral.subject_kind.not_in(list(KIND_OF_SUBJECT)))
            conditions.append(and_(others, in_scope(Referral, scope)))
        elif subjects:
            conditions.append(and_(Referral.subject_kind.in_(subjects), in_scope(Referral, scope)))
    return or_(*conditions) if conditions else false()


def get_referral(referral_id: uuid.UUID, sight: Sight) -> Referral:
    """A referral that may be seen.

    Raises:
        NotFound: there is none, or it is out of sight.
    """
    statement = select(Referral).where(Referral.id == referral_id, referrals_in_sight(sight))
    found = session.scalars(statement.options(joinedload(Referral.site))).one_or_none()
    if found is None:
        raise NotFound
    return found


def referral_now(referral: Referral, demands: Iterable[Demand] = ()) -> ReferralNow:
    """An application and what it is about, as the rules of applications ask."""
    return ReferralNow(
        state=ReferralState(referral.state),
        received=referral.received_on is not None,
        answered=referral.answered_on is not None,
        demands=[DemandState(one.state) for one in demands],
    )


def _status(status: str, today: date) -> ColumnElement[bool]:
    unanswered = and_(
        Referral.answered_on.is_(None), Referral.sent_at.is_not(None), Referral.revoked_at.is_(None)
    )
    match status:
        case "draft":
            return Referral.sent_at.is_(None)
        case "running_out":
            return and_(unanswered, Referral.due_on <= today + timedelta(days=REFERRAL_WARNING_DAYS))
        case "late":
            return and_(unanswered, Referral.due_on < today)
        case "answered":
            return Referral.answered_on.is_not(None)
        case _:
            return unanswered


def referrals_in_order(sight: Sight, filters: ReferralFilters, today: date) -> Select[Referral]:
    """Referrals, the unanswered ones first and among them the earliest last day."""
    conditions = [referrals_in_sight(sight)]
    if filters.status:
        conditions.append(_status(filters.status, today))
    if filters.site_id:
        conditions.append(Referral.site_id == filters.site_id)
    if filters.q:
        conditions.append(folding.found([Referral], filters.q))
    order = (
        Referral.answered_on.is_not(None),
        Referral.due_on.is_(None),
        Referral.due_on,
        func.coalesce(Referral.sent_at, Referral.drafted_at).desc(),
        Referral.id,
    )
    return in_order(select(Referral).where(*conditions), *order)


def list_referrals(sight: Sight, filters: ReferralFilters, window: Window, today: date) -> Page[Referral]:
    """One part of ``referrals_in_order``."""
    return page_of(referrals_in_order(sight, filters, today).options(joinedload(Referral.site)), window)


def demands_of_referral(referral_id: uuid.UUID) -> Sequence[Demand]:
    """The demands a referral is about; the caller has checked that it may be seen."""
    statement = select(Demand).join(ReferralItem, ReferralItem.demand_id == Demand.id)
    return session.scalars(statement.where(ReferralItem.referral_id == referral_id).order_by(Demand.id)).all()


def about_major_hazards(referral_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the applications that have a 重大 hazard among their demands; the caller has checked them."""
    statement = (
        select(ReferralItem.referral_id)
        .join(Demand, Demand.id == ReferralItem.demand_id)
        .where(ReferralItem.referral_id.in_(referral_ids), Demand.grade == FindingGrade.MAJOR)
    )
    return set(session.scalars(statement))


def referrals_of_demands(demand_ids: Sequence[uuid.UUID]) -> Sequence[Referral]:
    """The referrals about any of these demands, oldest first; the caller has checked the demands."""
    about = select(ReferralItem.referral_id).where(ReferralItem.demand_id.in_(demand_ids))
    return session.scalars(select(Referral).where(Referral.id.in_(about)).order_by(Referral.drafted_at)).all()


def referrals_of_subject(subject_kind: str, *subject_ids: uuid.UUID) -> Sequence[Referral]:
    """The referrals about a duty's records, oldest first; the caller has checked the records."""
    statement = select(Referral).where(
        Referral.subject_kind == subject_kind, Referral.subject_id.in_(subject_ids)
    )
    return session.scalars(statement.order_by(Referral.drafted_at)).all()


def get_evacuation(proposal_id: uuid.UUID, scope: Scope) -> EvacuationProposal:
    """An evacuation proposal of the scope.

    Raises:
        NotFound: there is none, or it is out of scope.
    """
    found = session.scalars(
        select(EvacuationProposal).where(
            EvacuationProposal.id == proposal_id, in_scope(EvacuationProposal, scope)
        )
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def evacuations_in_order(
    scope: Scope, *, undecided: bool | None = None, site_id: uuid.UUID | None = None
) -> Select[EvacuationProposal]:
    """Evacuation proposals, undecided ones first, then the newest."""
    conditions = [in_scope(EvacuationProposal, scope)]
    if undecided is not None:
        ended = or_(EvacuationProposal.decided_at.is_not(None), EvacuationProposal.revoked_at.is_not(None))
        conditions.append(~ended if undecided else EvacuationProposal.decided_at.is_not(None))
    if site_id is not None:
        conditions.append(EvacuationProposal.site_id == site_id)
    newest = EvacuationProposal.proposed_at.desc()
    order = (EvacuationProposal.decided_at.is_not(None), newest, EvacuationProposal.id)
    return in_order(select(EvacuationProposal).where(*conditions), *order)


def list_evacuations(
    scope: Scope, window: Window, *, undecided: bool | None = None, site_id: uuid.UUID | None = None
) -> Page[EvacuationProposal]:
    """One part of ``evacuations_in_order``."""
    statement = evacuations_in_order(scope, undecided=undecided, site_id=site_id)
    return page_of(statement.options(joinedload(EvacuationProposal.site)), window)


def site_of(site_id: uuid.UUID, scope: Scope) -> Site:
    """A site of the scope, with its employer.

    Raises:
        NotFound: there is none, or it is out of scope.
    """
    statement = select(Site).where(Site.id == site_id, in_scope(Site, scope))
    found = session.scalars(statement.options(joinedload(Site.employer))).one_or_none()
    if found is None:
        raise NotFound
    return found
