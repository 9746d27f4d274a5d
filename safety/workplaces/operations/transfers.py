"""Passing a site to another union: proposed by the one that has it, accepted or refused by the one that is to have it.

What is open at the site passes with it; what is done keeps the union and district of its day.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.database import hold, session
from safety.errors import Conflict, Invalid, NotPossibleNow
from safety.ids import new_id
from safety.law.days import shanghai_date
from safety.people import queries as people
from safety.people.models import Union
from safety.text import N_
from safety.workplaces import rules
from safety.workplaces.models import Site, SiteTransfer
from safety.workplaces.operations.handing_over import pass_site
from safety.workplaces.queries import transfers as queries
from safety.workplaces.rules import TransferState


def propose_transfer(
    *,
    actor: Actor,
    now: datetime,
    site: Site,
    to_union_id: uuid.UUID,
    on_day: date,
    reason: str,
    id: uuid.UUID | None = None,
) -> SiteTransfer:
    """Offer a site to another union, which becomes responsible when it accepts, on or after ``on_day``.

    Any union may be offered a site, also one out of the actor's sight: nothing passes without its consent.

    Raises:
        NotAllowed, NotFound: without ``site:transfer`` at the site.
        NotPossibleNow: the site is closed.
        Invalid: no such union, the same union, or a day more than a year away.
        Conflict: an offer waits already (code ``transfer_waits``).
    """
    actor.require(Permission.SITE_TRANSFER, people.place_of(site))
    if site.closed_at is not None:
        raise NotPossibleNow(N_("场所已关闭，请先重新启用"), code="site_closed")
    receiver = session.get(Union, to_union_id)
    if receiver is None or receiver.ended_on is not None:
        raise Invalid(fields={"to_union_id": [N_("没有这个工会")]})
    if receiver.id == site.union_id:
        raise Invalid(fields={"to_union_id": [N_("这个工会已经负责本场所")]})
    rules.check_transfer_day(on_day, today=shanghai_date(now))
    if queries.waiting_transfer(site.id) is not None:
        raise Conflict(N_("这个场所已有一次移交等待接收"), code="transfer_waits")
    row = SiteTransfer(
        id=id or new_id(),
        site_id=site.id,
        from_union_id=site.union_id,
        to_union_id=receiver.id,
        on_day=on_day,
        reason=reason,
        state=TransferState.PROPOSED,
        proposed_at=now,
        proposed_by=actor.member_id,
    )
    session.add(row)
    session.flush()
    _note(actor, now, row, "site_transfer_proposed", {"to": receiver.id, "on": on_day, "reason": reason})
    return row


def accept_transfer(*, actor: Actor, now: datetime, transfer: SiteTransfer) -> SiteTransfer:
    """Take the site over: from now on the receiving union is responsible for it.

    Raises:
        NotAllowed, NotFound: without ``site:transfer`` in the receiving union.
        NotPossibleNow: it is decided already, its day has not come, or the site passed elsewhere meanwhile.
    """
    actor.require(Permission.SITE_TRANSFER, people.place_in(transfer.to_union))
    hold(transfer)  # of two who decide about it at one moment the second finds it decided
    rules.check_acceptance(transfer.state, transfer.on_day, today=shanghai_date(now))
    site = transfer.site
    hold(site)
    if site.union_id != transfer.from_union_id or site.closed_at is not None:
        raise NotPossibleNow(
            N_("场所在此期间已关闭或改由其他工会负责，请撤回后重新移交"), code="transfer_stale"
        )
    following = pass_site(
        actor=actor,
        now=now,
        site=site,
        to_union=transfer.to_union,
        on=shanghai_date(now),
        reason=transfer.reason,
    )
    _decide(transfer, TransferState.ACCEPTED, actor, now, None)
    change: dict[str, Any] = {
        "union_id": [transfer.from_union_id, transfer.to_union_id],
        "transfer": transfer.id,
    }
    change["following"] = following
    _note(actor, now, transfer, "site_transferred", change)
    return transfer


def refuse_transfer(*, actor: Actor, now: datetime, transfer: SiteTransfer, words: str) -> SiteTransfer:
    """Decline the site, with the reason; it stays where it is.

    Raises:
        NotAllowed, NotFound: without ``site:transfer`` in the receiving union.
        NotPossibleNow: it is decided already.
    """
    actor.require(Permission.SITE_TRANSFER, people.place_in(transfer.to_union))
    hold(transfer)  # of two who decide about it at one moment the second finds it decided
    rules.check_undecided(transfer.state)
    _decide(transfer, TransferState.REFUSED, actor, now, words)
    _note(actor, now, transfer, "site_transfer_refused", {"words": words})
    return transfer


def withdraw_transfer(*, actor: Actor, now: datetime, transfer: SiteTransfer, words: str) -> SiteTransfer:
    """Take the offer back.

    Raises:
        NotAllowed, NotFound: without ``site:transfer`` in the union that offered it.
        NotPossibleNow: it is decided already.
    """
    actor.require(Permission.SITE_TRANSFER, people.place_in(transfer.from_union))
    hold(transfer)  # of two who decide about it at one moment the second finds it decided
    rules.check_undecided(transfer.state)
    _decide(transfer, TransferState.WITHDRAWN, actor, now, words)
    _note(actor, now, transfer, "site_transfer_withdrawn", {"words": words})
    return transfer


def _decide(
    transfer: SiteTransfer, state: TransferState, actor: Actor, now: datetime, words: str | None
) -> None:
    transfer.state, transfer.decided_at, transfer.decided_words = state, now, words
    transfer.decided_by = actor.member_id
    session.flush()


def _note(actor: Actor, now: datetime, transfer: SiteTransfer, action: str, change: dict[str, Any]) -> None:
    audit.record(
        actor=actor,
        now=now,
        action=action,
        kind="site",
        record_id=transfer.site_id,
        union_id=transfer.site.union_id,
        change=change,
    )
