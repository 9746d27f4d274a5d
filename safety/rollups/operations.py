"""Marking sites that changed, and keeping ratings and sums in step with fresh ones.

Whoever changes what a level or a number of a site comes from marks the site in the same transaction: the unit of
work does so by itself for ``CountsForSite`` records, statements beside it call ``mark``.  A mark is taken away only
by the transaction that has counted the site anew while it held the mark: a writer that comes meanwhile waits for it
and then marks the site again.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Executable, Insert, delete, event, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from safety.database import held, session, table_of
from safety.rollups.models import (
    NUMBERS,
    PLACE,
    CountsForSite,
    DistrictSum,
    RatingState,
    SiteMark,
    SiteRating,
)
from safety.writes import Write, write_later

_THE_STATE = 1
_AT_ONCE = 500
Place = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Rating:
    """A site in use as it is now: where it counts (district, industry, kind, level), and its numbers."""

    site_id: uuid.UUID
    place: Place
    numbers: tuple[int, ...]


def mark(site_ids: Iterable[uuid.UUID]) -> None:
    """Note that these sites are to be counted anew."""
    write_later(_ADD_MARKS, [{"site_id": site_id} for site_id in sorted(set(site_ids))])


@event.listens_for(Session, "after_flush")
def _mark_what_was_flushed(flushed: Session, _context: object) -> None:
    """Mark the sites of every record that went through the unit of work."""
    records = (
        one for one in (*flushed.new, *flushed.dirty, *flushed.deleted) if isinstance(one, CountsForSite)
    )
    mark(site_id for one in records if one.is_counted for site_id in one.sites_counted())


def _add_marks(dialect: str) -> Insert:
    """Mark a site; a mark that is there is held, so that who counts the site waits, or is waited for."""
    if dialect == "sqlite":
        return sqlite.insert(table_of(SiteMark)).on_conflict_do_nothing()
    new = postgresql.insert(table_of(SiteMark))
    return new.on_conflict_do_update(index_elements=["site_id"], set_={"site_id": new.excluded.site_id})


_ADD_MARKS = Write(_add_marks)


def hold_state() -> tuple[date | None, str | None]:
    """The day and the rule of what is kept (None: nothing yet), held so that nobody else keeps meanwhile."""
    state = held(select(RatingState).where(RatingState.id == _THE_STATE))
    there = session.scalar(state)
    if there is None:
        make = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        session.execute(make(table_of(RatingState)).values(id=_THE_STATE).on_conflict_do_nothing())
        there = session.scalars(state).one()
    return there.day, there.rule_version


def hold_marked(most: int | None = None) -> list[uuid.UUID]:
    """The marked sites that nobody is writing to, at most ``most``: held until this transaction ends."""
    marks = select(SiteMark.site_id).order_by(SiteMark.site_id).limit(most)
    return list(session.scalars(held(marks, skip_locked=True)))


def keep_all(ratings: Sequence[Rating], *, day: date, rule_version: str, marked: Sequence[uuid.UUID]) -> int:
    """Keep the ratings of every site in use, and their sums, as those of ``day``; how many were not kept so.

    ``marked`` are the marks held since before the sites were counted.
    """
    kept = {one.site_id: one for one in _kept()}
    fresh = {one.site_id: one for one in ratings}
    changed = [one for one in ratings if kept.get(one.site_id) != one]
    _forget([site_id for site_id in kept if kept[site_id] != fresh.get(site_id)])
    _add(changed)
    session.execute(delete(DistrictSum))
    _add_to_sums(_sums(ratings))
    _unmark(marked)
    state = session.get_one(RatingState, _THE_STATE, populate_existing=True)
    state.day, state.rule_version = day, rule_version
    session.flush()
    return len(changed)


def keep_marked(ratings: Sequence[Rating], *, marked: Sequence[uuid.UUID]) -> None:
    """Keep the ratings of the ``marked`` sites (one that is missing is not in use any more) and take the marks."""
    difference = _sums(ratings)
    before = _sums(_kept(marked))
    for place, numbers in before.items():
        difference.setdefault(place, Counter()).subtract(numbers)
    _forget(marked)
    _add(ratings)
    _add_to_sums(difference)
    _unmark(marked)


def _kept(site_ids: Sequence[uuid.UUID] | None = None) -> list[Rating]:
    columns = [getattr(SiteRating, name) for name in ("site_id", *PLACE, *NUMBERS)]
    found = select(*columns)
    if site_ids is not None:
        found = found.where(SiteRating.site_id.in_(site_ids))
    return [Rating(row[0], row[1:5], row[5:]) for row in session.execute(found)]


def _forget(site_ids: Sequence[uuid.UUID]) -> None:
    for begin in range(0, len(site_ids), _AT_ONCE):
        part = site_ids[begin : begin + _AT_ONCE]
        session.execute(delete(SiteRating).where(SiteRating.site_id.in_(part)))


def _add(ratings: Sequence[Rating]) -> None:
    names = ("site_id", *PLACE, *NUMBERS)
    rows = [dict(zip(names, (one.site_id, *one.place, *one.numbers), strict=True)) for one in ratings]
    if rows:
        session.execute(insert(table_of(SiteRating)), rows)


def _unmark(site_ids: Sequence[uuid.UUID]) -> None:
    for begin in range(0, len(site_ids), _AT_ONCE):
        part = site_ids[begin : begin + _AT_ONCE]
        session.execute(delete(SiteMark).where(SiteMark.site_id.in_(part)))


def _sums(ratings: Iterable[Rating]) -> dict[Place, Counter[str]]:
    sums: dict[Place, Counter[str]] = {}
    for one in ratings:
        there = sums.setdefault(one.place, Counter())
        there["sites"] += 1
        there.update(dict(zip(NUMBERS, one.numbers, strict=True)))
    return sums


def _add_to_sums(sums: Mapping[Place, Mapping[str, int]]) -> None:
    rows: list[dict[str, Any]] = [
        dict(zip(PLACE, place, strict=True))
        | {name: sums[place].get(name, 0) for name in ("sites", *NUMBERS)}
        for place in sorted(sums)
    ]
    if rows:
        session.connection().execute(_add_sums(session.get_bind().dialect.name), rows)


@cache
def _add_sums(dialect: str) -> Executable:
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    new, there = make(table_of(DistrictSum)), table_of(DistrictSum).c
    sums = {name: there[name] + new.excluded[name] for name in ("sites", *NUMBERS)}
    return new.on_conflict_do_update(index_elements=list(PLACE), set_=sums)
