"""Accidents and their numbers, for programs."""

from __future__ import annotations

import uuid
from typing import Any

from safety.access.permissions import Permission as P
from safety.accidents import operations, queries, schemas, schemas_filters
from safety.accidents import schemas_out as out
from safety.accidents.api.blueprint import ONE, api, found
from safety.accidents.models import (
    Accident,
)
from safety.accidents.queries import AccidentFilters, NumbersRow
from safety.corrections.guard import who
from safety.people.guard import current_scope, needs, today
from safety.wire.paging import listing, window_at
from safety.wire.versions import edits_version, fresh


@api.route("/accidents", methods=["GET"])
@api.arguments(schemas_filters.AccidentArgs, location="query")
@api.response(200, out.AccidentListOut)
@needs(P.ACCIDENT_READ)
def list_accidents(args: dict[str, Any]) -> dict[str, Any]:
    """The register, filtered as on the page."""
    window = window_at(args)
    sort = args.pop("sort")
    scope = current_scope(P.ACCIDENT_READ)
    return listing(queries.list_accidents(scope, AccidentFilters(**args), window, sort=sort))


@api.route("/accidents", methods=["POST"])
@api.arguments(schemas.AccidentIn)
@api.response(201, out.AccidentOut)
@needs(P.ACCIDENT_RECORD)
def add_accident(args: dict[str, Any]) -> Accident:
    """Enter an accident; its grade follows from the numbers."""
    return operations.register_accident(**who(), **args)


@api.route(ONE, methods=["GET"])
@api.response(200, out.AccidentOut)
@needs(P.ACCIDENT_READ)
def get_accident(accident_id: uuid.UUID) -> Accident:
    """An accident."""
    return found(accident_id)


@api.route(ONE, methods=["PUT"])
@api.arguments(schemas.AccidentEditIn)
@api.response(200, out.AccidentOut)
@api.alt_response(412, description="It was changed since it was read")
@needs(P.ACCIDENT_RECORD)
@edits_version
def edit_accident(args: dict[str, Any], accident_id: uuid.UUID) -> Accident:
    """Correct what was entered."""
    accident: Accident = fresh(found(accident_id, P.ACCIDENT_RECORD))
    return operations.edit_accident(**who(), accident=accident, **args)


@api.route(f"{ONE}/close", methods=["POST"])
@api.arguments(schemas.CloseIn)
@api.response(200, out.AccidentOut)
@needs(P.ACCIDENT_RECORD)
@edits_version
def close(args: dict[str, Any], accident_id: uuid.UUID) -> Accident:
    """Put the case into the archive."""
    return operations.close_accident(**who(), accident=fresh(found(accident_id, P.ACCIDENT_RECORD)), **args)


@api.route("/accident-numbers", methods=["GET"])
@api.arguments(schemas_filters.NumbersArgs, location="query")
@api.response(200, out.NumbersOut(many=True))
@needs(P.ACCIDENT_READ)
def list_numbers(args: dict[str, Any]) -> list[NumbersRow]:
    """Accidents and the union's part, by grade, category, district or month."""
    filters = AccidentFilters(since=args["since"], until=args["until"])
    return queries.numbers(current_scope(P.ACCIDENT_READ), by=args["by"], today=today(), filters=filters)
