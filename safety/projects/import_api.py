"""Imports of projects for programs."""

from __future__ import annotations

import uuid
from typing import Any

from flask_smorest import Blueprint

from safety.access.permissions import Permission as P
from safety.people.guard import needs
from safety.projects import import_schemas as out
from safety.projects.operations.project_rows import PROJECTS
from safety.wire.paging import ListArgs
from safety.workplaces import import_schemas as imported
from safety.workplaces.intake import Intake, Preview, preview_of
from safety.workplaces.queries.imports import shown

api = Blueprint("project_imports_api", __name__, description="Registers of projects from files")
INTAKE = Intake(PROJECTS)


@api.route("/project-imports/<uuid:project_import_id>", methods=["PUT"])
@needs(P.PROJECT_IMPORT)
@api.response(201, imported.ImportOut)
@api.alt_response(200, schema=imported.ImportOut, description="The same upload again")
def put_import(project_import_id: uuid.UUID) -> Any:
    """Upload a register (multipart ``file``, in the formats of site imports) and see how it would be read."""
    known = INTAKE.known(project_import_id)
    return (shown(known), 200) if known is not None else shown(INTAKE.upload(project_import_id))


@api.route("/project-imports/<uuid:project_import_id>")
@needs(P.PROJECT_IMPORT)
@api.response(200, imported.ImportOut)
def read_import(project_import_id: uuid.UUID) -> dict[str, Any]:
    """An import: how the file is read, and what became of it."""
    return shown(INTAKE.found(project_import_id))


@api.route("/project-imports/<uuid:project_import_id>/preview")
@needs(P.PROJECT_IMPORT)
@api.arguments(imported.PreviewArgs, location="query")
@api.response(200, out.ProjectPreviewOut)
def preview_import(args: dict[str, Any], project_import_id: uuid.UUID) -> Preview:
    """How the register would be read, what its rows would do, and which are probably projects known already."""
    return preview_of(INTAKE.found(project_import_id), args["datum"])


@api.route("/project-imports/<uuid:project_import_id>/columns", methods=["PUT"])
@needs(P.PROJECT_IMPORT)
@api.arguments(imported.ColumnsIn)
@api.response(200, imported.ImportOut)
def put_import_columns(values: dict[str, Any], project_import_id: uuid.UUID) -> dict[str, Any]:
    """Say which column stands for which field, where the headings were not recognised."""
    return shown(INTAKE.match_columns(INTAKE.found(project_import_id), values["columns"]))


@api.route("/project-imports/<uuid:project_import_id>/resume", methods=["POST"])
@needs(P.PROJECT_IMPORT)
@api.response(202, imported.ImportOut)
def resume_import(project_import_id: uuid.UUID) -> dict[str, Any]:
    """Go on with an import whose work ended on the way, after the rows already done."""
    return shown(INTAKE.resume(INTAKE.found(project_import_id)))


@api.route("/project-imports/<uuid:project_import_id>/start", methods=["POST"])
@needs(P.PROJECT_IMPORT)
@api.arguments(imported.ImportIn)
@api.response(202, imported.ImportOut)
def start_import(values: dict[str, Any], project_import_id: uuid.UUID) -> dict[str, Any]:
    """Begin importing; progress is at ``/api/v1/jobs/<job_id>``."""
    return shown(INTAKE.start(INTAKE.found(project_import_id), values["datum"]))


@api.route("/project-imports/<uuid:project_import_id>/rows")
@needs(P.PROJECT_IMPORT)
@api.arguments(ListArgs, location="query")
@api.response(200, out.ProjectImportRowsOut)
def list_import_rows(args: dict[str, Any], project_import_id: uuid.UUID) -> dict[str, Any]:
    """What became of each row; ``q`` narrows to one outcome."""
    return INTAKE.rows(INTAKE.found(project_import_id), args)
