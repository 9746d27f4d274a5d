"""Imports of employers: the pages, and the calls for programs."""

from __future__ import annotations

from flask import Blueprint as PagesBlueprint
from flask_smorest import Blueprint
from marshmallow import fields

from safety.wire.paging import ListOut
from safety.workplaces.import_calls import ImportCalls
from safety.workplaces.import_pages import ImportPages
from safety.workplaces.import_schemas import ImportRowOut, PreviewOut
from safety.workplaces.intake import Intake
from safety.workplaces.operations.employer_rows import EMPLOYERS


class EmployerPreviewOut(PreviewOut):
    """The preview of a register of employers."""


class EmployerImportRowOut(ImportRowOut):
    """What became of one row."""

    employer_id = fields.UUID(allow_none=True, attribute="record_id")


class EmployerImportRowsOut(ListOut):
    """A page of results."""

    items = fields.List(fields.Nested(EmployerImportRowOut), required=True)


pages = PagesBlueprint("employer_imports", __name__)
api = Blueprint("employer_imports_api", __name__, description="Registers of employers from files")
ImportPages(
    Intake(EMPLOYERS), at="employer_imports", one="employer_import", argument="employer_import_id"
).serve(pages, "/employers/import")
ImportCalls(Intake(EMPLOYERS), "employer_import_id", EmployerPreviewOut, EmployerImportRowsOut).serve(
    api, "/employer-imports"
)
