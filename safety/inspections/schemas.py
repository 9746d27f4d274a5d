"""Inspections on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, post_load, validates_schema

from safety.corrections.vocabulary import FindingGrade
from safety.errors import Invalid
from safety.inspections import inputs
from safety.inspections.rules import Answer
from safety.law.positions import check_position
from safety.wire.schemas import Choice, Instant, Length, Line, Range, Strict, Words

MOST_FINDINGS = 60
MOST_PHOTOS = 30
#: A hundred years in milliseconds: a clock that is set further is no clock.
_LARGEST_STEP = 100 * 366 * 24 * 3600 * 1000


class PositionIn(Strict):
    """A position in WGS 84, inside China."""

    lon = fields.Float(required=True)
    lat = fields.Float(required=True)
    accuracy = fields.Float(load_default=None, allow_none=True, validate=Range(min=0, max=100_000))

    @validates_schema
    def _inside(self, data: dict[str, Any], **_: Any) -> None:
        try:
            check_position(data["lon"], data["lat"])
        except Invalid as refusal:
            raise ValidationError({name: list(found) for name, found in refusal.fields.items()}) from refusal

    @post_load
    def _facts(self, data: dict[str, Any], **_: Any) -> inputs.PositionFacts:
        return inputs.PositionFacts(**data)


class CitationIn(Strict):
    """What a finding rests on, as the inspector names it; it counts as not checked (待核)."""

    law = Line(maximum=200, required=True)
    article = Line(maximum=60, load_default=None, allow_none=True)


class FindingIn(Strict):
    """A finding; only ``id`` is needed while the check is a draft."""

    id = fields.UUID(required=True)
    item_id = Line(maximum=40, load_default=None, allow_none=True)
    summary = Line(maximum=300, load_default=None, allow_none=True)
    detail = Words(maximum=4000, load_default=None, allow_none=True)
    factor = Line(maximum=8, load_default=None, allow_none=True)
    accident = Line(maximum=8, load_default=None, allow_none=True)
    grade = Choice(FindingGrade, load_default=FindingGrade.ORDINARY)
    criterion = Line(maximum=300, load_default=None, allow_none=True)
    likelihood = fields.Decimal(load_default=None, allow_none=True, places=1, as_string=True)
    exposure = fields.Decimal(load_default=None, allow_none=True, places=1, as_string=True)
    consequence = fields.Decimal(load_default=None, allow_none=True, places=1, as_string=True)
    place_on_site = Line(maximum=200, load_default=None, allow_none=True)
    suggestion = Words(maximum=2000, load_default=None, allow_none=True)
    position = fields.Nested(PositionIn, load_default=None, allow_none=True)
    basis = fields.List(fields.Nested(CitationIn), load_default=list, validate=Length(max=20))
    photos = fields.List(fields.UUID(), load_default=list, validate=Length(max=MOST_PHOTOS))
    orders = fields.Boolean(load_default=None, allow_none=True)
    health = fields.Boolean(load_default=None, allow_none=True)
    toxic = fields.Boolean(load_default=None, allow_none=True)
    coal_mine = fields.Boolean(load_default=None, allow_none=True)
    women = fields.Boolean(load_default=None, allow_none=True)
    gas = fields.Boolean(load_default=None, allow_none=True)
    disabled = fields.Boolean(load_default=None, allow_none=True)
    acting = fields.Boolean(load_default=None, allow_none=True)

    @post_load
    def _facts(self, data: dict[str, Any], **_: Any) -> inputs.FindingFacts:
        return inputs.FindingFacts(**data)


class AnswerIn(Strict):
    """The answer to one item."""

    answer = Choice(Answer, required=True)
    note = Line(maximum=500, load_default=None, allow_none=True)

    @post_load
    def _facts(self, data: dict[str, Any], **_: Any) -> inputs.AnswerFacts:
        return inputs.AnswerFacts(**data)


_ANSWERED: Mapping[str, inputs.AnswerFacts] = {one.value: inputs.AnswerFacts(one) for one in Answer}
LONGEST_ITEM = 40


class Answers(fields.Dict):
    """The answers of a check by item; those without a remark, nearly all, are read without a schema each."""

    def __init__(self, **options: Any) -> None:
        keys = Line(maximum=LONGEST_ITEM, required=True)
        super().__init__(keys=keys, values=fields.Nested(AnswerIn), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, dict):
            raise self.make_error("invalid")
        plain = {item: facts for item, given in value.items() if (facts := _without_remark(item, given))}
        others = {item: given for item, given in value.items() if item not in plain}
        if not others:
            return plain
        return plain | super()._deserialize(others, attr, data, **kwargs)  # type: ignore[no-untyped-call]

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return {item: {"answer": one.answer.value, "note": one.note} for item, one in value.items()}


def _without_remark(item: str, given: Any) -> inputs.AnswerFacts | None:
    """An answer that has nothing to check but its word; None for any other."""
    if type(given) is not dict or not given.keys() <= {"answer", "note"} or given.get("note") is not None:
        return None
    answer = given.get("answer")
    fits = item.isascii() and item.isprintable() and item == item.strip() and 0 < len(item) <= LONGEST_ITEM
    return _ANSWERED.get(answer) if fits and type(answer) is str else None


class CompanionIn(Strict):
    """Somebody who checked together with the recorder."""

    name = Line(maximum=60, required=True)
    member_id = fields.UUID(load_default=None, allow_none=True)

    @post_load
    def _facts(self, data: dict[str, Any], **_: Any) -> inputs.CompanionFacts:
        return inputs.CompanionFacts(**data)


class MetIn(Strict):
    """Somebody of the employer who was met."""

    name = Line(maximum=60, required=True)
    position = Line(maximum=60, load_default=None, allow_none=True)

    @post_load
    def _facts(self, data: dict[str, Any], **_: Any) -> inputs.MetFacts:
        return inputs.MetFacts(**data)


class SignaturesIn(Strict):
    """Drawn signatures (evidence ids), or the refusal to sign with its witness."""

    inspector_file = fields.UUID(load_default=None, allow_none=True)
    site_file = fields.UUID(load_default=None, allow_none=True)
    site_name = Line(maximum=60, load_default=None, allow_none=True)
    site_position = Line(maximum=60, load_default=None, allow_none=True)
    refused = fields.Boolean(load_default=False)
    witness = Line(maximum=60, load_default=None, allow_none=True)
    refusal_words = Line(maximum=300, load_default=None, allow_none=True)

    @post_load
    def _facts(self, data: dict[str, Any], **_: Any) -> inputs.SignatureFacts:
        return inputs.SignatureFacts(**data)


class CheckIn(Strict):
    """A site check: a draft while ``submit`` is false, complete and final when it is true."""

    submit = fields.Boolean(load_default=False)
    site_id = fields.UUID(required=True)
    version_id = fields.UUID(load_default=None, allow_none=True)
    assignment_id = fields.UUID(load_default=None, allow_none=True)
    started_at = Instant(load_default=None, allow_none=True)
    ended_at = Instant(load_default=None, allow_none=True)
    device_time = Instant(load_default=None, allow_none=True)
    clock_set_ms = fields.Integer(
        load_default=None, allow_none=True, validate=Range(min=-_LARGEST_STEP, max=_LARGEST_STEP)
    )
    position = fields.Nested(PositionIn, load_default=None, allow_none=True)
    companions = fields.List(fields.Nested(CompanionIn), load_default=list, validate=Length(max=20))
    alone_reason = Line(maximum=300, load_default=None, allow_none=True)
    people_met = fields.List(fields.Nested(MetIn), load_default=list, validate=Length(max=20))
    answers = Answers(load_default=dict)
    findings = fields.List(fields.Nested(FindingIn), load_default=list, validate=Length(max=MOST_FINDINGS))
    photos = fields.List(fields.UUID(), load_default=list, validate=Length(max=MOST_PHOTOS))
    signatures = fields.Nested(SignaturesIn, load_default=inputs.SignatureFacts)
    note = Words(maximum=4000, load_default=None, allow_none=True)


class StartIn(Strict):
    """The beginning of a check on the page."""

    id = fields.UUID(load_default=None)
    site_id = fields.UUID(required=True)
    version_id = fields.UUID(load_default=None)
    assignment_id = fields.UUID(load_default=None)


class AdoptIn(Strict):
    """A certified inspector adopts an uncertified check."""

    words = Line(maximum=300, required=True)


class SettleIn(Strict):
    """How a conflict was judged."""

    words = Line(maximum=300, required=True)
