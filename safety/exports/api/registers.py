"""Exports for programs: asked for, followed, fetched."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Response
from flask_smorest import Blueprint

from safety.access.permissions import Permission as P
from safety.exports import operations
from safety.exports.asked import Asked
from safety.exports.files import file_answer, own_export, shown, statement_answer
from safety.exports.schemas import ExportIn, ExportOut
from safety.people.guard import current_actor, needs, now

api = Blueprint("exports_api", __name__, description="Registers as files, with the filters of their pages")


@api.route("/exports", methods=["POST"])
@needs(P.EXPORT_CREATE)
@api.doc(summary="Export a register")
@api.arguments(ExportIn)
@api.response(202, ExportOut, description="Asked for; follow it at its address")
def post_export(asked: Asked) -> dict[str, Any]:
    """Begin an export: exactly the rows that the register's page shows with these filters."""
    operations.sweep_exports(now=now())
    return shown(operations.begin_export(actor=current_actor(), now=now(), asked=asked))


@api.route("/exports/<uuid:export_id>", methods=["GET"])
@needs(P.EXPORT_CREATE)
@api.doc(summary="How far an export is")
@api.response(200, ExportOut)
def get_export(export_id: uuid.UUID) -> dict[str, Any]:
    """How far one's own export is."""
    return shown(own_export(export_id, current_actor()))


@api.route("/exports/<uuid:export_id>/file", methods=["GET"])
@needs(P.EXPORT_CREATE)
@api.doc(summary="The file of a finished export")
@api.response(200, content_type="application/octet-stream", description="XLSX, CSV or GeoJSON")
def get_file(export_id: uuid.UUID) -> Response:
    """The file, for its owner only; 404 until it is done and after a week."""
    return file_answer(own_export(export_id, current_actor()))


@api.route("/exports/<uuid:export_id>/statement", methods=["GET"])
@needs(P.EXPORT_CREATE)
@api.doc(summary="What a finished CSV says of itself")
@api.response(200, content_type="text/plain", description="Who, when, filters, rows, SHA-256")
def get_statement(export_id: uuid.UUID) -> Response:
    """The statement that stands beside a CSV, so that each of its lines is a record; 404 for other formats."""
    return statement_answer(own_export(export_id, current_actor()))
