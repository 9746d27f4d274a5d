"""Reviews: everything that belongs to one, what the gates ask, who has to sign, the owner's link."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from safety.access.permissions import Permission
from safety.access.roles import permissions_of
from safety.access.scope import Actor, Scope
from safety.corrections.models import Demand, Referral
from safety.corrections.queries import referrals_of_subject
from safety.corrections.vocabulary import DemandKind, ReferralKind
from safety.database import session
from safety.errors import NotFound
from safety.people.models import Member, Union
from safety.people.queries import in_scope
from safety.projects.models import Opinion, Project, Review, ReviewLink, SignOff
from safety.projects.queries.register import SOURCE
from safety.projects.rules import NextStep, OpinionFacts, Progress, ReviewFacts, missing_for
from safety.projects.vocabulary import Conclusion, ReviewKind
from safety.text import Text

_WHOLE = (
    joinedload(Review.project).joinedload(Project.owner),
    joinedload(Review.project).selectinload(Project.reviews).selectinload(Review.sign_offs),
    selectinload(Review.materials),
    selectinload(Review.participants),
    selectinload(Review.attendances),
    selectinload(Review.opinions).joinedload(Opinion.demand),
    selectinload(Review.sign_offs),
    selectinload(Review.dissents),
)


def get_review(review_id: uuid.UUID, scope: Scope) -> Review:
    """A review of the scope with everything that belongs to it.

    Raises:
        NotFound: there is none, or it is out of scope.
    """
    statement = (
        select(Review)
        .where(Review.id == review_id, in_scope(Review, scope))
        .options(*_WHOLE)
        .execution_options(populate_existing=True)
    )
    found = session.scalars(statement).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def review_by_id(review_id: uuid.UUID) -> Review:
    """A review that another record names; the caller has checked that record."""
    return session.get_one(Review, review_id)


def reviews_of(project_id: uuid.UUID) -> dict[str, Review]:
    """The reviews of a project by kind, with everything; the caller has checked the project."""
    statement = select(Review).where(Review.project_id == project_id).options(*_WHOLE)
    return {one.kind: one for one in session.scalars(statement).unique()}


def conditions_of(review_ids: Iterable[uuid.UUID]) -> Sequence[Demand]:
    """The conditions that conclusions of these reviews were signed with."""
    statement = select(Demand).where(
        Demand.source_kind == SOURCE,
        Demand.source_id.in_(list(review_ids)),
        Demand.kind == DemandKind.CONDITION,
    )
    return session.scalars(statement.order_by(Demand.raised_at, Demand.id)).all()


def reopened_of(review_ids: Iterable[uuid.UUID]) -> Sequence[Demand]:
    """Demands that raise an opinion or a condition of these reviews again, or one of themselves."""
    statement = select(Demand).where(
        Demand.source_kind == SOURCE,
        Demand.source_id.in_(list(review_ids)),
        Demand.continues_id.is_not(None),
    )
    return session.scalars(statement.order_by(Demand.raised_at, Demand.id)).all()


def opinion_demands(review: Review) -> list[Demand]:
    """The opinions of a review as demands, with those that raise one of them again."""
    again = [one for one in reopened_of([review.id]) if one.kind == DemandKind.OPINION]
    return [*(one.demand for one in review.opinions), *again]


def unsent(review: Review) -> list[Demand]:
    """What the next opinion paper would send: new opinions, and what was raised again."""
    again = reopened_of([review.id])
    waiting = [*(one.demand for one in review.opinions), *again]
    return [one for one in waiting if one.is_open and one.demanded_at is None]


def put_to_owner(review: Review) -> list[Demand]:
    """What the owner was asked in writing by this review: opinions that were sent, and conditions."""
    asked = [*opinion_demands(review), *conditions_of([review.id])]
    return [one for one in asked if one.demanded_at is not None]


def opinion_behind(review: Review) -> dict[uuid.UUID, Opinion]:
    """For each demand of a review the opinion it is, or raises again; conditions have none."""
    found = {one.demand_id: one for one in review.opinions}
    for one in reopened_of([review.id]):  # in the order they were raised: the earlier one is known
        before = found.get(one.continues_id) if one.continues_id else None
        if before is not None:
            found[one.id] = before
    return found


def open_sent(review: Review) -> list[Opinion]:
    """The opinions that were sent and are still open: an application may be about them."""
    return [one for one in review.opinions if one.demand.is_open and one.demand.demanded_at is not None]


def gate_facts(review: Review) -> ReviewFacts:
    """What the gates ask of a review, and of the design review of its project."""
    design = None
    if review.kind == ReviewKind.ACCEPTANCE:
        design = reviews_of(review.project_id).get(ReviewKind.DESIGN)
    conditions = conditions_of([design.id]) if design else []
    again = {one.continues_id for one in conditions}
    open_conditions = [
        one.summary for one in conditions if one.is_open or (one.closed_unanswered and one.id not in again)
    ]
    conclusion = design.conclusion if design else None
    return ReviewFacts(
        kind=ReviewKind(review.kind),
        took_part=bool(review.materials) or any(one.is_union for one in review.attendances),
        opinions=_opinion_facts(review),
        design_conclusion=Conclusion(conclusion) if conclusion else None,
        design_opinions=_opinion_facts(design) if design else (),
        open_design_conditions=open_conditions,
    )


def _opinion_facts(review: Review) -> list[OpinionFacts]:
    demands = opinion_demands(review)
    again = {one.continues_id for one in demands}
    return [
        OpinionFacts(
            summary=one.summary,
            mandatory=one.binding,
            transmitted=one.demanded_at is not None,
            verified=one.closed_at is not None,
            withdrawn_before_sent=one.withdrawn_at is not None and one.demanded_at is None,
            answered=not one.lacks_reply or one.id in again,
        )
        for one in demands
    ]


def referrals_of(review_id: uuid.UUID) -> Sequence[Referral]:
    """The applications to departments about a review."""
    return referrals_of_subject(SOURCE, review_id)


def applied_uninvited(review_id: uuid.UUID) -> list[Referral]:
    """Those of them that are about the union itself, not about opinions that were not followed."""
    about_opinions = {ReferralKind.REFUSAL, ReferralKind.OVERDUE, ReferralKind.OTHER}
    return [one for one in referrals_of(review_id) if one.kind not in about_opinions]


def progress_of(review: Review) -> Progress:
    """How far a review has come, as the rule of its next step asks."""
    signed, proposed = review.signed, review.proposed
    return Progress(
        invited=review.invited,
        has_begun=bool(review.materials or review.attendances),
        proposed=proposed is not None,
        signed=signed is not None,
        counter_waits=signed is not None and signed.needs_counter and not signed.countered_at,
        settled=review.settled_at is not None,
        unsent=len(unsent(review)),
        missing=len(missing_to_sign(review)) if proposed and not signed else 0,
        applications=_applications(review) if not review.invited else frozenset(),
        has_replies=any(one.demand.state == "replied" for one in review.opinions),
        has_open=any(one.demand.is_open for one in review.opinions),
    )


def _applications(review: Review) -> frozenset[NextStep]:
    """Where the applications about the missing invitation that stand have come to."""
    return frozenset(
        NextStep.SETTLE
        if one.answered_on
        else NextStep.DEPARTMENT
        if one.sent_at
        else NextStep.ISSUE_APPLICATION
        for one in applied_uninvited(review.id)
        if one.revoked_at is None
    )


def links_of(review_id: uuid.UUID) -> Sequence[ReviewLink]:
    """The owner's links to a review, the newest first."""
    statement = select(ReviewLink).where(ReviewLink.review_id == review_id)
    return session.scalars(statement.order_by(ReviewLink.created_at.desc())).all()


