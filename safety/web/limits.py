"""How often a client may try: what endpoints declare (``wire.limits.limited``), and everything else."""

from __future__ import annotations

from flask import Flask, Response, current_app, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import parse

from safety.config import Settings
from safety.errors import TooMany
from safety.wire.problems import answer


def _who() -> str:
    actor = g.get("actor")
    return f"member:{actor.member_id}" if actor else get_remote_address()


limiter = Limiter(key_func=_who, default_limits=["600 per minute"], headers_enabled=False)


@limiter.request_filter
def _is_known() -> bool:
    """A signed-in tablet sends its day's queue at once: only callers without a sign-in meet the general limit."""
    return g.get("actor") is not None or request.endpoint == "static"


def init_app(app: Flask, settings: Settings) -> None:
    """Count tries in memory (one server) or where ``RATELIMIT_STORAGE_URI`` says."""
    limiter.init_app(app)
    limiter.enabled = not settings.testing
    app.register_error_handler(429, _too_many)
    app.before_request(_count_declared)


def _count_declared() -> None:
    """Count against the rate that the endpoint declares, by address.

    Raises:
        TooMany: it was asked more often.
    """
    rate = getattr(current_app.view_functions.get(request.endpoint or ""), "rate_limit", None)
    if rate is None or not limiter.enabled:
        return
    if not limiter.limiter.hit(parse(rate), request.endpoint or "", get_remote_address()):
        raise TooMany


def _too_many(_error: Exception) -> Response:
    response = answer(TooMany())
    response.headers["Retry-After"] = "60"
    return response
