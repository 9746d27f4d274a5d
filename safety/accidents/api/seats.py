"""The union's seats in investigations, for programs."""

from __future__ import annotations

import uuid
from typing import Any

from safety.access.permissions import Permission as P
from safety.accidents import operations, queries, schemas
from safety.accidents import schemas_out as out
from safety.accidents.api.blueprint import ONE, api, found
from safety.accidents.models import (
    Seat,
)
from safety.corrections.guard import who
from safety.papers.schemas import EnclosedIn
from safety.people.guard import needs
from safety.wire.versions import edits_version, fresh


@api.route(f"{ONE}/seats", methods=["POST"])
@api.arguments(schemas.AskSeatIn)
@api.response(201, out.SeatOut)
@needs(P.ACCIDENT_RECORD)
def ask_seat(args: dict[str, Any], accident_id: uuid.UUID) -> Seat:
    """Ask to take part."""
    return operations.ask_seat(**who(), accident=found(accident_id, P.ACCIDENT_RECORD), **args)


@api.route(f"{ONE}/seats/<uuid:seat_id>", methods=["GET"])
@api.response(200, out.SeatOut)
@needs(P.ACCIDENT_READ)
def get_seat(accident_id: uuid.UUID, seat_id: uuid.UUID) -> Seat:
    """A seat in the investigation."""
    return queries.get_seat(seat_id, found(accident_id))


def _seat(accident_id: uuid.UUID, seat_id: uuid.UUID) -> Seat:
    return fresh(queries.get_seat(seat_id, found(accident_id, P.ACCIDENT_RECORD)))


@api.route(f"{ONE}/seats/<uuid:seat_id>/given", methods=["POST"])
@api.arguments(schemas.GiveSeatIn)
@api.response(200, out.SeatOut)
@needs(P.ACCIDENT_RECORD)
@edits_version
def give_seat(args: dict[str, Any], accident_id: uuid.UUID, seat_id: uuid.UUID) -> Seat:
    """The government gave the seat."""
    return operations.give_seat(**who(), seat=_seat(accident_id, seat_id), **args)


@api.route(f"{ONE}/seats/<uuid:seat_id>/not-invited", methods=["POST"])
@api.arguments(schemas.NotInvitedIn)
@api.response(200, out.SeatOut)
@needs(P.ACCIDENT_RECORD)
@edits_version
def not_invited(args: dict[str, Any], accident_id: uuid.UUID, seat_id: uuid.UUID) -> Seat:
    """The union was not invited: the application goes to the department."""
    return operations.record_not_invited(**who(), seat=_seat(accident_id, seat_id), **args)


@api.route(f"{ONE}/seats/<uuid:seat_id>/person", methods=["POST"])
@api.arguments(schemas.NamePersonIn)
@api.response(200, out.SeatOut)
@needs(P.ACCIDENT_RECORD)
@edits_version
def name_person(args: dict[str, Any], accident_id: uuid.UUID, seat_id: uuid.UUID) -> Seat:
    """Name who sits."""
    return operations.name_person(**who(), seat=_seat(accident_id, seat_id), **args)


@api.route(f"{ONE}/seats/<uuid:seat_id>/letter", methods=["POST"])
@api.arguments(EnclosedIn)
@api.response(200, out.SeatOut)
@api.alt_response(
    409, description="A letter is out already (letter_out), or the seat wants none (seat_state)"
)
@needs(P.ACCIDENT_RECORD)
@edits_version
def send_letter(args: dict[str, Any], accident_id: uuid.UUID, seat_id: uuid.UUID) -> Seat:
    """Issue the letter that the seat wants now: none went out yet, or the last one was revoked."""
    return operations.send_letter(**who(), seat=_seat(accident_id, seat_id), **args)


@api.route(f"{ONE}/seats/<uuid:seat_id>/declaration", methods=["POST"])
@api.arguments(schemas.DeclareIn)
@api.response(200, out.SeatOut)
@needs(P.ACCIDENT_RECORD)
@edits_version
def declare(args: dict[str, Any], accident_id: uuid.UUID, seat_id: uuid.UUID) -> Seat:
    """The declaration of no direct interest."""
    return operations.declare_no_interest(**who(), seat=_seat(accident_id, seat_id), **args)


@api.route(f"{ONE}/seats/<uuid:seat_id>/replacement", methods=["POST"])
@api.arguments(schemas.ReplaceIn)
@api.response(201, out.SeatOut)
@needs(P.ACCIDENT_RECORD)
@edits_version
def replace_person(args: dict[str, Any], accident_id: uuid.UUID, seat_id: uuid.UUID) -> Seat:
    """Somebody else sits; the new seat is answered."""
    return operations.replace_person(**who(), seat=_seat(accident_id, seat_id), **args)


@api.route(f"{ONE}/seats/<uuid:seat_id>/end", methods=["POST"])
@api.arguments(schemas.EndSeatIn)
@api.response(200, out.SeatOut)
@needs(P.ACCIDENT_RECORD)
@edits_version
def end_seat(args: dict[str, Any], accident_id: uuid.UUID, seat_id: uuid.UUID) -> Seat:
    """The union's part in the team has ended."""
    return operations.end_seat(**who(), seat=_seat(accident_id, seat_id), **args)
