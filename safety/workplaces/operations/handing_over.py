"""Handing sites over to another union: one by one, or all that an edition of districts brought into its district."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import select

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.database import hold, session
from safety.errors import NotAllowed, NotFound, NotPossibleNow
from safety.law.days import shanghai_date
from safety.people.models import Union
from safety.people.queries import district_union, place_in
from safety.people.rules import UnionLevel
from safety.reference.models import DistrictEdition
from safety.text import N_
from safety.workplaces.models import Employer, FormerDistrict, FormerUnion, Handover, Site
from safety.workplaces.rules import HandoverState

#: What follows the sites of a union in a handing-over: ``(from, to) -> number of records``; duties add theirs.
FOLLOWERS: list[Callable[[Union, Union], int]] = []


class GoesWithSite(Protocol):
    """What of a site's records goes to the union that is responsible from now on; how many went."""

    def __call__(
        self, *, actor: Actor, now: datetime, site: Site, from_id: uuid.UUID, to_union: Union, reason: str
    ) -> int:
        """Take them over."""


#: What goes with a single site, however it passes; duties add theirs.
WITH_SITE: list[GoesWithSite] = []


def pass_site(*, actor: Actor, now: datetime, site: Site, to_union: Union, on: date, reason: str) -> int:
    """Make another union responsible for a site from ``on``, with what is open there; how many records went with it.

    Who decides about it, and whether it may, is the caller's to say.
    """
    hold(site)
    before = site.union_id
    session.add(
        FormerUnion(
            site_id=site.id,
            until=on,
            union_id=before,
            reason=reason,
            handed_over_at=now,
            handed_over_by=actor.member_id,
        )
    )
    site.union_id = to_union.id
    site.version += 1
    session.flush()
    return _take_along(actor, now, site, before, reason)


def pass_late(*, actor: Actor, now: datetime, site: Site, from_id: uuid.UUID) -> int:
    """Pass on what ``from_id`` did at a site while it had it and what arrived only afterwards; how much went.

    Nothing goes where the site is with that union today.
    """
    if from_id == site.union_id:
        return 0
    last = select(FormerUnion.reason).where(FormerUnion.site_id == site.id)
    reason = session.scalars(last.order_by(FormerUnion.handed_over_at.desc()).limit(1)).first()
    return _take_along(actor, now, site, from_id, reason or "")


def _take_along(actor: Actor, now: datetime, site: Site, from_id: uuid.UUID, reason: str) -> int:
    to_union = session.get_one(Union, site.union_id)
    return sum(
        take(actor=actor, now=now, site=site, from_id=from_id, to_union=to_union, reason=reason)
        for take in WITH_SITE
    )


def hand_over(*, actor: Actor, now: datetime, site: Site, to_union: Union, on: date, reason: str) -> Site:
    """Make another union responsible for a site from ``on``, with its open findings; what is done stays with the union of its day.

    The caller has seen to it that both sides agree (an edition's handing-over, or an accepted transfer).

    Raises:
        NotFound: the site lies outside the actor's scope, or the union outside the union's tree of the actor.
        NotPossibleNow: that union is responsible already, or has ended.
    """
    hold(site)
    scope = actor.scope(Permission.SITE_EDIT)
    if not (
        scope.covers(place_in(session.get_one(Union, site.union_id), site.district_code))
        or scope.covers(place_in(to_union))
    ):
        raise NotFound
    if site.union_id == to_union.id or to_union.ended_on is not None:
        raise NotPossibleNow(N_("这个工会不能接收该场所"), code="no_receiver")
    before = site.union_id
    following = pass_site(actor=actor, now=now, site=site, to_union=to_union, on=on, reason=reason)
    change = {"union_id": [before, to_union.id], "on": on, "reason": reason, "following": following}
    _note(actor, now, "site_handed_over", "site", site.id, to_union, change)
    return site


def propose_handovers(*, actor: Actor, now: datetime, edition: DistrictEdition) -> list[Handover]:
    """List what an edition brought from one district union's ground to another's, one handing-over a pair of unions.

    A district without a union of its own waits: it is proposed once there is one.  Nothing changes by it.

    Raises:
        NotAllowed: not by the city union.
    """
    _require_city(actor)
    waiting = select(Handover.from_union_id, Handover.to_union_id).where(
        Handover.edition_id == edition.id, Handover.state == HandoverState.PROPOSED
    )
    there = {tuple(row) for row in session.execute(waiting)}
    pairs: dict[tuple[Any, Any], list[Site]] = defaultdict(list)
    for site, union in _carried_sites(edition):
        receiver = district_union(site.district_code) if site.district_code else None
        if receiver is not None and receiver.id != union.id:
            pairs[union.id, receiver.id].append(site)
    made = []
    for (giver, receiver_id), sites in sorted(pairs.items(), key=lambda pair: str(pair[0])):
        if (giver, receiver_id) in there:
            continue
        row = Handover(
            edition_id=edition.id,
            from_union_id=giver,
            to_union_id=receiver_id,
            state=HandoverState.PROPOSED,
            proposed_at=now,
        )
        row.sites = sites
        session.add(row)
        session.flush()
        receiver = session.get_one(Union, receiver_id)
        _note(actor, now, "handover_proposed", "handover", row.id, receiver, {"sites": len(sites)})
        made.append(row)
    return made


