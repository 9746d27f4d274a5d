"""The calls of imports for programs, the same for every register: upload, preview, start, results."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from flask_smorest import Blueprint

from safety.people.guard import needs
from safety.transactions import reads_first
from safety.wire.paging import ListOut
from safety.wire.schemas import FILE_BODY
from safety.workplaces import import_schemas as schemas
from safety.workplaces.intake import Intake, Preview, preview_of
from safety.workplaces.queries.imports import shown


@dataclass(frozen=True)
class ImportCalls:
    """The calls of one register's imports; ``argument`` is what addresses call the id of an import."""

    intake: Intake
    argument: str
    preview: type[schemas.PreviewOut]
    rows: type[ListOut]

    def serve(self, api: Blueprint, path: str) -> None:
        """Give the blueprint these calls under ``path``, for who may import this register."""
        one = f"{path}/<uuid:{self.argument}>"
        self._reading(api, one)
        self._uploading(api, one)
        self._choosing(api, one)
        self._answering(api, one)
        self._going_on(api, one)

    def _id(self, ids: dict[str, uuid.UUID]) -> uuid.UUID:
        return ids[self.argument]

    def _reading(self, api: Blueprint, one: str) -> None:
        intake, guarded = self.intake, needs(self.intake.kind.permission)

        @api.route(one)
        @guarded
        @api.response(200, schemas.ImportOut)
        def read_import(**ids: uuid.UUID) -> dict[str, Any]:
            """An import: how the file is read, and what became of it."""
            return shown(intake.found(self._id(ids)))

        @api.route(f"{one}/preview")
        @guarded
        @api.arguments(schemas.PreviewArgs, location="query")
        @api.response(200, self.preview)
        def preview_import(args: dict[str, Any], **ids: uuid.UUID) -> Preview:
            """How the file would be read, what its rows would do, and which are probably about known records."""
            return preview_of(intake.found(self._id(ids)), **args)

        @api.route(f"{one}/rows")
        @guarded
        @api.arguments(schemas.RowsArgs, location="query")
        @api.response(200, self.rows)
        def list_import_rows(args: dict[str, Any], **ids: uuid.UUID) -> dict[str, Any]:
            """What became of each row; ``q`` narrows to one outcome, or to those ``undone`` or ``kept``."""
            return intake.rows(intake.found(self._id(ids)), args)

    def _uploading(self, api: Blueprint, one: str) -> None:
        intake, guarded = self.intake, needs(self.intake.kind.permission)

        @api.route(one, methods=["PUT"])
        @guarded
        @reads_first
        @api.doc(requestBody=FILE_BODY)
        @api.response(201, schemas.ImportOut)
        @api.alt_response(200, schema=schemas.ImportOut, description="The same upload again")
        def put_import(**ids: uuid.UUID) -> Any:
            """Upload a register and see how it would be read.

            The part ``file``: CSV, XLSX, GeoJSON, zipped Shapefile, GeoPackage, FlatGeobuf, GML, KML or KMZ.
            """
            known = intake.known(self._id(ids))
            return (shown(known), 200) if known is not None else shown(intake.upload(self._id(ids)))

    def _choosing(self, api: Blueprint, one: str) -> None:
        intake, guarded = self.intake, needs(self.intake.kind.permission)

        @api.route(f"{one}/columns", methods=["PUT"])
        @guarded
        @reads_first
        @api.arguments(schemas.ColumnsIn)
        @api.response(200, schemas.ImportOut)
        def put_import_columns(values: dict[str, Any], **ids: uuid.UUID) -> dict[str, Any]:
            """Say which column stands for which field, where the headings were not recognised."""
            return shown(intake.match_columns(intake.found(self._id(ids)), values["columns"]))

        @api.route(f"{one}/layer", methods=["PUT"])
        @guarded
        @reads_first
        @api.arguments(schemas.LayerIn)
        @api.response(200, schemas.ImportOut)
        def put_import_layer(values: dict[str, Any], **ids: uuid.UUID) -> dict[str, Any]:
            """Read another layer of a file that has several; the largest that fits is read without this."""
            return shown(intake.choose_layer(intake.found(self._id(ids)), values["layer"]))

        @api.route(f"{one}/head-row", methods=["PUT"])
        @guarded
        @reads_first
        @api.arguments(schemas.HeadRowIn)
        @api.response(200, schemas.ImportOut)
        def put_import_head_row(values: dict[str, Any], **ids: uuid.UUID) -> dict[str, Any]:
            """Take the headings of a table from another row; the one with most known headings is taken without this."""
            return shown(intake.choose_head_row(intake.found(self._id(ids)), values["head_row"]))

        @api.route(f"{one}/encoding", methods=["PUT"])
        @guarded
        @reads_first
        @api.arguments(schemas.EncodingIn)
        @api.response(200, schemas.ImportOut)
        def put_import_encoding(values: dict[str, Any], **ids: uuid.UUID) -> dict[str, Any]:
            """Say in which encoding a table is whose bytes do not tell (``readings`` of the preview)."""
            return shown(intake.choose_encoding(intake.found(self._id(ids)), values["encoding"]))

        @api.route(f"{one}/projection", methods=["PUT"])
        @guarded
        @reads_first
        @api.arguments(schemas.ProjectionIn)
        @api.response(200, schemas.ImportOut)
        def put_import_projection(values: dict[str, Any], **ids: uuid.UUID) -> dict[str, Any]:
            """Say in which zone places in metres are, where the file names no system (``in_metres``)."""
            return shown(intake.choose_projection(intake.found(self._id(ids)), values["projection"]))

    def _answering(self, api: Blueprint, one: str) -> None:
        intake, guarded = self.intake, needs(self.intake.kind.permission)

        @api.route(f"{one}/answers", methods=["PATCH"])
        @guarded
        @api.arguments(schemas.AnswersIn)
        @api.response(200, schemas.ImportOut)
        def patch_import_answers(values: dict[str, Any], **ids: uuid.UUID) -> dict[str, Any]:
            """Answer about rows that could be about several records; the preview then says what they would do."""
            return shown(intake.answer(intake.found(self._id(ids)), values["answers"]))

    def _going_on(self, api: Blueprint, one: str) -> None:
        intake, guarded = self.intake, needs(self.intake.kind.permission)

        @api.route(f"{one}/resume", methods=["POST"])
        @guarded
        @api.response(202, schemas.ImportOut)
        def resume_import(**ids: uuid.UUID) -> dict[str, Any]:
            """Go on with an import whose work ended on the way, after the rows already done."""
            return shown(intake.resume(intake.found(self._id(ids))))

        @api.route(f"{one}/start", methods=["POST"])
        @guarded
        @api.arguments(schemas.ImportIn)
        @api.response(202, schemas.ImportOut)
        def start_import(values: dict[str, Any], **ids: uuid.UUID) -> dict[str, Any]:
            """Begin importing; progress is at ``/api/v1/jobs/<job_id>``."""
            return shown(intake.start(intake.found(self._id(ids)), values))

        self._undoing(api, one)

    def _undoing(self, api: Blueprint, one: str) -> None:
        intake, guarded = self.intake, needs(self.intake.kind.permission)

        @api.route(f"{one}/stop", methods=["POST"])
        @guarded
        @api.response(200, schemas.ImportOut)
        def stop_import(**ids: uuid.UUID) -> dict[str, Any]:
            """Stop an import that runs: the rows that are in stay; it can go on, or be taken back."""
            return shown(intake.stop(intake.found(self._id(ids))))

        @api.route(f"{one}/taking-back", methods=["POST"])
        @guarded
        @api.response(202, schemas.ImportOut)
        def take_back_import(**ids: uuid.UUID) -> dict[str, Any]:
            """Take back what an import did, as a whole; what was edited since, or is used, is kept and named.

            Progress is at ``/api/v1/jobs/<back_job_id>``; the rows then say ``undone`` or ``kept``.
            """
            return shown(intake.take_back(intake.found(self._id(ids))))
