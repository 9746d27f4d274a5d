"""Applications to a department (处理申请): issued, revoked, answered; their 30-day clock."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Unpack

from sqlalchemy import select

from safety.access.permissions import Permission
from safety.access.scope import Actor, Place
from safety.corrections.facts import answer_term, check_kind, referral_content
from safety.corrections.inputs import Application
from safety.corrections.models import Referral
from safety.corrections.operations.ledger import (
    add_facts,
    hold_unchanged,
    note,
    require,
    writers_of,
)
from safety.corrections.operations.referral_drafts import check, demands_of, draft_referral, redraft
from safety.corrections.queries import demands_of_referral
from safety.corrections.referral_rules import ReferralAct, issuing_right
from safety.corrections.rules import Fact, FactKind
from safety.corrections.vocabulary import ReferralDecision, ReferralState
from safety.database import session
from safety.errors import Invalid, NotPossibleNow
from safety.law.applications import AnswerTerm
from safety.law.days import shanghai_date
from safety.law.due_days import REFERRAL_DAYS, referral_due
from safety.papers import operations as papers
from safety.papers.content import PaperContent
from safety.papers.models import Paper
from safety.papers.previews import Asked
from safety.papers.queries import wants_second_person
from safety.papers.rules import PaperKind
from safety.text import N_

#: By when an answer is asked for, as it is told before an application is issued.
ASKED_BY: Mapping[AnswerTerm, str] = MappingProxyType(
    {
        AnswerTerm.BY_LAW: f"接到申请{REFERRAL_DAYS}日内作出处理并书面通知",
        AnswerTerm.AT_ONCE: "立即处理，处理情况及时书面告知（重大事故隐患）",
        AnswerTerm.OWN: f"收到申请之日起{REFERRAL_DAYS}日内书面告知（工会提出的期限，不是法定期限）",
    }
)


def refer(
    *,
    actor: Actor,
    now: datetime,
    place: Place,
    referral_id: uuid.UUID | None = None,
    permission: Permission = Permission.NOTICE_ISSUE,
    **asked: Unpack[Application],
) -> Referral:
    """Ask a named department to deal with a matter; the application is issued with its number.

    A term that the department has begins with ``record_referral_receipt``.  Where the union wants a second person to
    issue applications, it stays a draft for that person.

    Raises:
        NotAllowed, NotFound: without ``permission`` for ``place``.
        NotPossibleNow: a demand has ended.
        Conflict: the id is taken by other content.
    """
    referral = draft_referral(
        actor=actor, now=now, place=place, referral_id=referral_id, permission=permission, **asked
    )
    if referral.state is ReferralState.DRAFT and not wants_second_person(place.union_id, PaperKind.REFERRAL):
        issue_referral(actor=actor, now=now, referral=referral, permission=permission)
    return referral


def issue_referral(
    *, actor: Actor, now: datetime, referral: Referral, permission: Permission = Permission.NOTICE_ISSUE
) -> Referral:
    """Issue a draft: number, code, and each demand is referred from now on.

    Raises:
        NotPossibleNow: no draft; a demand has ended; the union wants a second person, and this one drafted it.
        Invalid: an older edition kept a kind that does not fit what the application is about.
    """
    require(actor, permission, referral)
    hold_unchanged(referral)
    check(referral, ReferralAct.ISSUE)
    demands = demands_of(referral)
    check_kind(referral, list(demands.values()))
    paper = redraft(actor, now, referral, permission)
    fact = Fact(FactKind.REFERRED, now, actor.member_id, reason=referral.department)
    add_facts([(one, fact) for one in demands.values()], name=actor.name, source_id=referral.id)
    asked = [Asked(referral.request, ASKED_BY[answer_term(referral, list(demands.values()))])]
    wrote = writers_of("referral", referral.id, referral.drafted_by)
    papers.issue_paper(actor=actor, now=now, paper=paper, permission=permission, asked=asked, drafters=wrote)
    referral.sent_at, referral.sent_by, referral.number = now, actor.member_id, paper.number
    referral.version += 1
    session.flush()
    change = {"department": referral.department, "number": referral.number, "demands": list(demands)}
    note(actor, now, permission, referral, action="referred", kind="referral", change=change)
    return referral


def revoke_referral(
    *,
    actor: Actor,
    now: datetime,
    referral: Referral,
    reason: str,
    permission: Permission = Permission.NOTICE_ISSUE,
    version: int | None = None,
) -> Referral:
    """Revoke an application that was not answered: its clock stops, its demands come back to where they stood.

    Raises:
        NotPossibleNow: a draft, or the department has answered.
    """
    require(actor, permission, referral)
    hold_unchanged(referral, version)
    check(referral, ReferralAct.REVOKE)
    paper = session.get_one(Paper, referral.paper_id)
    papers.revoke_paper(actor=actor, now=now, paper=paper, reason=reason)
    return referral


def referral_of(paper: Paper) -> Referral | None:
    """The application that goes out as ``paper``."""
    return session.scalars(select(Referral).where(Referral.paper_id == paper.id)).one_or_none()


def content_of_draft(paper: Paper, today: date) -> PaperContent | None:  # noqa: ARG001 - the law is that of the fact's day
    """What the draft of an application says now."""
    referral = referral_of(paper)
    return referral_content(referral, demands_of_referral(referral.id)) if referral else None


def right_of_referral(paper: Paper) -> Permission:
    """Who may revoke the paper of an application: whoever may issue one about such a record."""
    referral = referral_of(paper)
    return issuing_right(referral.subject_kind if referral else None)


def check_referral_unanswered(paper: Paper, today: date) -> None:  # noqa: ARG001
    """Refuse to revoke an application that the department has answered.

    Raises:
        NotPossibleNow: it was answered.
    """
    referral = referral_of(paper)
    if referral is not None:
        check(referral, ReferralAct.REVOKE)


def follow_revoked_referral(*, actor: Actor, now: datetime, paper: Paper, reason: str) -> None:
    """End an application whose paper is being revoked: its demands come back to where they stood.

    Raises:
        NotPossibleNow: the department has answered.
    """
    referral = referral_of(paper)
    if referral is None:
        return
    permission = issuing_right(referral.subject_kind)
    require(actor, permission, referral)
    hold_unchanged(referral)
    check(referral, ReferralAct.REVOKE)
    fact = Fact(FactKind.REFERRAL_REVOKED, now, actor.member_id, reason=reason)
    add_facts([(one, fact) for one in demands_of(referral).values()], name=actor.name, source_id=referral.id)
    referral.revoked_at, referral.revoked_reason = now, reason
    referral.version += 1
    note(
        actor,
        now,
        permission,
        referral,
        action="referral_revoked",
        kind="referral",
        change={"reason": reason},
    )


def _sent_on(referral: Referral, act: ReferralAct) -> date:
    """The day on which it was sent, for what can only follow that."""
    check(referral, act)
    if referral.sent_at is None:
        raise NotPossibleNow
    return shanghai_date(referral.sent_at)


def record_referral_receipt(
    *,
    actor: Actor,
    now: datetime,
    referral: Referral,
    received_on: date,
    permission: Permission = Permission.NOTICE_ISSUE,
    version: int | None = None,
) -> Referral:
    """The department received the application: its 30 days run from the day after; a 重大 hazard is dealt with that day.

    Raises:
        NotPossibleNow: the receipt is known already.
        Invalid: before it was sent, after it was answered, or to come (field ``received_on``).
    """
    require(actor, permission, referral)
    hold_unchanged(referral, version)
    sent_on = _sent_on(referral, ReferralAct.RECEIPT)
    last_day = referral.answered_on or shanghai_date(now)
    if not sent_on <= received_on <= last_day:
        sentence = N_("签收日期应在发出之后，不晚于部门答复之日和今天")
        raise Invalid(sentence, code="receipt_day", fields={"received_on": [sentence]})
    at_once = answer_term(referral, demands_of_referral(referral.id)) is AnswerTerm.AT_ONCE
    referral.received_on, referral.due_on = received_on, referral_due(received_on, at_once=at_once)
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
    version: int | None = None,
) -> Referral:
    """Keep the department's decision; the demands it was about come back to where they stood.

    Raises:
        NotPossibleNow: it was answered before.
        Invalid: a day to come or before it was sent (field ``answered_on``).
    """
    require(actor, permission, referral)
    hold_unchanged(referral, version)
    sent_on = _sent_on(referral, ReferralAct.ANSWER)
    if not sent_on <= answered_on <= shanghai_date(now):
        sentence = N_("答复日期应在发出之后、今天之前")
        raise Invalid(sentence, code="answer_day", fields={"answered_on": [sentence]})
    referral.answered_on, referral.decision, referral.answer = answered_on, decision, answer
    referral.version += 1
    fact = Fact(FactKind.REFERRAL_ANSWERED, now, actor.member_id, reason=answer)
    add_facts([(one, fact) for one in demands_of(referral).values()], name=actor.name, source_id=referral.id)
    change = {"decision": decision, "answered_on": answered_on}
    note(actor, now, permission, referral, action="referral_answered", kind="referral", change=change)
    return referral
