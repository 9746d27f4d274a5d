"""Every write of projects."""

from safety.projects.operations.dossiers import begin_dossier, dossier_path, write_dossier
from safety.projects.operations.opinions import (
    add_opinion,
    check_unsigned,
    make_link,
    reply_by_link,
    revoke_links,
    transmit_opinions,
    withdraw_opinion,
)
from safety.projects.operations.receipts import issue_material_receipt
from safety.projects.operations.registering import FIELDS, create_project, edit_project, move_project
from safety.projects.operations.reviews import (
    add_material,
    add_participant,
    issue_attendance_sheet,
    open_review,
    record_attendance,
    refer_review,
    settle_review,
)
from safety.projects.operations.signing import (
    counter_sign,
    propose_conclusion,
    record_dissent,
    sign_conclusion,
    signer_of,
    supplement,
    withdraw_conclusion,
)

__all__ = [
    "FIELDS",
    "add_material",
    "add_opinion",
    "add_participant",
    "begin_dossier",
    "check_unsigned",
    "counter_sign",
    "create_project",
    "dossier_path",
    "edit_project",
    "issue_attendance_sheet",
    "issue_material_receipt",
    "make_link",
    "move_project",
    "open_review",
    "propose_conclusion",
    "record_attendance",
    "record_dissent",
    "refer_review",
    "reply_by_link",
    "revoke_links",
    "settle_review",
    "sign_conclusion",
    "signer_of",
    "supplement",
    "transmit_opinions",
    "withdraw_conclusion",
    "withdraw_opinion",
    "write_dossier",
]
