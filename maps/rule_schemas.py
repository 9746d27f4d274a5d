"""Versions of the colour rule as forms and the API give and get them."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from maps.risk import TermKind
from maps.rulebook import BANDS
from safety.text import N_
from safety.wire.schemas import Line, OneOf, Range, Strict

_POINTS = Range(min=0, max=1000)
_KINDS = [kind.value for kind in TermKind]
_LEVELS = [level.value for level in BANDS]


class RuleIn(Strict):
    """Points by what counts, where red, orange and yellow begin, and the shares (percent) of a district."""

    note = Line(maximum=500, load_default="")
    points = fields.Dict(
        keys=fields.String(validate=OneOf(_KINDS)), values=fields.Integer(validate=_POINTS), required=True
    )
    bands = fields.Dict(
        keys=fields.String(validate=OneOf(_LEVELS)),
        values=fields.Integer(validate=Range(min=1, max=100_000)),
        required=True,
    )
    shares = fields.Dict(
        keys=fields.String(validate=OneOf(_LEVELS)),
        values=fields.Integer(validate=Range(min=1, max=100)),
        required=True,
    )
    enough_sites = fields.Integer(required=True, validate=Range(min=1, max=1000))
    long_overdue_days = fields.Integer(required=True, validate=Range(min=1, max=3650))
    long_unchecked_days = fields.Integer(required=True, validate=Range(min=1, max=3650))
    accident_days = fields.Integer(required=True, validate=Range(min=1, max=36500))
    exposure_steps = fields.List(fields.Integer(validate=Range(min=1, max=1_000_000)), load_default=list)

    @validates_schema
    def check_complete(self, data: dict[str, Any], **_: Any) -> None:
        """Every kind and every level has its number."""
        for name, wanted in (("points", _KINDS), ("bands", _LEVELS), ("shares", _LEVELS)):
            missing = [key for key in wanted if key not in data.get(name, {})]
            if missing:
                raise ValidationError({f"{name}.{key}": [N_("请填写")] for key in missing})


class NewRuleIn(RuleIn):
    """A new draft with the name of its version."""

    version = Line(maximum=40, required=True)


class RuleOut(RuleIn):
    """A version as it is kept; ``valid_from`` is None for a draft, and for the version that ships."""

    id = fields.UUID(required=True, allow_none=True)
    version = fields.String(required=True)
    adopted_at = fields.AwareDateTime(required=True, allow_none=True)
    valid_from = fields.Date(required=True, allow_none=True)
    in_force = fields.Boolean(required=True)


class RulesOut(Strict):
    """Every version there is."""

    items = fields.List(fields.Nested(RuleOut), required=True)


class MoveOut(Strict):
    """How many sites go from one level to another."""

    before = fields.String(required=True)
    after = fields.String(required=True)
    sites = fields.Integer(required=True)


class DistrictMoveOut(Strict):
    """A district whose level changes."""

    code = fields.String(required=True)
    before = fields.String(required=True, allow_none=True)
    after = fields.String(required=True, allow_none=True)


class EffectOut(Strict):
    """What a version would change today, before it is adopted."""

    sites = fields.Integer(required=True)
    changed = fields.Integer(required=True)
    moves = fields.List(fields.Nested(MoveOut), required=True)
    districts = fields.List(fields.Nested(DistrictMoveOut), required=True)
