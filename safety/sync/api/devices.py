"""Devices: enrolled with a code, listed, named, revoked, and heard of."""

from __future__ import annotations

import uuid
from typing import Any

from safety.access.permissions import Permission
from safety.people.guard import current_actor, needs, now
from safety.sync import operations, schemas
from safety.sync.api.blueprint import api
from safety.sync.guard import current_device
from safety.sync.inputs import ContactFacts
from safety.sync.models import SyncDevice
from safety.sync.queries import devices as queries
from safety.sync.queries.notices import notices_for


@api.route("/sync/enrolments", methods=["POST"])
@needs(Permission.SELF)
@api.doc(summary="Offer a code with which one device may be enrolled")
@api.arguments(schemas.EnrolmentIn)
@api.response(201, schemas.EnrolmentOut)
def offer(args: dict[str, Any]) -> dict[str, Any]:
    """Eight characters, good for ten minutes and once."""
    row, code = operations.offer_enrolment(actor=current_actor(), now=now(), member_id=args["member_id"])
    return {"code": code, "expires_at": row.expires_at}


@api.route("/sync/devices", methods=["POST"])
@needs(Permission.SELF)
@api.doc(summary="Enrol a device")
@api.arguments(schemas.DeviceIn)
@api.response(201, schemas.EnrolledOut)
@api.alt_response(409, description="The device's id is taken")
@api.alt_response(422, description="The code is wrong, used or expired")
def enrol(args: dict[str, Any]) -> dict[str, Any]:
    """The secret is told this once; the server keeps a hash of it."""
    device, secret = operations.enrol_device(actor=current_actor(), now=now(), **args)
    return {"id": device.id, "secret": secret, "member": device.member}


@api.route("/sync/devices", methods=["GET"])
@needs(Permission.SELF)
@api.doc(summary="One's own devices, and those of the members one manages")
@api.response(200, schemas.DevicesOut)
def list_devices() -> dict[str, Any]:
    """Devices with what they last told of themselves."""
    return {"items": queries.devices_of(current_actor())}


@api.route("/sync/devices/<uuid:device_id>", methods=["PATCH"])
@needs(Permission.SELF)
@api.doc(summary="Give a device another name")
@api.arguments(schemas.NameIn)
@api.response(200, schemas.DeviceOut)
def name(args: dict[str, Any], device_id: uuid.UUID) -> SyncDevice:
    """Another name."""
    device = queries.get_device(device_id, current_actor())
    operations.name_device(actor=current_actor(), now=now(), device=device, name=args["name"])
    return device


@api.route("/sync/devices/<uuid:device_id>/revocation", methods=["POST"])
@needs(Permission.SELF)
@api.doc(summary="Let a device in no more")
@api.arguments(schemas.RevokeIn)
@api.response(200, schemas.DeviceOut)
def revoke(args: dict[str, Any], device_id: uuid.UUID) -> SyncDevice:
    """At its next contact the device erases what it keeps."""
    device = queries.get_device(device_id, current_actor())
    operations.revoke_device(actor=current_actor(), now=now(), device=device, reason=args["reason"])
    return device


@api.route("/sync/devices/<uuid:device_id>/contact", methods=["POST"])
@needs(Permission.SELF)
@api.doc(summary="A device tells of itself")
@api.arguments(schemas.ContactIn)
@api.response(200, schemas.ContactOut)
@api.alt_response(
    403, description="``device_revoked``: it erases what it keeps; ``device_unknown``: it is enrolled anew"
)
def contact(args: dict[str, Any], device_id: uuid.UUID) -> dict[str, Any]:
    """The server's clock, and what an office decided meanwhile; what waited is tried once more."""
    device = current_device()
    queries.check_same(device.id, device_id)
    operations.note_contact(now=now(), device_id=device_id, facts=ContactFacts(**args))
    operations.settle_device(now=now(), device_id=device_id)
    return {"server_time": now(), "state": "enrolled", "notices": notices_for(device_id)}
