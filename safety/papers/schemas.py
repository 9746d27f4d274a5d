"""Papers on the wire."""

from __future__ import annotations

from itertools import chain
from typing import Any

from marshmallow import ValidationError, fields, post_load

from safety.papers.content import Enclosed
from safety.papers.rules import MARK_LENGTH, MOST_ORIGINALS, TITLE_LENGTH, PaperKind, PaperState
from safety.wire.paging import ListOut, WordsArgs
from safety.wire.schemas import Choice, Instant, Length, Line, Range, Strict, Words

MOST_ENCLOSED = 20


class Listed(fields.List[str]):
    """Short lines in their order, each once: a list, or the lines of a form's field.

    What is wrong with one of them is told of the field.
    """

    def __init__(self, *, maximum: int, most: int = MOST_ENCLOSED, **options: Any) -> None:
        options = {"load_default": None, "allow_none": True} | options
        super().__init__(Line(maximum=maximum, required=True), validate=Length(max=most), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        lines = value.splitlines() if isinstance(value, str) else value
        if isinstance(lines, list):
            lines = [one for one in lines if not isinstance(one, str) or one.strip()]
        try:
            return list(dict.fromkeys(super()._deserialize(lines, attr, data, **kwargs)))
        except ValidationError as error:
            if not isinstance(error.messages, dict):
                raise
            raise ValidationError(list(dict.fromkeys(chain(*error.messages.values())))) from error


class EnclosedIn(Strict):
    """Who gets a copy of a paper and what is attached to it; loads as ``enclosed``."""

    copies_to = Listed(maximum=120)
    attachments = Listed(maximum=200)

    @post_load
    def _enclosed(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        copies, attached = data.pop("copies_to") or (), data.pop("attachments") or ()
        return data | {"enclosed": Enclosed(tuple(copies), tuple(attached))}


class PaperFilters(Strict):
    """The filters of the list, on the page."""

    q = Line(maximum=100, load_default=None)
    kind = Choice(PaperKind, load_default=None)
    state = Choice(PaperState, load_default=None)


class PaperListArgs(WordsArgs):
    """The filters of the list, in the API."""

    kind = Choice(PaperKind, load_default=None)
    state = Choice(PaperState, load_default=None)


class PaperOut(Strict):
    """A paper."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    state = fields.String(required=True)
    title = fields.String(required=True)
    number = fields.String(required=True, allow_none=True)
    union_id = fields.UUID(required=True)
    district_code = fields.String(required=True, allow_none=True)
    subject_kind = fields.String(required=True)
    subject_id = fields.UUID(required=True)
    drafted_at = Instant(required=True)
    issued_at = Instant(required=True, allow_none=True)
    sealed_at = Instant(required=True, allow_none=True)
    ended_at = Instant(required=True, allow_none=True)
    ended_reason = fields.String(required=True, allow_none=True)
    replaced_by_id = fields.UUID(required=True, allow_none=True)
    verification_code = fields.String(required=True, allow_none=True)
    content_hash = fields.String(required=True, allow_none=True)
    hash_algorithm = fields.String(required=True, allow_none=True)
    signature_algorithm = fields.String(required=True, allow_none=True)
    sealed_scan_id = fields.UUID(required=True, allow_none=True)
    copies_to = fields.List(fields.String(), required=True)
    attachments = fields.List(fields.String(), required=True)
    version = fields.Integer(required=True)


class PaperFilesOut(Strict):
    """How far an issued paper's PDF is; ``sealed_at`` is when it was sealed, ``problem`` why it could not be made."""

    state = fields.String(required=True)
    done = fields.Integer(required=True)
    total = fields.Integer(required=True)
    problem = fields.String(required=True, allow_none=True)
    sealed_at = Instant(required=True, allow_none=True)


class PapersOut(ListOut):
    """A list of papers."""

    items = fields.List(fields.Nested(PaperOut), required=True)


class TitleIn(Strict):
    """How a union wants to head a kind of paper."""

    title = Line(maximum=TITLE_LENGTH, required=True)
    mark = Line(maximum=MARK_LENGTH, required=True)


class TitlePageIn(TitleIn):
    """The same from the page, which names union and kind beside it."""

    union_id = fields.UUID(required=True)
    kind = Choice(PaperKind, required=True)


class ContactIn(Strict):
    """Whom the receiver of a union's papers may ask, and how many originals are made."""

    person = Line(maximum=60, load_default=None, allow_none=True)
    phone = Line(maximum=30, load_default=None, allow_none=True)
    originals = fields.Integer(load_default=None, allow_none=True, validate=Range(min=1, max=MOST_ORIGINALS))


class ContactPageIn(ContactIn):
    """The same from the page, which names the union beside it."""

    union_id = fields.UUID(required=True)


class ContactOut(Strict):
    """Whom the receiver of a union's papers may ask, and how many originals are made; null where it is not said."""

    person = fields.String(allow_none=True)
    phone = fields.String(allow_none=True)
    originals = fields.Integer(allow_none=True)


class RevokeIn(Strict):
    """Why a paper is revoked."""

    reason = Words(maximum=500, required=True)


class SecondPersonIn(Strict):
    """Whether somebody else than who drafted it issues a kind of paper."""

    second_person = fields.Boolean(required=True)


class SecondPersonPageIn(SecondPersonIn):
    """The same from the page, which names union and kind beside it."""

    union_id = fields.UUID(required=True)
    kind = Choice(PaperKind, required=True)


class TitleOut(Strict):
    """A kind of paper as a union heads it."""

    kind = fields.String(required=True)
    title = fields.String(required=True)
    mark = fields.String(required=True)
    own = fields.Boolean(required=True)
    second_person = fields.Boolean(required=True)
    second_person_wanted_by = fields.String(required=True, allow_none=True)


class TitlesOut(ListOut):
    """All kinds of papers of a union."""

    items = fields.List(fields.Nested(TitleOut), required=True)


class PaperVerifiedOut(Strict):
    """What the public may know of a paper."""

    kind = fields.String(required=True)
    title = fields.String(required=True)
    number = fields.String(required=True)
    issued_on = fields.String(required=True)
    union = fields.String(required=True)
    state = fields.String(required=True)
    genuine = fields.Boolean(required=True)
    why = fields.String(required=True)
    content_hash = fields.String(required=True)
    hash_algorithm = fields.String(required=True)
    replaced_by = fields.String(required=True, allow_none=True)
