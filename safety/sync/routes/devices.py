"""Devices: the list, a code for a new one, and one device with its entries and history."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from safety.access.permissions import Permission as P
from safety.lists import Window
from safety.people.guard import current_actor, needs, now
from safety.people.queries import member_names
from safety.sync import operations, page_schemas, schemas
from safety.sync.models import SyncDevice
from safety.sync.queries import devices as queries
from safety.sync.queries.devices import DeviceFilters
from safety.sync.queries.register import EntryFilters, entries_page
from safety.sync.routes.blueprint import pages, show
from safety.sync.rules import CODE_LIVES
from safety.text import N_
from safety.wire.addresses import given_filters
from safety.wire.forms import Form, kept_here
from safety.wire.paging import page_window

#: How many entries a device's page shows before it leads to the register.
SHOWN = 20
MINUTES = int(CODE_LIVES.total_seconds() // 60)
ACTIONS = {
    "device_enrolled": N_("登记设备"),
    "device_named": N_("设备改名"),
    "device_revoked": N_("停用设备"),
}


@pages.get("/devices")
@needs(P.SELF)
def devices() -> ResponseReturnValue:
    """One's own devices; who manages people sees theirs."""
    return _register(None)


def _register(form: Form | None) -> ResponseReturnValue:
    filters = DeviceFilters(**given_filters(page_schemas.DeviceArgs(), ("q", "state", "sort")))
    page = queries.list_devices(current_actor(), filters, page_window(), now=now())
    return show("devices.html", form.status if form else 200, form=form, page=page, filters=filters)


@pages.post("/enrolments")
@needs(P.SELF)
def offer() -> ResponseReturnValue:
    """A code, shown this once."""
    form = Form(schemas.EnrolmentIn())
    made = form.submit(
        lambda given: operations.offer_enrolment(
            actor=current_actor(), now=now(), member_id=given["member_id"]
        )
    )
    if made is None:
        return _register(form)
    row, code = made
    person = member_names([row.member_id])[row.member_id]
    own = row.member_id == current_actor().member_id
    kept_here()
    return show("enrolment.html", 201, row=row, code=code, person=person, own=own, minutes=MINUTES)


def _found(device_id: uuid.UUID) -> SyncDevice:
    return queries.get_device(device_id, current_actor())


@pages.get("/devices/<uuid:device_id>")
@needs(P.SELF)
def device(device_id: uuid.UUID) -> ResponseReturnValue:
    """What a device last told, what it sent, and what was done with it."""
    return _page(device_id, None)


def _page(device_id: uuid.UUID, form: Form | None) -> ResponseReturnValue:
    found = _found(device_id)
    history = queries.history_of_device(found.id)
    return show(
        "device.html",
        form.status if form else 200,
        form=form,
        device=found,
        entries=entries_page(current_actor(), EntryFilters(device=found.id), Window(0, SHOWN)),
        history=history,
        actions=ACTIONS,
        names=member_names([*(one.actor_id for one in history), found.revoked_by]),
    )


def _act(
    device_id: uuid.UUID, schema: Any, act: Callable[[SyncDevice, dict[str, Any]], None], done: str
) -> ResponseReturnValue:
    form, found = Form(schema), _found(device_id)
    if not form.carry_out(lambda given: act(found, given)):
        return _page(device_id, form)
    flash(done, "success")
    return redirect(url_for("sync.device", device_id=device_id))


@pages.post("/devices/<uuid:device_id>/name")
@needs(P.SELF)
def rename(device_id: uuid.UUID) -> ResponseReturnValue:
    """Another name."""
    return _act(
        device_id,
        schemas.NameIn(),
        lambda found, given: operations.name_device(
            actor=current_actor(), now=now(), device=found, name=given["name"]
        ),
        _("设备已改名"),
    )


@pages.post("/devices/<uuid:device_id>/revocation")
@needs(P.SELF)
def revoke(device_id: uuid.UUID) -> ResponseReturnValue:
    """Let the device in no more."""
    return _act(
        device_id,
        schemas.RevokeIn(),
        lambda found, given: operations.revoke_device(
            actor=current_actor(), now=now(), device=found, reason=given["reason"]
        ),
        _("设备已停用；它下次联网时会清除本机数据"),
    )
