"""Exports of participation records on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, post_load

from safety.exports.rules.participation import Asked, FileFormat, Filters
from safety.wire.problems import invalid_from
from safety.wire.schemas import Choice, Day, Instant, Line, Strict, asked_language


class ParticipationFiltersIn(Strict):
    """The filters of the page."""

    accident = fields.UUID(load_default=None)
    since = Day(load_default=None)
    until = Day(load_default=None)
    district = Line(maximum=6, load_default=None)
    union = fields.UUID(load_default=None)
    person = fields.UUID(load_default=None)
    grade = Line(maximum=16, load_default=None)
    category = Line(maximum=8, load_default=None)
    regime = Line(maximum=20, load_default=None)
    outcome = Line(maximum=24, load_default=None)

    @post_load
    def _filters(self, data: dict[str, Any], **_: Any) -> Filters:
        return Filters(**data)


class ParticipationIn(Strict):
    """What is to be exported; ``personal`` wants names in clear and a ``purpose``."""

    format = Choice(FileFormat, load_default=FileFormat.XLSX)
    filters = fields.Nested(ParticipationFiltersIn, load_default=Filters)
    personal = fields.Boolean(load_default=False)
    purpose = Line(maximum=200, load_default=None, allow_none=True)
    language = asked_language()

    @post_load
    def _asked(self, data: dict[str, Any], **_: Any) -> Asked:
        return Asked(**data)


class ParticipationOut(Strict):
    """An export that was asked for; ``file`` is its address once it is done, ``statement`` what a CSV says of itself."""

    id = fields.UUID()
    format = Choice(FileFormat)
    state = fields.String()
    done = fields.Integer()
    total = fields.Integer()
    rows = fields.Integer(allow_none=True)
    content_hash = fields.String(allow_none=True)
    problem = fields.String(allow_none=True)
    created_at = Instant()
    ended_at = Instant(allow_none=True)
    file = fields.String(allow_none=True)
    statement = fields.String(allow_none=True)


def participation_from(given: Mapping[str, Any]) -> Asked:
    """What a job (``Asked.as_json``) or a command was given.

    Raises:
        Invalid: a value is none of its field.
    """
    try:
        asked: Asked = ParticipationIn().load(dict(given))
    except ValidationError as error:
        raise invalid_from(error) from error
    return asked
