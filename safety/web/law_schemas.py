"""Schemas of the law: texts with their provisions and checks."""

from __future__ import annotations

from marshmallow import fields

from safety.law.versions import MOST_CHARACTERS
from safety.wire.paging import ListOut
from safety.wire.schemas import Day, Instant, Length, Line, Strict


class LawCheckIn(Strict):
    """A text was looked up: up to which day it is the one in force, and where that was seen."""

    checked_to = Day(required=True)
    source = Line(maximum=300, required=True)


class LawCheckPageIn(LawCheckIn):
    """The same from the page, which names the text beside it."""

    law = Line(maximum=60, required=True)


class ProvisionOut(Strict):
    """An article, restated, and whether its text was read."""

    key = fields.String(required=True)
    article = fields.String(required=True)
    says = fields.String(required=True)
    read = fields.Boolean(required=True)
    source = fields.String()


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


class LawTextIn(Strict):
    """A version of a law as its file (TOML, the form of ``safety/law/texts``)."""

    text = fields.String(required=True, validate=Length(max=MOST_CHARACTERS))


class TakeBackIn(Strict):
    """Why a version is taken out of use."""

    reason = Line(maximum=300, required=True)


class LawLineOut(Strict):
    """An article of a version beside the text before it; ``uses`` are papers, terms and regimes that cite it."""

    key = fields.String()
    change = fields.String()
    before = fields.Nested(ProvisionOut, allow_none=True)
    after = fields.Nested(ProvisionOut, allow_none=True)
    uses = fields.List(fields.String())


class LawTextRowOut(Strict):
    """A version that was imported: who looked at it, put it in use and took it back, and when."""

    id = fields.UUID()
    law = fields.String()
    name = fields.String()
    version = fields.String()
    in_force_from = fields.Date()
    sha256 = fields.String()
    in_use = fields.Boolean(attribute="is_used")
    uploaded_at = Instant()
    uploaded_name = fields.String()
    adopted_at = Instant(allow_none=True)
    adopted_name = fields.String(allow_none=True)
    ended_at = Instant(allow_none=True)
    ended_name = fields.String(allow_none=True)
    ended_reason = fields.String(allow_none=True)


class LawTextOut(LawTextRowOut):
    """A version with its text, its articles beside the text before it, and what rests on it."""

    text = fields.String()
    lines = fields.List(fields.Nested(LawLineOut))
    rests = fields.List(fields.String())


class LawTextsOut(ListOut):
    """Every version that was imported."""

    items = fields.List(fields.Nested(LawTextRowOut), required=True)
