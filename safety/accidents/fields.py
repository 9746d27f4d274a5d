"""The fields that the schemas of accidents share: what may be left out, and how large it may be."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import fields

from safety.corrections.schemas import Minute
from safety.wire.schemas import Day, Length, Line, Range, Words

MOST_FILES = 30


def optional_line(maximum: int) -> Line:
    """One line, or nothing."""
    return Line(maximum=maximum, load_default=None, allow_none=True)


def optional_words(maximum: int) -> Words:
    """Text of several lines, or nothing."""
    return Words(maximum=maximum, load_default=None, allow_none=True)


def optional_id() -> fields.UUID:
    """An id, or nothing."""
    return fields.UUID(load_default=None, allow_none=True)


def optional_day() -> Day:
    """A day, or nothing."""
    return Day(load_default=None, allow_none=True)


def optional_minute() -> Minute:
    """A moment to the minute, or nothing."""
    return Minute(load_default=None, allow_none=True)


def degrees() -> fields.Float:
    """A longitude or latitude in degrees (WGS 84), or nothing."""
    return fields.Float(load_default=None, allow_none=True)


def people_count() -> fields.Integer:
    """How many people; none unless said."""
    return fields.Integer(load_default=0, validate=Range(min=0, max=100_000))


class DayOrNumber(Day):
    """A day, or its number counted from the accident, whose own day is 0."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> Any:
        text = str(value).strip()
        number = re.fullmatch(r"第?\s*(\d{1,5})\s*[日天]?", text)
        return int(number[1]) if number else super()._deserialize(text, attr, data, **more)


class DaysOfDeath(fields.List[Any]):
    """Several of them; a form sends them as one text, with 、 or blanks between."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> list[Any]:
        if isinstance(value, str):
            value = [one for one in re.split(r"[、，,；;\s]+", value) if one]
        elif isinstance(value, int) and not isinstance(value, bool):
            value = [value]
        found: list[Any] = super()._deserialize(value, attr, data, **more)
        return found


def days_of_death() -> DaysOfDeath:
    """The days of death, or their numbers."""
    return DaysOfDeath(DayOrNumber(), load_default=tuple, allow_none=False, validate=Length(max=1000))


def yuan() -> fields.Decimal:
    """Yuan with two decimals, or nothing."""
    return fields.Decimal(
        load_default=None, allow_none=True, places=2, as_string=True, validate=Range(min=0, max=10**14)
    )


def staged_files() -> fields.Field[Any]:
    """Ids of staged files."""
    return fields.List(fields.UUID(), load_default=list, validate=Length(max=MOST_FILES))