def live_link(token: str, now: datetime) -> ReviewLink:
    """The link a token stands for.

    Raises:
        NotFound: unknown, ended or revoked; the three are not told apart.
    """
    digest = hashlib.sha256(token.encode()).hexdigest()
    statement = select(ReviewLink).where(ReviewLink.token_hash == digest)
    found = session.scalars(statement.options(joinedload(ReviewLink.review).options(*_WHOLE))).unique()
    link = found.one_or_none()
    if link is None or not is_live(link, now):
        raise NotFound
    return link


def missing_to_sign(review: Review) -> list[Text]:
    """What stands in the way of signing the conclusion that waits; nothing where none waits."""
    if review.proposed is None:
        return []
    return missing_for(Conclusion(review.proposed.conclusion), gate_facts(review))


def is_live(link: ReviewLink, now: datetime) -> bool:
    """Whether the link still leads somewhere: its term runs, or a mandatory opinion still waits to be closed."""
    if link.revoked_at is not None:
        return False
    return link.expires_at > now or any(one.is_open and one.binding for one in put_to_owner(link.review))


def signing_unions(actor: Actor) -> set[uuid.UUID]:
    """The unions for which this person may sign today; a higher union counter-signs, it does not sign for them."""
    return {one.union_id for one in actor.held if Permission.PROJECT_SIGN in permissions_of(one.role)}


def waiting_for_signature(actor: Actor) -> Sequence[Review]:
    """Reviews whose proposed conclusion this person may sign: for its own union, and proposed by somebody else."""
    statement = (
        select(Review)
        .join(SignOff)
        .where(
            SignOff.state == "proposed",
            or_(SignOff.proposed_by.is_(None), SignOff.proposed_by != actor.member_id),
            Review.union_id.in_(signing_unions(actor)),
        )
        .options(joinedload(Review.project))
        .order_by(SignOff.proposed_at)
    )
    return session.scalars(statement).unique().all()


def reviewers(scope: Scope) -> Sequence[Member]:
    """The members of the scope's unions who may be named as participants, by name."""
    statement = select(Member).join(Member.union).where(Member.disabled_at.is_(None))
    return session.scalars(
        statement.where(in_scope(Union, scope)).order_by(Member.name_order, Member.id)
    ).all()
