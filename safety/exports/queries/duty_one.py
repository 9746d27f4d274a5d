"""The records behind the numbers of people, checks, hazards and opinions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, literal, or_, select

from safety.access.roles import Role
from safety.audit.models import AuditEntry
from safety.corrections.models import (
    Demand,
    DemandFact,
    EvacuationProposal,
    Notice,
    Recheck,
    Referral,
    Reply,
)
from safety.corrections.queries import KIND_OF_SUBJECT
from safety.corrections.queries.found import found_from, found_moment
from safety.corrections.vocabulary import DemandKind, EvacuationDecision, FindingGrade
from safety.database import session
from safety.exports.queries.records import (
    Records,
    by_then,
    not_at_end,
    not_by_then,
    on_days,
    rows,
    within,
)
from safety.exports.rules.periods import Span
from safety.inspections.models import Inspection
from safety.law.days import end_of_day
from safety.law.due_days import referral_due
from safety.people.models import Appointment, Certificate, Member, Union
from safety.people.rules import certificate_valid
from safety.workplaces.models import Site


def _any(statement: Select[*tuple[Any, ...]]) -> Select[Any]:
    """A selection of named columns as one whose columns the reader asks by name."""
    return cast("Select[Any]", statement)


def _inspections(span: Span) -> Select[Any]:
    return rows(Inspection, Inspection.began_at, Site.name, _checked(span)).join(
        Site, Inspection.site_id == Site.id
    )


def _checked(span: Span) -> ColumnElement[bool]:
    return and_(within(Inspection.began_at, span), by_then(Inspection.submitted_at, span))


def _sites_checked(span: Span) -> Select[Any]:
    first = func.min(Inspection.began_at)
    return _any(
        rows(Inspection, first, Site.name, _checked(span))
        .with_only_columns(
            Inspection.site_id.label("id"),
            Inspection.union_id.label("union_id"),
            Inspection.district_code.label("district_code"),
            first.label("at"),
            Site.name.label("title"),
            literal(1).label("amount"),
        )
        .join(Site, Inspection.site_id == Site.id)
        .group_by(Inspection.site_id, Inspection.union_id, Inspection.district_code, Site.name)
    )


def _rechecks(span: Span) -> Select[Any]:
    conditions = (on_days(Recheck.checked_on, span), by_then(Recheck.entered_at, span))
    return rows(Recheck, Recheck.entered_at, Site.name, *conditions).outerjoin(
        Site, Recheck.site_id == Site.id
    )


def _findings(*more: Callable[[Span], ColumnElement[bool]], found_in_period: bool = True) -> Records:
    def statement(span: Span) -> Select[Any]:
        conditions = [Demand.kind == DemandKind.FINDING, *(one(span) for one in more)]
        if found_in_period:
            conditions += [_found_within(span), not_by_then(Demand.withdrawn_at, span)]
        return rows(Demand, found_moment(), Demand.summary, *conditions)

    return Records(Demand, statement, "corrections.demand", "demand_id")


def _found_within(span: Span) -> ColumnElement[bool]:
    """Found in the period by the day of its check, and entered while entries counted."""
    return and_(found_from(span.begins), within(found_moment(), span), by_then(Demand.raised_at, span))


def _is_major(_: Span) -> ColumnElement[bool]:
    return Demand.grade == FindingGrade.MAJOR


def _is_corrected(span: Span) -> ColumnElement[bool]:
    return by_then(Demand.closed_at, span)


def _closed_within(span: Span) -> ColumnElement[bool]:
    return within(Demand.closed_at, span)


def _open_at_end(span: Span) -> ColumnElement[bool]:
    return and_(
        found_moment() < span.ends,
        by_then(Demand.raised_at, span),
        not_at_end(Demand.closed_at, span),
        not_at_end(Demand.withdrawn_at, span),
    )


def _late_at_end(span: Span) -> ColumnElement[bool]:
    """Its term, as it stood when the period ended, had run out."""
    term = (
        select(DemandFact.term_on)
        .where(
            DemandFact.demand_id == Demand.id,
            DemandFact.term_on.is_not(None),
            DemandFact.at < min(span.ends, span.known_before),
        )
        .order_by(DemandFact.seq.desc())
        .limit(1)
        .correlate(Demand)
        .scalar_subquery()
    )
    return and_(_open_at_end(span), term < min(span.period.last_day, span.as_of))


def _issued(span: Span) -> ColumnElement[bool]:
    return and_(within(Notice.issued_at, span), not_by_then(Notice.revoked_at, span))


def _notices(span: Span) -> Select[Any]:
    return rows(Notice, Notice.issued_at, Notice.number + " " + Notice.addressee, _issued(span))


def _answers(span: Span) -> ColumnElement[bool]:
    return and_(Reply.notice_id == Notice.id, Reply.entered_at < span.known_before)


def _answered_notices(span: Span) -> Select[Any]:
    return _notices(span).where(exists().where(_answers(span)))


def _first_answers(span: Span) -> Select[Any]:
    first = select(func.min(Reply.received_at)).where(_answers(span)).correlate(Notice).scalar_subquery()
    return _answered_notices(span).add_columns(Notice.reply_by.label("reply_by"), first.label("first_reply"))


def _is_on_time(_: Span) -> Callable[[Row[Any]], bool]:
    return lambda row: row.first_reply < end_of_day(row.reply_by)


def _referrals(span: Span) -> Select[Any]:
    ours = or_(Referral.subject_kind.is_(None), Referral.subject_kind.not_in(list(KIND_OF_SUBJECT)))
    title = Referral.department + " " + Referral.about
    return rows(
        Referral, Referral.sent_at, title, within(Referral.sent_at, span), ours, Referral.revoked_at.is_(None)
    )


def _answered_referrals(span: Span) -> Select[Any]:
    return _referrals(span).where(Referral.answered_on.is_not(None))


def _punctual_referrals(span: Span) -> Select[Any]:
    days = (Referral.received_on.label("received_on"), Referral.answered_on.label("answered_on"))
    return _answered_referrals(span).where(Referral.received_on.is_not(None)).add_columns(*days)


def _is_within_thirty_days(span: Span) -> Callable[[Row[Any]], bool]:
    """Whatever was asked at once counts by the same days as the others."""
    entered = entered_by_then("referral_answered")(span)
    return lambda row: row.answered_on <= referral_due(row.received_on) and entered(row)


def _evacuations(span: Span) -> Select[Any]:
    conditions = (
        within(EvacuationProposal.proposed_at, span),
        by_then(EvacuationProposal.entered_at, span),
        not_by_then(EvacuationProposal.revoked_at, span),
    )
    return rows(EvacuationProposal, EvacuationProposal.proposed_at, Site.name, *conditions).join(
        Site, EvacuationProposal.site_id == Site.id
    )


def _evacuated(span: Span) -> Select[Any]:
    followed = (EvacuationDecision.WITHDRAWN, EvacuationDecision.PARTLY)
    return _evacuations(span).where(EvacuationProposal.decision.in_(followed))


def entered_by_then(action: str, column: str = "id") -> Callable[[Span], Callable[[Row[Any]], bool]]:
    """Keeps the records about which ``action`` was entered while entries counted, as the audit tells.

    ``column`` of the selection holds the id that the audit knows.
    """

    def known(span: Span) -> Callable[[Row[Any]], bool]:
        entries = select(AuditEntry.record_id).where(
            AuditEntry.action == action, AuditEntry.at >= span.begins, AuditEntry.at < span.known_before
        )
        ids = set(session.scalars(entries))
        return lambda row: str(getattr(row, column)) in ids

    return known


def _inspectors(span: Span) -> Select[Any]:
    day = min(span.period.last_day, span.as_of)
    valid = and_(
        Appointment.valid_from <= day, or_(Appointment.valid_to.is_(None), Appointment.valid_to >= day)
    )
    return _any(
        select(
            Member.id.label("id"),
            Union.id.label("union_id"),
            Union.district_code.label("district_code"),
            func.min(Appointment.valid_from).label("at"),
            Member.name.label("title"),
            literal(1).label("amount"),
        )
        .join(Appointment, Appointment.member_id == Member.id)
        .join(Union, Appointment.union_id == Union.id)
        .where(Appointment.role == Role.INSPECTOR, valid)
        .group_by(Member.id, Union.id, Union.district_code, Member.name)
    )


def _is_certified(span: Span) -> Callable[[Row[Any]], bool]:
    day = min(span.period.last_day, span.as_of)
    valid = {
        one.member_id
        for one in session.scalars(select(Certificate).where(Certificate.issued_on <= day))
        if certificate_valid(
            issued_on=one.issued_on,
            valid_to=one.valid_to,
            states=[(state.on_day, state.status) for state in one.states],
            on=day,
        )
    }
    return lambda row: row.id in valid


DUTY_ONE: Mapping[str, Records] = MappingProxyType(
    {
        "inspectors": Records(Union, _inspectors, "people.member", "member_id"),
        "certified": Records(Union, _inspectors, "people.member", "member_id", _is_certified),
        "inspections": Records(Inspection, _inspections, "inspections.inspection", "inspection_id"),
        "sites_checked": Records(Inspection, _sites_checked, "workplaces.site", "site_id"),
        "rechecks": Records(Recheck, _rechecks, "", ""),
        "found": _findings(),
        "corrected": _findings(_is_corrected),
        "major_found": _findings(_is_major),
        "major_corrected": _findings(_is_major, _is_corrected),
        "closed_in_period": _findings(_closed_within, found_in_period=False),
        "open_at_end": _findings(_open_at_end, found_in_period=False),
        "overdue_at_end": _findings(_late_at_end, found_in_period=False),
        "notices": Records(Notice, _notices, "corrections.notice", "notice_id"),
        "notices_answered": Records(Notice, _answered_notices, "corrections.notice", "notice_id"),
        "notices_on_time": Records(Notice, _first_answers, "corrections.notice", "notice_id", _is_on_time),
        "referrals": Records(Referral, _referrals, "corrections.referral", "referral_id"),
        "referrals_answered": Records(
            Referral,
            _answered_referrals,
            "corrections.referral",
            "referral_id",
            entered_by_then("referral_answered"),
        ),
        "referrals_on_time": Records(
            Referral,
            _punctual_referrals,
            "corrections.referral",
            "referral_id",
            _is_within_thirty_days,
        ),
        "evacuations": Records(EvacuationProposal, _evacuations, "corrections.evacuation", "proposal_id"),
        "evacuated": Records(
            EvacuationProposal,
            _evacuated,
            "corrections.evacuation",
            "proposal_id",
            entered_by_then("evacuation_decided"),
        ),
    }
)
