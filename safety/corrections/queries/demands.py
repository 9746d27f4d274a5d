"""Reading demands: by id, by source, by site, as a filtered list, with their facts."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import joinedload

from safety.corrections.clocks import DAYS_AHEAD
from safety.corrections.models import Demand, DemandFact
from safety.corrections.queries.found import found_within
from safety.corrections.rules import DemandKind, DemandState, FindingGrade, Sight
from safety.database import session
from safety.errors import NotFound
from safety.folding import columns as folding
from safety.law.citations import known_law, of_version
from safety.law.days import start_of_day
from safety.law.provisions import Law
from safety.law.versions import Version
from safety.lists import Page, Window
from safety.pages import in_order, page_of
from safety.people.queries import in_scope
from safety.reference.models import LawText
from safety.text import N_, Text
from safety.workplaces.models import Site


class Due(StrEnum):
    """How a demand stands to its term today."""

    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"


@dataclass(frozen=True)
class DemandFilters:
    """What a list of demands is narrowed to; ``since`` and ``until`` are days of finding, both included."""

    q: str | None = None
    kind: DemandKind | None = None
    state: DemandState | None = None
    due: Due | None = None
    is_open: bool | None = None
    grade: FindingGrade | None = None
    colour: str | None = None
    district: str | None = None
    site_id: uuid.UUID | None = None
    responsible_id: uuid.UUID | None = None
    since: date | None = None
    until: date | None = None
    template: uuid.UUID | None = None
    factor: str | None = None
    inspector: uuid.UUID | None = None
    sort: str = "term"


Narrowing = Callable[[Any], ColumnElement[bool]]
_narrowings: dict[str, Narrowing] = {}


def register_narrowing(name: str, narrowing: Narrowing) -> None:
    """Say what a filter means whose columns a duty keeps; called while the application is made."""
    _narrowings[name] = narrowing


def in_sight(sight: Sight) -> ColumnElement[bool]:
    """The scope filter over kinds: a row counts when its kind may be read where it lies."""
    groups: dict[Any, list[str]] = {}
    for kind, scope in sight.items():
        groups.setdefault(scope, []).append(kind.value)
    conditions = [and_(Demand.kind.in_(kinds), in_scope(Demand, scope)) for scope, kinds in groups.items()]
    return or_(*conditions) if conditions else false()


def due_when(due: Due, today: date) -> ColumnElement[bool]:
    """Whether an open demand is overdue, due today, or due within the days ahead."""
    if due is Due.OVERDUE:
        return and_(Demand.is_open, Demand.term_on < today)
    if due is Due.TODAY:
        return and_(Demand.is_open, Demand.term_on == today)
    return and_(Demand.is_open, Demand.term_on > today, Demand.term_on <= today + timedelta(days=DAYS_AHEAD))


def get_demand(demand_id: uuid.UUID, sight: Sight) -> Demand:
    """A demand that may be seen.

    Raises:
        NotFound: there is none, or it is out of sight.
    """
    statement = select(Demand).where(Demand.id == demand_id, in_sight(sight))
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_demands(ids: Iterable[uuid.UUID], sight: Sight) -> list[Demand]:
    """Several demands in the order of ``ids``.

    Raises:
        NotFound: one is missing or out of sight.
    """
    wanted = list(dict.fromkeys(ids))
    rows = session.scalars(select(Demand).where(Demand.id.in_(wanted), in_sight(sight)))
    found = {row.id: row for row in rows}
    if len(found) != len(wanted):
        raise NotFound
    return [found[one] for one in wanted]


def demands_of(source_kind: str, source_id: uuid.UUID) -> list[Demand]:
    """The demands that a duty's record raised, in order; the caller has checked the record's scope."""
    return demands_of_many(source_kind, [source_id]).get(source_id, [])


def demands_of_many(source_kind: str, source_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Demand]]:
    """The same for several records at once."""
    statement = select(Demand).where(Demand.source_kind == source_kind, Demand.source_id.in_(set(source_ids)))
    found: dict[uuid.UUID, list[Demand]] = {}
    for demand in session.scalars(statement.order_by(Demand.raised_at, Demand.id)):
        found.setdefault(demand.source_id, []).append(demand)
    return found


def demands_of_site(site_id: uuid.UUID, sight: Sight) -> Sequence[Demand]:
    """All demands on a site, open ones first, the earliest term first."""
    statement = select(Demand).where(Demand.site_id == site_id, in_sight(sight))
    return session.scalars(statement.order_by(Demand.is_open.desc(), Demand.term_on, Demand.id)).all()


def _conditions(sight: Sight, filters: DemandFilters, today: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [in_sight(sight)]
    exact = {
        Demand.kind: filters.kind,
        Demand.state: filters.state,
        Demand.is_open: filters.is_open,
        Demand.grade: filters.grade,
        Demand.colour: filters.colour,
        Demand.district_code: filters.district,
        Demand.site_id: filters.site_id,
        Demand.responsible_id: filters.responsible_id,
    }
    found += [column == value for column, value in exact.items() if value is not None]
    for name, narrowing in _narrowings.items():
        if getattr(filters, name) is not None:
            found.append(narrowing(getattr(filters, name)))
    if filters.due:
        found.append(due_when(filters.due, today))
    found += found_within(filters.since, filters.until)
    if filters.q:
        found.append(folding.found([Demand], filters.q))
    return found


_SORTS: dict[str, tuple[Any, ...]] = {
    "term": (Demand.term_on, Demand.id),
    "-term": (Demand.term_on.desc(), Demand.id),
    "raised": (Demand.raised_at, Demand.id),
    "-raised": (Demand.raised_at.desc(), Demand.id),
    "addressee": (Demand.addressee, Demand.id),
    "-addressee": (Demand.addressee.desc(), Demand.id),
}


def select_demands(sight: Sight, filters: DemandFilters, today: date) -> Select[Any]:
    """The filtered, ordered selection, for lists and for exports that stream it."""
    order = _SORTS.get(filters.sort, _SORTS["term"])
    return in_order(select(Demand).where(*_conditions(sight, filters, today)), *order)


def moved_since(since: datetime) -> ColumnElement[bool]:
    """Whether something happened to a demand since, through whatever record."""
    return Demand.id.in_(select(DemandFact.demand_id).where(DemandFact.at >= since))


def list_demands(sight: Sight, filters: DemandFilters, window: Window, today: date) -> Page[Demand]:
    """One part of the filtered list, and how many there are."""
    found: Page[Demand] = page_of(
        select_demands(sight, filters, today).options(joinedload(Demand.site)), window, changed=moved_since
    )
    return found


def demand_ids(sight: Sight, filters: DemandFilters, today: date) -> Sequence[uuid.UUID]:
    """The ids of the whole filtered list in its order, for an export that then reads them part by part."""
    return session.scalars(select_demands(sight, filters, today).with_only_columns(Demand.id)).all()


def demands_by_id(ids: Sequence[uuid.UUID]) -> list[Demand]:
    """The demands of ``ids`` in that order, with their sites; the caller found the ids in sight."""
    statement = select(Demand).where(Demand.id.in_(ids))
    statement = statement.options(joinedload(Demand.site).joinedload(Site.employer))
    found = {row.id: row for row in session.scalars(statement)}
    return [found[one] for one in ids if one in found]


def overdue_demands(sight: Sight, today: date, window: Window | None = None) -> Page[Demand]:
    """The demands whose term has run out, the oldest term first; corrected but not re-checked ones too."""
    return list_demands(sight, DemandFilters(due=Due.OVERDUE), window or Window(), today)


def facts_of(demand_id: uuid.UUID) -> Sequence[DemandFact]:
    """What happened to a demand, in order; the caller has checked that it may be seen."""
    statement = select(DemandFact).where(DemandFact.demand_id == demand_id)
    return session.scalars(statement.order_by(DemandFact.seq)).all()


def facts_of_many(demand_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[DemandFact]]:
    """The same for several demands at once."""
    statement = select(DemandFact).where(DemandFact.demand_id.in_(set(demand_ids)))
    found: dict[uuid.UUID, list[DemandFact]] = {}
    for fact in session.scalars(statement.order_by(DemandFact.demand_id, DemandFact.seq)):
        found.setdefault(fact.demand_id, []).append(fact)
    return found


def history_of_site(
    site_id: uuid.UUID, sight: Sight, limit: int = 200
) -> Sequence[tuple[DemandFact, Demand]]:
    """What happened to a site's demands, the newest first, each with its demand."""
    statement = (
        select(DemandFact, Demand)
        .join(Demand, DemandFact.demand_id == Demand.id)
        .where(Demand.site_id == site_id, in_sight(sight))
        .order_by(DemandFact.at.desc(), DemandFact.id.desc())
        .limit(limit)
    )
    return [(fact, demand) for fact, demand in session.execute(statement)]


