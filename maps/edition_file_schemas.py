"""What comes in and goes out about files of districts."""

from __future__ import annotations

from marshmallow import fields

from safety.wire.schemas import Choice, Day, Line, Strict
from safety.workplaces.rules import Datum


class LookArgs(Strict):
    """How a file is read: the columns of codes and names, the datum, the first day; what is left out is recognised."""

    code_column = Line(load_default=None, allow_none=True)
    name_column = Line(load_default=None, allow_none=True)
    datum = Choice(Datum, load_default=None, allow_none=True)
    valid_from = Day(load_default=None, allow_none=True)


class AdoptionIn(LookArgs):
    """How the districts of a file are put to use."""

    name = Line(required=True, maximum=120)
    source = Line(required=True, maximum=500)
    review_no = Line(maximum=80, load_default=None, allow_none=True)
    datum = Choice(Datum, required=True)
    valid_from = Day(required=True)
    datum_is_certain = fields.Boolean(load_default=False)
    lack_is_certain = fields.Boolean(load_default=False)


class BoundaryFileOut(Strict):
    """An uploaded file of districts; ``edition_id`` is null until it is in use."""

    id = fields.UUID(required=True)
    file_name = fields.String(required=True)
    uploaded_at = fields.AwareDateTime(required=True)
    edition_id = fields.UUID(required=True, allow_none=True)


class SitesMovedOut(Strict):
    """How many sites would go from one district to another."""

    old_code = fields.String(required=True)
    new_code = fields.String(required=True)
    sites = fields.Integer(required=True)


class LookOut(Strict):
    """What a file would do from ``valid_from`` on; with ``reasons`` it is refused, and the rest is empty.

    New, gone and renamed districts (with the new name) are names by code; merged ones and ``successors`` lists of codes by code.
    """

    valid_from = fields.Date(required=True)
    datum = fields.String(required=True)
    fits = fields.String(required=True, allow_none=True)
    columns = fields.List(fields.String(), required=True)
    reasons = fields.List(fields.String(), required=True)
    remarks = fields.List(fields.String(), required=True)
    districts = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    new_districts = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    gone_districts = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    renamed_districts = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    merged_districts = fields.Dict(keys=fields.String(), values=fields.List(fields.String()), required=True)
    successors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()), required=True)
    moves = fields.List(fields.Nested(SitesMovedOut), required=True)
    moved = fields.Integer(required=True)
