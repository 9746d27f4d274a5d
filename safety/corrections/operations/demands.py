"""What happens to demands outside notices, replies and re-checks."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import select

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.corrections.models import Demand
from safety.corrections.notice_rules import check_at_once
from safety.corrections.operations.ledger import add_facts, locked, note, require
from safety.corrections.operations.settling import settle_notices
from safety.corrections.readings import reading_of
from safety.corrections.rules import RIGHTS, DemandKind, Fact, FactKind, FindingGrade
from safety.database import require_version, session
from safety.errors import NotPossibleNow
from safety.law.days import shanghai_date
from safety.law.grounds import Said
from safety.people.models import Member
from safety.people.queries import place_of
from safety.people.queries.named import named
from safety.text import N_


def adopt_demands(*, actor: Actor, now: datetime, source_kind: str, source_id: uuid.UUID) -> int:
    """A certified inspector has adopted the record: its demands may go on a notice; how many changed."""
    statement = select(Demand).where(
        Demand.source_kind == source_kind,
        Demand.source_id == source_id,
        Demand.can_be_demanded.is_(False),
        Demand.is_open,
    )
    waiting = list(session.scalars(statement))
    for demand in waiting:
        require(actor, Permission.INSPECTION_ADOPT, demand)
    add_facts([(one, Fact(FactKind.ADOPTED, now, actor.member_id)) for one in waiting], name=actor.name)
    for demand in waiting[:1]:
        note(
            actor,
            now,
            Permission.INSPECTION_ADOPT,
            demand,
            action="demands_adopted",
            kind=source_kind,
            record_id=source_id,
            change={"count": len(waiting)},
        )
    return len(waiting)


def rejudge_demands(
    *, actor: Actor, now: datetime, source_kind: str, source_id: uuid.UUID, demandable: bool
) -> int:
    """The record's certificates were judged anew: its open demands may go on a notice, or not; how many changed.

    It asks for no right: it follows from a change that asked for its own.
    """
    statement = select(Demand).where(
        Demand.source_kind == source_kind,
        Demand.source_id == source_id,
        Demand.can_be_demanded.is_not(demandable),
        Demand.is_open,
    )
    changed = list(session.scalars(statement))
    fact = Fact(FactKind.REJUDGED, now, actor.member_id, demandable=demandable)
    add_facts([(one, fact) for one in changed], name=actor.name)
    return len(changed)


def withdraw_demand(*, actor: Actor, now: datetime, demand: Demand, reason: str) -> Demand:
    """Withdraw a wrong demand, with the reason; a major one only by somebody else than who raised it."""
    rights = RIGHTS[DemandKind(demand.kind)]
    permission = rights.close_major if demand.grade == FindingGrade.MAJOR else rights.handle
    require(actor, permission, demand)
    add_facts([(demand, Fact(FactKind.WITHDRAWN, now, actor.member_id, reason=reason))], name=actor.name)
    note(actor, now, permission, demand, action="demand_withdrawn", kind="demand", change={"reason": reason})
    settle_notices([demand.id], now=now)
    return demand


def edit_demand(
    *,
    actor: Actor,
    now: datetime,
    demand: Demand,
    base_version: int,
    detail: str,
    place_on_site: str | None = None,
) -> Demand:
    """Say an open demand's particulars more exactly; the audit keeps the words there were.

    Raises:
        NotAllowed, NotFound: without the right to re-check this kind here.
        NotPossibleNow: it is closed or withdrawn.
        Stale: it changed since ``base_version``.
    """
    require(actor, RIGHTS[DemandKind(demand.kind)].recheck, demand)
    present = locked([demand.id])[demand.id]
    if not present.is_open:
        raise NotPossibleNow(N_("这一项已经结束，不能再补充"), code="not_open")
    require_version(present, base_version)
    change = {
        "detail": [present.detail, detail],
        "place_on_site": [present.place_on_site, place_on_site],
    }
    present.detail, present.place_on_site = detail, place_on_site
    present.version += 1
    session.flush()
    permission = RIGHTS[DemandKind(demand.kind)].recheck
    note(actor, now, permission, demand, action="demand_edited", kind="demand", change=change)
    return present


def say_grounds(
    *, actor: Actor, now: datetime, demand: Demand, said: Said, permission: Permission | None = None
) -> Demand:
    """Say what decides the law of a finding's papers, or that nobody says it; the audit keeps what was said before.

    It asks for the right to re-check findings, or for ``permission``.

    Raises:
        NotAllowed, NotFound: without that right here.
        NotPossibleNow: it is no finding (``no_finding``), or closed or withdrawn (``not_open``).
    """
    permission = permission or RIGHTS[DemandKind.FINDING].recheck
    require(actor, permission, demand)
    if demand.kind != DemandKind.FINDING:
        raise NotPossibleNow(N_("这些事实只对隐患填写"), code="no_finding")
    present = locked([demand.id])[demand.id]
    if not present.is_open:
        raise NotPossibleNow(N_("这一项已经结束，不能再补充"), code="not_open")
    before, after = asdict(present.said), asdict(said)
    change = {name: [before[name], after[name]] for name in after if before[name] is not after[name]}
    if not change:
        return present
    for name in change:
        setattr(present, name, after[name])
    present.version += 1
    session.flush()
    note(actor, now, permission, present, action="grounds_said", kind="demand", change=change)
    return present


def set_term(
    *, actor: Actor, now: datetime, demand: Demand, term_on: date, reason: str | None = None
) -> Demand:
    """Set the term; once demanded only to a later day and with a reason.  The old one stays as a fact.

    Raises:
        Invalid: field ``term_on``: a later day for what the law wants at once (``at_once``), or no later one.
    """
    permission = RIGHTS[DemandKind(demand.kind)].handle
    require(actor, permission, demand)
    if demand.kind == DemandKind.FINDING:
        check_at_once(reading_of(demand).judged, term_on, today=shanghai_date(now), field="term_on")
    old = demand.term_on
    fact = Fact(FactKind.TERM_SET, now, actor.member_id, term_on=term_on, reason=reason)
    add_facts([(demand, fact)], name=actor.name)
    change = {"old": old, "new": term_on, "reason": reason}
    note(actor, now, permission, demand, action="term_set", kind="demand", change=change)
    return demand


def hand_over_demands(
    *,
    actor: Actor,
    now: datetime,
    from_id: uuid.UUID | None,
    to_id: uuid.UUID,
    reason: str,
    demand_ids: Sequence[uuid.UUID] | None = None,
) -> int:
    """Give open demands of ``from_id`` (all that one may handle, or those named) to ``to_id``; how many changed hands.

    Raises:
        Invalid: there is no ``to_id`` in sight.
    """
    named(Member, to_id, actor.scope(Permission.CORRECTION_READ), field="to_id")
    statement = select(Demand).where(Demand.is_open)
    if demand_ids is not None:
        statement = statement.where(Demand.id.in_(demand_ids))
    else:
        statement = statement.where(Demand.responsible_id == from_id)
    chosen = list(session.scalars(statement.order_by(Demand.id)))
    if demand_ids is None:
        handled = [actor.scope(RIGHTS[DemandKind(one.kind)].handle) for one in chosen]
        chosen = [one for one, scope in zip(chosen, handled, strict=True) if scope.covers(place_of(one))]
    for demand in chosen:
        require(actor, RIGHTS[DemandKind(demand.kind)].handle, demand)
    fact = Fact(FactKind.HANDED_OVER, now, actor.member_id, reason=reason)
    add_facts([(one, fact) for one in chosen], name=actor.name, source_id=to_id)
    for demand in chosen:
        change = {"from": demand.responsible_id, "to": to_id, "reason": reason}
        demand.responsible_id = to_id
        permission = RIGHTS[DemandKind(demand.kind)].handle
        note(actor, now, permission, demand, action="demand_handed_over", kind="demand", change=change)
    session.flush()
    return len(chosen)


def mark_demanded(
    *,
    actor: Actor,
    now: datetime,
    demands: Sequence[Demand],
    source_id: uuid.UUID,
    term_on: date | None = None,
) -> None:
    """Say that a duty's own paper put these demands to the employer (findings go by notice)."""
    for demand in demands:
        require(actor, RIGHTS[DemandKind(demand.kind)].handle, demand)
    fact = Fact(FactKind.DEMANDED, now, actor.member_id, term_on=term_on)
    add_facts([(one, fact) for one in demands], name=actor.name, source_id=source_id)
    for demand in demands:
        permission = RIGHTS[DemandKind(demand.kind)].handle
        note(actor, now, permission, demand, action="demanded", kind="demand", change={"by": source_id})


def mark_delivered(
    *, actor: Actor, now: datetime, demands: Sequence[Demand], at: datetime, how: str, to: str
) -> None:
    """Say that the duty's own paper reached the employer; ``at`` is when."""
    for demand in demands:
        require(actor, RIGHTS[DemandKind(demand.kind)].handle, demand)
    fact = Fact(FactKind.DELIVERED, at, actor.member_id, reason=to)
    add_facts([(one, fact) for one in demands], name=actor.name)
    for demand in demands:
        permission = RIGHTS[DemandKind(demand.kind)].handle
        note(actor, now, permission, demand, action="delivered", kind="demand", change={"how": how})
