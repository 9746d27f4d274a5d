"""The report: received with its files, approved; its measures followed until they are verified."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from safety.access.permissions import Permission as P
from safety.access.scope import Actor
from safety.accidents import queries, rules
from safety.accidents.models import Accident, Approval, ReportVersion
from safety.accidents.operations.notes import check, note, refresh, require
from safety.accidents.sheet_facts import APPROVAL
from safety.corrections import operations as corrections
from safety.corrections.inputs import NewDemand
from safety.corrections.models import Demand
from safety.corrections.rules import DemandKind
from safety.database import hold, session
from safety.errors import Invalid, NotPossibleNow
from safety.evidence import operations as evidence
from safety.evidence.queries import files_of
from safety.ids import new_id
from safety.law.days import shanghai_date
from safety.people.queries import place_of
from safety.text import N_

REPORT = "accident_report"
Uploads = Sequence[evidence.Upload]


def receive_report(
    *,
    actor: Actor,
    now: datetime,
    accident: Accident,
    title: str,
    received_on: date,
    submitted_on: date | None = None,
    comments: str | None = None,
    uploads: Uploads = (),
    file_ids: Sequence[uuid.UUID] = (),
) -> ReportVersion:
    """Enter a version of the report that the union received, with the union's comments.

    ``submitted_on``: when the team submitted the report to the government that investigates, where it did.

    Raises:
        Invalid: a day to come or before the accident.
        NotPossibleNow: the report is approved.
    """
    place = require(actor, P.ACCIDENT_RECORD, accident)
    facts = check("report", accident)
    rules.check_days(shanghai_date(now), received_on=received_on, submitted_on=submitted_on)
    rules.check_submitted("submitted_on", submitted_on, facts)
    if received_on < shanghai_date(accident.happened_at):
        raise Invalid(fields={"received_on": [N_("收到日期不能早于事故发生之日")]})
    accident.report_submitted_on = submitted_on or accident.report_submitted_on
    row = ReportVersion(
        id=new_id(),
        accident_id=accident.id,
        title=title,
        received_on=received_on,
        comments=comments,
        at=now,
        by_id=actor.member_id,
    )
    session.add(row)
    session.flush()
    evidence.attach_files(
        actor=actor,
        now=now,
        owner_kind=REPORT,
        owner_id=row.id,
        place=place,
        uploads=uploads,
        file_ids=file_ids,
    )
    refresh(accident, now)
    note(actor, now, P.ACCIDENT_RECORD, accident, "report_received", {"on": received_on}, record_id=row.id)
    return row


def attach_report_files(
    *,
    actor: Actor,
    now: datetime,
    version: ReportVersion,
    uploads: Uploads = (),
    file_ids: Sequence[uuid.UUID] = (),
) -> ReportVersion:
    """Add files to a version that came without them, until somebody has signed it.

    Raises:
        NotPossibleNow: the report is approved, or this version was signed; another file is another version.
        Invalid: no file.
    """
    accident = session.get_one(Accident, version.accident_id)
    place = require(actor, P.ACCIDENT_RECORD, accident)
    check("report", accident)
    hold(version)  # nobody signs it while it is given files
    if version.signings:
        raise NotPossibleNow(N_("这一版已有人签署，不能再附文件；请作为新的一版登记"), code="signed")
    if not uploads and not file_ids:
        raise Invalid(fields={"files": [N_("请选择文件")]})
    evidence.attach_files(
        actor=actor,
        now=now,
        owner_kind=REPORT,
        owner_id=version.id,
        place=place,
        uploads=uploads,
        file_ids=file_ids,
    )
    session.flush()
    change = {"files": [one.sha256 for one in files_of(REPORT, version.id)]}
    note(actor, now, P.ACCIDENT_RECORD, accident, "report_files_added", change, record_id=version.id)
    return version


def record_approval(
    *,
    actor: Actor,
    now: datetime,
    accident: Accident,
    approver: str,
    number: str,
    approved_on: date,
    submitted_on: date | None = None,
    received_on: date | None = None,
    words: str | None = None,
    uploads: Uploads = (),
    file_ids: Sequence[uuid.UUID] = (),
) -> Approval:
    """Enter the government's approval (批复) of the report; the union may get both together, after the government had both.

    ``submitted_on``: when the government received the report.

    Raises:
        Invalid, NotPossibleNow: days to come or before that receipt or the accident; no report has come, or it is approved.
    """
    place = require(actor, P.ACCIDENT_RECORD, accident)
    days = {"approved_on": approved_on, "received_on": received_on, "submitted_on": submitted_on}
    _check_approval_days(accident, check("approve", accident), days, shanghai_date(now))
    accident.report_submitted_on = submitted_on or accident.report_submitted_on
    row = Approval(
        id=new_id(),
        accident_id=accident.id,
        approver=approver,
        number=number,
        approved_on=approved_on,
        received_on=received_on,
        words=words,
        at=now,
        by_id=actor.member_id,
    )
    session.add(row)
    session.flush()
    evidence.attach_files(
        actor=actor,
        now=now,
        owner_kind=APPROVAL,
        owner_id=row.id,
        place=place,
        uploads=uploads,
        file_ids=file_ids,
    )
    refresh(accident, now)
    note(actor, now, P.ACCIDENT_RECORD, accident, "report_approved", {"on": approved_on}, record_id=row.id)
    return row


def _check_approval_days(
    accident: Accident, facts: rules.CaseFacts, days: Mapping[str, date | None], today: date
) -> None:
    rules.check_days(today, **days)
    approved_on = days["approved_on"]
    if approved_on and approved_on < (facts.report_submitted_on or shanghai_date(accident.happened_at)):
        raise Invalid(fields={"approved_on": [N_("批复日期不能早于政府收到报告之日和事故发生之日")]})
    rules.check_submitted("submitted_on", days["submitted_on"], replace(facts, approved_on=approved_on))


def raise_measure(
    *,
    actor: Actor,
    now: datetime,
    accident: Accident,
    summary: str,
    owner: str,
    term_on: date,
    detail: str = "",
    id: uuid.UUID | None = None,
) -> Demand:
    """Enter a corrective measure of the report; union and workers supervise it until it is verified (493 Art 33).

    Raises:
        NotPossibleNow: the report is not approved yet.
    """
    require(actor, P.ACCIDENT_RECORD, accident)
    check("measure", accident)
    demand = corrections.raise_demand(
        actor=actor,
        now=now,
        kind=DemandKind.MEASURE,
        place=place_of(accident),
        site_id=accident.site_id,
        employer_id=accident.employer_id,
        source_kind=queries.SOURCE,
        source_id=accident.id,
        demand=NewDemand(
            id=id or new_id(),
            summary=summary,
            detail=detail,
            responsible_id=actor.member_id,
            term_on=term_on,
            addressee=owner,
        ),
    )
    corrections.mark_demanded(actor=actor, now=now, demands=[demand], source_id=accident.id, term_on=term_on)
    refresh(accident, now)
    return demand


def close_accident(
    *,
    actor: Actor,
    now: datetime,
    accident: Accident,
    closed_on: date | None = None,
    no_opinion_reason: str | None = None,
) -> Accident:
    """Put the case into the archive: approved, and every measure verified.

    A case with casualties on which the union gave no opinion is archived with the reason why it gave none:
    giving one is the union's duty (工会法 27).

    Raises:
        NotPossibleNow: something is still open.
        Invalid: a day to come, or no opinion and no reason (``no_opinion_reason``).
    """
    require(actor, P.ACCIDENT_RECORD, accident)
    check("close", accident)
    closed_on = closed_on or shanghai_date(now)
    rules.check_days(shanghai_date(now), closed_on=closed_on)
    owed = queries.owes_opinion(accident)
    if owed and not no_opinion_reason:
        raise Invalid(fields={"no_opinion_reason": [N_("工会没有对处理提出意见，请写明原因")]})
    accident.closed_on = closed_on
    accident.no_opinion_reason = no_opinion_reason if owed else None
    refresh(accident, now)
    change = {"on": closed_on, "no_opinion_reason": accident.no_opinion_reason}
    note(actor, now, P.ACCIDENT_RECORD, accident, "accident_closed", change)
    return accident