def demands_citing(row: LawText, version: Version) -> list[Text]:
    """The demands raised since a version of a law is in use that cite an article of it as read, as a sentence."""
    places = {one.article for one in version.provisions if one.read}
    since = max(start_of_day(row.in_force_from), row.adopted_at or start_of_day(row.in_force_from))
    raised = session.execute(select(Demand.summary, Demand.basis).where(Demand.raised_at >= since))
    found = [one.summary for one in raised if _cites(one.basis, version.law, places)]
    told = (
        Text(N_("%(n)s 项隐患或意见引用了这一文本，如“%(one)s”"), n=len(found), one=found[0])
        if found
        else None
    )
    return [told] if told else []


def _cites(basis: Iterable[Mapping[str, Any]], law: Law, places: set[str]) -> bool:
    for one in basis:
        named = of_version(str(one.get("law") or ""), str(one.get("article") or ""))
        if named is not None and named.law.name == law.name:
            return True
        known = known_law(str(one.get("law") or ""))
        if (
            known is not None
            and known.name == law.name
            and one.get("checked")
            and one.get("article") in places
        ):
            return True
    return False


def begun_as(demand: Demand) -> Demand:
    """The demand that was raised first, where this one was raised again; else itself."""
    first = demand
    while first.continues_id is not None:
        first = session.get_one(Demand, first.continues_id)
    return first
