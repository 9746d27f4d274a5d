"""Letters of the union's supervision of labour law, for programs."""

from __future__ import annotations

import uuid
from typing import Any

from flask_smorest import Blueprint

from safety.access.permissions import Permission as P
from safety.corrections.guard import status_of, who
from safety.labour_law import operations, queries, schemas
from safety.labour_law.models import LabourLetter
from safety.people.guard import current_scope, needs
from safety.people.queries import get_union, place_in
from safety.wire.paging import listing, window_at
from safety.wire.versions import edits_version, fresh

api = Blueprint("labour_law_api", __name__, description="Letters of the union's supervision of labour law")
ONE = "/labour-letters/<uuid:letter_id>"


def found(letter_id: uuid.UUID, permission: P = P.LABOUR_LAW_READ) -> LabourLetter:
    """The letter, where ``permission`` is held; on the version that ``If-Match`` names."""
    letter: LabourLetter = fresh(queries.get_letter(letter_id, current_scope(permission)))
    return letter


@api.route("/labour-letters", methods=["GET"])
@api.arguments(schemas.LetterArgs, location="query")
@api.response(200, schemas.LetterListOut)
@needs(P.LABOUR_LAW_READ)
def list_letters(args: dict[str, Any]) -> dict[str, Any]:
    """The letters, the newest first."""
    window = window_at(args)
    args.pop("sort")
    return listing(queries.list_letters(current_scope(P.LABOUR_LAW_READ), window, **args))


@api.route("/unions/<uuid:union_id>/labour-letters/<uuid:letter_id>", methods=["PUT"])
@api.arguments(schemas.LetterIn)
@api.response(201, schemas.LetterOut)
@api.alt_response(200, schema=schemas.LetterOut, description="The same again")
@api.alt_response(409, description="The id is taken by other content")
@needs(P.LABOUR_LAW_DRAFT)
def put_letter(args: dict[str, Any], union_id: uuid.UUID, letter_id: uuid.UUID) -> Any:
    """Draft a letter of the union; only holders of the appointment as 劳动法律监督员 may."""
    there = queries.is_kept(letter_id)
    place = place_in(get_union(union_id, current_scope(P.LABOUR_LAW_DRAFT)))
    letter = operations.draft_letter(**who(), place=place, id=letter_id, **args)
    return letter, status_of(made=not there)


@api.route(ONE, methods=["GET"])
@api.response(200, schemas.LetterOut)
@needs(P.LABOUR_LAW_READ)
def get_letter(letter_id: uuid.UUID) -> LabourLetter:
    """A letter."""
    return found(letter_id)


@api.route(ONE, methods=["PATCH"])
@api.arguments(schemas.FactsIn)
@api.response(200, schemas.LetterOut)
@needs(P.LABOUR_LAW_DRAFT)
@edits_version
def change_letter(args: dict[str, Any], letter_id: uuid.UUID) -> LabourLetter:
    """Write a draft anew (``If-Match`` with the version that was read)."""
    return operations.change_letter(**who(), letter=found(letter_id, P.LABOUR_LAW_DRAFT), **args)


@api.route(ONE, methods=["DELETE"])
@api.response(204)
@needs(P.LABOUR_LAW_DRAFT)
@edits_version
def discard_letter(letter_id: uuid.UUID) -> None:
    """Put a draft aside."""
    operations.discard_letter(**who(), letter=found(letter_id, P.LABOUR_LAW_DRAFT))


@api.route(f"{ONE}/issue", methods=["POST"])
@api.response(200, schemas.LetterOut)
@api.alt_response(409, description="Issued already, or its basis was not read yet (basis_unread)")
@needs(P.LABOUR_LAW_DRAFT)
@edits_version
def issue_letter(letter_id: uuid.UUID) -> LabourLetter:
    """Issue a draft, once the text that it rests on was read."""
    return operations.issue_letter(**who(), letter=found(letter_id, P.LABOUR_LAW_DRAFT))
