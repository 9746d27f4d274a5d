"""Schemas of the record of backups."""

from __future__ import annotations

from marshmallow import fields

from safety.backups.rules import RunKind
from safety.wire.paging import ListOut, SortedArgs
from safety.wire.schemas import Instant, Strict


class BackupArgs(SortedArgs):
    """Query arguments of the list."""


class BackupRunOut(Strict):
    """One run: ``size`` in bytes; ``failure`` is the sentence that says why it failed, None when it succeeded."""

    id = fields.UUID(required=True)
    kind = fields.Enum(RunKind, by_value=True, required=True)
    at = Instant(required=True)
    file_name = fields.String(required=True)
    size = fields.Integer(required=True, allow_none=True)
    sha256 = fields.String(required=True, allow_none=True)
    encrypted = fields.Boolean(required=True)
    row_count = fields.Integer(required=True, allow_none=True)
    failure = fields.String(required=True, allow_none=True)


class BackupRunListOut(ListOut):
    """The runs, the newest first, and what an administrator has to see to, the gravest first."""

    items = fields.List(fields.Nested(BackupRunOut), required=True)
    warnings = fields.List(fields.String(), required=True)
