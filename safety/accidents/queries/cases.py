"""Reading one case: its parts, its facts for the rules, its clocks."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from safety.access.scope import Scope
from safety.accidents import case_clocks, grading, rules
from safety.accidents.injury_terms import InjuryFacts
from safety.accidents.models import (
    Accident,
    Activity,
    ActivityConflict,
    CalendarFeed,
    Handover,
    Notification,
    ReportVersion,
    Seat,
    Signing,
    Victim,
)
from safety.accidents.queries.opinions import OPINION_SOURCE, opinions_of, standing_opinions
from safety.accidents.queries.scope import visible
from safety.accidents.queries.standing import ground_of, regime_of, series_of
from safety.accidents.vocabulary import ExtensionOf, InjuryApplicant, SeatState
from safety.corrections.models import Demand, Referral
from safety.corrections.queries import referrals_of_subject
from safety.corrections.referral_rules import matter_of
from safety.corrections.rules import DemandKind
from safety.corrections.vocabulary import ReferralKind
from safety.database import session
from safety.errors import NotFound
from safety.folding.names import name_key
from safety.law.accident_grades import UNGRADED, AccidentGrade
from safety.law.applications import WITH_LEGAL_TERM, About, AnswerTerm, Matter, answer_term
from safety.law.clocks import Clock
from safety.law.days import end_of_day, shanghai_date, start_of_day
from safety.papers.models import Paper
from safety.papers.queries import papers_of, papers_of_many
from safety.people.models import Member
from safety.people.queries import digest, in_scope

SOURCE = "accident"
#: What the paper about news of an accident names as its subject.
NEWS = "accident_notice"
#: How near, in degrees, another accident of the same days is likely the same one (about 2 km).
NEAR_DEGREES = 0.02
#: An application whose term, by the law of the accident's day, was not read: whatever day it was received, none is computed.
UNREAD_TERM = rules.ApplicationDays(None, None)


def facts_of(accident: Accident) -> rules.CaseFacts:
    """What clocks, state and possible acts of the case are computed from."""
    extended = dict.fromkeys(ExtensionOf, 0)
    for one in accident.extensions:
        extended[ExtensionOf(one.term)] += one.days
    received = min((one.received_on for one in accident.versions), default=None)
    measures = measures_of(accident)
    return rules.CaseFacts(
        happened_at=accident.happened_at,
        regime=regime_of(accident),
        grade=None if accident.grade == UNGRADED else AccidentGrade(accident.grade),
        category=accident.category,
        discovered_on=accident.discovered_on if accident.concealment else None,
        head_told_at=accident.head_told_at,
        authority_told_at=accident.authority_told_at,
        upward_told_at=accident.upward_told_at,
        report_extension_days=extended[ExtensionOf.REPORT],
        approval_extension_days=extended[ExtensionOf.APPROVAL],
        appraisals=[(one.first_day, one.last_day) for one in accident.appraisals],
        report_submitted_on=accident.report_submitted_on,
        report_received_on=received,
        approved_on=accident.approval.approved_on if accident.approval else None,
        copies_sent_on=accident.copies_sent_on,
        evaluated_on=accident.evaluated_on,
        closed_on=accident.closed_on,
        injury=InjuryFacts(
            hurt=bool(accident.deaths + accident.serious + accident.slight),
            poisoned=bool(accident.poisoned),
            diagnosed_on=accident.disease_diagnosed_on,
            applied_on=accident.injury_applied_on,
            applied_by=InjuryApplicant(accident.injury_applied_by) if accident.injury_applied_by else None,
            extension_days=extended[ExtensionOf.INJURY],
        ),
        seats=[SeatState(one.state) for one in accident.seats],
        has_activities=has_activities(accident.id),
        referrals=[
            rules.ApplicationDays(one.received_on, one.answered_on, one.id)
            if _has_legal_term(accident, one)
            else UNREAD_TERM
            for one in referrals_of(accident.id)
            if one.revoked_at is None and _matter(one) in WITH_LEGAL_TERM
        ],
        open_measures=sum(1 for one in measures if one.is_open),
        measures=len(measures),
    )


def _has_legal_term(accident: Accident, referral: Referral) -> bool:
    """Whether the law sets the department a term for an application about the case."""
    about = About(shanghai_date(accident.happened_at), regime=regime_of(accident))
    return answer_term(_matter(referral), about) is AnswerTerm.BY_LAW


def _matter(referral: Referral) -> Matter:
    return matter_of(ReferralKind(referral.kind), referral.subject_kind)


def owes_opinion(accident: Accident) -> bool:
    """Whether somebody was hurt or is missing and the union gave no opinion yet: giving one is its duty (工会法 27)."""
    hurt = accident.deaths + accident.missing + accident.serious + accident.poisoned + accident.slight
    return hurt > 0 and not standing_opinions(accident.id)


def clocks_of(accident: Accident) -> list[Clock]:
    """Every term of the case."""
    return case_clocks.clocks_of(facts_of(accident))


def unread_clocks_of(accident: Accident) -> list[Clock]:
    """Terms that are not computed because their text was not read."""
    return case_clocks.unread_clocks(facts_of(accident))


def grades_of(accident: Accident, today: date) -> list[grading.GradeOn]:
    """How the grade and who investigates changed up to ``today``, each time with the fact that did it."""
    return grading.grade_history(series_of(accident), ground_of(accident), today=today)


def has_activities(accident_id: uuid.UUID) -> bool:
    """Whether anything was done."""
    return session.scalar(select(Activity.id).where(Activity.accident_id == accident_id).limit(1)) is not None


def activities_of(accident_id: uuid.UUID) -> Sequence[Activity]:
    """The participation log, the newest first."""
    statement = select(Activity).where(Activity.accident_id == accident_id)
    return session.scalars(
        statement.options(selectinload(Activity.participants)).order_by(
            Activity.starts_at.desc(), Activity.id
        )
    ).all()


def find_activity(activity_id: uuid.UUID) -> Activity | None:
    """An activity whoever asks; for the operation that keeps it."""
    return session.get(Activity, activity_id)


def get_activity(activity_id: uuid.UUID, scope: Scope) -> Activity:
    """An activity of an accident in scope.

    Raises:
        NotFound: there is none, or its accident is out of scope.
    """
    found = session.scalars(
        select(Activity)
        .join(Accident, Accident.id == Activity.accident_id)
        .where(Activity.id == activity_id, visible(scope))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def conflicts_of(activity_id: uuid.UUID) -> Sequence[ActivityConflict]:
    """Other contents that came under the activity's id."""
    statement = select(ActivityConflict).where(ActivityConflict.activity_id == activity_id)
    return session.scalars(statement.order_by(ActivityConflict.received_at)).all()


