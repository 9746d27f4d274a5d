"""Pages of imports of sites."""

from __future__ import annotations

from safety.workplaces.import_pages import ImportPages
from safety.workplaces.intake import Intake
from safety.workplaces.operations.site_rows import SITES
from safety.workplaces.routes.blueprint import pages

ImportPages(Intake(SITES), at="workplaces", one="site_import", argument="import_id").serve(
    pages, "/sites/import"
)
