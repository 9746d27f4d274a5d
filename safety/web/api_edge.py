"""What holds for every call of the API: no unknown argument, ``ETag`` on every record, long answers compressed."""

from __future__ import annotations

import gzip
import hashlib
from typing import Any

import orjson
from flask import Flask, Response, current_app, g, request

from safety.errors import Invalid
from safety.text import N_, Text
from safety.web import api_description
from safety.wire.versions import etag_of

PREFIX = "/api/v1/"
#: Where programs read: answers that hold no secret of a page.
_FOR_PROGRAMS = (PREFIX, "/ogc/")
#: In bytes; a CSRF token alone is far shorter.
_WORTH_COMPRESSING = 1_000
#: The language of the answer; the wish to see what a call would issue, or to have it told by code points where no
#: font prints it (``safety.papers.confirming``).
_EVERYWHERE = frozenset({"lang", "preview", "coded"})
_UNKNOWN = N_("没有这个参数，可用：%(names)s")
_NONE = N_("没有这个参数；这个地址不接受参数")


def init_app(app: Flask) -> None:
    """Ask and say it around every call."""
    app.before_request(_refuse_unknown_arguments)
    app.after_request(_finish)


def _refuse_unknown_arguments() -> None:
    """A misspelled filter would find everything: it is named, with what there is.

    Raises:
        Invalid: by the name of the argument.
    """
    if not request.args or not request.path.startswith(PREFIX) or g.get("actor") is None:
        return
    rule = request.url_rule
    if rule is None:
        return
    known = api_description.arguments_of(api_description.described(current_app), rule.rule, request.method)
    wrong = [name for name in request.args if name not in known and name not in _EVERYWHERE]
    if wrong:
        said = Text(_UNKNOWN, names=", ".join(sorted(known))) if known else Text(_NONE)
        raise Invalid(code="unknown_argument", fields={name: [said] for name in wrong})


def _finish(response: Response) -> Response:
    if not request.path.startswith(_FOR_PROGRAMS) or not response.is_json:
        return response
    if response.direct_passthrough or response.is_streamed:
        return response
    is_call = request.path.startswith(PREFIX)
    if is_call and response.status_code in {200, 201} and "ETag" not in response.headers:
        response = _name_version(response)
    return _compress(response)


def _name_version(response: Response) -> Response:
    rule, looks = request.url_rule, request.method in {"GET", "HEAD"}
    if looks and (rule is None or not rule.rule.endswith(">")):
        return response  # a list, or a part of a record
    content = response.get_data()
    version = _version_in(content)
    if version is not None:
        response.headers["ETag"] = etag_of(version)
    elif looks:
        response.headers["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        response.make_conditional(request)
    return response


def _version_in(content: bytes) -> int | None:
    """The version of the record that an answer is."""
    found: Any = orjson.loads(content)
    version = found.get("version") if isinstance(found, dict) else None
    return version if isinstance(version, int) else None


def _compress(response: Response) -> Response:
    """Compress a long answer for a program that takes it so; the version in ``ETag`` stays what it is.

    Pages are left as they are: the length of a compressed one tells of the secrets in it.
    """
    response.vary.add("Accept-Encoding")
    if (
        request.method == "HEAD"
        or not request.accept_encodings["gzip"]
        or response.headers.get("Content-Encoding")
    ):
        return response
    content = response.get_data()
    if len(content) >= _WORTH_COMPRESSING:
        response.set_data(gzip.compress(content, compresslevel=5, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response
