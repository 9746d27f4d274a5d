"""The sheets of a case: news that came, the union's part, the measures, the approval; issued as they stand now."""

from __future__ import annotations

from datetime import date, datetime

from safety.access.permissions import Permission as P
from safety.access.scope import Actor, Place
from safety.accidents import queries, sheet_documents, sheet_facts
from safety.accidents.models import Accident, Notification
from safety.accidents.operations.notes import note, require
from safety.accidents.operations.papers import subject_of
from safety.accidents.vocabulary import Sheet
from safety.audit import operations as audit
from safety.database import hold, session
from safety.errors import NotPossibleNow
from safety.law.days import shanghai_date
from safety.papers import operations as papers
from safety.papers.content import PaperContent
from safety.papers.models import Paper
from safety.papers.queries import same_paper, title_for
from safety.papers.rules import PaperKind
from safety.people.models import Union
from safety.people.queries import get_union, place_of
from safety.text import N_


def issue_sheet(*, actor: Actor, now: datetime, accident: Accident, sheet: Sheet) -> Paper:
    """Issue a sheet of the case by the union that acts; while nothing changed, the one that is out is given again.

    A case in the archive may be asked for its sheets too.

    Raises:
        NotAllowed, NotFound: without ``accident:record`` for the case.
        NotPossibleNow: there is nothing to tell yet: ``nothing_done``, ``no_measures``, ``not_approved``.
    """
    place = require(actor, P.ACCIDENT_RECORD, accident)
    hold(accident)  # two who ask at once get one paper
    content = _written(accident, place, Sheet(sheet), shanghai_date(now))
    paper, is_new = _out(actor, now, PaperKind(sheet), queries.SOURCE, accident, place, content)
    if is_new:
        note(actor, now, P.ACCIDENT_RECORD, accident, "sheet_issued", {"sheet": sheet, "paper": paper.id})
    return paper


def issue_notification_slip(*, actor: Actor, now: datetime, notification: Notification) -> Paper:
    """Issue the 事故接报单 of news that came, whether it led to a case or not yet.

    Raises:
        NotAllowed, NotFound: without ``accident:record`` for its place.
    """
    place = place_of(notification)
    actor.require(P.ACCIDENT_RECORD, place)
    hold(notification)
    union, kind = get_union(place.union_id), PaperKind.NOTIFICATION_SLIP
    accident = session.get(Accident, notification.accident_id) if notification.accident_id else None
    content = sheet_documents.notification_slip(
        sheet_facts.news_facts(notification, accident, union), title=title_for(union, kind).title
    )
    paper, is_new = _out(actor, now, kind, queries.NEWS, notification, place, content)
    if is_new:
        audit.record(
            actor=actor,
            now=now,
            action="notification_slip_issued",
            kind="accident_notice",
            record_id=notification.id,
            union_id=notification.union_id,
            change={"number": paper.number},
        )
    return paper


def _out(
    actor: Actor,
    now: datetime,
    kind: PaperKind,
    subject_kind: str,
    subject: Accident | Notification,
    place: Place,
    content: PaperContent,
) -> tuple[Paper, bool]:
    """The paper that says this already, or a new one, and whether it is new."""
    out = same_paper(subject_kind, subject.id, kind=kind, union_id=place.union_id, content=content)
    if out is not None:
        return out, False
    drafted = papers.draft_paper(
        actor=actor,
        now=now,
        kind=kind,
        subject_kind=subject_kind,
        subject_id=subject.id,
        place=place,
        content=content,
        permission=P.ACCIDENT_RECORD,
    )
    return papers.issue_paper(actor=actor, now=now, paper=drafted, permission=P.ACCIDENT_RECORD), True


def _written(accident: Accident, place: Place, sheet: Sheet, today: date) -> PaperContent:
    union = get_union(place.union_id)
    title = title_for(union, PaperKind(sheet)).title
    subject = subject_of(accident, place, today)
    match sheet:
        case Sheet.PARTICIPATION_RECORD:
            part = _part(accident, union, today)
            return sheet_documents.participation_record(subject, part, title=title)
        case Sheet.MEASURE_SHEET:
            measures = queries.measures_of(accident)
            if not measures:
                raise NotPossibleNow(N_("还没有登记整改措施"), code="no_measures")
            return sheet_documents.measure_sheet(
                subject,
                sheet_facts.measure_facts(measures, today),
                title=title,
                approval=accident.approval.number if accident.approval else "",
                until=today,
            )
        case Sheet.APPROVAL_SHEET:
            if accident.approval is None:
                raise NotPossibleNow(N_("还没有登记批复"), code="not_approved")
            return sheet_documents.approval_sheet(
                subject, sheet_facts.approval_facts(accident, accident.approval), title=title
            )


def _part(accident: Accident, union: Union, today: date) -> sheet_documents.PartFacts:
    part = sheet_facts.part_facts(accident, union, today)
    if not (part.activities or part.opinions or part.signings):
        sentence = N_("本会还没有登记参加的活动、提出的意见或者签署，没有可以出具的记录")
        raise NotPossibleNow(sentence, code="nothing_done")
    return part
