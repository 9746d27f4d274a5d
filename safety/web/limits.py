"""How often a client may try: what endpoints declare (``wire.limits.limited``), and everything else."""

from __future__ import annotations

import uuid
from math import ceil
from time import time

from flask import Flask, Response, current_app, g, request
from limits import RateLimitItem, WindowStats, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from safety.config import Settings
from safety.errors import TooMany
from safety.wire.problems import answer

#: For each endpoint, of a caller without a sign-in: a signed-in tablet sends its day's queue at once.
FOR_STRANGERS = parse("600 per minute")
WAIT_SECONDS = 60
_API = "/api/"


class Limiter:
    """Counts tries by address, and by member, in the memory of this process; ``enabled`` is off in tests of other things."""

    def __init__(self) -> None:
        self.enabled = True
        #: Of a signed-in member, all calls of programs and tablets together.
        self.for_members = parse("1 per minute")
        self._window = FixedWindowRateLimiter(MemoryStorage())

    def count(self, rate: RateLimitItem, what: str) -> None:
        """Count a try of the present request at ``what``.

        Raises:
            TooMany: there were more than ``rate`` allows.
        """
        if self.enabled and not self._window.hit(rate, what, request.remote_addr or ""):
            raise TooMany

    def count_member(self, member_id: uuid.UUID) -> None:
        """Count a call of a signed-in program.

        Raises:
            TooMany: there were more than ``for_members`` allows.
        """
        if not self.enabled:
            return
        hit = self._window.hit(self.for_members, "member", str(member_id))
        g.rate_left = self._window.get_window_stats(self.for_members, "member", str(member_id))
        if not hit:
            raise TooMany

    def reset(self) -> None:
        """Forget what was counted."""
        self._window.storage.reset()


limiter = Limiter()


def init_app(app: Flask, settings: Settings) -> None:
    """Count the tries of every request."""
    limiter.enabled = not settings.testing
    limiter.for_members = parse(f"{settings.api_calls_a_minute} per minute")
    app.before_request(_count)
    app.after_request(_tell_what_is_left)
    app.register_error_handler(TooMany, _too_many)


def count_wrong_token() -> None:
    """Count a token that nobody holds: whoever brings one is a stranger.

    Raises:
        TooMany: there were too many from one address.
    """
    limiter.count(FOR_STRANGERS, "wrong token")


def _count() -> None:
    endpoint = request.endpoint or ""
    actor = g.get("actor")
    if actor is None and endpoint != "static":
        limiter.count(FOR_STRANGERS, f"any {endpoint}")
    elif actor is not None and actor.member_id is not None and request.path.startswith(_API):
        limiter.count_member(actor.member_id)
    rate = getattr(current_app.view_functions.get(endpoint), "rate_limit", None)
    if rate is not None:
        limiter.count(parse(rate), endpoint)


def _too_many(error: TooMany) -> Response:
    response = answer(error)
    left = g.get("rate_left")
    wait = WAIT_SECONDS if left is None or left.remaining else max(1, ceil(left.reset_time - time()))
    response.headers["Retry-After"] = str(wait)
    return response


def _tell_what_is_left(response: Response) -> Response:
    left: WindowStats | None = g.get("rate_left")
    if left is not None:
        response.headers["X-RateLimit-Limit"] = str(limiter.for_members.amount)
        response.headers["X-RateLimit-Remaining"] = str(left.remaining)
        response.headers["X-RateLimit-Reset"] = str(ceil(left.reset_time))
    return response
