"""Letters on the wire."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load

from safety.labour_law.inputs import LetterFacts
from safety.labour_law.vocabulary import LetterKind, LetterState
from safety.papers.schemas import EnclosedIn
from safety.wire.paging import ListOut, WordsArgs
from safety.wire.schemas import Choice, Day, Instant, Line, Strict, Words


class FactsIn(EnclosedIn):
    """What a letter says; loads as ``facts``."""

    addressee = Line(required=True, maximum=200)
    employer_name = Line(required=True, maximum=200)
    about = Line(required=True, maximum=200)
    facts = Words(required=True, maximum=4000)
    demand = Words(required=True, maximum=4000)
    reply_by = Day(load_default=None, allow_none=True)

    @post_load
    def _facts(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        told = {name: data.pop(name) for name in LetterFacts.__dataclass_fields__}
        return data | {"facts": LetterFacts(**told)}


class LetterIn(FactsIn):
    """A new letter."""

    kind = Choice(LetterKind, required=True)


class LetterPageIn(LetterIn):
    """The same from the page, which names the union beside it."""

    union_id = fields.UUID(required=True)


class LetterFilters(Strict):
    """The filters of the list, on the page."""

    q = Line(maximum=100, load_default=None)
    kind = Choice(LetterKind, load_default=None)
    state = Choice(LetterState, load_default=None)


class LetterArgs(WordsArgs):
    """The filters of the list, in the API."""

    kind = Choice(LetterKind, load_default=None)
    state = Choice(LetterState, load_default=None)


class LetterOut(Strict):
    """A letter."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    state = fields.String(required=True)
    addressee = fields.String(required=True)
    employer_name = fields.String(required=True)
    about = fields.String(required=True)
    facts = fields.String(required=True)
    demand = fields.String(required=True)
    reply_by = fields.Date(required=True, allow_none=True)
    union_id = fields.UUID(required=True)
    district_code = fields.String(required=True, allow_none=True)
    paper_id = fields.UUID(required=True, allow_none=True)
    number = fields.String(required=True, allow_none=True)
    drafted_at = Instant(required=True)
    drafted_by = fields.UUID(required=True, allow_none=True)
    issued_at = Instant(required=True, allow_none=True)
    version = fields.Integer(required=True)


class LetterListOut(ListOut):
    """A part of the list."""

    items = fields.List(fields.Nested(LetterOut), required=True)
