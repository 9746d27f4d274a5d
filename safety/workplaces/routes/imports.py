"""Pages of imports of sites."""

from __future__ import annotations

import uuid

from flask import Response
from flask.typing import ResponseReturnValue

from safety.access.permissions import Permission as P
from safety.people.guard import needs
from safety.workplaces.import_pages import ImportPages
from safety.workplaces.intake import Intake
from safety.workplaces.operations.site_rows import SITES
from safety.workplaces.routes.blueprint import pages

IMPORTS = ImportPages(Intake(SITES), at="workplaces", one="site_import", argument="import_id")


@pages.get("/sites/import")
@needs(P.SITE_IMPORT)
def imports() -> ResponseReturnValue:
    """Uploading a register, and the imports there were."""
    return IMPORTS.overview()


@pages.post("/sites/import")
@needs(P.SITE_IMPORT)
def upload_register() -> ResponseReturnValue:
    """Keep the file and show how it would be read."""
    return IMPORTS.upload()


@pages.get("/sites/import/sheet.xlsx")
@needs(P.SITE_IMPORT)
def import_sheet() -> Response:
    """The empty sheet to fill in."""
    return IMPORTS.sheet()


@pages.get("/sites/import/<uuid:import_id>")
@needs(P.SITE_IMPORT)
def site_import(import_id: uuid.UUID) -> ResponseReturnValue:
    """One import: the preview, the progress, or the results."""
    return IMPORTS.show(import_id)


@pages.post("/sites/import/<uuid:import_id>/columns")
@needs(P.SITE_IMPORT)
def match_columns(import_id: uuid.UUID) -> ResponseReturnValue:
    """Read the file by the columns that were chosen by hand."""
    return IMPORTS.match(import_id)


@pages.post("/sites/import/<uuid:import_id>/resume")
@needs(P.SITE_IMPORT)
def resume_import(import_id: uuid.UUID) -> ResponseReturnValue:
    """Go on with an import that was interrupted."""
    return IMPORTS.resume(import_id)


@pages.post("/sites/import/<uuid:import_id>/start")
@needs(P.SITE_IMPORT)
def start_import(import_id: uuid.UUID) -> ResponseReturnValue:
    """Begin importing with the datum that was confirmed."""
    return IMPORTS.start(import_id)


@pages.get("/sites/import/<uuid:import_id>/results.csv")
@needs(P.SITE_IMPORT)
def import_results(import_id: uuid.UUID) -> Response:
    """The row-by-row result as CSV."""
    return IMPORTS.results(import_id)