def _carried_sites(edition: DistrictEdition) -> list[tuple[Site, Union]]:
    """The sites that came to another district by the edition and are still with a district union of another one."""
    statement = (
        select(Site, Union)
        .join(FormerDistrict, FormerDistrict.site_id == Site.id)
        .join(Union, Union.id == Site.union_id)
        .where(
            FormerDistrict.until == edition.valid_from,
            Union.level == UnionLevel.DISTRICT,
            Union.district_code != Site.district_code,
        )
        .order_by(Site.name, Site.id)
    )
    return [(site, union) for site, union in session.execute(statement)]


def confirm_handover(*, actor: Actor, now: datetime, handover: Handover) -> Handover:
    """Hand over all sites of it, with the employers and what else follows; done once and for good.

    Raises:
        NotAllowed: not by the city union.
        NotPossibleNow: it was settled already.
    """
    _require_city(actor)
    _refuse_settled(handover)
    giver, receiver = handover.from_union, handover.to_union
    edition = session.get_one(DistrictEdition, handover.edition_id)
    for site in handover.sites:
        if site.union_id == giver.id:
            hand_over(
                actor=actor,
                now=now,
                site=site,
                to_union=receiver,
                on=shanghai_date(now),
                reason=edition.name,
            )
    follow = sum(act(giver, receiver) for act in [_employers, *FOLLOWERS])
    names = {district.code for district in edition.districts}
    if giver.district_code and giver.district_code not in names:
        taken = {*(receiver.former_codes or ()), giver.district_code, *(giver.former_codes or ())}
        receiver.former_codes = sorted(taken)
        receiver.version += 1
    _settle(actor, now, handover, HandoverState.CONFIRMED)
    told = {"sites": len(handover.sites), "following": follow, "from": giver.id}
    _note(actor, now, "handover_confirmed", "handover", handover.id, receiver, told)
    return handover


def withdraw_handover(*, actor: Actor, now: datetime, handover: Handover) -> Handover:
    """Take a proposal back; the sites stay where they are and may be proposed again.

    Raises:
        NotAllowed: not by the city union.
        NotPossibleNow: it was settled already.
    """
    _require_city(actor)
    _refuse_settled(handover)
    _settle(actor, now, handover, HandoverState.WITHDRAWN)
    told = {"sites": len(handover.sites)}
    _note(actor, now, "handover_withdrawn", "handover", handover.id, handover.to_union, told)
    return handover


def pass_on(model: Any) -> Callable[[Union, Union], int]:
    """A follower: the records of ``model`` that are the giver's and lie in the receiver's district now."""

    def act(giver: Union, receiver: Union) -> int:
        rows = session.scalars(
            select(model).where(model.union_id == giver.id, model.district_code == receiver.district_code)
        ).all()
        for row in rows:
            row.union_id = receiver.id
            row.version += 1
        session.flush()
        return len(rows)

    return act


_employers = pass_on(Employer)


def _require_city(actor: Actor) -> None:
    if not actor.scope(Permission.SITE_EDIT).everything:
        raise NotAllowed


def _refuse_settled(handover: Handover) -> None:
    """Keep the handing-over for this transaction, and refuse one that somebody settled, be it at this moment."""
    hold(handover)
    if handover.state != HandoverState.PROPOSED:
        raise NotPossibleNow(N_("这次移交已经确认或撤回"), code="handover_settled")


def _settle(actor: Actor, now: datetime, handover: Handover, state: HandoverState) -> None:
    handover.state, handover.settled_at, handover.settled_by = state, now, actor.member_id
    session.flush()


def _note(
    actor: Actor, now: datetime, action: str, kind: str, record_id: Any, union: Union, change: dict[str, Any]
) -> None:
    audit.record(
        actor=actor,
        now=now,
        action=action,
        kind=kind,
        record_id=record_id,
        union_id=union.id,
        change=change,
    )
