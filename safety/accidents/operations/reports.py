"""The report: received, signed or not, approved; its measures followed until they are verified."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from safety.access.permissions import Permission as P
from safety.access.scope import Actor, Place
from safety.accidents import documents, queries, rules
from safety.accidents.models import Accident, Approval, ReportVersion, Signing
from safety.accidents.operations.notes import check, note, own_place, refresh, require
from safety.accidents.operations.papers import issue
from safety.accidents.vocabulary import OUTCOME_LABELS, Outcome, SeatState
from safety.audit.rules import plain
from safety.corrections import operations as corrections
from safety.corrections.inputs import NewDemand
from safety.corrections.models import Demand
from safety.corrections.rules import DemandKind
from safety.database import session
from safety.errors import Invalid, NotAllowed, NotPossibleNow
from safety.evidence import operations as evidence
from safety.ids import new_id
from safety.law.days import shanghai_date
from safety.papers import keys, signing
from safety.papers.rules import PaperKind
from safety.people.operations import confirm_password
from safety.people.queries import place_of
from safety.text import N_

REPORT = "accident_report"
APPROVAL = "accident_approval"
SIGNATURE = "accident_signature"
Uploads = Sequence[tuple[str | None, bytes]]


def receive_report(
    *,
    actor: Actor,
    now: datetime,
    accident: Accident,
    title: str,
    received_on: date,
    comments: str | None = None,
    uploads: Uploads = (),
    file_ids: Sequence[uuid.UUID] = (),
) -> ReportVersion:
    """Enter a version of the report that the union received, with the union's comments.

    Raises:
        Invalid: a day to come or before the accident.
        NotPossibleNow: the report is approved.
    """
    place = require(actor, P.ACCIDENT_RECORD, accident)
    check("report", accident)
    rules.check_days(shanghai_date(now), received_on=received_on)
    if received_on < shanghai_date(accident.happened_at):
        raise Invalid(fields={"received_on": [N_("收到日期不能早于事故发生之日")]})
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


def sign_report(
    *,
    actor: Actor,
    now: datetime,
    version: ReportVersion,
    outcome: Outcome,
    password: str,
    signature: bytes | None = None,
    words: str | None = None,
) -> Signing:
    """Sign a version of the report, sign it with a reservation, or refuse to: once, sealed, never changed.

    Only the person seated in the team signs; a reservation and a refusal are issued as 保留意见书.

    Raises:
        NotAllowed: no seat in the team, or no appointment of today to sign for that union.
        NotPossibleNow: no declaration; signed before; approved already; a newer version has come.
        Invalid: reasons are missing, no drawn signature, the password does not fit.
    """
    accident = session.get_one(Accident, version.accident_id)
    held, place = own_place(actor, P.ACCIDENT_SIGN, accident)
    _check_may_sign(actor, accident, version)
    rules.check_words(outcome, words)
    if outcome is not Outcome.REFUSED and not signature:
        raise Invalid(fields={"signature": [N_("请手写签名")]})
    member = confirm_password(actor=actor, now=now, password=password)
    row = Signing(
        id=new_id(),
        version_id=version.id,
        member_id=member.id,
        union_id=held.union_id,
        outcome=outcome,
        words=words,
        signed_at=now,
        appointment_id=held.appointment_id,
        signature_sha256=_keep_signature(actor, now, place, version, signature),
    )
    _seal(row, accident, version, member.name)
    session.add(row)
    session.flush()
    if outcome is not Outcome.SIGNED:
        row.paper_id = _issue_dissent(actor, now, accident, place, row, member.name)
    refresh(accident, now)
    note(actor, now, P.ACCIDENT_SIGN, accident, "report_signed", {"outcome": outcome}, record_id=row.id)
    return row


def _check_may_sign(actor: Actor, accident: Accident, version: ReportVersion) -> None:
    """Whether this person, seated in the team and without an interest, can sign this version now, once."""
    named = [one for one in accident.seats if one.state == SeatState.NAMED]
    seat = next((one for one in named if one.member_id == actor.member_id), None)
    if seat is None:
        raise NotAllowed
    check("sign", accident)
    if seat.declared_at is None:
        raise NotPossibleNow(N_("须先声明与事故没有直接利害关系，再签署报告"), code="not_declared")
    if version.id != accident.versions[0].id:
        raise NotPossibleNow(N_("已收到更新的报告版本，请签署最新的一版"), code="newer_version")
    if any(one.member_id == actor.member_id for one in version.signings):
        raise NotPossibleNow(N_("您已经签署过这一版报告，签署不能修改"), code="signed")


def _issue_dissent(
    actor: Actor, now: datetime, accident: Accident, place: Place, row: Signing, signer: str
) -> uuid.UUID:
    return issue(
        actor=actor,
        now=now,
        accident=accident,
        place=place,
        kind=PaperKind.DISSENT,
        permission=P.ACCIDENT_SIGN,
        write=lambda subject, title: documents.dissent_paper(
            subject,
            title=title,
            addressee="事故调查组",
            report=row.version.title,
            outcome=str(OUTCOME_LABELS[Outcome(row.outcome)]),
            words=row.words or "",
            signer=signer,
            signature_sha256=row.signature_sha256,
        ),
    ).id


def _keep_signature(
    actor: Actor, now: datetime, place: Place, version: ReportVersion, picture: bytes | None
) -> str | None:
    if not picture:
        return None
    file = evidence.store_file(
        actor=actor,
        now=now,
        id=new_id(),
        content=picture,
        declared_name="signature.png",
        place=place,
        owner_kind=SIGNATURE,
        owner_id=version.id,
    )
    return file.sha256


def _seal(row: Signing, accident: Accident, version: ReportVersion, signer: str) -> None:
    content = plain(
        {
            "accident": accident.id,
            "accident_title": accident.title,
            "report": version.id,
            "report_title": version.title,
            "received_on": version.received_on,
            "outcome": row.outcome,
            "words": row.words,
            "signature": row.signature_sha256,
        }
    )
    facts = {
        "signer": signer,
        "member": str(row.member_id),
        "union": str(row.union_id),
        "appointment": str(row.appointment_id),
    }
    row.content = content
    row.seal = asdict(signing.seal(content, key=keys.signing_key(), signed_at=row.signed_at, facts=facts))


def record_approval(
    *,
    actor: Actor,
    now: datetime,
    accident: Accident,
    number: str,
    approved_on: date,
    received_on: date | None = None,
    words: str | None = None,
    uploads: Uploads = (),
    file_ids: Sequence[uuid.UUID] = (),
) -> Approval:
    """Enter the government's approval (批复) of the report.

    Raises:
        Invalid: days to come, or before the report was received.
        NotPossibleNow: no report has come, or it is approved.
    """
    place = require(actor, P.ACCIDENT_RECORD, accident)
    facts = check("approve", accident)
    rules.check_days(shanghai_date(now), approved_on=approved_on, received_on=received_on)
    if facts.report_received_on is not None and approved_on < facts.report_received_on:
        raise Invalid(fields={"approved_on": [N_("批复日期不能早于收到报告之日")]})
    row = Approval(
        id=new_id(),
        accident_id=accident.id,
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
    *, actor: Actor, now: datetime, accident: Accident, closed_on: date | None = None
) -> Accident:
    """Put the case into the archive: approved, and every measure verified.

    Raises:
        NotPossibleNow: something is still open.
        Invalid: a day to come.
    """
    require(actor, P.ACCIDENT_RECORD, accident)
    check("close", accident)
    closed_on = closed_on or shanghai_date(now)
    rules.check_days(shanghai_date(now), closed_on=closed_on)
    accident.closed_on = closed_on
    refresh(accident, now)
    note(actor, now, P.ACCIDENT_RECORD, accident, "accident_closed", {"on": closed_on})
    return accident
