"""Evidence for programs: a tablet sends each photograph under an id of its own, before the record."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Response, request
from flask_smorest import Blueprint

from safety.access.permissions import Permission
from safety.errors import Conflict
from safety.evidence import operations, pictures, queries
from safety.evidence.models import EvidenceFile
from safety.evidence.rules import Kind, check_size, kind_of
from safety.evidence.schemas import EvidenceOut, UploadArgs
from safety.evidence.uploads import one_upload, position_of
from safety.people.guard import current_actor, needs, now
from safety.text import N_
from safety.transactions import reads_first
from safety.wire.problems import answer

api = Blueprint("evidence_api", __name__, description="Photographs and files kept as evidence")
#: Made once, since building a schema takes longer than using it.
_QUERY = UploadArgs()
_BODY = {
    "required": True,
    "content": {
        **{kind.value: {"schema": {"type": "string", "format": "binary"}} for kind in Kind},
        "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {"file": {"type": "string", "format": "binary"}},
            }
        },
    },
}


@api.route("/evidence/<uuid:file_id>", methods=["PUT"])
@api.doc(requestBody=_BODY, summary="Send a photograph or file")
@api.arguments(_QUERY, location="query")
@api.response(201, EvidenceOut, description="Kept; it waits for the record that will claim it")
@api.alt_response(200, schema=EvidenceOut, description="The same bytes were sent before")
@api.alt_response(409, description="Other bytes were sent under this id before; both are kept")
@api.alt_response(413, description="Too large")
@api.alt_response(422, description="Not a kind that is kept, damaged, or made to harm")
@api.alt_response(429, description="Too much waits for its records (``quota_staged``): try again later")
@needs(Permission.SELF)
@reads_first
def send_file(args: dict[str, Any], file_id: uuid.UUID) -> Any:
    """Keep a photograph or file for a record still to come; safe to repeat."""
    actor = current_actor()
    place = operations.place_ahead_of_record(actor)  # who may not send is refused before a byte is read
    name, content = one_upload(request)
    position = position_of(args["lon"], args["lat"], args["accuracy"])
    proven = operations.prove_content(content)  # before the first question to the database
    file, is_new = operations.keep_file(
        actor=actor,
        now=now(),
        id=file_id,
        content=proven,
        declared_name=args["name"] or name,
        place=place,
        position=position,
    )
    if file.id != file_id:
        return conflict_answer(file)
    return file, (201 if is_new else 200)


def conflict_answer(file: EvidenceFile) -> Response:
    """Answered, not raised: what was sent is kept beside the first and has to be committed."""
    return answer(
        Conflict(
            N_("同一编号下已有不同内容的文件，两份都已保留，请人工选择"),
            code="other_content",
            extra={"kept_as": str(file.id), "conflict_of": str(file.conflict_of)},
        )
    )


@api.route("/evidence/previews", methods=["POST"])
@api.doc(requestBody=_BODY, summary="A small copy of a picture that a browser cannot draw")
@api.response(200, content_type="image/jpeg")
@api.alt_response(413, description="Too large")
@api.alt_response(422, description="No picture, damaged, or made to harm")
@needs(Permission.SELF)
@reads_first
def preview() -> Response:
    """The picture as a small JPEG (from HEIC, which most browsers cannot draw); nothing is kept."""
    _, content = one_upload(request)
    check_size(len(content))
    return _inert_jpeg(pictures.thumbnail(content, kind_of(content)))


def _inert_jpeg(content: bytes) -> Response:
    response = Response(content, mimetype="image/jpeg")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@api.route("/evidence/<uuid:file_id>", methods=["GET"])
@api.doc(summary="What is known of a photograph or file")
@api.response(200, EvidenceOut)
@api.alt_response(404, description="None, or out of sight")
@needs(Permission.SELF)
def get_file(file_id: uuid.UUID) -> EvidenceFile:
    """What is known of a kept file; its content is at ``/files/<id>/original``."""
    return queries.visible_file(current_actor(), file_id)
