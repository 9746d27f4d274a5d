"""The closing slip (隐患整改销号单) of a closed demand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from safety.access.scope import Actor
from safety.corrections import queries
from safety.corrections.closing_document import ClosingFacts, closing_slip
from safety.corrections.facts import recheckers
from safety.corrections.models import Demand, DemandFact, RecheckItem, ReplyItem
from safety.corrections.operations.ledger import locked, note, require
from safety.corrections.operations.receipts import OWNER_KIND as REPLY_ITEM
from safety.corrections.operations.rechecks import OWNER_KIND as RECHECK_ITEM
from safety.corrections.readings import reading_of
from safety.corrections.rules import RIGHTS, DemandKind, FactKind
from safety.corrections.subjects import seen_on
from safety.corrections.vocabulary import GRADE_LABELS, FindingGrade
from safety.errors import NotPossibleNow
from safety.evidence.queries import files_of
from safety.law.days import shanghai_date
from safety.papers import operations as papers
from safety.papers.models import Paper
from safety.papers.queries import papers_of, title_for
from safety.papers.rules import PaperKind, PaperState
from safety.people.queries import get_union, place_of
from safety.text import N_

Item = TypeVar("Item", ReplyItem, RecheckItem)
SUBJECT = "demand"
MOST_PICTURES = 12


def issue_closing_slip(*, actor: Actor, now: datetime, demand: Demand) -> Paper:
    """Issue the closing slip of a finding that was closed; the one that is out already is given again.

    Raises:
        NotAllowed, NotFound: without the right to handle this kind of demand there.
        NotPossibleNow: the demand is not closed, or is no hazard.
    """
    permission = RIGHTS[DemandKind(demand.kind)].handle
    require(actor, permission, demand)
    if demand.kind != DemandKind.FINDING:
        raise NotPossibleNow(N_("只有隐患才有销号单"), code="no_hazard")
    # The row is held so that two who ask at once get one paper.
    held = locked([demand.id])[demand.id]
    if held.closed_at is None:
        raise NotPossibleNow(N_("销号以后才能生成销号单"), code="not_closed")
    out = closing_slip_of(held)
    if out is not None:
        return out
    paper = papers.draft_paper(
        actor=actor,
        now=now,
        kind=PaperKind.CLOSING_SLIP,
        subject_kind=SUBJECT,
        subject_id=held.id,
        place=place_of(held),
        content=closing_slip(_facts(held, held.closed_at)),
        permission=permission,
    )
    papers.issue_paper(actor=actor, now=now, paper=paper, permission=permission)
    note(
        actor,
        now,
        permission,
        held,
        action="closing_slip_issued",
        kind="demand",
        change={"number": paper.number},
    )
    return paper


def closing_slip_of(demand: Demand) -> Paper | None:
    """The closing slip that is out for a demand, if there is one."""
    out = (PaperKind.CLOSING_SLIP, PaperState.ISSUED)
    return next((one for one in papers_of(SUBJECT, demand.id) if (one.kind, one.state) == out), None)


def _facts(demand: Demand, closed_at: datetime) -> ClosingFacts:
    union = get_union(demand.union_id)
    replies = [one for reply in queries.replies_of_demands([demand.id]) for one in _own(reply.items, demand)]
    rechecks = queries.rechecks_of_demands([demand.id])
    checked = max(rechecks, key=lambda one: one.entered_at, default=None)
    items = [one for recheck in rechecks for one in _own(recheck.items, demand)]
    last = next((one for one in _own(checked.items, demand)), None) if checked else None
    numbers = [one.number for one in queries.notices_of_demands([demand.id]) if one.number]
    read = reading_of(demand)
    return ClosingFacts(
        title=title_for(union, PaperKind.CLOSING_SLIP).title,
        issuer=union.name,
        addressee=demand.addressee,
        site=demand.site.name if demand.site else "",
        summary=demand.summary,
        detail=demand.detail,
        place_on_site=demand.place_on_site or "",
        grade=GRADE_LABELS[FindingGrade(demand.grade)],
        found_on=seen_on([demand])[demand.id],
        notice_number="、".join(numbers),
        term=read.printed_term if demand.term_on else "",
        reply=next((one.words for one in reversed(replies) if one.words), "") or "",
        rechecked_on=checked.checked_on if checked else None,
        recheck=_recheck_words(last),
        recheckers=recheckers(checked) if checked else (),
        confirmed_by=_confirmed_by(queries.facts_of(demand.id)),
        closed_on=shanghai_date(closed_at),
        citations=read.cited,
        ground=read.ground(),
        said=demand.said,
        pictures=_pictures(replies, items),
    )


def _own(items: Sequence[Item], demand: Demand) -> list[Item]:
    return [one for one in items if one.demand_id == demand.id]


def _recheck_words(item: RecheckItem | None) -> str:
    if item is None:
        return ""
    return "复查合格" + (f"：{item.words}" if item.words else "")


def _confirmed_by(facts: Sequence[DemandFact]) -> str:
    confirmed = [one.by_name for one in facts if one.kind == FactKind.CLOSE_CONFIRMED and one.by_name]
    return confirmed[-1] if confirmed else ""


def _pictures(replies: Sequence[ReplyItem], rechecks: Sequence[RecheckItem]) -> tuple[tuple[str, str], ...]:
    found = [(REPLY_ITEM, one.id, "整改照片") for one in replies] + [
        (RECHECK_ITEM, one.id, "复查照片") for one in rechecks
    ]
    return tuple(
        (file.sha256, caption)
        for owner, item_id, caption in found
        for file in files_of(owner, item_id)
        if file.is_picture
    )[:MOST_PICTURES]
