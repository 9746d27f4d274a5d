"""Applications to a department (处理申请) and their 30-day clock; reminders to the employer."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select

from safety.access.permissions import Permission
from safety.access.scope import Actor, Place
from safety.corrections.clocks import REFERRAL_DAYS, referral_due
from safety.corrections.documents import chinese_day
from safety.corrections.facts import referral_content, reminder_content
from safety.corrections.models import Demand, Notice, Referral, ReferralItem
from safety.corrections.notice_rules import NoticeAct, check_notice
from safety.corrections.operations.ledger import add_facts, digest_of, locked, note, require, sent_before
from safety.corrections.rules import Fact, FactKind
from safety.corrections.vocabulary import NoticeState, ReferralDecision, ReferralKind
from safety.database import session
from safety.errors import Invalid, NotFound, NotPossibleNow
from safety.ids import new_id
from safety.law.days import shanghai_date
from safety.papers import operations as papers
from safety.papers.previews import Asked
from safety.papers.rules import PaperKind
from safety.people.queries import place_of
from safety.text import N_


def refer(
    *,
    actor: Actor,
    now: datetime,
    place: Place,
    department: str,
    about: str,
    reason: str,
    request: str,
    kind: ReferralKind = ReferralKind.OTHER,
    demand_ids: Sequence[uuid.UUID] = (),
    site_id: uuid.UUID | None = None,
    subject_kind: str | None = None,
    subject_id: uuid.UUID | None = None,
    referral_id: uuid.UUID | None = None,
    permission: Permission = Permission.NOTICE_ISSUE,
) -> Referral:
    """Ask a named department to deal with a matter; the application is issued with its number.

    ``demand_ids`` may be empty (the union was not invited): ``subject_kind`` and ``subject_id`` then name
    the record.  The department's 30 days begin with ``record_referral_receipt``.

    Raises:
        NotAllowed, NotFound: without ``permission`` for ``place``.
        NotPossibleNow: a demand has ended.
        Conflict: the id is taken by other content.
    """
    actor.require(permission, place)
    digest = digest_of([department, about, reason, request, kind, list(demand_ids), subject_kind, subject_id])
    kept = sent_before(Referral, referral_id, digest)
    if kept is not None:
        return kept
    demands = _locked_for(actor, permission, demand_ids)
    referral = Referral(
        id=referral_id or new_id(),
        digest=digest,
        site_id=site_id or next((one.site_id for one in demands.values()), None),
        subject_kind=subject_kind,
        subject_id=subject_id,
        about=about,
        department=department,
        reason=reason,
        request=request,
        kind=kind,
        sent_at=now,
        sent_by=actor.member_id,
        district_code=place.district_code,
        union_id=place.union_id,
    )
    session.add(referral)
    _attach(actor, now, referral, demands)
    _issue(actor, now, referral, list(demands.values()), permission)
    change = {"department": department, "number": referral.number, "demands": list(demands)}
    note(actor, now, permission, referral, action="referred", kind="referral", change=change)
    return referral


def _locked_for(actor: Actor, permission: Permission, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Demand]:
    """The demands of an application, held for this transaction, each asked for with ``permission``."""
    demands = locked(ids)
    if len(demands) != len(set(ids)):
        raise NotFound
    for demand in demands.values():
        require(actor, permission, demand)
    return demands


def _attach(actor: Actor, now: datetime, referral: Referral, demands: Mapping[uuid.UUID, Demand]) -> None:
    """Name the demands on the application, and the application in each one's history."""
    fact = Fact(FactKind.REFERRED, now, actor.member_id, reason=referral.department)
    add_facts([(one, fact) for one in demands.values()], name=actor.name, source_id=referral.id)
    session.add_all(ReferralItem(referral_id=referral.id, demand_id=one) for one in demands)


