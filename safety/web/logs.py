"""One structured line per request: no names, no addresses, no query texts, nothing that could forge a line."""

from __future__ import annotations

import logging
import sys
import uuid

import structlog
from flask import Flask, Response, g, has_request_context, request

from safety.config import Settings

log = structlog.get_logger()
LONGEST_PATH = 200


def init_app(app: Flask, settings: Settings) -> None:
    """Log as JSON to standard error, and give every request an id that its answer carries."""
    level = logging.getLevelName(settings.log_level.upper())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            level if isinstance(level, int) else logging.INFO
        ),
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
        cache_logger_on_first_use=not settings.testing,
    )
    app.before_request(_begin)
    app.after_request(_end)
    app.jinja_env.globals["request_id"] = request_id


def request_id() -> str:
    """The id of this request, which a person can tell the administrator."""
    if not has_request_context():
        return ""
    if "request_id" not in g:
        g.request_id = uuid.uuid4().hex[:12]
    found: str = g.request_id
    return found


def _begin() -> None:
    g.pop("request_id", None)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=request_id())


def _end(response: Response) -> Response:
    response.headers["X-Request-Id"] = request_id()
    if request.endpoint != "static":
        # The rule, not the address: signed links and identifiers stay out of the log.
        rule = request.url_rule.rule if request.url_rule else "(none)"
        actor = g.get("actor")
        log.info(
            "answered",
            method=request.method,
            rule=rule[:LONGEST_PATH],
            status=response.status_code,
            member=str(actor.member_id) if actor and actor.member_id else None,
        )
    return response
