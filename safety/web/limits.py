"""How often a client may try: what endpoints declare (``wire.limits.limited``), and everything else."""

from __future__ import annotations

from flask import Flask, Response, current_app, g, request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from safety.config import Settings
from safety.errors import TooMany
from safety.wire.problems import answer

#: For each endpoint, of a caller without a sign-in: a signed-in tablet sends its day's queue at once.
FOR_STRANGERS = parse("600 per minute")
WAIT_SECONDS = 60


class Limiter:
    """Counts tries by address, in the memory of this process; ``enabled`` is off in tests of other things."""

    def __init__(self) -> None:
        self.enabled = True
        self._window = FixedWindowRateLimiter(MemoryStorage())

    def count(self, rate: RateLimitItem, what: str) -> None:
        """Count a try of the present request at ``what``.

        Raises:
            TooMany: there were more than ``rate`` allows.
        """
        if self.enabled and not self._window.hit(rate, what, request.remote_addr or ""):
            raise TooMany

    def reset(self) -> None:
        """Forget what was counted."""
        self._window.storage.reset()


limiter = Limiter()


def init_app(app: Flask, settings: Settings) -> None:
    """Count the tries of every request."""
    limiter.enabled = not settings.testing
    app.before_request(_count)
    app.register_error_handler(TooMany, _too_many)


def count_wrong_token() -> None:
    """Count a token that nobody holds: whoever brings one is a stranger.

    Raises:
        TooMany: there were too many from one address.
    """
    limiter.count(FOR_STRANGERS, "wrong token")


def _count() -> None:
    endpoint = request.endpoint or ""
    if g.get("actor") is None and endpoint != "static":
        limiter.count(FOR_STRANGERS, f"any {endpoint}")
    rate = getattr(current_app.view_functions.get(endpoint), "rate_limit", None)
    if rate is not None:
        limiter.count(parse(rate), endpoint)


def _too_many(error: TooMany) -> Response:
    response = answer(error)
    response.headers["Retry-After"] = str(WAIT_SECONDS)
    return response
