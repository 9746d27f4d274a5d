"""Records of corrections as the plain facts that ``documents`` turns into papers."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from safety.corrections import documents, queries, referral_rules
from safety.corrections.answer_terms import matter_of, term_of
from safety.corrections.asking import Judged
from safety.corrections.case_words import case_papers
from safety.corrections.inputs import names_in
from safety.corrections.models import Demand, EvacuationProposal, Notice, NoticeItem, Recheck, Referral
from safety.corrections.readings import Reading, readings_of
from safety.corrections.subjects import colleagues_of, seen_on, told_of
from safety.corrections.term_words import says_at_once
from safety.corrections.vocabulary import (
    GRADE_LABELS,
    KIND_LABELS,
    STATE_LABELS,
    DemandKind,
    DemandState,
    FindingGrade,
    RecheckResult,
    ReferralKind,
)
from safety.law import applications, grounds
from safety.law.applications import About, AnswerTerm
from safety.law.days import shanghai_date
from safety.law.grounds import Ground
from safety.papers.content import PaperContent
from safety.papers.queries import title_for
from safety.papers.rules import PaperKind
from safety.people.models import Union
from safety.people.queries import get_union, member_names
from safety.people.queries.certificates import certificate_numbers, numbers_of_names


def about(referral: Referral, demands: Sequence[Demand]) -> About:
    """What the law asks of an application: of the accident or the review it is about, else of the day of the application."""
    told = told_of(referral.subject_kind, referral.subject_id) or About(shanghai_date(referral.drafted_at))
    return replace(
        told,
        grounds=_grounds(demands),
        to_department=not applications.is_government(referral.department),
    )


def _grounds(demands: Sequence[Demand]) -> tuple[Ground, ...]:
    return tuple(one.ground() for one in readings_of(demands).values())


def subject_of(demands: Sequence[Demand]) -> tuple[str | None, uuid.UUID | None]:
    """The record that an application about ``demands`` is about: none for findings.

    Raises:
        Invalid: field ``demand_ids``: they are about several matters.
    """
    return referral_rules.subject_of((DemandKind(one.kind), one.source_id) for one in demands)


def fitting_kinds(
    subject_kind: str | None, subject_id: uuid.UUID | None, demands: Sequence[Demand]
) -> tuple[ReferralKind, ...]:
    """The kinds that an application about the record and ``demands`` may have."""
    told = told_of(subject_kind, subject_id)
    return referral_rules.kinds_for(
        subject_kind,
        invited=told is None or told.invited,
        major=any(one.grade == FindingGrade.MAJOR for one in demands),
        has_demands=bool(demands),
    )


def check_kind(referral: Referral, demands: Sequence[Demand]) -> None:
    """Refuse a kind that does not fit what the application is about.

    Raises:
        Invalid: field ``kind``.
    """
    fitting = fitting_kinds(referral.subject_kind, referral.subject_id, demands)
    referral_rules.check_kind(referral.kind, fitting)


def answer_term(referral: Referral, demands: Sequence[Demand]) -> AnswerTerm:
    """By when the application asks for an answer."""
    return term_of(referral, major=any(one.grade == FindingGrade.MAJOR for one in demands))


def _union(row: Notice | Recheck | Referral | EvacuationProposal) -> Union:
    return get_union(row.union_id)


def notice_content(notice: Notice, reply_url: str = "") -> PaperContent:
    """The correction notice as a paper."""
    union = _union(notice)
    read = readings_of(item.demand for item in notice.items)
    findings = [
        documents.FindingFacts(
            summary=item.demand.summary,
            detail=item.demand.detail,
            place_on_site=item.demand.place_on_site or "",
            grade=FindingGrade(item.demand.grade),
            asked=item.asked,
            term_on=item.term_on,
            citations=read[item.demand_id].cited,
            ground=read[item.demand_id].ground(),
            said=item.demand.said,
            denied=read[item.demand_id].denied,
            at_once=allows_no_day(notice, item, read[item.demand_id].judged),
        )
        for item in notice.items
    ]
    raisers = member_names(item.demand.raised_by for item in notice.items)
    along = colleagues_of(item.demand for item in notice.items)
    days = sorted(set(seen_on(item.demand for item in notice.items).values()))
    return documents.correction_notice(
        documents.NoticeFacts(
            title=title_for(union, PaperKind.CORRECTION_NOTICE).title,
            issuer=union.name,
            addressee=notice.addressee,
            site_name=_site_phrase(notice.site.name, notice.addressee),
            checked="、".join(documents.chinese_day(day) for day in days),
            findings=findings,
            reply_by=notice.reply_by,
            note=notice.note or "",
            reply_url=reply_url,
            inspectors=[
                *_numbered(raisers, days[-1]),
                *_certified({one: name for one, name in along.items() if one not in raisers}, days[-1]),
            ],
            on=days[-1],
        )
    )


def allows_no_day(notice: Notice, item: NoticeItem, judged: Judged) -> bool:
    """Whether the paper says 立即: no day may be left, or none was."""
    today = shanghai_date(notice.issued_at or notice.drafted_at)
    return judged.settled or (judged.at_once and item.term_on <= today)


def still_at_once(notice: Notice) -> set[uuid.UUID]:
    """The findings that the notice asked at once, but for those to which the union itself gave a day since."""
    read = readings_of(item.demand for item in notice.items)
    judged = {its_id: one.judged for its_id, one in read.items()}
    issued_on = shanghai_date(notice.issued_at or notice.drafted_at)
    return {
        item.demand_id
        for item in notice.items
        if judged[item.demand_id].at_once
        and item.term_on <= issued_on
        and (judged[item.demand_id].settled or item.demand.term_on == item.term_on)
    }


def _numbered(people: Mapping[Any, str], on: date) -> list[tuple[str, str]]:
    """Inspectors by name, each with the number of the certificate that was valid on the day."""
    numbers = certificate_numbers(people, on)
    return sorted((name, numbers.get(one, "")) for one, name in people.items())


def _certified(people: Mapping[Any, str], on: date) -> list[tuple[str, str]]:
    """Those of them who held a certificate on the day."""
    return [(name, number) for name, number in _numbered(people, on) if number]


def _site_phrase(site_name: str, addressee: str) -> str:
    return "" if site_name == addressee else f"“{site_name}”"


def recheckers(recheck: Recheck) -> list[tuple[str, str]]:
    """Who checked again, and who came along, each with the number of the certificate that was valid on the day."""
    return [*_numbered({recheck.by_id: recheck.by_name}, recheck.checked_on), *_along(recheck)]


def _along(recheck: Recheck) -> list[tuple[str, str]]:
    """Who came along, by id; of a re-check from before ids were kept by a name that one member alone bears."""
    if recheck.came_along is None:
        names = names_in(recheck.companions)
        borne = numbers_of_names(names, recheck.union_id, recheck.checked_on)
        return [(name, borne.get(name, "")) for name in names]
    numbers = certificate_numbers(recheck.companion_ids, recheck.checked_on)
    told = [(one["name"], one["member_id"]) for one in recheck.came_along]
    return [(name, numbers.get(uuid.UUID(one), "") if one else "") for name, one in told]


def recheck_content(recheck: Recheck, *, today: date) -> PaperContent:
    """The re-check opinion as a paper, issued ``today``: the union's own days for an answer run from there."""
    union = _union(recheck)
    demands = [item.demand for item in recheck.items]
    notices = [one for one in queries.notices_of_demands(one.id for one in demands) if one.number]
    site, kind = demands[0].site, DemandKind(demands[0].kind)
    subject = referral_rules.SUBJECT_OF[kind]
    told = told_of(subject, demands[0].source_id) or About(recheck.checked_on)
    read = readings_of(demands)
    return documents.recheck_opinion(
        documents.RecheckFacts(
            title=title_for(union, PaperKind.RECHECK_OPINION).title,
            issuer=union.name,
            addressee=demands[0].addressee,
            site_name=_site_phrase(site.name, demands[0].addressee) if site else "",
            checked_on=recheck.checked_on,
            notice=_named(union, notices[-1].number) if notices else "",
            lines=[
                (
                    item.demand.summary,
                    RecheckResult(item.result),
                    item.words or "",
                    read[item.demand_id].printed_term,
                )
                for item in recheck.items
            ],
            reply_by=_answer_to(recheck, union, today),
            words=recheck.words or "",
            inspectors=recheckers(recheck),
            met=recheck.met or "",
            kind=kind,
            basis=applications.to_the_unit(
                referral_rules.matter_of(ReferralKind.OVERDUE, subject),
                replace(told, grounds=tuple(one.ground() for one in read.values())),
            ),
            on=told.on,
        )
    )


