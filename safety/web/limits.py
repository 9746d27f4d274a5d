"""How often a client may try: signing in, public links, and everything else."""

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


# A signed-in tablet sends its day's queue at once: only callers without a sign-in meet the general limit.
limiter = Limiter(
    key_func=_who,
    default_limits=["600 per minute"],
    default_limits_exempt_when=lambda: g.get("actor") is not None or request.endpoint == "static",
    headers_enabled=False,
)
#: For signing in and for codes: by address, beside the account's own lock-out.
SIGN_IN_LIMIT = "30 per minute"


def init_app(app: Flask, settings: Settings) -> None:
    """Count tries in memory (one server) or where ``RATELIMIT_STORAGE_URI`` says."""
    limiter.enabled = not settings.testing
    limiter.init_app(app)
    app.before_request(_count_limited)
    app.register_error_handler(429, _too_many)


def _count_limited() -> None:
    """Count a request to an endpoint that declared a rate of its own (``safety.wire.limits.limited``)."""
    view = current_app.view_functions.get(request.endpoint or "")
    rate = getattr(view, "rate_limit", None)
    if (
        rate is not None
        and limiter.enabled
        and not limiter.limiter.hit(parse(rate), _who(), request.endpoint or "")
    ):
        raise TooMany


def _too_many(error: Exception) -> Response:
    response = answer(TooMany())
    response.headers["Retry-After"] = str(getattr(error, "retry_after", None) or 60)
    return response
