"""Exports on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, post_load

from safety.exports.asked import Asked, FileFormat, RegisterName
from safety.inspections.queries import RegisterFilters
from safety.wire.problems import invalid_from
from safety.wire.schemas import Choice, Day, Instant, Line, OneOf, Strict


class FiltersIn(Strict):
    """The filters of a register's page."""

    q = Line(maximum=100, load_default=None)
    district = Line(maximum=6, load_default=None)
    site = fields.UUID(load_default=None)
    state = Line(maximum=20, load_default=None)
    inspector = fields.UUID(load_default=None)
    template = fields.UUID(load_default=None)
    since = Day(load_default=None)
    until = Day(load_default=None)
    grade = Line(maximum=10, load_default=None)
    colour = Line(maximum=8, load_default=None)
    overdue = fields.Boolean(load_default=None)
    factor = Line(maximum=8, load_default=None)

    @post_load
    def _filters(self, data: dict[str, Any], **_: Any) -> RegisterFilters:
        return RegisterFilters(**(data | {"overdue": data.get("overdue") or None}))


class ExportIn(Strict):
    """What is to be exported."""

    register = Choice(RegisterName, required=True)
    format = Choice(FileFormat, load_default=FileFormat.XLSX)
    filters = fields.Nested(FiltersIn, load_default=RegisterFilters)
    sort = Line(maximum=20, load_default=None, allow_none=True)
    language = fields.String(load_default="zh", validate=OneOf(["zh", "en"]))

    @post_load
    def _asked(self, data: dict[str, Any], **_: Any) -> Asked:
        return Asked(**data)


class ExportOut(Strict):
    """An export that was asked for; ``file`` is its address once it is done."""

    id = fields.UUID()
    register = Choice(RegisterName)
    format = Choice(FileFormat)
    state = fields.String()
    done = fields.Integer()
    total = fields.Integer()
    rows = fields.Integer(allow_none=True)
    problem = fields.String(allow_none=True)
    created_at = Instant()
    ended_at = Instant(allow_none=True)
    file = fields.String(allow_none=True)


def asked_from(given: Mapping[str, Any]) -> Asked:
    """What a job (``Asked.as_json``) or a command was given.

    Raises:
        Invalid: a value is none of its field.
    """
    try:
        asked: Asked = ExportIn().load(dict(given))
    except ValidationError as error:
        raise invalid_from(error) from error
    return asked