def _answer_to(recheck: Recheck, union: Union, today: date) -> date | None:
    """By when the unit answers what did not pass: by its last term, else within the union's own days; None where all passed."""
    left = [item.demand for item in recheck.items if item.result != RecheckResult.PASSED]
    terms = [
        (
            one.demand.term_on or today,
            says_at_once(one.printed_term) or (one.demand.term_on or today) <= today,
        )
        for one in readings_of(left).values()
    ]
    return queries.terms_of(union).reply_by(terms, today) if terms else None


def referral_content(referral: Referral, demands: Sequence[Demand]) -> PaperContent:
    """The application to a department as a paper."""
    union, law = _union(referral), about(referral, demands)
    numbers = {
        item.demand_id: notice.number
        for notice in queries.notices_of_demands(one.id for one in demands)
        for item in notice.items
        if notice.number
    }
    return documents.referral_application(
        documents.ReferralFacts(
            title=title_for(union, PaperKind.REFERRAL).title,
            issuer=union.name,
            department=referral.department,
            about=referral.about,
            reason=referral.reason,
            request=referral.request,
            matters=[
                _matter(one, _named(union, numbers.get(one.demand.id)))
                for one in readings_of(demands).values()
            ],
            basis=applications.basis(matter_of(referral), law),
            term=answer_term(referral, demands),
            on=law.on,
            attachments=attachments_of(referral, demands),
            graded="等级" if all(one.kind == DemandKind.FINDING for one in demands) else "类别",
        )
    )


