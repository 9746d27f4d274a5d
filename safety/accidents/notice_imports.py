"""Imports of news of accidents: the pages, and the calls for programs."""

from __future__ import annotations

from flask import Blueprint as PagesBlueprint
from flask_smorest import Blueprint
from marshmallow import fields

from safety.accidents.operations.notice_rows import NOTICES
from safety.wire.paging import ListOut
from safety.workplaces.import_calls import ImportCalls
from safety.workplaces.import_pages import ImportPages
from safety.workplaces.import_schemas import ImportRowOut, PreviewOut
from safety.workplaces.intake import Intake


class NoticePreviewOut(PreviewOut):
    """The preview of a register of news of accidents."""


class NoticeImportRowOut(ImportRowOut):
    """What became of one row."""

    notification_id = fields.UUID(allow_none=True, attribute="record_id")


class NoticeImportRowsOut(ListOut):
    """A page of results."""

    items = fields.List(fields.Nested(NoticeImportRowOut), required=True)


pages = PagesBlueprint("notice_imports", __name__)
api = Blueprint("notice_imports_api", __name__, description="Registers of news of accidents from files")
ImportPages(Intake(NOTICES), at="notice_imports", one="notice_import", argument="notice_import_id").serve(
    pages, "/accidents/notices/import"
)
ImportCalls(Intake(NOTICES), "notice_import_id", NoticePreviewOut, NoticeImportRowsOut).serve(
    api, "/accident-notice-imports"
)
