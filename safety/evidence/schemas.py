"""Evidence on the wire."""

from __future__ import annotations

from marshmallow import fields

from safety.wire.schemas import Instant, Strict


class UploadArgs(Strict):
    """What accompanies an upload: its name and where the device was (WGS 84)."""

    name = fields.String(load_default=None, metadata={"description": "The file's name on the device"})
    lon = fields.Float(load_default=None)
    lat = fields.Float(load_default=None)
    accuracy = fields.Float(load_default=None, metadata={"description": "Accuracy of the position in metres"})


class EvidenceOut(Strict):
    """A kept file."""

    id = fields.UUID(required=True)
    sha256 = fields.String(required=True)
    kind = fields.String(required=True)
    size = fields.Integer(required=True)
    name = fields.String(required=True)
    width = fields.Integer(allow_none=True)
    height = fields.Integer(allow_none=True)
    taken_at = Instant(allow_none=True)
    taken_as_written = fields.String(
        allow_none=True,
        metadata={"description": "What the camera wrote as its time, where that cannot be one"},
    )
    uploaded_at = Instant(required=True)
    distance_metres = fields.Float(allow_none=True)
    is_flagged = fields.Boolean()
    is_picture = fields.Boolean()
    owner_kind = fields.String(allow_none=True)
    owner_id = fields.UUID(allow_none=True)
    conflict_of = fields.UUID(allow_none=True)
