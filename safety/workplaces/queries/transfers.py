"""Reading the passing of sites from one union to another: seen by those who may hand over on either side."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from safety.access.scope import Scope
from safety.database import session
from safety.errors import NotFound
from safety.lists import Page, Window
from safety.pages import in_order, page_of
from safety.people.models import Union
from safety.people.queries import ids_within, in_scope
from safety.text import Text
from safety.workplaces.models import Site, SiteTransfer
from safety.workplaces.rules import TransferState


@dataclass(frozen=True)
class TransferFilters:
    """``state`` is one of ``TransferState``; ``side`` is ``in`` (to receive) or ``out`` (offered)."""

    state: str | None = None
    side: str | None = None


@dataclass(frozen=True)
class Waiting:
    """What a duty still has to do at sites: a sentence with ``count``, and how much of it there is by site."""

    words: str
    count: Callable[[Collection[uuid.UUID]], Mapping[uuid.UUID, int]]


#: What passes with a site because it is not done yet, by its key; duties add theirs.
WAITING_AT: dict[str, Waiting] = {}


def waiting_at(site_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, dict[str, int]]:
    """How much of each kind would pass with each of the sites."""
    found = {key: one.count(site_ids) for key, one in WAITING_AT.items()} if site_ids else {}
    return {site_id: {key: by_site.get(site_id, 0) for key, by_site in found.items()} for site_id in site_ids}


def waiting_words(site_ids: Collection[uuid.UUID]) -> list[Text]:
    """The same for all the sites together, as sentences; none where nothing waits."""
    found = waiting_at(site_ids).values()
    sums = {key: sum(one[key] for one in found) for key in WAITING_AT}
    return [Text(WAITING_AT[key].words, count=count) for key, count in sums.items() if count]


def _side(column: Any, scope: Scope) -> ColumnElement[bool]:
    return column.in_(select(Union.id).where(in_scope(Union, scope)))  # type: ignore[no-any-return]


def _visible(scope: Scope) -> ColumnElement[bool]:
    return or_(_side(SiteTransfer.from_union_id, scope), _side(SiteTransfer.to_union_id, scope))


def list_transfers(scope: Scope, filters: TransferFilters, window: Window) -> Page[SiteTransfer]:
    """The transfers of a scope, those that wait first, then the newest."""
    conditions = [_visible(scope)]
    if filters.state:
        conditions.append(SiteTransfer.state == filters.state)
    if filters.side == "in":
        conditions.append(_side(SiteTransfer.to_union_id, scope))
    elif filters.side == "out":
        conditions.append(_side(SiteTransfer.from_union_id, scope))
    statement = (
        select(SiteTransfer)
        .where(*conditions)
        .options(
            joinedload(SiteTransfer.site).joinedload(Site.employer),
            joinedload(SiteTransfer.from_union),
            joinedload(SiteTransfer.to_union),
        )
    )
    waiting_first = SiteTransfer.decided_at.is_not(None)
    ordered = in_order(statement, waiting_first, SiteTransfer.proposed_at.desc(), SiteTransfer.id)
    return page_of(ordered, window, changed=_changed)


def _changed(since: datetime) -> ColumnElement[bool]:
    """Whether a transfer was proposed or decided since; the audit speaks of its site."""
    return or_(SiteTransfer.proposed_at >= since, SiteTransfer.decided_at >= since)


def get_transfer(transfer_id: uuid.UUID, scope: Scope) -> SiteTransfer:
    """A transfer of the scope.

    Raises:
        NotFound: there is none, or it is out of scope on both sides.
    """
    statement = select(SiteTransfer).where(SiteTransfer.id == transfer_id, _visible(scope))
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def waiting_transfer(site_id: uuid.UUID) -> SiteTransfer | None:
    """The transfer of a site that waits for its receiver."""
    statement = select(SiteTransfer).where(
        SiteTransfer.site_id == site_id, SiteTransfer.state == TransferState.PROPOSED
    )
    return session.scalars(statement).one_or_none()


def waiting_to_be_received(scope: Scope) -> int:
    """How many sites wait to be accepted by a union of the scope."""
    statement = select(func.count(SiteTransfer.id)).where(
        SiteTransfer.state == TransferState.PROPOSED, _side(SiteTransfer.to_union_id, scope)
    )
    return session.scalar(statement) or 0


def sides_of(scope: Scope) -> frozenset[uuid.UUID]:
    """The unions for which a person of the scope may decide."""
    return ids_within(Union, scope)


def receivers(site_union_id: uuid.UUID) -> Sequence[tuple[uuid.UUID, str]]:
    """The unions that a site of ``site_union_id`` can be offered to, in the order of the tree."""
    statement = (
        select(Union.id, Union.name)
        .where(Union.ended_on.is_(None), Union.id != site_union_id)
        .order_by(Union.path)
    )
    return [(row.id, row.name) for row in session.execute(statement)]
