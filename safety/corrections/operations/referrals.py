"""Applications to a department (处理申请): drafted, changed, issued, revoked; their 30-day clock."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Unpack

from sqlalchemy import delete, select

from safety.access.permissions import Permission
from safety.access.scope import Actor, Place
from safety.corrections.clocks import REFERRAL_DAYS, referral_due
from safety.corrections.facts import attachments_of, referral_content
from safety.corrections.inputs import Application
from safety.corrections.models import Demand, Referral, ReferralItem
from safety.corrections.operations.ledger import (
    add_facts,
    digest_of,
    locked,
    note,
    require,
    sent_before,
    writers_of,
)
from safety.corrections.queries import demands_of_referral
from safety.corrections.referral_rules import ReferralAct, check_referral, issuing_right, matter_of
from safety.corrections.rules import Fact, FactKind
from safety.corrections.vocabulary import ReferralDecision, ReferralKind, ReferralState
from safety.database import require_version, session
from safety.errors import Invalid, NotFound, NotPossibleNow
from safety.ids import new_id
from safety.law.bases import WITH_LEGAL_TERM
from safety.law.days import shanghai_date
from safety.papers import operations as papers
from safety.papers.content import Enclosed, PaperContent
from safety.papers.models import Paper
from safety.papers.previews import Asked
from safety.papers.queries import wants_second_person
from safety.papers.rules import PaperKind
from safety.people.queries import place_of
from safety.text import N_


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


def draft_referral(
    *,
    actor: Actor,
    now: datetime,
    place: Place,
    referral_id: uuid.UUID | None = None,
    permission: Permission = Permission.NOTICE_ISSUE,
    **asked: Unpack[Application],
) -> Referral:
    """Draft an application to a department; no clock runs, and no demand is referred yet.

    The same id with the same content is answered with the application there is.

    Raises:
        NotAllowed, NotFound, Conflict: as ``refer``.
    """
    actor.require(permission, place)
    digest = _digest(asked)
    kept = sent_before(Referral, referral_id, digest)
    if kept is not None:
        return kept
    demands = _locked_for(actor, permission, asked.get("demand_ids", ()))
    attachments = asked.get("attachments")
    referral = Referral(
        id=referral_id or new_id(),
        digest=digest,
        site_id=asked.get("site_id") or next((one.site_id for one in demands.values()), None),
        subject_kind=asked.get("subject_kind"),
        subject_id=asked.get("subject_id"),
        about=asked["about"],
        department=asked["department"],
        reason=asked["reason"],
        request=asked["request"],
        attachments=None if attachments is None else list(attachments),
        kind=asked.get("kind", ReferralKind.OTHER),
        drafted_at=now,
        drafted_by=actor.member_id,
        district_code=place.district_code,
        union_id=place.union_id,
    )
    session.add(referral)
    session.add_all(ReferralItem(referral_id=referral.id, demand_id=one) for one in demands)
    session.flush()
    paper = papers.draft_paper(
        actor=actor,
        now=now,
        kind=PaperKind.REFERRAL,
        subject_kind="referral",
        subject_id=referral.id,
        place=place_of(referral),
        content=referral_content(referral, list(demands.values())),
        permission=permission,
        enclosed=_enclosed(referral, list(demands.values()), asked.get("copies_to") or ()),
    )
    referral.paper_id = paper.id
    session.flush()
    change = {"department": referral.department, "demands": list(demands)}
    note(actor, now, permission, referral, action="referral_drafted", kind="referral", change=change)
    return referral


def _digest(asked: Application) -> str:
    """What tells the same application sent twice from another one."""
    told = [
        *(asked["department"], asked["about"], asked["reason"], asked["request"]),
        asked.get("kind", ReferralKind.OTHER),
        list(asked.get("demand_ids", ())),
        *(asked.get("subject_kind"), asked.get("subject_id")),
    ]
    attachments = asked.get("attachments")
    copies = asked.get("copies_to")
    listed = [
        *([] if attachments is None else [list(attachments)]),
        *([{"copies_to": list(copies)}] if copies else []),
    ]
    return digest_of([*told, *listed])


def _enclosed(referral: Referral, demands: Sequence[Demand], copies_to: Sequence[str]) -> Enclosed:
    return Enclosed(tuple(copies_to), attachments_of(referral, demands))


def _locked_for(actor: Actor, permission: Permission, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Demand]:
    """The demands of an application, held for this transaction, each asked for with ``permission``."""
    demands = locked(ids)
    if len(demands) != len(set(ids)):
        raise NotFound
    for demand in demands.values():
        require(actor, permission, demand)
    return demands


def _demands_of(referral: Referral) -> dict[uuid.UUID, Demand]:
    items = select(ReferralItem.demand_id).where(ReferralItem.referral_id == referral.id)
    return locked(session.scalars(items).all())


def _check(referral: Referral, act: ReferralAct) -> None:
    check_referral(referral.state, act, answered=referral.answered_on is not None)


def _hold(referral: Referral, version: int | None) -> None:
    """Hold the application for an act on its ``version`` (the one read in this request, when none is named).

    Raises:
        Stale: it was changed meanwhile.
    """
    require_version(referral, referral.version if version is None else version)


def update_referral(
    *,
    actor: Actor,
    now: datetime,
    referral: Referral,
    department: str,
    about: str,
    reason: str,
    request: str,
    kind: ReferralKind = ReferralKind.OTHER,
    attachments: Sequence[str] | None = None,
    copies_to: Sequence[str] | None = None,
    permission: Permission = Permission.NOTICE_ISSUE,
    version: int | None = None,
) -> Referral:
    """Change a draft; what it is about stays, and so do its attachments and copies unless they are given.

    Raises:
        NotPossibleNow: it was issued.
    """
    require(actor, permission, referral)
    _hold(referral, version)
    _check(referral, ReferralAct.UPDATE)
    referral.department, referral.about, referral.reason = department, about, reason
    referral.request, referral.kind = request, kind
    if attachments is not None:
        referral.attachments = list(attachments)
    referral.version += 1
    session.flush()
    _redraft(actor, now, referral, permission, copies_to)
    note(actor, now, permission, referral, action="referral_changed", kind="referral")
    return referral


def _redraft(
    actor: Actor,
    now: datetime,
    referral: Referral,
    permission: Permission,
    copies_to: Sequence[str] | None = None,
) -> Paper:
    demands, paper = list(_demands_of(referral).values()), session.get_one(Paper, referral.paper_id)
    return papers.redraft_paper(
        actor=actor,
        now=now,
        paper=paper,
        content=referral_content(referral, demands),
        permission=permission,
        enclosed=_enclosed(referral, demands, paper.copies_to if copies_to is None else copies_to),
    )


def issue_referral(
    *, actor: Actor, now: datetime, referral: Referral, permission: Permission = Permission.NOTICE_ISSUE
) -> Referral:
    """Issue a draft: number, code, and each demand is referred from now on.

    Raises:
        NotPossibleNow: no draft; a demand has ended; the union wants a second person, and this one drafted it.
    """
    require(actor, permission, referral)
    _hold(referral, None)
    _check(referral, ReferralAct.ISSUE)
    paper = _redraft(actor, now, referral, permission)
    demands = _demands_of(referral)
    fact = Fact(FactKind.REFERRED, now, actor.member_id, reason=referral.department)
    add_facts([(one, fact) for one in demands.values()], name=actor.name, source_id=referral.id)
    within = f"收到申请之日起{REFERRAL_DAYS}日内"
    legal = matter_of(ReferralKind(referral.kind), referral.subject_kind) in WITH_LEGAL_TERM
    by = (
        f"接到申请{REFERRAL_DAYS}日内作出处理并书面通知"
        if legal
        else f"{within}书面告知（工会提出的期限，不是法定期限）"
    )
    asked = [Asked(referral.request, by)]
    wrote = writers_of("referral", referral.id, referral.drafted_by)
    papers.issue_paper(actor=actor, now=now, paper=paper, permission=permission, asked=asked, drafters=wrote)
    referral.sent_at, referral.sent_by, referral.number = now, actor.member_id, paper.number
    referral.version += 1
    session.flush()
    change = {"department": referral.department, "number": referral.number, "demands": list(demands)}
    note(actor, now, permission, referral, action="referred", kind="referral", change=change)
    return referral


def discard_referral(
    *, actor: Actor, now: datetime, referral: Referral, permission: Permission = Permission.NOTICE_ISSUE
) -> None:
    """Delete a draft; the audit keeps that there was one.

    Raises:
        NotPossibleNow: it was issued.
    """
    require(actor, permission, referral)
    _check(referral, ReferralAct.DISCARD)
    paper = session.get_one(Paper, referral.paper_id)
    papers.discard_draft(actor=actor, now=now, paper=paper, permission=permission)
    note(actor, now, permission, referral, action="referral_discarded", kind="referral")
    session.execute(delete(ReferralItem).where(ReferralItem.referral_id == referral.id))
    session.delete(referral)
    session.flush()


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
    _hold(referral, version)
    _check(referral, ReferralAct.REVOKE)
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
    _hold(referral, None)
    _check(referral, ReferralAct.REVOKE)
    fact = Fact(FactKind.REFERRAL_REVOKED, now, actor.member_id, reason=reason)
    add_facts([(one, fact) for one in _demands_of(referral).values()], name=actor.name, source_id=referral.id)
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
    _check(referral, act)
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
    """The department received the application: its 30 days run from the day after.

    Raises:
        NotPossibleNow: the receipt is known already.
        Invalid: before it was sent, or to come (field ``received_on``).
    """
    require(actor, permission, referral)
    _hold(referral, version)
    sent_on = _sent_on(referral, ReferralAct.RECEIPT)
    if referral.received_on is not None:
        raise NotPossibleNow(N_("签收日期已经登记"), code="already_received")
    if not sent_on <= received_on <= shanghai_date(now):
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
    version: int | None = None,
) -> Referral:
    """Keep the department's decision; the demands it was about come back to where they stood.

    Raises:
        NotPossibleNow: it was answered before.
        Invalid: a day to come or before it was sent (field ``answered_on``).
    """
    require(actor, permission, referral)
    _hold(referral, version)
    sent_on = _sent_on(referral, ReferralAct.ANSWER)
    if referral.answered_on is not None:
        raise NotPossibleNow(N_("部门答复已经登记"), code="already_answered")
    if not sent_on <= answered_on <= shanghai_date(now):
        sentence = N_("答复日期应在发出之后、今天之前")
        raise Invalid(sentence, code="answer_day", fields={"answered_on": [sentence]})
    referral.answered_on, referral.decision, referral.answer = answered_on, decision, answer
    referral.version += 1
    fact = Fact(FactKind.REFERRAL_ANSWERED, now, actor.member_id, reason=answer)
    add_facts([(one, fact) for one in _demands_of(referral).values()], name=actor.name, source_id=referral.id)
    change = {"decision": decision, "answered_on": answered_on}
    note(actor, now, permission, referral, action="referral_answered", kind="referral", change=change)
    return referral
