"""A review: the invitation or its absence, what was received, who took part, and referral."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from safety.access.permissions import Permission as P
from safety.access.scope import Actor
from safety.corrections import operations as corrections
from safety.corrections.models import Referral
from safety.corrections.vocabulary import ReferralKind
from safety.database import hold, session
from safety.errors import Conflict, Invalid, NotPossibleNow
from safety.evidence import operations as evidence
from safety.ids import new_id
from safety.law.days import shanghai_date
from safety.papers import operations as papers
from safety.papers.content import Signer
from safety.papers.models import Paper
from safety.papers.rules import PaperKind, chinese_date
from safety.people.models import Member
from safety.people.queries import place_of
from safety.people.queries.named import named
from safety.projects import documents, facts, queries, rules
from safety.projects.models import Attendance, Material, Participant, Project, Review
from safety.projects.operations.notes import note, require
from safety.projects.operations.standing import refresh
from safety.projects.vocabulary import ATTENDANCE_LABELS, AttendanceKind, How, ReviewKind
from safety.text import N_, fitted

MATERIAL = "project_material"
SIGNATURE = "project_signature"
Uploads = Sequence[evidence.Upload]


def open_review(
    *,
    actor: Actor,
    now: datetime,
    project: Project,
    kind: ReviewKind,
    invited: bool,
    notified_on: date,
    notified_by: str,
    how: How,
    words: str | None = None,
    meeting_on: date | None = None,
    id: uuid.UUID | None = None,
) -> Review:
    """Enter the invitation to a review, or that there was none and how that was found out.

    Raises:
        Conflict: the project has this review already.
        Invalid: a day to come (field ``notified_on``); no words on how it was found out.
    """
    require(actor, P.PROJECT_RECORD, project)
    rules.check_day(notified_on, today=shanghai_date(now), field="notified_on")
    if not invited and not words:
        raise Invalid(fields={"words": [N_("未受邀请时须写明怎样得知")]})
    kept = session.get(Review, id) if id else None
    if kept is not None:
        return _same(kept, (project.id, kind, invited, notified_on))
    if kind in queries.reviews_of(project.id):
        raise Conflict(N_("这个项目已经登记过这次审查"), code="review_known")
    review = Review(
        id=id or new_id(),
        project_id=project.id,
        kind=kind,
        invited=invited,
        notified_on=notified_on,
        notified_by=notified_by,
        how=how,
        words=words,
        meeting_on=meeting_on,
        opened_at=now,
        opened_by=actor.member_id,
        district_code=project.district_code,
        union_id=project.union_id,
    )
    session.add(review)
    session.flush()
    note(actor, now, P.PROJECT_RECORD, review, "review_opened", {"review": kind, "invited": invited})
    return review


def _same(kept: Review, sent: tuple[uuid.UUID, ReviewKind, bool, date]) -> Review:
    """The review there is, when it was sent again; another one under its id is a conflict."""
    if (kept.project_id, kept.kind, kept.invited, kept.notified_on) != sent:
        raise Conflict
    return kept


def _open(actor: Actor, review: Review) -> None:
    require(actor, P.PROJECT_RECORD, review)
    if review.signed is not None:
        raise NotPossibleNow(N_("结论已经签署，只能作补充"), code="signed")


def add_material(
    *,
    actor: Actor,
    now: datetime,
    review: Review,
    name: str,
    received_on: date,
    edition: str | None = None,
    uploads: Uploads = (),
    file_ids: Sequence[uuid.UUID] = (),
) -> Material:
    """Enter a paper that the owner sent, with its files."""
    _open(actor, review)
    rules.check_day(received_on, today=shanghai_date(now), field="received_on")
    row = Material(
        id=new_id(),
        review_id=review.id,
        name=name,
        edition=edition,
        received_on=received_on,
        at=now,
        by_id=actor.member_id,
    )
    session.add(row)
    session.flush()
    evidence.attach_files(
        actor=actor,
        now=now,
        owner_kind=MATERIAL,
        owner_id=row.id,
        place=place_of(review),
        uploads=uploads,
        file_ids=file_ids,
    )
    note(actor, now, P.PROJECT_RECORD, review, "material_received", {"name": name})
    return row


def add_participant(
    *, actor: Actor, now: datetime, review: Review, member_id: uuid.UUID, duty: str | None = None
) -> Participant:
    """Name a member who takes part for the union.

    Raises:
        Invalid: there is no such member; named already.
    """
    _open(actor, review)
    named(Member, member_id, actor.scope(P.PROJECT_RECORD), field="member_id")
    if any(one.member_id == member_id for one in review.participants):
        raise Invalid(fields={"member_id": [N_("已经列为参加人员")]})
    row = Participant(id=new_id(), review_id=review.id, member_id=member_id, duty=duty, at=now)
    session.add(row)
    session.flush()
    note(actor, now, P.PROJECT_RECORD, review, "participant_named", {"member": member_id})
    return row


def record_attendance(
    *,
    actor: Actor,
    now: datetime,
    review: Review,
    kind: AttendanceKind,
    held_on: date,
    person: str,
    is_union: bool,
    unit: str | None = None,
    place: str | None = None,
    signature: bytes | None = None,
    id: uuid.UUID | None = None,
) -> Attendance:
    """Enter a person's part in the meeting or the look at the site; the drawn signature is a PNG.

    Under an ``id`` that a tablet made, the same again answers the row there is.

    Raises:
        Conflict: the id is taken by other content.
    """
    require(actor, P.PROJECT_RECORD, review)
    kept = session.get(Attendance, id) if id else None
    if kept is not None:
        return _same_attendance(kept, review, (kind, held_on, person, is_union, unit, place))
    _open(actor, review)
    rules.check_day(held_on, today=shanghai_date(now), field="held_on")
    row = Attendance(
        id=id or new_id(),
        review_id=review.id,
        kind=kind,
        held_on=held_on,
        place=place,
        person=person,
        unit=unit,
        is_union=is_union,
        at=now,
        by_id=actor.member_id,
    )
    if signature:
        row.signature_sha256 = keep_signature(actor, now, review, row.id, signature)
    session.add(row)
    session.flush()
    note(actor, now, P.PROJECT_RECORD, review, "attendance_recorded", {"kind": kind, "on": held_on})
    return row


def _same_attendance(kept: Attendance, review: Review, sent: tuple[Any, ...]) -> Attendance:
    there = (kept.kind, kept.held_on, kept.person, kept.is_union, kept.unit, kept.place)
    if kept.review_id != review.id or there != sent:
        raise Conflict
    return kept


def issue_attendance_sheet(*, actor: Actor, now: datetime, review: Review) -> Paper:
    """Issue the 签到表 of everybody who has signed in so far.

    Raises:
        NotPossibleNow: nobody has.
    """
    require(actor, P.PROJECT_RECORD, review)
    if not review.attendances:
        raise NotPossibleNow(N_("还没有人签到"), code="nobody_came")
    people = [
        (
            one.person,
            one.unit or "—",
            ATTENDANCE_LABELS[AttendanceKind(one.kind)],
            chinese_date(one.held_on),
        )
        for one in review.attendances
    ]
    signers = [
        Signer("签名", one.person, picture_sha256=one.signature_sha256)
        for one in review.attendances
        if one.signature_sha256
    ]
    title = facts.title_of(review, PaperKind.ATTENDANCE_SHEET)
    content = documents.attendance_sheet(
        facts.subject_of(review), title=title, people=people, signers=signers
    )
    paper = papers.draft_paper(
        actor=actor,
        now=now,
        kind=PaperKind.ATTENDANCE_SHEET,
        subject_kind=queries.SOURCE,
        subject_id=review.id,
        place=place_of(review),
        content=content,
        permission=P.PROJECT_RECORD,
    )
    papers.issue_paper(actor=actor, now=now, paper=paper, permission=P.PROJECT_RECORD)
    note(actor, now, P.PROJECT_RECORD, review, "attendance_sheet_issued", {"paper": paper.id})
    return paper


def keep_signature(actor: Actor, now: datetime, review: Review, owner_id: uuid.UUID, picture: bytes) -> str:
    """Keep a drawn signature as evidence; its SHA-256."""
    file = evidence.store_file(
        actor=actor,
        now=now,
        id=new_id(),
        content=evidence.prove_content(picture),
        declared_name="signature.png",
        place=place_of(review),
        owner_kind=SIGNATURE,
        owner_id=owner_id,
    )
    return file.sha256


def refer_review(
    *, actor: Actor, now: datetime, review: Review, department: str, reason: str, request: str
) -> Referral:
    """Ask a department to deal with a review that went on without the union, or with unanswered opinions.

    Opinions of a review without the union are not in it: the law's term for the former is none for them.

    Raises:
        NotAllowed: without ``notice:issue``.
    """
    project = review.project
    referral = corrections.refer(
        actor=actor,
        now=now,
        place=place_of(review),
        department=department,
        about=fitted(project.name, 200, after="未落实工会意见" if review.invited else "未邀请工会参加审查"),
        reason=reason,
        request=request,
        kind=ReferralKind.OTHER if review.invited else ReferralKind.NOT_INVITED,
        demand_ids=[one.demand_id for one in queries.open_sent(review)] if review.invited else [],
        site_id=project.site_id,
        subject_kind=queries.SOURCE,
        subject_id=review.id,
    )
    note(actor, now, P.NOTICE_ISSUE, review, "review_referred", {"referral": referral.id})
    return referral


def settle_review(*, actor: Actor, now: datetime, review: Review, reason: str) -> Review:
    """Say that a review without the union is settled: the department has answered.

    Raises:
        NotPossibleNow: the union was invited, no application about it has been answered, or it is settled.
    """
    require(actor, P.PROJECT_SIGN, review)
    hold(review)
    if review.settled_at is not None:
        raise NotPossibleNow(N_("未受邀请的情况已经了结"), code="settled")
    if review.invited or not any(one.answered_on for one in queries.applied_uninvited(review.id)):
        raise NotPossibleNow(
            N_("须先提请有关部门处理并收到答复，才能了结未受邀请的情况"), code="not_referred"
        )
    review.settled_at = now
    review.version += 1
    session.flush()
    refresh(review.project)
    note(actor, now, P.PROJECT_SIGN, review, "review_settled", {"reason": reason})
    return review
