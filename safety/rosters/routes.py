"""Pages of imports of members."""

from __future__ import annotations

import uuid

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from safety.access.permissions import Permission as P
from safety.people.guard import current_actor, needs, now
from safety.rosters.operations.member_rows import MEMBERS
from safety.rosters.operations.passwords import issue_passwords, passwords_waiting
from safety.wire.forms import Form, kept_here
from safety.wire.schemas import Strict
from safety.workplaces.import_pages import ImportPages
from safety.workplaces.intake import Intake
from safety.workplaces.models import RegisterImport

pages = Blueprint("rosters", __name__)


def _beside(found: RegisterImport) -> dict[str, int]:
    return {"passwords": passwords_waiting(found)}


IMPORTS = ImportPages(
    Intake(MEMBERS), at="rosters", one="member_import", argument="member_import_id", beside=_beside
)
IMPORTS.serve(pages, "/people/members/import")


@pages.post("/people/members/import/<uuid:member_import_id>/passwords")
@needs(P.MEMBER_MANAGE)
def issue_import_passwords(member_import_id: uuid.UUID) -> ResponseReturnValue:
    """Give the members who got a sign-in name temporary passwords, and show them this once."""
    form, found = Form(Strict()), IMPORTS.intake.found(member_import_id)
    done = form.submit(lambda _given: issue_passwords(actor=current_actor(), now=now(), found=found))
    if done is None:
        return IMPORTS.refused(member_import_id, form)
    kept_here()
    return render_template("rosters/passwords.html", found=found, issued=done, imports=IMPORTS)
