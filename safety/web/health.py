"""Whether the server is alive, and whether it can serve."""

from __future__ import annotations

from flask import Flask, Response, jsonify

from safety.people.guard import open_to_all, today
from safety.reference import queries
from safety.transactions import one_transaction


def init_app(app: Flask) -> None:
    """Serve ``/health/live`` and ``/health/ready``."""
    app.add_url_rule("/health/live", endpoint="health_live", view_func=live)
    app.add_url_rule("/health/ready", endpoint="health_ready", view_func=ready)


@open_to_all("a load balancer asks before anybody signs in")
def live() -> Response:
    """The process answers."""
    return jsonify(status="live")


@open_to_all("a load balancer asks before anybody signs in")
def ready() -> Response:
    """The database answers too; when it does not, the refusal is 503 ``unavailable``."""
    with one_transaction(write=False):
        queries.edition_on(today())
    return jsonify(status="ready")
