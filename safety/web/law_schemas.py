"""Schemas of the law: texts with their provisions and checks."""

from __future__ import annotations

from marshmallow import fields

from safety.wire.paging import ListOut
from safety.wire.schemas import Day, Line, Strict


class LawCheckIn(Strict):
    """A text was looked up: up to which day it is the one in force, and where that was seen."""

    checked_to = Day(required=True)
    source = Line(maximum=300, required=True)


class LawCheckPageIn(LawCheckIn):
    """The same from the page, which names the text beside it."""

    law = Line(maximum=40, required=True)


class ProvisionOut(Strict):
    """An article, restated, and whether its text was read."""

    key = fields.String(required=True)
    article = fields.String(required=True)
    says = fields.String(required=True)
    read = fields.Boolean(required=True)


class LawOut(Strict):
    """A version of a law with the provisions that are known of it, and its newest check."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    version = fields.String(required=True)
    in_force_from = fields.Date(required=True, allow_none=True)
    in_force_to = fields.Date(required=True, allow_none=True)
    checked_to = fields.Date(required=True, allow_none=True)
    checked_by = fields.String(required=True)
    source = fields.String(required=True)
    provisions = fields.List(fields.Nested(ProvisionOut), required=True)


class LawsOut(ListOut):
    """Every version of every law."""

    items = fields.List(fields.Nested(LawOut), required=True)
