"""The device of a request: looked at before the person, so that a lost tablet is told even without a session."""

from __future__ import annotations

from typing import cast

from flask import Flask, g, request

from safety.errors import NotAllowed, Refusal
from safety.people.guard import current_actor
from safety.sync.inputs import DeviceFacts
from safety.sync.queries.devices import proven_device
from safety.text import N_

ID_HEADER = "Qunjian-Device"
SECRET_HEADER = "Qunjian-Device-Secret"  # noqa: S105 - a header's name


def init_app(app: Flask) -> None:
    """Ask for the device before anything else of a request that names one."""
    app.before_request(_find_device)


def _find_device() -> None:
    g.device = None
    named = request.headers.get(ID_HEADER)
    if named is None:
        return
    found = proven_device(named, request.headers.get(SECRET_HEADER, ""))
    if found is None:
        # Perhaps the server was restored from a backup made before the enrolment: nothing may be erased for it.
        raise NotAllowed(N_("这台设备没有登记，请重新登记；尚未送出的记录会保留"), code="device_unknown")
    if found.revoked_at is not None:
        raise NotAllowed(N_("这台设备已经停用"), code="device_revoked")
    g.device = DeviceFacts(found.id, found.member_id)


def current_device() -> DeviceFacts:
    """The device of this request, which belongs to the person who is signed in.

    Raises:
        Refusal: the request names none (422).
        NotAllowed: it names another person's.
    """
    found = cast("DeviceFacts | None", g.get("device"))
    if found is None:
        raise Refusal(N_("请求没有说明来自哪台设备"), code="device_missing", status=422)
    if found.member_id != current_actor().member_id:
        raise NotAllowed(N_("这台设备登记在另一名人员名下"), code="another_persons_device")
    return found
