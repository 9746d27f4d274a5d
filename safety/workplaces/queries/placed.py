"""Records with a position, read by key: a page costs its own rows, however many there are."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, literal, or_, select

from safety.database import session

#: west, south, east, north in degrees.
Box = tuple[float, float, float, float]


class Key(NamedTuple):
    """A column to sort by, never null, and its direction."""

    column: Any
    is_descending: bool = False


class PlacedRow(NamedTuple):
    """Which record, where it lies (WGS 84 degrees), and the values it is sorted by, its id the last of them."""

    id: uuid.UUID
    lon: float
    lat: float
    keys: tuple[Any, ...]


@dataclass(frozen=True)
class Placed:
    """The records of a register (a model with ``id``, ``lon`` and ``lat``) that have a position and fit ``where``."""

    model: Any
    where: Sequence[ColumnElement[bool]]

    def part(self, order: Sequence[Key], after: Sequence[Any] | None, most: int) -> list[PlacedRow]:
        """At most ``most`` of them in ``order`` (then by id) behind the keys ``after`` (None: from the first on)."""
        keys = [*order, Key(self.model.id)]
        columns = [one.column for one in keys]
        statement = select(self.model.id, self.model.lon, self.model.lat, *columns).where(*self._wanted())
        if after is not None:
            statement = statement.where(_behind(keys, after))
        directed = [one.column.desc() if one.is_descending else one.column.asc() for one in keys]
        rows = session.execute(statement.order_by(*directed).limit(most))
        return [PlacedRow(row[0], row[1], row[2], tuple(row[3:])) for row in rows]

    def count(self, most: int) -> int | None:
        """How many there are; None for more than ``most``."""
        some = select(self.model.id).where(*self._wanted()).limit(most + 1).subquery()
        found = session.scalar(select(func.count()).select_from(some)) or 0
        return found if found <= most else None

    def extent(self) -> Box | None:
        """The rectangle around them; None when there are none."""
        lon, lat = self.model.lon, self.model.lat
        statement = select(func.min(lon), func.min(lat), func.max(lon), func.max(lat)).where(*self._wanted())
        west, south, east, north = session.execute(statement).one()
        return None if west is None else (west, south, east, north)

    def first_at(self, moment: Any) -> datetime | None:
        """The earliest value of the column ``moment`` among them."""
        found: datetime | None = session.scalar(select(func.min(moment)).where(*self._wanted()))
        return found

    def _wanted(self) -> list[ColumnElement[bool]]:
        return [*self.where, self.model.lon.is_not(None), self.model.lat.is_not(None)]


def within(model: Any, boxes: Sequence[Box]) -> ColumnElement[bool]:
    """Whether a record lies in one of the rectangles, their edges included."""
    return or_(
        *(
            and_(model.lon.between(west, east), model.lat.between(south, north))
            for west, south, east, north in boxes
        )
    )


def _behind(keys: Sequence[Key], after: Sequence[Any]) -> ColumnElement[bool]:
    """Whether a row comes behind the one with the keys ``after``; directions may differ from key to key."""
    given = [literal(value, key.column.type) for key, value in zip(keys, after, strict=True)]
    ways = []
    for place, key in enumerate(keys):
        same = [before.column == given[number] for number, before in enumerate(keys[:place])]
        further = key.column < given[place] if key.is_descending else key.column > given[place]
        ways.append(and_(*same, further))
    return or_(*ways)
