"""What must be done before anything else: a person's own password, and the second factor where it is required."""

from __future__ import annotations

from flask import Flask, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from safety.errors import NotAllowed
from safety.people.rules import SECOND_FACTOR_ROLES
from safety.text import N_
from safety.wire.problems import wants_json

#: Endpoints that stay open while something must be done first.
_ALWAYS = frozenset(
    {
        "static",
        "health_live",
        "health_ready",
        "web.keeping",
        "web.sign_out",
        "web.sign_in",
        "web.take_password",
    }
)
_PASSWORD = frozenset({"web.password", "web.change_password"})
_SECOND_FACTOR = frozenset({"web.second_factor", "web.enrol_second_factor"})


def init_app(app: Flask) -> None:
    """Send browsers to what must be done; programs are told, with a token as without."""
    app.before_request(_first_things_first)


def _first_things_first() -> Response | None:
    actor = g.get("actor")
    if actor is None or request.endpoint in _ALWAYS:
        return None
    if g.get("member_must_change_password", False):
        return _lead_to("web.password", _PASSWORD, N_("请先设置自己的密码"))
    if _second_factor_missing():
        return _lead_to("web.second_factor", _SECOND_FACTOR, N_("您的角色须先启用两步验证"))
    return None


def _second_factor_missing() -> bool:
    if not current_app.config["SETTINGS"].require_second_factor or g.get("member_has_second_factor", False):
        return False
    return any(held.role in SECOND_FACTOR_ROLES for held in g.actor.held)


def _lead_to(endpoint: str, open_endpoints: frozenset[str], sentence: str) -> Response | None:
    if request.endpoint in open_endpoints:
        return None
    if wants_json() or request.method not in {"GET", "HEAD"}:
        raise NotAllowed(sentence, code=endpoint.removeprefix("web.") + "_first")
    return redirect(url_for(endpoint))