def get_seat(seat_id: uuid.UUID, accident: Accident) -> Seat:
    """A seat in the accident's investigation.

    Raises:
        NotFound: there is none.
    """
    found = next((one for one in accident.seats if one.id == seat_id), None)
    if found is None:
        raise NotFound
    return found


def get_version(version_id: uuid.UUID, accident: Accident) -> ReportVersion:
    """A version of the report.

    Raises:
        NotFound: there is none.
    """
    found = next((one for one in accident.versions if one.id == version_id), None)
    if found is None:
        raise NotFound
    return found


def get_signing(signing_id: uuid.UUID, version: ReportVersion) -> Signing:
    """A signature under a version of the report.

    Raises:
        NotFound: there is none.
    """
    found = next((one for one in version.signings if one.id == signing_id), None)
    if found is None:
        raise NotFound
    return found


def signings_of(accident: Accident) -> dict[uuid.UUID, list[Signing]]:
    """What was signed, by version of the report."""
    statement = select(Signing).join(ReportVersion).where(ReportVersion.accident_id == accident.id)
    found: dict[uuid.UUID, list[Signing]] = {}
    for one in session.scalars(statement.order_by(Signing.signed_at)):
        found.setdefault(one.version_id, []).append(one)
    return found


def victims_of(accident_id: uuid.UUID) -> Sequence[Victim]:
    """Who was hurt, in clear: pages and API mask it unless the look was audited."""
    statement = select(Victim).where(Victim.accident_id == accident_id)
    return session.scalars(statement.order_by(Victim.at, Victim.id)).all()


def handovers_of(accident_id: uuid.UUID) -> Sequence[Handover]:
    """Taking over and entrusting, in order."""
    statement = select(Handover).where(Handover.accident_id == accident_id)
    return session.scalars(statement.order_by(Handover.on_day, Handover.at)).all()


