"""Files by tus 1.0.0 (creation, checksum, termination): an upload goes on where it broke."""

from __future__ import annotations

import base64
import binascii
import re
import uuid
from typing import Any

from flask import Response, request, url_for

from safety.access.permissions import Permission
from safety.errors import Conflict, Invalid, Refusal, TooLarge
from safety.evidence.rules import LARGEST_FILE
from safety.evidence.uploads import position_of
from safety.people.guard import current_actor, needs, now, open_to_all
from safety.sync import operations, parts
from safety.sync.api.blueprint import api
from safety.sync.guard import current_device
from safety.sync.inputs import FileFacts
from safety.sync.models import SyncFile
from safety.text import N_
from safety.transactions import reads_first
from safety.wire.problems import answer

TUS = "1.0.0"
_APPENDED = "qunjian.appended_to"
_BODY = {
    "required": True,
    "content": {"application/offset+octet-stream": {"schema": {"type": "string", "format": "binary"}}},
}


def _tus(status: int, **headers: Any) -> Response:
    response = Response(status=status)
    response.headers["Tus-Resumable"] = TUS
    response.headers["Cache-Control"] = "no-store"
    for name, value in headers.items():
        response.headers[name.replace("_", "-")] = str(value)
    return response


def _check_version() -> None:
    if request.headers.get("Tus-Resumable", TUS) != TUS:
        raise Refusal(N_("不支持这个版本的续传协议"), code="tus_version", status=412)


def _whole_number(header: str) -> int:
    given = request.headers.get(header, "")
    if not re.fullmatch(r"[0-9]{1,15}", given):
        raise Invalid(fields={header: [N_("请填写整数")]})
    return int(given)


def _metadata() -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        name, _, value = pair.strip().partition(" ")
        try:
            found[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            raise Invalid(fields={"Upload-Metadata": [N_("格式不正确")]}) from error
    return found


def _announced() -> tuple[FileFacts, Any]:
    size, told = _whole_number("Upload-Length"), _metadata()
    if size > LARGEST_FILE:
        raise TooLarge
    sha256 = told.get("sha256", "")
    try:
        file_id = uuid.UUID(told.get("id", ""))
    except ValueError as error:
        raise Invalid(fields={"id": [N_("编号格式不正确")]}) from error
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise Invalid(fields={"sha256": [N_("校验值应为 64 位小写十六进制")]})
    return FileFacts(file_id, sha256, size, (told.get("filetype") or None)), _position(told.get("position"))


def _position(told: str | None) -> Any:
    if not told:
        return None
    try:
        lon, lat, *rest = (float(one) if one else None for one in told.split(","))
    except ValueError as error:
        raise Invalid(fields={"position": [N_("格式不正确")]}) from error
    return position_of(lon, lat, rest[0] if rest else None)


def _offset(file: SyncFile) -> int:
    return file.size if file.completed_at is not None else parts.bytes_there(file.id)


@api.route("/sync/files", methods=["OPTIONS"])
@open_to_all("what the upload protocol can do")
@api.doc(summary="What the upload protocol can do")
@api.response(204)
def tus_options() -> Response:
    """Versions, extensions and the largest size."""
    return _tus(
        204,
        Tus_Version=TUS,
        Tus_Extension="creation,checksum,termination",
        Tus_Checksum_Algorithm="sha256",
        Tus_Max_Size=LARGEST_FILE,
    )


@api.route("/sync/files", methods=["POST"])
@needs(Permission.SELF)
@api.doc(
    summary="Announce a file",
    parameters=[
        {"in": "header", "name": "Upload-Length", "required": True, "schema": {"type": "integer"}},
        {"in": "header", "name": "Upload-Metadata", "required": True, "schema": {"type": "string"}},
    ],
)
@api.response(201, description="``Location`` and ``Upload-Offset``; the upload there is, if it was announced")
@api.alt_response(409, description="Other bytes were announced under this id")
@api.alt_response(413, description="Too large")
@api.alt_response(429, description="Too much waits for its records (``quota_staged``): try again later")
def announce() -> Response:
    """Say which file is to come; safe to repeat."""
    _check_version()
    facts, position = _announced()
    file = operations.announce_file(
        actor=current_actor(), now=now(), device=current_device(), facts=facts, position=position
    )
    place = url_for("sync_api.upload_state", file_id=file.id)
    return _tus(201, Location=place, Upload_Offset=_offset(file))


@api.route("/sync/files/<uuid:file_id>", methods=["HEAD"])
@needs(Permission.SELF)
@api.doc(summary="How far an upload came")
@api.response(200)
def upload_state(file_id: uuid.UUID) -> Response:
    """``Upload-Offset`` and ``Upload-Length``."""
    file = operations.own_file(current_device(), file_id)
    return _tus(200, Upload_Offset=_offset(file), Upload_Length=file.size)


@api.route("/sync/files/<uuid:file_id>", methods=["PATCH"])
@needs(Permission.SELF)
@reads_first
@api.doc(
    summary="Send a part of a file",
    requestBody=_BODY,
    parameters=[
        {"in": "header", "name": "Upload-Offset", "required": True, "schema": {"type": "integer"}},
        {"in": "header", "name": "Upload-Checksum", "schema": {"type": "string"}},
    ],
)
@api.response(204, description="``Upload-Offset``: how far it is now")
@api.alt_response(409, description="The upload stands at another offset")
@api.alt_response(422, description="The whole has another hash, or is nothing that is kept")
@api.alt_response(460, description="The part has another checksum")
def send_part(file_id: uuid.UUID) -> Response:
    """Append a part; with the last byte the file becomes evidence and what waited for it is applied."""
    _check_version()
    device, at = current_device(), _whole_number("Upload-Offset")
    file = operations.own_file(device, file_id)
    if file.completed_at is not None:
        if at != file.size:
            raise Conflict(N_("上传位置与服务器不一致，请先查询进度"), code="wrong_offset")
        return _tus(204, Upload_Offset=file.size)
    reached = _append(file, at)
    if reached < file.size:
        return _tus(204, Upload_Offset=reached)
    refusal = operations.complete_upload(actor=current_actor(), now=now(), device=device, file_id=file_id)
    # Answered, not raised: that the file is spoilt has to be committed.
    return answer(refusal) if refusal else _tus(204, Upload_Offset=reached)


def _append(file: SyncFile, at: int) -> int:
    """Append once, even when the transaction is begun anew."""
    if _APPENDED not in request.environ:
        request.environ[_APPENDED] = parts.append(
            file.id, offset=at, stream=request.stream, most=file.size - at, sha256=_checksum()
        )
    reached: int = request.environ[_APPENDED]
    return reached


def _checksum() -> bytes | None:
    given = request.headers.get("Upload-Checksum")
    if given is None:
        return None
    algorithm, _, value = given.partition(" ")
    try:
        if algorithm == "sha256":
            return base64.b64decode(value, validate=True)
    except binascii.Error:
        pass
    raise Refusal(N_("不支持这种校验方法"), code="checksum_unknown", status=400)


@api.route("/sync/files/<uuid:file_id>", methods=["DELETE"])
@needs(Permission.SELF)
@api.doc(summary="Give an upload up")
@api.response(204)
def give_up(file_id: uuid.UUID) -> Response:
    """What became evidence stays."""
    _check_version()
    operations.drop_file(device=current_device(), file_id=file_id)
    return _tus(204)