def _issue(
    actor: Actor, now: datetime, referral: Referral, demands: Sequence[Demand], permission: Permission
) -> None:
    session.flush()
    paper = papers.draft_paper(
        actor=actor,
        now=now,
        kind=PaperKind.REFERRAL,
        subject_kind="referral",
        subject_id=referral.id,
        place=place_of(referral),
        content=referral_content(referral, demands),
        permission=permission,
    )
    asked = [Asked(referral.request, f"收到申请之日起{REFERRAL_DAYS}日内作出处理决定并书面通知")]
    papers.issue_paper(actor=actor, now=now, paper=paper, permission=permission, asked=asked)
    referral.paper_id, referral.number = paper.id, paper.number
    session.flush()


def record_referral_receipt(
    *,
    actor: Actor,
    now: datetime,
    referral: Referral,
    received_on: date,
    permission: Permission = Permission.NOTICE_ISSUE,
) -> Referral:
    """The department received the application: its 30 days run from the day after.

    Raises:
        NotPossibleNow: the receipt is known already.
        Invalid: before it was sent, or to come (field ``received_on``).
    """
    require(actor, permission, referral)
    if referral.received_on is not None:
        raise NotPossibleNow(N_("签收日期已经登记"), code="already_received")
    if not shanghai_date(referral.sent_at) <= received_on <= shanghai_date(now):
        sentence = N_("签收日期应在发出之后、今天之前")
        raise Invalid(sentence, code="receipt_day", fields={"received_on": [sentence]})
    referral.received_on, referral.due_on = received_on, referral_due(received_on)
    referral.version += 1
    session.flush()
    change = {"received_on": received_on, "due_on": referral.due_on}
    note(actor, now, permission, referral, action="referral_received", kind="referral", change=change)
    return referral


def record_referral_answer(
    *,
    actor: Actor,
    now: datetime,
    referral: Referral,
    answered_on: date,
    decision: ReferralDecision,
    answer: str,
    permission: Permission = Permission.NOTICE_ISSUE,
) -> Referral:
    """Keep the department's decision; the demands it was about come back to where they stood.

    Raises:
        NotPossibleNow: it was answered before.
        Invalid: a day to come or before it was sent (field ``answered_on``).
    """
    require(actor, permission, referral)
    if referral.answered_on is not None:
        raise NotPossibleNow(N_("部门答复已经登记"), code="already_answered")
    if not shanghai_date(referral.sent_at) <= answered_on <= shanghai_date(now):
        sentence = N_("答复日期应在发出之后、今天之前")
        raise Invalid(sentence, code="answer_day", fields={"answered_on": [sentence]})
    referral.answered_on, referral.decision, referral.answer = answered_on, decision, answer
    referral.version += 1
    ids = session.scalars(select(ReferralItem.demand_id).where(ReferralItem.referral_id == referral.id))
    fact = Fact(FactKind.REFERRAL_ANSWERED, now, actor.member_id, reason=answer)
    add_facts([(one, fact) for one in locked(ids).values()], name=actor.name, source_id=referral.id)
    change = {"decision": decision, "answered_on": answered_on}
    note(actor, now, permission, referral, action="referral_answered", kind="referral", change=change)
    return referral


def remind(
    *, actor: Actor, now: datetime, notice: Notice, words: str | None = None, by_letter: bool = False
) -> Notice:
    """Press the employer about the findings of a notice that are still open, by word or by a 催办函.

    Raises:
        NotPossibleNow: the notice is not out.
    """
    permission = Permission.NOTICE_ISSUE if by_letter else Permission.INSPECTION_RECORD
    require(actor, permission, notice)
    check_notice(NoticeState(notice.state), NoticeAct.REMIND)
    waiting = [item.demand for item in notice.items if item.demand.is_open]
    fact = Fact(FactKind.REMINDED, now, actor.member_id, reason=words)
    add_facts([(one, fact) for one in waiting], name=actor.name, source_id=notice.id)
    if by_letter:
        paper = papers.draft_paper(
            actor=actor,
            now=now,
            kind=PaperKind.REMINDER,
            subject_kind="notice",
            subject_id=notice.id,
            place=place_of(notice),
            content=reminder_content(notice, waiting),
        )
        asked = [Asked(one.summary, chinese_day(one.term_on)) for one in waiting]
        papers.issue_paper(actor=actor, now=now, paper=paper, asked=asked)
    note(actor, now, permission, notice, action="reminded", kind="notice", change={"by_letter": by_letter})
    return notice
