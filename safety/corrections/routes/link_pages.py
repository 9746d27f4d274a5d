"""What pages behind a signed link have in common: no account, no cache, no trace of the address elsewhere."""

from __future__ import annotations

from flask import Response, make_response, render_template
from flask.typing import ResponseReturnValue

#: How often one sender may look, and send.
RATE = "30 per minute"
SEND_RATE = "10 per minute"


def private(answer: ResponseReturnValue, status: int | None = None) -> Response:
    """The address is the key: it is kept by no cache and told to no other page."""
    response = make_response(answer) if status is None else make_response(answer, status)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def ended() -> Response:
    """The answer to a link that has ended, or never was one."""
    return private(render_template("corrections/employer_ended.html"), 404)
