"""Pages of imports of projects."""

from __future__ import annotations

from safety.projects.operations.project_rows import PROJECTS
from safety.projects.routes.blueprint import pages
from safety.workplaces.import_pages import ImportPages
from safety.workplaces.intake import Intake

ImportPages(Intake(PROJECTS), at="projects", one="project_import", argument="project_import_id").serve(
    pages, "/projects/import"
)