def measures_of(accident: Accident) -> Sequence[Demand]:
    """The corrective measures from the report, as demands."""
    statement = select(Demand).where(
        Demand.source_kind == SOURCE, Demand.source_id == accident.id, Demand.kind == DemandKind.MEASURE
    )
    return session.scalars(statement.order_by(Demand.raised_at, Demand.id)).all()


def referrals_of(accident_id: uuid.UUID) -> list[Referral]:
    """Applications to departments about the accident (not invited) or about opinions on it, oldest first."""
    opinions = [one.id for one in opinions_of(accident_id)]
    found = [*referrals_of_subject(SOURCE, accident_id), *referrals_of_subject(OPINION_SOURCE, *opinions)]
    return sorted(found, key=lambda one: one.drafted_at)


def get_notification(notification_id: uuid.UUID, scope: Scope) -> Notification:
    """A notice of the scope.

    Raises:
        NotFound: there is none, or it is out of scope.
    """
    found = session.scalars(
        select(Notification).where(Notification.id == notification_id, in_scope(Notification, scope))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def notifications_of(accident_id: uuid.UUID) -> Sequence[Notification]:
    """The notices that led to the accident's record."""
    statement = select(Notification).where(Notification.accident_id == accident_id)
    return session.scalars(statement.order_by(Notification.received_at)).all()


def papers_of_case(accident_id: uuid.UUID) -> list[Paper]:
    """The papers about the accident and about the news that led to its record, oldest first."""
    news = [one.id for one in notifications_of(accident_id)]
    found = [*papers_of(SOURCE, accident_id), *papers_of_many(NEWS, news)]
    return sorted(found, key=lambda one: (one.drafted_at, one.id))


def likely_same(
    *,
    happened_on: date,
    scope: Scope,
    employer_id: uuid.UUID | None = None,
    employer_name: str | None = None,
    position: tuple[float, float] | None = None,
    but: uuid.UUID | None = None,
) -> Sequence[Accident]:
    """Accidents within a day of ``happened_on`` at the same employer or near ``position`` (lon, lat)."""
    key = name_key(employer_name or "")

    def is_near(one: Accident) -> bool:
        same = employer_id is not None and one.employer_id == employer_id
        named = bool(key) and name_key(one.employer_name or "") == key
        return same or named or (position is not None and _is_beside(one, position))

    first, last = (
        start_of_day(happened_on - timedelta(days=1)),
        end_of_day(happened_on + timedelta(days=1)),
    )
    statement = select(Accident).where(
        visible(scope), Accident.happened_at >= first, Accident.happened_at < last
    )
    if but is not None:
        statement = statement.where(Accident.id != but)
    found = session.scalars(statement.order_by(Accident.happened_at.desc()))
    return [one for one in found if is_near(one)][:5]


def _is_beside(accident: Accident, position: tuple[float, float]) -> bool:
    if accident.lon is None or accident.lat is None:
        return False
    lon, lat = position
    return abs(accident.lon - lon) < NEAR_DEGREES and abs(accident.lat - lat) < NEAR_DEGREES


def likely_about(notification: Notification, scope: Scope) -> Sequence[Accident]:
    """Accidents that a notice is likely about; the day it was received stands in for an unknown one."""
    lon, lat = notification.lon, notification.lat
    return likely_same(
        happened_on=shanghai_date(notification.happened_at or notification.received_at),
        scope=scope,
        employer_id=notification.employer_id,
        employer_name=notification.employer_name,
        position=(lon, lat) if lon is not None and lat is not None else None,
    )


def live_feed(token: str) -> CalendarFeed | None:
    """The calendar of an address, unless it was revoked or its owner's access ended since."""
    statement = (
        select(CalendarFeed)
        .join(Member, Member.id == CalendarFeed.member_id)
        .where(
            CalendarFeed.token_hash == digest(token),
            CalendarFeed.revoked_at.is_(None),
            or_(Member.access_ended_at.is_(None), CalendarFeed.created_at > Member.access_ended_at),
        )
    )
    return session.scalars(statement).one_or_none()


def feed_of(member_id: uuid.UUID) -> CalendarFeed | None:
    """The member's live calendar address, if there is one."""
    statement = select(CalendarFeed).where(
        CalendarFeed.member_id == member_id, CalendarFeed.revoked_at.is_(None)
    )
    return session.scalars(statement).first()
