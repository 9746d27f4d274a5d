"""What a browser keeps of a form until the server has it: the key of the copy, and the word that it may go.

Copies lie on the device, sealed.  The key belongs to one person (or to one signed link), is derived here and never
stored on the device: when a session ends, the copies stay and nobody can read them until that person is back.
A form that is kept carries a mark of this one sending (``wire.forms.SENDING``); the answer to a POST that was committed names the
mark in a cookie.  Nothing else lets a copy go: not a navigation, not a status, not another server's page.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import uuid
from collections.abc import Iterable

from flask import Flask, current_app, g, request
from werkzeug.wrappers import Response

from safety.config import Settings
from safety.wire.addresses import page_before, page_to_come_back_to
from safety.wire.forms import sendings

COOKIE = "qunjian_kept"
_MARK = re.compile(r"[0-9a-f-]{36}")
_AT_MOST = 8
#: Long enough for the page that follows to read it, or the next one when its line was cut.
_LASTS = 24 * 3600


def init_app(app: Flask) -> None:
    """Say after each kept form that it was kept."""
    app.before_request(_nothing_refused_yet)
    app.after_request(_say_kept)
    app.after_request(_say_refused)
    app.jinja_env.globals.update(
        link_keeper=link_keeper,
        page_before=page_before,
        page_to_come_back_to=page_to_come_back_to,
        form_limit=form_limit,
        file_limit=file_limit,
    )


def key_of_member(member_id: uuid.UUID) -> str:
    """The key of a person's copies: 32 bytes in base64, the same in every session."""
    return _derived(f"member {member_id}")


def link_keeper(token: str) -> dict[str, str]:
    """Attributes of a form on the page of a signed link: whose its copy is, the key, and the link by which it asks what was recorded."""
    owner = hashlib.sha256(token.encode()).hexdigest()[:32]
    return {
        "data-keep-owner": f"link-{owner}",
        "data-keep-key": _derived(f"link {token}"),
        "data-keep-link": token,
    }


def _derived(of: str) -> str:
    secret = _settings().secret_key.encode()
    made = hmac.new(secret, f"qunjian kept copies 1 {of}".encode(), hashlib.sha256).digest()
    return base64.b64encode(made).decode()


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def file_limit() -> int:
    """How many bytes one file may have."""
    return _settings().upload_limit


def form_limit() -> int:
    """How many bytes a form may send."""
    return int(current_app.config["MAX_CONTENT_LENGTH"])


def _nothing_refused_yet() -> None:
    for name in ("refused_form", "kept_form"):
        g.pop(name, None)  # an application context may outlive a request


def _say_kept(response: Response) -> Response:
    """Name the sending in a cookie when its transaction was committed: it then leads on, is a file to take along, or says so.

    Another page that answers a POST by itself (refused, a preview) has kept nothing yet.
    """
    if request.method != "POST" or "refused_form" in g or not _is_kept(response):
        return response
    if marks := _marks(sendings()):
        earlier = _marks(request.cookies.get(COOKIE, "").split("."))
        value = ".".join(list(dict.fromkeys([*marks, *earlier]))[:_AT_MOST])
        response.set_cookie(
            COOKIE, value, max_age=_LASTS, samesite="Lax", secure=_settings().secure_cookies, path="/"
        )
    return response


def _say_refused(response: Response) -> Response:
    """A page that shows a refused form beside other things has the refusal's status, whatever its view said."""
    refused = g.get("refused_form")
    if response.status_code == 200 and refused is not None:
        response.status_code = refused.status
    return response


def _marks(given: Iterable[str]) -> list[str]:
    return [one for one in given if _MARK.fullmatch(one)]


def _is_kept(response: Response) -> bool:
    attached = response.headers.get("Content-Disposition", "").startswith("attachment")
    told = attached or "kept_form" in g
    return response.status_code in {302, 303} or (response.status_code in {200, 201} and told)
