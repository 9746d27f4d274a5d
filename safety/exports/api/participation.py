"""The export of participation records for programs: asked for, followed, fetched."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Response
from flask_smorest import Blueprint

from safety.access.permissions import Permission as P
from safety.exports import operations
from safety.exports.participation_pages import (
    own_participation,
    participation_file,
    participation_out,
    participation_statement,
)
from safety.exports.participation_schemas import ParticipationIn, ParticipationOut
from safety.exports.rules.participation import Asked
from safety.people.guard import current_actor, needs, now

api = Blueprint("participation_api", __name__, description="Participation records as files")


@api.route("/exports/participation", methods=["POST"])
@needs(P.ACCIDENT_READ)
@api.doc(summary="Export participation records")
@api.arguments(ParticipationIn)
@api.response(202, ParticipationOut, description="Asked for; follow it at its address")
def post_export(asked: Asked) -> dict[str, Any]:
    """Begin an export; personal data are masked unless the right is held and a purpose stated."""
    operations.sweep_exports(now=now())
    return participation_out(operations.begin_participation(actor=current_actor(), now=now(), asked=asked))


@api.route("/exports/participation/<uuid:export_id>", methods=["GET"])
@needs(P.ACCIDENT_READ)
@api.doc(summary="How far an export of participation records is")
@api.response(200, ParticipationOut)
def get_export(export_id: uuid.UUID) -> dict[str, Any]:
    """How far one's own export is."""
    return participation_out(own_participation(export_id, current_actor()))


@api.route("/exports/participation/<uuid:export_id>/file", methods=["GET"])
@needs(P.ACCIDENT_READ)
@api.doc(summary="The file of a finished export of participation records")
@api.response(200, content_type="application/octet-stream", description="XLSX, CSV, JSON, DOCX or ZIP")
def get_file(export_id: uuid.UUID) -> Response:
    """The file, for its owner only; 404 until it is done and after a week."""
    return participation_file(own_participation(export_id, current_actor()))


@api.route("/exports/participation/<uuid:export_id>/statement", methods=["GET"])
@needs(P.ACCIDENT_READ)
@api.doc(summary="What a finished CSV of participation records says of itself")
@api.response(200, content_type="text/plain", description="Who, when, filters, rows, SHA-256")
def get_statement(export_id: uuid.UUID) -> Response:
    """The statement that stands beside a CSV, so that each of its lines is a record; 404 for other formats."""
    return participation_statement(own_participation(export_id, current_actor()))
