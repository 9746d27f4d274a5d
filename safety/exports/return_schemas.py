"""Returns on the wire and in addresses."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from safety.exports.rules.kinds import ReturnFormat
from safety.exports.rules.numbers import NUMBERS
from safety.exports.rules.periods import Period, period_from
from safety.wire.paging import ListOut, PartArgs
from safety.wire.schemas import Choice, Day, Instant, Line, OneOf, Range, Strict, asked_language


class PeriodField(fields.String):
    """A period by its key: ``2026`` or ``2026Q3``."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return value.key if isinstance(value, Period) else value

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return period_from(super()._deserialize(value, attr, data, **kwargs))


class ReturnArgs(Strict):
    """Which return: the period and the union; ``as_of`` is the last day whose entries count (default: its due day)."""

    period = PeriodField(load_default=None, metadata={"example": "2026Q3"})
    union = fields.UUID(load_default=None)
    as_of = Day(load_default=None, allow_none=True)


class RecordArgs(ReturnArgs, PartArgs):
    """Which number's records: with all below the union, or the union's ``own`` only."""

    number = fields.String(required=True, validate=OneOf(sorted(NUMBERS)))
    own = fields.Boolean(load_default=False)


class FiguresOut(Strict):
    """Numbers and rates by key; null where one may not be seen, was not entered, or has no denominator.

    ``numbers`` are counted from the registers, ``typed`` were typed by unions: see ``entries`` for who and when.
    """

    numbers = fields.Dict(keys=fields.String(), values=fields.Integer(allow_none=True))
    typed = fields.Dict(keys=fields.String(), values=fields.Integer(allow_none=True))
    rates = fields.Dict(keys=fields.String(), values=fields.Float(allow_none=True))


class UnionFiguresOut(Strict):
    """The figures of a union directly below, with all below it."""

    id = fields.UUID()
    name = fields.String()
    total = fields.Nested(FiguresOut)


class FigureOut(Strict):
    """An entered figure."""

    id = fields.UUID()
    period = fields.String()
    union_id = fields.UUID()
    key = fields.String()
    value = fields.Integer()
    source = fields.String()
    entered_at = Instant()
    entered_by = fields.UUID(allow_none=True)


class EntryOut(FigureOut):
    """An entered figure with the name of who typed it."""

    entered_by_name = fields.String(allow_none=True)


class ReturnOut(Strict):
    """A return; ``content_hash`` is the same whenever the same return is made again."""

    period = PeriodField()
    first_day = Day()
    last_day = Day()
    as_of = Day()
    provisional = fields.Boolean()
    union = fields.UUID()
    name = fields.String()
    total = fields.Nested(FiguresOut)
    own = fields.Nested(FiguresOut)
    below = fields.List(fields.Nested(UnionFiguresOut))
    entries = fields.List(fields.Nested(EntryOut))
    content_hash = fields.String()


class EventArgs(ReturnArgs, PartArgs):
    """Which return's events."""


class EventOut(Strict):
    """An accident as it was known on the last day that counts.

    ``deaths`` include ``deaths_missing``, the people still missing who count as dead; ``deaths_missing_checked`` is false
    where the text by which they do was not read for the accident's day.  ``grade`` is null and
    ``grade_checked`` false where the criteria, or the text a grade rests on, were not read for its day.
    ``unnamed`` are the dead and seriously injured not entered as persons: they are in no count of members or migrants.
    Of the persons who were entered, ``members_unknown`` and ``migrants_unknown`` are those of whom nobody said it.
    """

    id = fields.UUID()
    occurred_at = Instant()
    title = fields.String()
    union_id = fields.UUID()
    union = fields.String()
    district_code = fields.String(allow_none=True)
    district = fields.String(allow_none=True)
    employer = fields.String()
    place = fields.String()
    category = fields.String(allow_none=True)
    category_name = fields.String(allow_none=True)
    occupational = fields.Boolean()
    regime = fields.String()
    regime_name = fields.String()
    grade = fields.String(allow_none=True)
    grade_name = fields.String()
    grade_checked = fields.Boolean()
    level = fields.String()
    level_name = fields.String()
    level_checked = fields.Boolean()
    deaths = fields.Integer()
    deaths_missing = fields.Integer()
    deaths_missing_checked = fields.Boolean()
    deaths_late = fields.Integer()
    deaths_members = fields.Integer()
    deaths_migrants = fields.Integer()
    missing = fields.Integer()
    serious_injuries = fields.Integer()
    poisoned = fields.Integer()
    serious_members = fields.Integer()
    serious_migrants = fields.Integer()
    unnamed = fields.Integer()
    members_unknown = fields.Integer()
    migrants_unknown = fields.Integer()
    slight_injuries = fields.Integer()
    direct_loss_yuan = fields.Decimal(allow_none=True, as_string=True)
    with_union = fields.Boolean()
    concealment_name = fields.String(allow_none=True)


class EventListOut(ListOut):
    """One part of the events of a return."""

    items = fields.List(fields.Nested(EventOut))


class RecordOut(Strict):
    """One record behind a number; ``amount`` is what it adds."""

    id = fields.UUID()
    union_id = fields.UUID()
    district_code = fields.String(allow_none=True)
    at = fields.String(allow_none=True)
    title = fields.String(allow_none=True)
    amount = fields.Integer()


class RecordListOut(ListOut):
    """One part of the records behind a number."""

    items = fields.List(fields.Nested(RecordOut))


class FiguresIn(Strict):
    """What a union reports itself for a period, by key, and where the figures come from."""

    period = PeriodField(required=True)
    union = fields.UUID(required=True)
    values = fields.Dict(
        keys=fields.String(validate=validate.Length(max=32)),
        values=fields.Integer(validate=Range(min=0)),
        load_default=dict,
    )
    source = Line(maximum=200, load_default=None)


class ReturnFileIn(ReturnArgs):
    """A return as a workbook, or as a document that people read."""

    format = Choice(ReturnFormat, load_default=ReturnFormat.XLSX)


class ReturnExportIn(ReturnFileIn):
    """A return as a file in a language."""

    language = asked_language()
