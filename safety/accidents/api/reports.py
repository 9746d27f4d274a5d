"""Reports, signatures, approvals and measures, for programs."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from safety.access.permissions import Permission as P
from safety.accidents import operations, queries, schemas
from safety.accidents import schemas_out as out
from safety.accidents.api.blueprint import ONE, api, found
from safety.accidents.models import (
    Approval,
    ReportVersion,
    Signing,
)
from safety.accidents.signing_rules import possible, why_not
from safety.corrections.guard import who
from safety.corrections.models import Demand
from safety.evidence.queries import files_of
from safety.papers.records import record_file
from safety.people.guard import current_actor, needs
from safety.wire.problems import translate


@api.route(f"{ONE}/reports", methods=["POST"])
@api.arguments(schemas.ReportIn)
@api.response(201, out.ReportOut)
@needs(P.ACCIDENT_RECORD)
def add_report(args: dict[str, Any], accident_id: uuid.UUID) -> ReportVersion:
    """A version of the report came."""
    return operations.receive_report(**who(), accident=found(accident_id, P.ACCIDENT_RECORD), **args)


@api.route(f"{ONE}/reports/<uuid:version_id>/files", methods=["POST"])
@api.arguments(schemas.ReportFilesIn)
@api.response(201, out.ReportOut)
@api.alt_response(409, description="Somebody signed this version: another file is another version")
@needs(P.ACCIDENT_RECORD)
def add_report_files(args: dict[str, Any], accident_id: uuid.UUID, version_id: uuid.UUID) -> ReportVersion:
    """Add staged files to a version that came without them."""
    version = queries.get_version(version_id, found(accident_id, P.ACCIDENT_RECORD))
    return operations.attach_report_files(**who(), version=version, **args)


@api.route(f"{ONE}/reports/<uuid:version_id>/signature", methods=["GET"])
@api.response(200, out.SignStandOut)
@needs(P.ACCIDENT_READ)
def sign_stand(accident_id: uuid.UUID, version_id: uuid.UUID) -> dict[str, Any]:
    """Whether the caller may sign this version, how, and which files the signature would bind."""
    accident = found(accident_id)
    version = queries.get_version(version_id, accident)
    signer = operations.signer_of(current_actor(), accident, version)
    shut = why_not(signer)
    return {
        "may": shut is None,
        "code": shut.code if shut else None,
        "why": translate(shut.sentence) if shut else None,
        "outcomes": [] if shut else [one.value for one in possible(signer)],
        "files": [
            {"id": str(one.id), "name": one.name, "bytes": one.size, "sha256": one.sha256}
            for one in files_of(operations.REPORT, version.id)
        ],
    }


@api.route(f"{ONE}/reports/<uuid:version_id>/signature/<uuid:signing_id>/record", methods=["GET"])
@api.response(200, out.SealedOut)
@needs(P.ACCIDENT_READ)
def signature_record(accident_id: uuid.UUID, version_id: uuid.UUID, signing_id: uuid.UUID) -> dict[str, Any]:
    """A signature with its seal and public key: what ``flask verify`` reads, with the report's SHA-256."""
    signing = queries.get_signing(signing_id, queries.get_version(version_id, found(accident_id)))
    return record_file(signing.content, signing.seal)


@api.route(f"{ONE}/reports/<uuid:version_id>/signature", methods=["POST"])
@api.arguments(schemas.SignIn)
@api.response(201, out.SigningOut)
@needs(P.ACCIDENT_SIGN)
def sign_report(args: dict[str, Any], accident_id: uuid.UUID, version_id: uuid.UUID) -> Signing:
    """Sign, sign with a reservation, or refuse."""
    version = queries.get_version(version_id, found(accident_id, P.ACCIDENT_SIGN))
    return operations.sign_report(**who(), version=version, **args)


@api.route(f"{ONE}/approval", methods=["POST"])
@api.arguments(schemas.ApprovalIn)
@api.response(201, out.ApprovalOut)
@needs(P.ACCIDENT_RECORD)
def record_approval(args: dict[str, Any], accident_id: uuid.UUID) -> Approval:
    """The government approved the report."""
    return operations.record_approval(**who(), accident=found(accident_id, P.ACCIDENT_RECORD), **args)


@api.route(f"{ONE}/measures", methods=["GET"])
@api.response(200, out.MeasureOut(many=True))
@needs(P.ACCIDENT_READ)
def list_measures(accident_id: uuid.UUID) -> Sequence[Demand]:
    """The corrective measures."""
    return queries.measures_of(found(accident_id))


@api.route(f"{ONE}/measures", methods=["POST"])
@api.arguments(schemas.MeasureIn)
@api.response(201, out.MeasureOut)
@needs(P.ACCIDENT_RECORD)
def add_measure(args: dict[str, Any], accident_id: uuid.UUID) -> Demand:
    """Enter a corrective measure; replies and verification go through the demand."""
    return operations.raise_measure(**who(), accident=found(accident_id, P.ACCIDENT_RECORD), **args)