def attachments_of(referral: Referral, demands: Sequence[Demand]) -> tuple[str, ...]:
    """What an application lists as attached: what its drafter said, else the papers and replies of the case."""
    if referral.attachments is not None:
        return tuple(referral.attachments)
    return case_papers(demands) if demands else ()


def named_notice(notice: Notice) -> str:
    """A correction notice as other papers name it; empty without its number."""
    return _named(_union(notice), notice.number)


def _named(union: Union, number: str | None) -> str:
    """A correction notice of the union as another paper names it; empty without its number."""
    return documents.named(title_for(union, PaperKind.CORRECTION_NOTICE).title, number) if number else ""


def _matter(read: Reading, notice: str) -> tuple[str, str, str, str]:
    demand = read.demand
    what = [f"已发出{notice}" if notice else "", STATE_LABELS[DemandState(demand.state)]]
    return (
        f"{demand.addressee}：{demand.summary}",
        GRADE_LABELS[FindingGrade(demand.grade)]
        if demand.kind == DemandKind.FINDING
        else KIND_LABELS[DemandKind(demand.kind)],
        read.printed_term,
        "；".join(part for part in what if part),
    )


def evacuation_content(
    proposal: EvacuationProposal, *, inspector: str, inspector_id: uuid.UUID | None
) -> PaperContent:
    """The evacuation proposal as a paper."""
    union = _union(proposal)
    site = proposal.site
    told = "，".join(part for part in (proposal.told_name, proposal.told_position) if part)
    return documents.evacuation_proposal(
        documents.EvacuationFacts(
            title=title_for(union, PaperKind.EVACUATION_PROPOSAL).title,
            issuer=union.name,
            addressee=proposal.addressee,
            site_name=site.name,
            danger=proposal.danger,
            suggestion=proposal.suggestion,
            told=told,
            proposed_at=proposal.proposed_at,
            inspector=_numbered({inspector_id: inspector}, shanghai_date(proposal.proposed_at))[0],
            ground=grounds.ground_of_danger(
                proposal.danger,
                toxic=proposal.toxic,
                health=proposal.health,
                coal_mine=proposal.coal_mine,
                industries={site.industry, site.employer.industry},
                names=(site.name, site.employer.name),
            ),
        )
    )


def reminder_content(notice: Notice, waiting: Sequence[Demand]) -> PaperContent:
    """The reminder (催办函) as a paper."""
    union, urgent = _union(notice), still_at_once(notice)
    return documents.reminder(
        title=title_for(union, PaperKind.REMINDER).title,
        issuer=union.name,
        addressee=notice.addressee,
        notice=_named(union, notice.number),
        overdue=[(one.summary, None if one.id in urgent else one.term_on) for one in waiting],
        grounds=_grounds(waiting),
        on=max(seen_on(waiting).values()),
    )
