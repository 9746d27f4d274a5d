"""Imports of projects for programs."""

from __future__ import annotations

from flask_smorest import Blueprint

from safety.projects.import_schemas import ProjectImportRowsOut, ProjectPreviewOut
from safety.projects.operations.project_rows import PROJECTS
from safety.workplaces.import_calls import ImportCalls
from safety.workplaces.intake import Intake

api = Blueprint("project_imports_api", __name__, description="Registers of projects from files")

ImportCalls(Intake(PROJECTS), "project_import_id", ProjectPreviewOut, ProjectImportRowsOut).serve(
    api, "/project-imports"
)
