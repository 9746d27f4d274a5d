"""Correction notices: drafted, changed, issued, delivered, revoked."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.corrections import facts
from safety.corrections.documents import chinese_day
from safety.corrections.inputs import NoticeLine, SaidLine
from safety.corrections.models import Demand, Notice
from safety.corrections.notice_rules import (
    NoticeAct,
    check_delivered_once,
    check_delivery,
    check_notice,
    check_terms_ahead,
    check_untouched,
)
from safety.corrections.operations.demands import say_grounds
from safety.corrections.operations.ledger import (
    add_facts,
    digest_of,
    hold_unchanged,
    locked,
    note,
    require,
    sent_before,
    writers_of,
)
from safety.corrections.operations.links import make_link, revoke_links
from safety.corrections.operations.notice_lines import fill, judge_anew
from safety.corrections.proposals import questions_of
from safety.corrections.queries import notice_standing
from safety.corrections.readings import readings_of
from safety.corrections.rules import Fact, FactKind
from safety.corrections.vocabulary import Delivery, NoticeState
from safety.database import hold, session
from safety.errors import Invalid
from safety.ids import new_id
from safety.law.days import shanghai_date
from safety.papers import operations as papers
from safety.papers.content import Enclosed, PaperContent
from safety.papers.models import Paper
from safety.papers.previews import Asked
from safety.papers.rules import PaperKind
from safety.people.queries import place_of
from safety.text import N_
from safety.workplaces.models import Site


def draft_notice(
    *,
    actor: Actor,
    now: datetime,
    site: Site,
    lines: Sequence[NoticeLine],
    reply_by: date | None = None,
    words: str | None = None,
    notice_id: uuid.UUID | None = None,
    enclosed: Enclosed | None = None,
) -> Notice:
    """Draft a notice over findings of one site; terms left open get the union's usual one.

    The same id with the same content is answered with the draft there is.

    Raises:
        NotAllowed, NotFound: without ``inspection:record`` for the site.
        Invalid: no finding, one of another site, a term that has passed.
        NotPossibleNow: a finding is on another notice, ended, or not adopted yet.
        Conflict: the id is taken by other content.
    """
    place = place_of(site)
    actor.require(Permission.INSPECTION_RECORD, place)
    digest = digest_of([site.id, [asdict(line) for line in lines], reply_by, words, *_listed(enclosed)])
    kept = sent_before(Notice, notice_id, digest)
    if kept is not None:
        return kept
    notice = Notice(
        id=notice_id or new_id(),
        digest=digest,
        site_id=site.id,
        site=site,
        addressee=site.employer.name,
        state=NoticeState.DRAFT,
        drafted_at=now,
        drafted_by=actor.member_id,
        district_code=place.district_code,
        union_id=place.union_id,
        reply_by=shanghai_date(now),
    )
    session.add(notice)
    fill(notice, lines, reply_by, words, today=shanghai_date(now))
    session.flush()
    _draft_paper(actor, now, notice, enclosed)
    change = {"findings": [item.demand_id for item in notice.items]}
    permission = Permission.INSPECTION_RECORD
    note(actor, now, permission, notice, action="notice_drafted", kind="notice", change=change)
    return notice


def _listed(enclosed: Enclosed | None) -> list[dict[str, Any]]:
    """What a digest holds of copies and attachments: nothing where there are none, as before they could be listed."""
    return [asdict(enclosed)] if enclosed and enclosed != Enclosed() else []


def _draft_paper(actor: Actor, now: datetime, notice: Notice, enclosed: Enclosed | None) -> None:
    paper = papers.draft_paper(
        actor=actor,
        now=now,
        kind=PaperKind.CORRECTION_NOTICE,
        subject_kind="notice",
        subject_id=notice.id,
        place=place_of(notice),
        content=facts.notice_content(notice),
        permission=Permission.INSPECTION_RECORD,
        enclosed=enclosed,
    )
    notice.paper_id = paper.id
    session.flush()


def update_notice(
    *,
    actor: Actor,
    now: datetime,
    notice: Notice,
    lines: Sequence[NoticeLine],
    reply_by: date | None = None,
    words: str | None = None,
    enclosed: Enclosed | None = None,
) -> Notice:
    """Change a draft: its findings, what is asked, terms, remarks."""
    require(actor, Permission.INSPECTION_RECORD, notice)
    locked({*(line.demand_id for line in lines), *(item.demand_id for item in notice.items)})
    hold(notice)
    check_notice(NoticeState(notice.state), NoticeAct.UPDATE)
    fill(notice, lines, reply_by, words, today=shanghai_date(now))
    notice.version += 1
    session.flush()
    papers.redraft_paper(
        actor=actor,
        now=now,
        paper=_paper(notice),
        content=facts.notice_content(notice),
        permission=Permission.INSPECTION_RECORD,
        enclosed=enclosed,
    )
    change = {"findings": [item.demand_id for item in notice.items]}
    note(
        actor,
        now,
        Permission.INSPECTION_RECORD,
        notice,
        action="notice_changed",
        kind="notice",
        change=change,
    )
    return notice


def issue_notice(
    *, actor: Actor, now: datetime, notice: Notice, base_url: str, grounds: Sequence[SaidLine] = ()
) -> Notice:
    """Issue a draft: number, code, link for the employer's reply, and each finding's term begins.

    ``base_url`` is where the application is reached from outside; the link's QR code is printed.  ``grounds``:
    what is said now of findings on it that decides its law.

    Raises:
        NotAllowed, NotFound: without ``notice:issue`` for its place.
        NotPossibleNow: no draft, a finding of an inspection that nobody certified has adopted, or a term that ran
            out while the draft lay (``term_passed``).
        Invalid: ``grounds`` names a finding that is not on it.
    """
    require(actor, Permission.NOTICE_ISSUE, notice)
    locked(item.demand_id for item in notice.items)
    hold(notice)
    check_notice(NoticeState(notice.state), NoticeAct.ISSUE)
    _judge_with(actor, now, notice, grounds)
    check_terms_ahead([notice.reply_by, *(item.term_on for item in notice.items)], today=shanghai_date(now))
    demands = [item.demand for item in notice.items]
    demanded = [
        (item.demand, Fact(FactKind.DEMANDED, now, actor.member_id, term_on=item.term_on))
        for item in notice.items
    ]
    add_facts(demanded, name=actor.name, source_id=notice.id)
    for demand in demands:
        demand.notice_id = notice.id
    notice.state, notice.issued_at, notice.issued_by = NoticeState.ISSUED, now, actor.member_id
    notice.version += 1
    _, token = make_link(actor=actor, now=now, notice=notice)
    paper = _paper(notice)
    content = facts.notice_content(notice, reply_url=f"{base_url.rstrip('/')}/reply/{token}")
    papers.redraft_paper(actor=actor, now=now, paper=paper, content=content)
    papers.issue_paper(
        actor=actor,
        now=now,
        paper=paper,
        asked=_asked(notice),
        drafters=writers_of("notice", notice.id, notice.drafted_by),
        questions=questions_of(demands),
    )
    notice.number = paper.number
    session.flush()
    change = {"number": paper.number, "findings": [demand.id for demand in demands]}
    note(actor, now, Permission.NOTICE_ISSUE, notice, action="notice_issued", kind="notice", change=change)
    return notice


def _judge_with(actor: Actor, now: datetime, notice: Notice, grounds: Sequence[SaidLine]) -> None:
    """Keep what is said of findings, and let their lines on the notice follow it."""
    read = readings_of(item.demand for item in notice.items)
    before = {its_id: one.judged for its_id, one in read.items()}
    on_it = {item.demand_id: item.demand for item in notice.items}
    if any(line.demand_id not in on_it for line in grounds):
        raise Invalid(fields={"grounds": [N_("这项隐患不在这份意见书上")]})
    for line in grounds:
        permission = Permission.NOTICE_ISSUE
        say_grounds(actor=actor, now=now, demand=on_it[line.demand_id], said=line.said, permission=permission)
    judge_anew(notice, before, read, today=shanghai_date(now))


def _asked(notice: Notice) -> list[Asked]:
    lines = [
        Asked(f"{item.demand.summary}：{item.asked}", chinese_day(item.term_on)) for item in notice.items
    ]
    return [*lines, Asked("书面答复", chinese_day(notice.reply_by))]


def discard_notice(*, actor: Actor, now: datetime, notice: Notice) -> None:
    """Put a draft aside; its findings may go on another notice."""
    require(actor, Permission.INSPECTION_RECORD, notice)
    locked(item.demand_id for item in notice.items)
    hold(notice)
    check_notice(NoticeState(notice.state), NoticeAct.DISCARD)
    papers.discard_draft(actor=actor, now=now, paper=_paper(notice), permission=Permission.INSPECTION_RECORD)
    notice.state, notice.paper_id = NoticeState.DISCARDED, None
    notice.version += 1
    session.flush()
    note(actor, now, Permission.INSPECTION_RECORD, notice, action="notice_discarded", kind="notice")


def record_delivery(
    *, actor: Actor, now: datetime, notice: Notice, at: datetime, how: Delivery, to: str
) -> Notice:
    """Say when, how and to whom the notice was delivered.

    Raises:
        Invalid: in the future, or before it was issued (field ``at``).
        NotPossibleNow: it is no issued notice, or its delivery is known.
        Stale: somebody else changed it at this moment.
    """
    require(actor, Permission.INSPECTION_RECORD, notice)
    locked(item.demand_id for item in notice.items)
    hold_unchanged(notice)
    check_notice(NoticeState(notice.state), NoticeAct.DELIVER)
    check_delivered_once(notice_standing(notice, shanghai_date(now)))
    check_delivery(at, issued_at=notice.issued_at, now=now)
    if notice.state == NoticeState.ISSUED:
        notice.state = NoticeState.DELIVERED
    notice.delivered_at, notice.delivered_how, notice.delivered_to = at, how, to
    notice.version += 1
    fact = Fact(FactKind.DELIVERED, at, actor.member_id, reason=to)
    add_facts([(item.demand, fact) for item in notice.items], name=actor.name, source_id=notice.id)
    change = {"at": at, "how": how}
    note(
        actor,
        now,
        Permission.INSPECTION_RECORD,
        notice,
        action="notice_delivered",
        kind="notice",
        change=change,
    )
    return notice


def revoke_notice(*, actor: Actor, now: datetime, notice: Notice, reason: str) -> Notice:
    """Revoke an issued notice that nobody has answered; its findings may go on another one.

    Raises:
        NotPossibleNow: a finding was answered or re-checked already.
    """
    require(actor, Permission.NOTICE_ISSUE, notice)
    check_notice(NoticeState(notice.state), NoticeAct.REVOKE)
    papers.revoke_paper(actor=actor, now=now, paper=_paper(notice), reason=reason)
    return notice


def content_of_draft(paper: Paper, today: date) -> PaperContent | None:  # noqa: ARG001 - the law is that of the check's day
    """What the draft of a notice says now."""
    notice = session.scalars(select(Notice).where(Notice.paper_id == paper.id)).one_or_none()
    return facts.notice_content(notice) if notice else None


def check_notice_untouched(paper: Paper, today: date) -> None:
    """Refuse to revoke the paper of a notice of which something has come.

    Raises:
        NotPossibleNow: a finding was answered, looked at again, or demanded anew.
    """
    notice = session.scalars(select(Notice).where(Notice.paper_id == paper.id)).one_or_none()
    if notice is not None:
        check_notice(NoticeState(notice.state), NoticeAct.REVOKE)
        check_untouched(notice_standing(notice, today))


def follow_revoked_notice(*, actor: Actor, now: datetime, paper: Paper, reason: str) -> None:
    """End a notice whose paper is being revoked, and give its findings back.

    Raises:
        NotPossibleNow: a finding was answered or re-checked already.
    """
    notice = session.scalars(select(Notice).where(Notice.paper_id == paper.id)).one_or_none()
    if notice is None:
        return
    require(actor, Permission.NOTICE_ISSUE, notice)
    locked(item.demand_id for item in notice.items)
    hold_unchanged(notice)
    check_notice_untouched(paper, shanghai_date(now))
    fact = Fact(FactKind.NOTICE_REVOKED, now, actor.member_id, reason=reason)
    waiting: list[tuple[Demand, Fact]] = [(item.demand, fact) for item in notice.items if item.demand.is_open]
    add_facts(waiting, name=actor.name, source_id=notice.id)
    for demand, _ in waiting:
        demand.notice_id = None
    notice.state, notice.revoked_at, notice.revoked_reason = NoticeState.REVOKED, now, reason
    notice.version += 1
    revoke_links(actor=actor, now=now, notice=notice, reason=reason)
    note(
        actor,
        now,
        Permission.NOTICE_ISSUE,
        notice,
        action="notice_revoked",
        kind="notice",
        change={"reason": reason},
    )


def _paper(notice: Notice) -> Paper:
    return session.get_one(Paper, notice.paper_id)
