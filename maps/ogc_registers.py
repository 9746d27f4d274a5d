"""How a register becomes a layer of ``/ogc``: pages of features, by key.

A page costs its own rows: their keys are chosen in the database, and only these records are rated and told.  What the
database cannot decide (a level, the place at which a rounded position is shown, whether an outline meets a rectangle) is
looked at batch by batch, for no more than ``MOST_LOOKED_AT`` records; a page may then hold fewer than asked for, and says
where to go on.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from sqlalchemy import ColumnElement, or_

from maps.display import current_reader
from maps.ogc_asked import MOST_AT_ONCE, Asked, Period, refused, token_of
from maps.reader import Reader
from safety.access.permissions import Permission as P
from safety.law.days import shanghai_date
from safety.people.guard import today
from safety.text import N_
from safety.workplaces.queries.placed import Box, Key, Placed, PlacedRow, within

Feature = dict[str, Any]
#: How many records are read at once, and at most for one page.
_BATCH = 1000
MOST_LOOKED_AT = 20_000
#: How far from its true place a rounded position is shown, at most, in degrees.
_ROUNDED_BY = 0.00501


@dataclass(frozen=True)
class Part:
    """A page of features in degrees; ``matched`` is None where counting would cost more than the page."""

    features: list[Feature]
    matched: int | None = None
    #: The value of ``after`` for the next page; None on the last.
    after: str | None = None


@dataclass(frozen=True)
class Register:
    """A register as a layer: its conditions and columns in the database, and how chosen records become features."""

    model: Any
    right: P
    conditions: Callable[[Reader, Asked], list[ColumnElement[bool]]]
    #: Property → column that is never null; moments are told as ISO 8601.
    sorts: Mapping[str, Any]
    told: Callable[[Reader, frozenset[uuid.UUID], date], list[Feature]]
    #: Properties that are known only when a record was rated.
    computed: frozenset[str] = field(default_factory=frozenset)
    #: Whether a record may have an outline, which may meet a rectangle where its point does not.
    has_outlines: bool = False

    def page(self, asked: Asked) -> Part:
        """One page, by key."""
        reader = current_reader()
        order = [Key(self.sorts[name], is_descending) for name, is_descending in asked.sort]
        looks = {name: value for name, value in asked.wanted.items() if name in self.computed}
        # Where nothing is rounded and nothing has an outline, the database knows what lies in a rectangle.
        is_exact = not self.has_outlines and reader.sight(self.right, ()).is_full
        boxes = None if is_exact else asked.boxes
        placed = Placed(self.model, self._wanted(reader, asked, is_exact=is_exact))
        count = placed.count(MOST_AT_ONCE) if not looks and boxes is None else None
        found: list[Feature] = []
        after, looked_at = self._after(asked, order), 0
        while looked_at < MOST_LOOKED_AT:
            most = _BATCH if looks or boxes else min(_BATCH, asked.limit - len(found) + 1)
            rows = placed.part(order, after, most)
            features = self._features(reader, rows, asked.day)
            for row in rows:
                one = features.get(row.id)
                if one is not None and fits(one, looks) and (boxes is None or lies_in(one, boxes)):
                    if len(found) == asked.limit:
                        return Part(found, count, _token(after))
                    found.append(one)
                after = row.keys
            looked_at += len(rows)
            if len(rows) < most:
                return Part(found, count)
        return Part(found, count, _token(after))

    def one(self, name: str) -> Feature | None:
        """One feature by its id; None where there is none that may be read."""
        try:
            wanted = uuid.UUID(name)
        except ValueError:
            return None
        found = self.told(current_reader(), frozenset([wanted]), today())
        return identified(found[0]) if found else None

    def extent(self) -> Box | None:
        """The rectangle around the records that may be read, a rounding wider where some are rounded."""
        reader = current_reader()
        found = Placed(self.model, self._wanted(reader, Asked(Period(today())))).extent()
        if found is None:
            return None
        if reader.sight(self.right, ()).is_full:
            return outwards(found, 5)
        west, south, east, north = (round(one, 2) for one in found)
        return outwards((west - 0.01, south - 0.01, east + 0.01, north + 0.01), 5)

    def since(self, moment: Any) -> Callable[[], date | None]:
        """The day of the earliest ``moment`` (a column) among the records that may be read."""

        def first() -> date | None:
            wanted = self._wanted(current_reader(), Asked(Period(today())))
            at = Placed(self.model, wanted).first_at(moment)
            return shanghai_date(at) if at else None

        return first

    def _wanted(self, reader: Reader, asked: Asked, *, is_exact: bool = True) -> list[ColumnElement[bool]]:
        found = self.conditions(reader, asked)
        if asked.boxes is None:
            return found
        wider = 0.0 if is_exact else _ROUNDED_BY
        near = within(self.model, [_wider(box, wider) for box in asked.boxes])
        return [*found, or_(near, self.model.outline.is_not(None)) if self.has_outlines else near]

    def _features(self, reader: Reader, rows: Sequence[PlacedRow], day: date) -> dict[uuid.UUID, Feature]:
        told = self.told(reader, frozenset(row.id for row in rows), day) if rows else []
        return {uuid.UUID(one["properties"]["id"]): identified(one) for one in told}

    def _after(self, asked: Asked, order: Sequence[Key]) -> Sequence[Any] | None:
        if asked.after is None:
            return None
        try:
            given = [
                datetime.fromisoformat(value).astimezone(UTC) if name == "day" else str(value)
                for (name, _), value in zip(asked.sort, asked.after[: len(order)], strict=True)
            ]
            return [*given, uuid.UUID(str(asked.after[-1]))]
        except (TypeError, ValueError, OverflowError) as error:
            raise refused("after", N_("没有这一页")) from error


def outwards(box: Box, decimals: int) -> Box:
    """A rectangle with so many decimals that loses nothing of ``box``."""
    step = Decimal(1).scaleb(-decimals)

    def told(number: float, way: str) -> float:
        return float(Decimal(repr(number)).quantize(step, rounding=way))

    west, south, east, north = box
    return (
        told(west, ROUND_FLOOR),
        told(south, ROUND_FLOOR),
        told(east, ROUND_CEILING),
        told(north, ROUND_CEILING),
    )


def _wider(box: Box, by: float) -> Box:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def identified(feature: Feature) -> Feature:
    """A feature with its id beside its properties, as the standard has it."""
    properties = {name: value for name, value in feature["properties"].items() if name not in {"id", "at"}}
    return {"type": "Feature", "id": feature["properties"]["id"], **feature, "properties": properties}


def fits(feature: Feature, wanted: Mapping[str, Any]) -> bool:
    """Whether a feature has the wanted properties."""
    return all(feature["properties"].get(name) == value for name, value in wanted.items())


def lies_in(feature: Feature, boxes: Sequence[Box]) -> bool:
    """Whether a feature is shown in one of the rectangles, at least in part."""
    geometry = feature["geometry"]
    west, south, east, north = bounds(geometry["coordinates"])
    near = [box for box in boxes if box[0] <= east and west <= box[2] and box[1] <= north and south <= box[3]]
    if not near or geometry["type"] == "Point":
        return bool(near)
    import shapely  # areas only: a page of points asks for no library

    area = shapely.geometry.shape(dict(geometry))
    return any(shapely.box(*box).intersects(area) for box in near)


def bounds(coordinates: Any) -> Box:
    """The rectangle around the coordinates of a GeoJSON geometry."""
    if isinstance(coordinates[0], (int, float)):
        return coordinates[0], coordinates[1], coordinates[0], coordinates[1]
    inner = [bounds(one) for one in coordinates]
    return (
        min(one[0] for one in inner),
        min(one[1] for one in inner),
        max(one[2] for one in inner),
        max(one[3] for one in inner),
    )


def _token(keys: Sequence[Any] | None) -> str | None:
    told = [one.isoformat() if isinstance(one, datetime) else str(one) for one in keys or ()]
    return token_of(told) if told else None
