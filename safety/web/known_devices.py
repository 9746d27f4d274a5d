"""Devices on which somebody signed in before: guessing from elsewhere does not keep their owners out."""

from __future__ import annotations

import hashlib
import secrets
import uuid

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from safety.config import Settings
from safety.people.operations import tries
from safety.people.queries import member_by_sign_in_name

COOKIE = "qunjian_device"
KEPT_FOR = 365 * 24 * 3600  # seconds
#: A counter's computer is shared by some; the one who came last pushes the first one out.
MEMBERS = 12


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(
        _settings().secret_key, salt="known device", signer_kwargs={"digest_method": hashlib.sha256}
    )


def _known() -> tuple[str, list[str]]:
    """The device's own number and the members who signed in on it; a new number for one that is not known."""
    try:
        number, members = _signer().loads(request.cookies.get(_settings().cookie(COOKIE), ""))
    except BadSignature:
        return secrets.token_urlsafe(12), []
    return number, members


def lane_of(sign_in_name: str) -> str:
    """Where wrong tries of this request for a name are counted (``people.operations.tries``)."""
    number, members = _known()
    member = member_by_sign_in_name(sign_in_name) if members else None
    if member is not None and str(member.id) in members:
        return tries.lane_of_device(number, member.id)
    return tries.lane_of_name(sign_in_name)


def remember(response: Response, member_id: uuid.UUID) -> None:
    """Know this device from now on as one of the member's."""
    number, members = _known()
    kept = [one for one in members if one != str(member_id)][-MEMBERS + 1 :]
    response.set_cookie(
        _settings().cookie(COOKIE),
        _signer().dumps([number, [*kept, str(member_id)]]),
        max_age=KEPT_FOR,
        httponly=True,
        samesite="Lax",
        secure=_settings().secure_cookies,
        path="/",
    )
