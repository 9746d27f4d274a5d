"""How often a client may try: signing in, public links, and everything else."""

from __future__ import annotations

from flask import Flask, Response, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

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
    app.register_error_handler(429, _too_many)


def _too_many(error: Exception) -> Response:
    response = answer(TooMany())
    response.headers["Retry-After"] = str(getattr(error, "retry_after", None) or 60)
    return response
