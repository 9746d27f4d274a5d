"""Reading notices, replies, re-checks, links and terms."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload, selectinload

from safety.access.scope import Scope
from safety.corrections.clocks import Terms
from safety.corrections.models import (
    Demand,
    EvacuationProposal,
    Notice,
    NoticeItem,
    Recheck,
    RecheckItem,
    Referral,
    Reply,
    ReplyItem,
    SignedLink,
    TermSetting,
)
from safety.corrections.notice_rules import Line, NoticeStanding
from safety.corrections.queries.demands import get_demands
from safety.corrections.rights import Sight
from safety.corrections.vocabulary import DemandState, NoticeState
from safety.database import session
from safety.errors import NotFound
from safety.folding import columns as folding
from safety.law.days import end_of_day, start_of_day
from safety.lists import Page, Window
from safety.pages import in_order, page_of
from safety.papers.queries import copies_before
from safety.people.models import Union
from safety.people.queries import in_scope
from safety.workplaces.models import Site


@dataclass(frozen=True)
class NoticeFilters:
    """What a list of notices is narrowed to; ``since`` and ``until`` are days of drafting, both included."""

    q: str | None = None
    state: NoticeState | None = None
    late: bool = False
    site_id: uuid.UUID | None = None
    district: str | None = None
    since: date | None = None
    until: date | None = None


_WHOLE = (
    joinedload(Notice.site),
    selectinload(Notice.items).joinedload(NoticeItem.demand),
)


def get_notice(notice_id: uuid.UUID, scope: Scope) -> Notice:
    """A notice of the scope, with its findings.

    Raises:
        NotFound: there is none, or it is out of scope.
    """
    statement = select(Notice).where(Notice.id == notice_id, in_scope(Notice, scope)).options(*_WHOLE)
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def notice_standing(notice: Notice, today: date) -> NoticeStanding:
    """A notice and its findings, as the rules of notices ask."""
    return NoticeStanding(
        state=NoticeState(notice.state),
        lines=[
            Line(
                state=DemandState(item.demand.state),
                term_on=item.demand.term_on,
                by_this=item.demand.notice_id == notice.id,
                demandable=item.demand.can_be_demanded,
            )
            for item in notice.items
        ],
        today=today,
        delivered=notice.delivered_at is not None,
        first_term=min([notice.reply_by, *(item.term_on for item in notice.items)]),
    )


def _conditions(scope: Scope, filters: NoticeFilters, today: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [in_scope(Notice, scope)]
    if filters.state:
        found.append(Notice.state == filters.state)
    if filters.site_id:
        found.append(Notice.site_id == filters.site_id)
    if filters.district:
        found.append(Notice.district_code == filters.district)
    if filters.since:
        found.append(Notice.drafted_at >= start_of_day(filters.since))
    if filters.until:
        found.append(Notice.drafted_at < end_of_day(filters.until))
    if filters.late:
        late = (
            select(NoticeItem.notice_id)
            .join(Demand, NoticeItem.demand_id == Demand.id)
            .where(Demand.is_open, Demand.term_on < today, Demand.notice_id == Notice.id)
            .correlate(Notice)
        )
        found += [Notice.state.in_([NoticeState.ISSUED, NoticeState.DELIVERED]), Notice.id.in_(late)]
    if filters.q:
        found.append(folding.found([Notice], filters.q))
    return found


def notices_in_order(scope: Scope, filters: NoticeFilters, today: date) -> Select[Notice]:
    """Notices, the newest first; discarded drafts only when asked for."""
    conditions = _conditions(scope, filters, today)
    if filters.state is None:
        conditions.append(Notice.state != NoticeState.DISCARDED)
    return in_order(select(Notice).where(*conditions), Notice.drafted_at.desc(), Notice.id)


def list_notices(scope: Scope, filters: NoticeFilters, window: Window, today: date) -> Page[Notice]:
    """One part of ``notices_in_order``."""
    return page_of(notices_in_order(scope, filters, today).options(*_WHOLE), window)


def notices_of_demands(demand_ids: Iterable[uuid.UUID]) -> Sequence[Notice]:
    """The notices over any of these demands, oldest first; the caller has checked the demands."""
    over = select(NoticeItem.notice_id).where(NoticeItem.demand_id.in_(set(demand_ids)))
    statement = select(Notice).where(Notice.id.in_(over)).order_by(Notice.drafted_at).options(*_WHOLE)
    return session.scalars(statement).all()


def drafts_over(
    demand_ids: Iterable[uuid.UUID], *, besides: uuid.UUID | None = None
) -> dict[uuid.UUID, uuid.UUID]:
    """Which of these demands stand on a draft other than ``besides``: demand → draft; the caller has checked them."""
    statement = (
        select(NoticeItem.demand_id, Notice.id)
        .join(Notice)
        .where(NoticeItem.demand_id.in_(set(demand_ids)), Notice.state == NoticeState.DRAFT)
    )
    return {demand: draft for demand, draft in session.execute(statement) if draft != besides}


def newer_than(notice: Notice) -> Sequence[Notice]:
    """The notices on which its findings went out again, oldest first; its reader may see them with the findings."""
    if notice.issued_at is None:
        return []
    newer = {one.demand.notice_id for one in notice.items} - {None, notice.id}
    statement = select(Notice).where(Notice.id.in_(newer)).order_by(Notice.drafted_at).options(*_WHOLE)
    return session.scalars(statement).all() if newer else []


def copies_at(site: Site) -> list[str]:
    """Who had a copy of the newest notice of its union about a site."""
    ids = session.scalars(select(Notice.id).where(Notice.site_id == site.id)).all()
    return copies_before(site.union_id, "notice", ids)


def replies_of_demands(demand_ids: Iterable[uuid.UUID]) -> Sequence[Reply]:
    """The replies that speak of any of these demands, oldest first; the caller has checked the demands."""
    speaking = select(ReplyItem.reply_id).where(ReplyItem.demand_id.in_(set(demand_ids)))
    statement = select(Reply).where(Reply.id.in_(speaking)).order_by(Reply.received_at)
    return session.scalars(statement.options(selectinload(Reply.items))).all()


def reply_by_receipt(number: str) -> Reply | None:
    """The reply that the receipt of this number is about, whoever asks: who holds the receipt may check it."""
    if not number.isprintable():  # PostgreSQL takes no NUL in a text
        return None
    return session.scalars(select(Reply).where(Reply.receipt_number == number)).one_or_none()


def rechecks_of_demands(demand_ids: Iterable[uuid.UUID]) -> Sequence[Recheck]:
    """The re-checks of any of these demands, oldest first; the caller has checked the demands."""
    looked = select(RecheckItem.recheck_id).where(RecheckItem.demand_id.in_(set(demand_ids)))
    statement = select(Recheck).where(Recheck.id.in_(looked)).order_by(Recheck.entered_at)
    return session.scalars(statement.options(selectinload(Recheck.items))).all()


def get_recheck(recheck_id: uuid.UUID, scope: Scope) -> Recheck:
    """A re-check of the scope.

    Raises:
        NotFound: there is none, or it is out of scope.
    """
    statement = select(Recheck).where(Recheck.id == recheck_id, in_scope(Recheck, scope))
    found = session.scalars(statement.options(selectinload(Recheck.items))).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_reply(reply_id: uuid.UUID, scope: Scope) -> Reply:
    """A reply of the scope.

    Raises:
        NotFound: there is none, or it is out of scope.
    """
    statement = select(Reply).where(Reply.id == reply_id, in_scope(Reply, scope))
    found = session.scalars(statement.options(selectinload(Reply.items))).one_or_none()
    if found is None:
        raise NotFound
    return found


def reply_in_sight(reply_id: uuid.UUID, sight: Sight) -> Reply:
    """A reply that speaks of demands that may be seen.

    Raises:
        NotFound: there is none, or it speaks of something out of sight.
    """
    reply = session.get(Reply, reply_id)
    if reply is None:
        raise NotFound
    get_demands([one.demand_id for one in reply.items], sight)
    return reply


def links_of(notice_id: uuid.UUID) -> Sequence[SignedLink]:
    """The reply links of a notice, the newest first."""
    statement = select(SignedLink).where(SignedLink.notice_id == notice_id)
    return session.scalars(statement.order_by(SignedLink.created_at.desc())).all()


def live_link(token: str, now: datetime) -> SignedLink:
    """The link a token stands for, with its notice.

    Raises:
        NotFound: unknown, expired or revoked; the three are not told apart.
    """
    digest = hashlib.sha256(token.encode()).hexdigest()
    statement = (
        select(SignedLink)
        .where(SignedLink.token_hash == digest, SignedLink.revoked_at.is_(None), SignedLink.expires_at > now)
        .options(joinedload(SignedLink.notice).options(*_WHOLE))
    )
    found = session.scalars(statement).one_or_none()
    if found is None or found.notice.state not in {
        NoticeState.ISSUED,
        NoticeState.DELIVERED,
        NoticeState.SETTLED,
    }:
        raise NotFound
    return found


def terms_of(union: Union) -> Terms:
    """The union's own usual terms, or those of the nearest union above it that set any, or the default."""
    line = [uuid.UUID(part) for part in union.path.strip("/").split("/")]
    rows = {
        row.union_id: row
        for row in session.scalars(select(TermSetting).where(TermSetting.union_id.in_(line)))
    }
    row = next((rows[one] for one in reversed(line) if one in rows), None)
    if row is None:
        return Terms()
    return Terms(row.ordinary_days, row.major_days, row.recheck_days, row.link_days)


def version_of_terms(union: Union) -> int:
    """The version of the union's own usual terms; 0 while it has set none."""
    statement = select(TermSetting.version).where(TermSetting.union_id == union.id)
    return session.scalar(statement) or 0


def demand_of_item(owner_kind: str, item_id: uuid.UUID) -> Demand | None:
    """The demand that a reply's or a re-check's item speaks of: decides who may see its files."""
    model = ReplyItem if owner_kind == "reply_item" else RecheckItem
    statement = select(Demand).join(model, model.demand_id == Demand.id).where(model.id == item_id)
    return session.scalars(statement).one_or_none()


def is_kept(
    model: type[Notice | Reply | Recheck | Referral | EvacuationProposal], record_id: uuid.UUID
) -> bool:
    """Whether a record of this id is kept already (the same sent again is answered 200, not 201)."""
    return session.scalar(select(model.id).where(model.id == record_id)) is not None
