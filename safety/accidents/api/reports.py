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
from safety.corrections.guard import who
from safety.corrections.models import Demand
from safety.people.guard import needs


@api.route(f"{ONE}/reports", methods=["POST"])
@api.arguments(schemas.ReportIn)
@api.response(201, out.ReportOut)
@needs(P.ACCIDENT_RECORD)
def add_report(args: dict[str, Any], accident_id: uuid.UUID) -> ReportVersion:
    """A version of the report came."""
    return operations.receive_report(**who(), accident=found(accident_id, P.ACCIDENT_RECORD), **args)


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
