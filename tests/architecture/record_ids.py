"""The records by which the whole application is asked: the id of each, in the own district and in another."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from tests.cast import id_of
from tests.inspections.workplaces import site_id

SIDES = ("own", "other")
#: Who acts, and where, on each side: officer, inspector, site, union.
WHO = {
    "own": ("chenjing", "liqiang", "tower", "yuzhong"),
    "other": ("wanglei", "zhengkai", "plant", "nanan"),
}


def fixed(name: str, side: str) -> uuid.UUID:
    """The id of a record of one side."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"record:{name}:{side}")


def employer_id(site: str) -> uuid.UUID:
    """The employer of a site of the tests."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"employer:{site}")


def _both(name: str) -> dict[str, Any]:
    return {side: fixed(name, side) for side in SIDES}


def _unscoped(value: Any) -> dict[str, Any]:
    return {"own": value, "other": value, "scoped": False}


RECORDS: Mapping[str, Mapping[str, Any]] = {
    "accident_id": _both("accident"),
    "accident_opinion_id": _both("accident_opinion"),
    "activity_id": _both("activity"),
    "appointment_id": _both("appointment"),
    "assignment_id": _both("assignment"),
    "certificate_id": _both("certificate"),
    "conflict_id": _both("conflict"),
    "demand_id": _both("finding"),
    "device_id": _both("device"),
    "employer_id": {side: employer_id(WHO[side][2]) for side in SIDES},
    "entry_id": _both("entry"),
    # Handings-over are the city's: nobody of a district has one (tests/maps/test_editions.py).
    "edition_id": _unscoped(fixed("edition", "own")),
    "handover_id": _unscoped(fixed("handover", "own")),
    "export_id": _both("export"),
    "file_id": _both("file"),
    "finding_id": _both("finding"),
    "import_id": _both("import"),
    "inspection_id": _both("inspection"),
    "job_id": _both("job"),
    "letter_id": _both("letter"),
    "employer_import_id": _both("employer_import"),
    "notice_import_id": _both("notice_import"),
    "member_import_id": _both("member_import"),
    "member_id": {side: id_of(WHO[side][1]) for side in SIDES},
    "name": _unscoped("site-kinds"),
    "notice_id": _both("notice"),
    "notification_id": _both("notification"),
    "opinion_id": _both("opinion"),
    "paper_id": _both("paper"),
    "plan_id": _both("plan"),
    "project_id": _both("project"),
    "project_import_id": _both("project_import"),
    "proposal_id": _both("evacuation"),
    "recheck_id": _both("recheck"),
    "referral_id": _both("referral"),
    "reply_id": _both("reply"),
    "report_id": _both("report"),
    "review_id": _both("review"),
    "seat_id": _both("seat"),
    "sign_in_id": _both("sign_in"),
    "site_id": {side: site_id(WHO[side][2]) for side in SIDES},
    "tile_col": _unscoped(52_100),
    "tile_matrix": _unscoped(16),
    "tile_row": _unscoped(27_000),
    "token_id": _both("token"),
    "transfer_id": _both("transfer"),
    "union_id": {side: id_of(WHO[side][3]) for side in SIDES},
    "checklist_id": _unscoped(uuid.uuid5(uuid.NAMESPACE_URL, "checklist")),
    "version_id": _unscoped(uuid.uuid5(uuid.NAMESPACE_URL, "version")),
    "collection": _unscoped("sites"),
    "feature": {side: str(site_id(WHO[side][2])) for side in SIDES},
    "rule_id": _unscoped(uuid.uuid5(uuid.NAMESPACE_URL, "rule")),
    "signing_id": _unscoped(uuid.uuid5(uuid.NAMESPACE_URL, "signing")),  # found by its accident
    "new_id": _unscoped(uuid.uuid5(uuid.NAMESPACE_URL, "new")),
    "code": _unscoped("AAAA-BBBB-CCCC-DDDD"),
    "filename": _unscoped("css/app.css"),
    "named": _unscoped("0123456789abcdef"),
    "kind": _unscoped("correction_notice"),
    "law": _unscoped("union_law"),
    # Files of districts are the administrators': they belong to no district.
    "boundary_file_id": _unscoped(uuid.uuid5(uuid.NAMESPACE_URL, "boundary file")),
    "law_text_id": _unscoped(uuid.uuid5(uuid.NAMESPACE_URL, "law text")),
    "token": _unscoped("no-such-token"),
}
