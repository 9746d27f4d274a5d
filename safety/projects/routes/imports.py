"""Pages of imports of projects."""

from __future__ import annotations

import uuid

from flask import Response
from flask.typing import ResponseReturnValue

from safety.access.permissions import Permission as P
from safety.people.guard import needs
from safety.projects.operations.project_rows import PROJECTS
from safety.projects.routes.blueprint import pages
from safety.workplaces.import_pages import ImportPages
from safety.workplaces.intake import Intake

IMPORTS = ImportPages(Intake(PROJECTS), at="projects", one="project_import", argument="project_import_id")


@pages.get("/projects/import")
@needs(P.PROJECT_IMPORT)
def imports() -> ResponseReturnValue:
    """Uploading a register, and the imports there were."""
    return IMPORTS.overview()


@pages.post("/projects/import")
@needs(P.PROJECT_IMPORT)
def upload_register() -> ResponseReturnValue:
    """Keep the file and show how it would be read."""
    return IMPORTS.upload()


@pages.get("/projects/import/sheet.xlsx")
@needs(P.PROJECT_IMPORT)
def import_sheet() -> Response:
    """The empty sheet to fill in."""
    return IMPORTS.sheet()


@pages.get("/projects/import/<uuid:project_import_id>")
@needs(P.PROJECT_IMPORT)
def project_import(project_import_id: uuid.UUID) -> ResponseReturnValue:
    """One import: the preview, the progress, or the results."""
    return IMPORTS.show(project_import_id)


@pages.post("/projects/import/<uuid:project_import_id>/columns")
@needs(P.PROJECT_IMPORT)
def match_columns(project_import_id: uuid.UUID) -> ResponseReturnValue:
    """Read the file by the columns that were chosen by hand."""
    return IMPORTS.match(project_import_id)


@pages.post("/projects/import/<uuid:project_import_id>/resume")
@needs(P.PROJECT_IMPORT)
def resume_import(project_import_id: uuid.UUID) -> ResponseReturnValue:
    """Go on with an import that was interrupted."""
    return IMPORTS.resume(project_import_id)


@pages.post("/projects/import/<uuid:project_import_id>/start")
@needs(P.PROJECT_IMPORT)
def start_import(project_import_id: uuid.UUID) -> ResponseReturnValue:
    """Begin importing with the datum that was confirmed."""
    return IMPORTS.start(project_import_id)


@pages.get("/projects/import/<uuid:project_import_id>/results.csv")
@needs(P.PROJECT_IMPORT)
def import_results(project_import_id: uuid.UUID) -> Response:
    """The row-by-row result as CSV."""
    return IMPORTS.results(project_import_id)
