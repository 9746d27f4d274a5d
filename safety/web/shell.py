"""The shell around every page and answer: language, headers, logs, limits, errors, static files, health."""

from __future__ import annotations

import hashlib
from datetime import datetime

import structlog
from flask import (
    Flask,
    Response,
    current_app,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response as BaseResponse

from safety.access import roles
from safety.access.permissions import Permission
from safety.config import Settings
from safety.errors import NotSignedIn
from safety.law.citations import on_page
from safety.law.days import shanghai_date
from safety.law.duties import DUTIES
from safety.papers.queries import issued_after_office, issued_after_offices
from safety.people import sight
from safety.people.guard import now
from safety.people.queries.office import office_left
from safety.web import (
    api_edge,
    bounds,
    dialogs,
    gates,
    headers,
    health,
    keeping,
    languages,
    limits,
    logs,
    navigation,
    sent_forms,
    signed_in,
    static_files,
)
from safety.wire import paging, problems

log = structlog.get_logger()


def init_app(app: Flask, settings: Settings) -> None:
    """Wrap the application in the shell."""
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    logs.init_app(app, settings)
    languages.init_app(app)
    headers.init_app(app)
    bounds.watch_heads(app)
    signed_in.init_app(app)
    gates.init_app(app)
    limits.init_app(app, settings)
    bounds.init_app(app)
    api_edge.init_app(app)
    keeping.init_app(app)
    health.init_app(app)
    problems.register(app)
    app.register_error_handler(NotSignedIn, _ask_to_sign_in)
    app.register_error_handler(500, _failed)
    static_files.init_app(app)
    _fill_templates(app)


def _fill_templates(app: Flask) -> None:
    app.jinja_env.globals.update(
        t=problems.translate,
        link_to=paging.link_to,
        menu=navigation.menu,
        may=may,
        role_label=lambda role: roles.LABELS[roles.Role(role)],
        served_endpoints=lambda: current_app.view_functions,
        demonstration=lambda: current_app.config["SETTINGS"].demo,
        field_id=dialogs.field_id,
        field_value=dialogs.field_value,
        enter_dialog=dialogs.enter_dialog,
        leave_dialog=dialogs.leave_dialog,
        form_in_dialog=dialogs.form_in_dialog,
        form_key=sent_forms.new_key,
        cite=cite,
        issued_after_office=issued_after_office,
        issued_after_offices=issued_after_offices,
        office_left=office_left,
        union_duties=DUTIES,
        whereabouts=sight.whereabouts,
        as_seen=sight.as_seen,
        sees_precisely=sight.sees_precisely,
        change_as_seen=sight.change_as_seen,
    )
    app.jinja_env.filters["fingerprint"] = fingerprint


def cite(*keys: str, on: datetime | None = None) -> str:
    """Provisions as a page cites them, of the day of the fact, at the moment ``on``, else of today; what is 待核 is marked."""
    return on_page(keys, shanghai_date(on or now()))


def may(permission: str) -> bool:
    """Whether the person signed in holds ``permission`` anywhere: for showing a button; operations ask again."""
    actor = g.get("actor")
    return actor is not None and actor.may(Permission(permission))


def fingerprint(text: str) -> str:
    """A short name for ``text`` that fits into an HTML id."""
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def _ask_to_sign_in(error: NotSignedIn) -> BaseResponse:
    """A browser that only looks is led to the sign-in page and back; everything else is told 401."""
    if request.method in {"GET", "HEAD"} and not problems.wants_json():
        here = request.full_path.removesuffix("?")
        return redirect(url_for("web.sign_in", next=here if here != "/" else None))
    return problems.answer(error)


def _failed(error: Exception) -> Response:
    """The answer when the application itself fails: nothing about the inside, and an id to tell."""
    cause = getattr(error, "original_exception", None) or error
    log.error("failed", error=type(cause).__name__, exc_info=cause)
    if problems.wants_json():
        body = {"type": "urn:qunjian:problem:failed", "title": "Internal Server Error", "status": 500}
        response = jsonify(body | {"code": "failed", "request_id": logs.request_id()})
        response.content_type = "application/problem+json"
    else:
        response = Response(render_template("errors/failure.html"))
    response.status_code = 500
    return response
