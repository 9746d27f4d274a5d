"""Imports of members for programs."""

from __future__ import annotations

import uuid
from typing import Any

from flask_smorest import Blueprint

from safety.access.permissions import Permission as P
from safety.people.guard import current_actor, needs, now
from safety.rosters.operations.member_rows import MEMBERS
from safety.rosters.operations.passwords import issue_passwords
from safety.rosters.schemas import MemberImportRowsOut, MemberPreviewOut, PasswordsOut
from safety.wire.problems import translate
from safety.workplaces.import_calls import ImportCalls
from safety.workplaces.intake import Intake

api = Blueprint("member_imports_api", __name__, description="Lists of members from files")
INTAKE = Intake(MEMBERS)

ImportCalls(INTAKE, "member_import_id", MemberPreviewOut, MemberImportRowsOut).serve(api, "/member-imports")


@api.route("/member-imports/<uuid:member_import_id>/passwords", methods=["POST"])
@needs(P.MEMBER_MANAGE)
@api.response(200, PasswordsOut)
def issue_import_passwords(member_import_id: uuid.UUID) -> dict[str, Any]:
    """Give the members who got a sign-in name temporary passwords, told this once; at most 500 a call."""
    found = INTAKE.found(member_import_id)
    issued = issue_passwords(actor=current_actor(), now=now(), found=found)
    held = [{"row": one.row, "name": one.name, "reason": translate(one.reason)} for one in issued.held]
    return {"items": issued.told, "held_back": held, "left": issued.left}
