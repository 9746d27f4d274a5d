"""What goes in and out about lists of members."""

from __future__ import annotations

from marshmallow import fields

from safety.wire.paging import ListOut
from safety.wire.schemas import Strict
from safety.workplaces.import_schemas import ImportRowOut, PreviewOut


class MemberImportRowOut(ImportRowOut):
    """What became of one row."""

    member_id = fields.UUID(allow_none=True, attribute="record_id")


class MemberImportRowsOut(ListOut):
    """A page of results."""

    items = fields.List(fields.Nested(MemberImportRowOut), required=True)


class MemberPreviewOut(PreviewOut):
    """The preview of a list of members."""


class PasswordOut(Strict):
    """A temporary password, told this once; it is changed at the first sign-in."""

    row = fields.Integer(required=True)
    member_id = fields.UUID(required=True)
    name = fields.String(required=True)
    sign_in_name = fields.String(required=True)
    temporary_password = fields.String(required=True)


class HeldPasswordOut(Strict):
    """A row whose member got no password, and why."""

    row = fields.Integer(required=True)
    name = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True)


class PasswordsOut(Strict):
    """Temporary passwords of the members whom an import gave a sign-in name; ``left`` more wait for another call.

    ``held_back`` are the rows that got none: their members are managed elsewhere now.
    """

    items = fields.List(fields.Nested(PasswordOut), required=True)
    held_back = fields.List(fields.Nested(HeldPasswordOut), required=True)
    left = fields.Integer(required=True)
