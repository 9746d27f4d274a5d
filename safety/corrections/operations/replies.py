"""The employer's written reply: entered by the union, or sent by the employer through the link."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import select

from safety.access.scope import Actor
from safety.corrections.inputs import ReplyLine
from safety.corrections.models import Demand, Notice, Reply, ReplyItem, SignedLink
from safety.corrections.notice_rules import NoticeAct, check_notice, check_past
from safety.corrections.operations.ledger import add_facts, digest_of, locked, note, require, sent_before
from safety.corrections.operations.receipts import OWNER_KIND, give_receipt
from safety.corrections.operations.settling import settle_notices
from safety.corrections.rules import RIGHTS, DemandKind, Fact, FactKind
from safety.corrections.vocabulary import NoticeState, ReplyVia
from safety.database import session
from safety.errors import Invalid, NotFound
from safety.evidence import operations as evidence
from safety.evidence.queries import amount_of_many
from safety.evidence.quotas import Amount, check_link
from safety.ids import new_id
from safety.law.days import shanghai_date
from safety.people.queries import place_of
from safety.text import N_

Uploads = Mapping[uuid.UUID, Sequence[evidence.Upload]]


def record_reply(
    *,
    actor: Actor,
    now: datetime,
    received_at: datetime,
    lines: Sequence[ReplyLine],
    author: str,
    notice: Notice | None = None,
    reply_id: uuid.UUID | None = None,
    phone: str | None = None,
    words: str | None = None,
    workers_told_on: date | None = None,
    uploads: Uploads | None = None,
) -> Reply:
    """Enter a reply that the employer gave the union.

    ``uploads`` are files of a page's form by demand; the API names staged files in ``lines``.

    Raises:
        NotAllowed, NotFound: without the right for the kind of demand.
        Invalid: not adopting without a reason, a demand that is not on the notice, a date to come.
        NotPossibleNow: a demand's state takes no reply.
        Conflict: the id is taken by other content.
    """
    demands = _demands(lines, notice)
    for demand in demands.values():
        require(actor, RIGHTS[DemandKind(demand.kind)].recheck, demand)
    check_past(received_at, now=now, field="received_at")
    given = [asdict(line) for line in lines]
    digest = digest_of(
        [received_at, given, author, phone, words, workers_told_on, notice.id if notice else None]
    )
    kept = sent_before(Reply, reply_id, digest)
    if kept is not None:
        return kept
    reply = Reply(
        id=reply_id or new_id(),
        digest=digest,
        notice_id=notice.id if notice else None,
        via=ReplyVia.UNION,
        author=author,
        phone=phone,
        words=words,
        workers_told_on=workers_told_on,
        received_at=received_at,
        entered_at=now,
        entered_by=actor.member_id,
    )
    return _keep(actor, now, reply, lines, demands, uploads or {}, about=_about(notice))


def _about(notice: Notice | None) -> str:
    return (notice.number or "") if notice else ""


def reply_by_link(
    *,
    link: SignedLink,
    now: datetime,
    lines: Sequence[ReplyLine],
    author: str,
    phone: str | None = None,
    words: str | None = None,
    workers_told_on: date | None = None,
    uploads: Uploads | None = None,
) -> Reply:
    """Keep what the employer sends through its link: the link itself is the right, for one notice only.

    Raises:
        NotFound: the link has ended.
        NotPossibleNow: the notice, or a finding on it, takes no reply any more.
    """
    notice = link.notice
    if link.revoked_at is not None or link.expires_at <= now:
        raise NotFound
    check_notice(NoticeState(notice.state), NoticeAct.REPLY)
    demands = _demands(lines, notice)
    reply = Reply(
        id=new_id(),
        digest=digest_of([[asdict(line) for line in lines], author, phone, words, workers_told_on]),
        notice_id=notice.id,
        via=ReplyVia.LINK,
        link_id=link.id,
        author=author,
        phone=phone,
        words=words,
        workers_told_on=workers_told_on,
        received_at=now,
        entered_at=now,
        entered_by=None,
    )
    actor = Actor(member_id=None, name=f"{notice.addressee}（{author}）", channel="link")
    return _keep(actor, now, reply, lines, demands, uploads or {}, about=_about(notice))


def reply_from_outside(
    *,
    now: datetime,
    name: str,
    about: str,
    lines: Sequence[ReplyLine],
    author: str,
    phone: str | None = None,
    words: str | None = None,
    workers_told_on: date | None = None,
    uploads: Uploads | None = None,
) -> Reply:
    """Keep what comes through another duty's link; that duty has checked the link and what it covers.

    ``name`` is whose reply it is, as the history shows it; ``about`` the number of the paper it answers.

    Raises:
        NotPossibleNow: a demand takes no reply any more.
    """
    demands = _demands(lines, None)
    reply = Reply(
        id=new_id(),
        digest=digest_of([[asdict(line) for line in lines], author, phone, words, workers_told_on]),
        via=ReplyVia.LINK,
        author=author,
        phone=phone,
        words=words,
        workers_told_on=workers_told_on,
        received_at=now,
        entered_at=now,
        entered_by=None,
    )
    actor = Actor(member_id=None, name=name, channel="link")
    return _keep(actor, now, reply, lines, demands, uploads or {}, about=about)


def _demands(lines: Sequence[ReplyLine], notice: Notice | None) -> dict[uuid.UUID, Demand]:
    if not lines:
        raise Invalid(code="no_line", fields={"lines": [N_("请至少答复一项")]})
    if notice is not None and not {line.demand_id for line in lines} <= {
        one.demand_id for one in notice.items
    }:
        raise Invalid(code="not_on_notice", fields={"lines": [N_("所选事项不在这份意见书上")]})
    demands = locked(line.demand_id for line in lines)
    if len(demands) != len({line.demand_id for line in lines}):
        raise NotFound
    return demands


def _check_days(lines: Sequence[ReplyLine], today: date) -> None:
    """Refuse as done what is to be done on a day to come."""
    sentence = N_("完成日期不能晚于今天；尚未完成的，请在整改措施中写明计划何时完成")
    wrong = [place for place, line in enumerate(lines) if line.done_on is not None and line.done_on > today]
    if wrong:
        raise Invalid(code="done_to_come", fields={f"lines.{one}.done_on": [sentence] for one in wrong})


def _keep(
    actor: Actor,
    now: datetime,
    reply: Reply,
    lines: Sequence[ReplyLine],
    demands: Mapping[uuid.UUID, Demand],
    uploads: Uploads,
    *,
    about: str,
) -> Reply:
    _check_days(lines, shanghai_date(now))
    if reply.via == ReplyVia.LINK:
        _check_quota(demands, uploads)
    place = place_of(next(iter(demands.values())))
    reply.district_code, reply.union_id = place.district_code, place.union_id
    entries = [(demands[line.demand_id], _replied(reply, line)) for line in lines]
    add_facts(entries, name=reply.author, source_id=reply.id)
    session.add(reply)
    for position, line in enumerate(lines):
        item = ReplyItem(
            id=new_id(),
            demand_id=line.demand_id,
            demand=demands[line.demand_id],
            position=position,
            stance=line.stance,
            words=line.words,
            person=line.person,
            done_on=line.done_on,
            cost_yuan=line.cost_yuan,
        )
        reply.items.append(item)
        evidence.attach_files(
            actor=actor,
            now=now,
            owner_kind=OWNER_KIND,
            owner_id=item.id,
            place=place,
            uploads=uploads.get(line.demand_id, ()),
            file_ids=line.file_ids,
        )
    session.flush()
    give_receipt(reply, now=now, about=about)
    change = {"via": reply.via, "stances": {str(line.demand_id): line.stance for line in lines}}
    note(actor, now, None, reply, action="reply_received", kind="reply", change=change)
    return reply


def _replied(reply: Reply, line: ReplyLine) -> Fact:
    return Fact(FactKind.REPLIED, reply.received_at, stance=line.stance, reason=line.words)


def _check_quota(demands: Mapping[uuid.UUID, Demand], uploads: Uploads) -> None:
    """Refuse files through a link beyond what may come through those of its notice or review."""
    sizes = [content.size for some in uploads.values() for _, content in some]
    if not sizes:
        return
    earlier = session.scalars(
        select(ReplyItem.id)
        .join(Reply, Reply.id == ReplyItem.reply_id)
        .where(ReplyItem.demand_id.in_(demands), Reply.via == ReplyVia.LINK)
    ).all()
    before = amount_of_many(OWNER_KIND, earlier)
    check_link(Amount(before.files + len(sizes), before.bytes + sum(sizes)))


def record_no_reply(*, actor: Actor, now: datetime, demand: Demand, reason: str) -> Demand:
    """Record that the owner lets the term pass without a written reply; a verification may then close it.

    Raises:
        NotAllowed, NotFound: without the right to handle this kind of demand there.
        NotPossibleNow: none is needed, one came, or the term still runs.
    """
    permission = RIGHTS[DemandKind(demand.kind)].handle
    require(actor, permission, demand)
    add_facts([(demand, Fact(FactKind.NO_REPLY, now, actor.member_id, reason=reason))], name=actor.name)
    note(actor, now, permission, demand, action="no_reply_recorded", kind="demand", change={"reason": reason})
    return demand


def accept_reply(*, actor: Actor, now: datetime, demand: Demand) -> Demand:
    """Let an advisory opinion end with its reply; a binding demand needs a re-check."""
    permission = RIGHTS[DemandKind(demand.kind)].handle
    require(actor, permission, demand)
    add_facts([(demand, Fact(FactKind.REPLY_ACCEPTED, now, actor.member_id))], name=actor.name)
    note(actor, now, permission, demand, action="reply_accepted", kind="demand")
    settle_notices([demand.id], now=now)
    return demand
