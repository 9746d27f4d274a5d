"""What goes out about imports of projects."""

from __future__ import annotations

from marshmallow import fields

from safety.wire.paging import ListOut
from safety.wire.schemas import Strict
from safety.workplaces.import_schemas import ImportRowOut, PreviewOut


class ProjectDuplicateOut(Strict):
    """A row of the file that is probably a project known already."""

    row = fields.Integer(required=True)
    name = fields.String(required=True)
    project_id = fields.UUID(required=True, attribute="record_id")
    project_name = fields.String(required=True, attribute="record_name")


class ProjectPreviewOut(PreviewOut):
    """The preview of a register of projects."""

    duplicates = fields.List(fields.Nested(ProjectDuplicateOut), required=True)


class ProjectImportRowOut(ImportRowOut):
    """What became of one row."""

    project_id = fields.UUID(allow_none=True, attribute="record_id")


class ProjectImportRowsOut(ListOut):
    """A page of results."""

    items = fields.List(fields.Nested(ProjectImportRowOut), required=True)
