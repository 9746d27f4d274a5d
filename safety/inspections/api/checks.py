"""Site checks and findings for programs; a tablet sends each check under an id of its own."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Response

from safety.access.permissions import Permission
from safety.errors import Conflict
from safety.inspections import operations, queries
from safety.inspections.api.blueprint import api
from safety.inspections.inputs import CheckFacts, content_of
from safety.inspections.models import Finding, Inspection, InspectionConflict
from safety.inspections.operations import Outcome, Saved
from safety.inspections.queries import RegisterFilters
from safety.inspections.rules.spreading import Stop, nearest_first
from safety.inspections.schemas import AdoptIn, CheckIn, SettleIn
from safety.inspections.schemas_out import (
    ConflictOut,
    FindingArgs,
    FindingListOut,
    FindingOut,
    InspectionArgs,
    InspectionListOut,
    InspectionOut,
    InspectionRowOut,
    SavedOut,
    SitesArgs,
    SiteToCheckOut,
)
from safety.papers.models import Paper
from safety.papers.schemas import PaperOut
from safety.people.guard import current_actor, current_scope, needs, now, today
from safety.people.sight import as_seen
from safety.text import N_
from safety.transactions import comes_again_if_broken, reads_first
from safety.wire.paging import listing, window_at
from safety.wire.problems import answer
from safety.wire.versions import edits_version, fresh, named_version

READ = Permission.INSPECTION_READ
#: How a check is read: made once, since building a schema takes longer than using it.
CHECK = CheckIn()
STATUS = {Outcome.CREATED: 201, Outcome.UPDATED: 200, Outcome.SAME: 200}


@api.route("/inspections/<uuid:inspection_id>", methods=["PUT"])
@needs(Permission.INSPECTION_RECORD)
@reads_first
@api.doc(
    summary="Send a site check",
)
@api.arguments(CHECK)
@api.response(201, SavedOut, description="Kept; the receipt")
@api.alt_response(200, schema=SavedOut, description="The same again, or a draft saved again")
@api.alt_response(409, description="Other content under this id; both are kept")
@api.alt_response(412, description="The draft was saved since")
@api.alt_response(428, description="There is a draft with other content, and ``If-Match`` is missing")
@api.alt_response(422, description="Incomplete or wrong, by field")
def put_inspection(args: dict[str, Any], inspection_id: uuid.UUID) -> Any:
    """Save a draft (``submit`` false) or submit a complete check; safe to repeat."""
    submit = args.pop("submit")
    facts = CheckFacts(**args)
    content = content_of(facts)
    given: dict[str, Any] = {"actor": current_actor(), "now": now(), "id": inspection_id, "facts": facts}
    if submit:
        saved = operations.submit_inspection(
            **given, content=content, new_ids=comes_again_if_broken(), expected_version=named_version()
        )
    else:
        saved = operations.save_draft(**given, content=content, expected_version=named_version())
    return (
        _conflict(saved) if saved.outcome is Outcome.CONFLICT else (saved.inspection, STATUS[saved.outcome])
    )


def _conflict(saved: Saved) -> Response:
    """Answered, not raised: what was sent is kept beside the first and has to be committed."""
    return answer(
        Conflict(
            N_("同一编号下已有不同内容的检查记录，两份都已保留，请人工核对"),
            code="other_content",
            extra={"present": {"version": saved.inspection.version, "digest": saved.inspection.digest}},
        )
    )


@api.route("/inspections/<uuid:inspection_id>", methods=["GET"])
@needs(READ)
@api.doc(summary="A site check")
@api.response(200, InspectionOut)
def get_inspection(inspection_id: uuid.UUID) -> Inspection:
    """A site check with everything that was recorded."""
    return queries.get_inspection(inspection_id, current_scope(READ))


@api.route("/inspections/<uuid:inspection_id>", methods=["DELETE"])
@needs(Permission.INSPECTION_RECORD)
@api.doc(summary="Throw away one's own draft")
@api.response(204)
@edits_version
def delete_inspection(inspection_id: uuid.UUID) -> None:
    """Throw away a draft."""
    found = queries.get_inspection(inspection_id, current_scope(Permission.INSPECTION_RECORD))
    operations.discard_draft(actor=current_actor(), now=now(), inspection=fresh(found))


@api.route("/inspections", methods=["GET"])
@needs(READ)
@api.doc(summary="The register of site checks")
@api.arguments(InspectionArgs, location="query")
@api.response(200, InspectionListOut)
def list_inspections(args: dict[str, Any]) -> dict[str, Any]:
    """Site checks, filtered as on the page."""
    window = window_at(args)
    sort = args.pop("sort")
    return listing(queries.list_inspections(current_scope(READ), RegisterFilters(**args), window, sort=sort))


@api.route("/inspections/<uuid:inspection_id>/findings", methods=["GET"])
@needs(READ)
@api.doc(summary="The findings of a site check")
@api.response(200, FindingOut(many=True))
def findings_of_inspection(inspection_id: uuid.UUID) -> list[Finding]:
    """The findings of a site check."""
    found = queries.get_inspection(inspection_id, current_scope(READ))
    return list(queries.findings_of(found.id))


@api.route("/inspections/<uuid:inspection_id>/paper", methods=["POST"])
@needs(Permission.INSPECTION_RECORD)
@api.response(200, PaperOut)
def issue_record(inspection_id: uuid.UUID) -> Paper:
    """Issue the record of a submitted check as a paper with PDF and DOCX; asked again, the same paper."""
    found = queries.get_inspection(inspection_id, current_scope(Permission.INSPECTION_RECORD))
    return operations.issue_record(actor=current_actor(), now=now(), inspection=found)


@api.route("/inspections/<uuid:inspection_id>/adoption", methods=["POST"])
@needs(Permission.INSPECTION_ADOPT)
@api.doc(summary="Adopt a check made without a valid certificate")
@api.arguments(AdoptIn)
@api.response(200, InspectionRowOut)
@edits_version
def adopt(args: dict[str, Any], inspection_id: uuid.UUID) -> Inspection:
    """A certified inspector adopts the check; its findings may then go on a notice."""
    found = fresh(queries.get_inspection(inspection_id, current_scope(Permission.INSPECTION_ADOPT)))
    operations.adopt_inspection(actor=current_actor(), now=now(), inspection=found, words=args["words"])
    return found


@api.route("/inspections/<uuid:inspection_id>/conflicts", methods=["GET"])
@needs(READ)
@api.doc(summary="Other contents that came under the same id")
@api.response(200, ConflictOut(many=True))
def list_conflicts(inspection_id: uuid.UUID) -> list[dict[str, Any]]:
    """What was sent under the id of the submitted check with other content."""
    found = queries.get_inspection(inspection_id, current_scope(READ))
    return [_told(one, found) for one in queries.conflicts_of(found.id)]


def _told(conflict: InspectionConflict, inspection: Inspection) -> dict[str, Any]:
    columns = {name: getattr(conflict, name) for name in ConflictOut().fields}
    return columns | {"content": as_seen(conflict.content, inspection)}


@api.route("/inspections/<uuid:inspection_id>/conflicts/<uuid:conflict_id>/settlement", methods=["POST"])
@needs(Permission.INSPECTION_ADOPT)
@api.doc(summary="Note how a conflict was judged")
@api.arguments(SettleIn)
@api.response(200, ConflictOut)
@edits_version
def settle(args: dict[str, Any], inspection_id: uuid.UUID, conflict_id: uuid.UUID) -> dict[str, Any]:
    """Both contents stay; the judgement is kept with them."""
    found = fresh(queries.get_inspection(inspection_id, current_scope(Permission.INSPECTION_ADOPT)))
    conflict = queries.get_conflict(conflict_id, found.id)
    operations.settle_conflict(actor=current_actor(), now=now(), conflict=conflict, words=args["words"])
    return _told(conflict, found)


@api.route("/findings", methods=["GET"])
@needs(Permission.CORRECTION_READ)
@api.doc(summary="The register of findings")
@api.arguments(FindingArgs, location="query")
@api.response(200, FindingListOut)
def list_findings(args: dict[str, Any]) -> dict[str, Any]:
    """Findings, filtered as on the page."""
    window = window_at(args)
    sort = args.pop("sort")
    scope = current_scope(Permission.CORRECTION_READ)
    return listing(queries.list_findings(scope, RegisterFilters(**args), window, today=today(), sort=sort))


@api.route("/findings/<uuid:finding_id>", methods=["GET"])
@needs(Permission.CORRECTION_READ)
@api.doc(summary="A finding")
@api.response(200, FindingOut)
def get_finding(finding_id: uuid.UUID) -> Finding:
    """A finding with where its correction stands."""
    return queries.get_finding(finding_id, current_scope(Permission.CORRECTION_READ))


@api.route("/sites-to-check", methods=["GET"])
@needs(Permission.INSPECTION_RECORD)
@api.doc(summary="Sites one may check, nearest first when a position is given")
@api.arguments(SitesArgs, location="query")
@api.response(200, SiteToCheckOut(many=True))
def sites_to_check(args: dict[str, Any]) -> list[dict[str, Any]]:
    """Sites by words, or the nearest to ``lon``/``lat`` with their distance in metres."""
    near = None if args["lon"] is None or args["lat"] is None else (args["lon"], args["lat"])
    scope = current_scope(Permission.INSPECTION_RECORD)
    sites = {
        one.id: one for one in queries.sites_to_check(scope, q=args["q"], near=near, limit=args["limit"])
    }
    if near is None:
        return [{"site": one, "distance_m": None} for one in sites.values()]
    stops = [
        Stop(one.id, one.district_code, None if one.lon is None or one.lat is None else (one.lon, one.lat))
        for one in sites.values()
    ]
    return [{"site": sites[stop.id], "distance_m": metres} for stop, metres in nearest_first(stops, near)]
