"""How deep and how wide a request's content may be, asked before anything is built from it.

A body of a few kilobytes could otherwise exhaust the reader's stack, and one of unknown names have a complaint made for
each of them.  Its size is bounded by ``MAX_CONTENT_LENGTH``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
from flask import Flask, Response, request
from werkzeug.exceptions import RequestHeaderFieldsTooLarge, RequestTimeout, RequestURITooLarge

from safety.errors import Invalid
from safety.text import N_
from safety.web.slow_lines import HEADER_LINES, TOO_SLOW
from safety.wire.problems import answer, from_http

#: Levels of lists and objects within one another; an area of many parts has eight.
DEPTH = 40
#: Names in one object, and fields in one form.
NAMES = 5_000
#: Names in all objects: an import of 10,000 rows of twenty columns.
NAMES_IN_ALL = 250_000


#: Bytes of an address and of all headers, and lines of headers.  What is longer than 65,534 and some 400,000, or has
#: more than 100 lines, granian itself refuses, with an empty answer; it has no setting for the lines.
LONGEST_ADDRESS = 16 * 1024
LONGEST_HEADERS = 48 * 1024
HEADER_LINES_AT_MOST = 90


def watch_heads(app: Flask) -> None:
    """Look at the address and headers of every request, before anything is asked about who sent it."""
    app.before_request(_check_head)


def init_app(app: Flask) -> None:
    """Look at the content of every request where that is JSON or a form."""
    app.before_request(_check_pace)
    app.before_request(_check_content)
    app.after_request(_tell_of_the_pace)


def _check_pace() -> None:
    # Of an upload that goes on where it broke, what came is kept first.
    if request.environ.get(TOO_SLOW) and "Upload-Offset" not in request.headers:
        raise RequestTimeout


def _tell_of_the_pace(response: Response) -> Response:
    """Answer a body that came too slowly with 408, whatever became of what had come, and end the connection."""
    if not request.environ.get(TOO_SLOW):
        return response
    if response.status_code != RequestTimeout.code:
        reached = response.headers.get("Upload-Offset")
        response = answer(from_http(RequestTimeout()))
        if reached is not None:
            response.headers["Upload-Offset"] = reached
    response.headers["Connection"] = "close"
    return response


def _check_head() -> None:
    environ = request.environ
    if len(environ.get("PATH_INFO", "")) + len(environ.get("QUERY_STRING", "")) > LONGEST_ADDRESS:
        raise RequestURITooLarge
    headers = sum(len(name) + len(str(value)) for name, value in environ.items() if name.startswith("HTTP_"))
    if headers > LONGEST_HEADERS or environ.get(HEADER_LINES, 0) > HEADER_LINES_AT_MOST:
        raise RequestHeaderFieldsTooLarge


def _check_content() -> None:
    if request.is_json:
        check_json(request.get_data(cache=True))
    else:
        check_form()


def check_form() -> None:
    """Refuse a form with too many fields; whoever reads a field before this reads them all.

    Raises:
        Invalid: ``too_complex``.
    """
    if request.mimetype == "application/x-www-form-urlencoded":
        data = request.get_data(cache=True, parse_form_data=False)
        if data.count(b"&") >= NAMES:
            raise _too_much()


def check_json(data: bytes) -> None:
    """Refuse JSON that is too deep or has too many names; what is no JSON at all is left to who reads it.

    Raises:
        Invalid: ``too_complex``.
    """
    try:
        content = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        # It gives up below a thousand levels; another reader would go down there.
        if data.count(b"[") + data.count(b"{") > DEPTH:
            raise _too_much() from error
        return
    names, level = 0, [content]
    for _ in range(DEPTH):
        names += sum(len(one) for one in level if isinstance(one, dict))
        if names > NAMES_IN_ALL or any(isinstance(one, dict) and len(one) > NAMES for one in level):
            raise _too_much()
        level = [one for outer in level for one in _inside(outer)]
        if not level:
            return
    raise _too_much()


def _inside(outer: Any) -> Iterator[Any]:
    """The lists and objects directly within a list or an object."""
    values = outer.values() if isinstance(outer, dict) else outer if isinstance(outer, list) else ()
    return (one for one in values if isinstance(one, dict | list))


def _too_much() -> Invalid:
    return Invalid(N_("内容的层次过深或字段过多，没有读取"), code="too_complex")
