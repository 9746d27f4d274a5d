"""A form that is sent twice is answered twice and carried out once (``people.operations.sent_forms``).

Every form carries a key of its own page (``templates/components/csrf.html``).  An answer that leads on (303)
has recorded something, and so has a page that shows a password, a link or a code this once (``wire.forms.kept_here``); any
other page that answers by itself was refused, is a preview, or only looks.
"""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Callable, Sequence
from typing import IO

from flask import current_app, flash, g, redirect, request
from flask import session as browser
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from safety.errors import Refusal
from safety.papers.confirming import is_of_the_check
from safety.people.operations import sent_forms
from safety.text import N_
from safety.wire.addresses import page_to_come_back_to
from safety.wire.forms import EARLIER, ONCE, SENDING

#: What is new in each sending, or told by the page itself.
_PASSING = frozenset({"csrf_token", ONCE, SENDING, EARLIER})
#: The header in which the page of a signed link names it when it asks what was recorded.
LINK = "Qunjian-Link"
#: Ends the address of a form whose answer showed something once: a password, a link, a code.
_ONCE_SHOWN = "#shown-once"
_LONGEST = 2000
_PART = 1 << 20


class AlreadySentError(Refusal):
    """The form was recorded before with other content; nothing of the present one was."""

    status = 409
    default_code = "already_sent"
    default_sentence = N_("这张表已经提交并登记过，后来改的内容没有登记；请打开登记的内容再修改")


def new_key() -> str:
    """The key of one form on one page."""
    return str(uuid.uuid4())


def answered_once(carry_out: Callable[[], Response]) -> Response:
    """The answer of ``carry_out``, or that of the first time when the same form was carried out before.

    Raises:
        AlreadySentError: the first time it said something else.
    """
    key, owner = _key(), _owner()
    if key is None or owner is None:
        return carry_out()
    content = _content()
    before = sent_forms.begin(owner=owner, key=key, content=content, now=g.now)
    if before is not None:
        if before.content != content:
            raise AlreadySentError(extra={"recorded": _opened(before.address)})
        flash(_again_words(before.address), "info")
        return redirect(_opened(before.address), 303)
    told = len(_flashes())
    response = carry_out()
    sent_forms.finish(owner=owner, key=key, address=_recorded_at(response, _flashes()[told:]))
    return response


def _again_words(address: str | None) -> str:
    once: str = _("这张表已经提交过，没有重复办理。密码、链接和代码只显示一次；没有记下的，请重新生成")
    twice: str = _("这张表已经提交过，没有重复登记")
    return once if address and address.endswith(_ONCE_SHOWN) else twice


def recorded(key: str) -> dict[str, str] | None:
    """When (``at``) and where (``address``) the form was recorded for who asks; None when it was not, or not yet."""
    asked, owner = _uuid(key), _owner()
    found = sent_forms.sent(owner=owner, key=asked) if owner and asked else None
    return (
        {"at": found.at.isoformat(), "address": _opened(found.address)} if found and found.address else None
    )


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _key() -> uuid.UUID | None:
    forms = ("multipart/", "application/x-www-form-urlencoded")
    if request.method != "POST" or not request.mimetype.startswith(forms):
        return None
    # *Check your answers* carries the key of the form that it confirms before its own.
    return _uuid(request.form.get(ONCE, ""))


def _link() -> str | None:
    """The token of the signed link that is used, or by which the page of one asks; a header is written into no log."""
    asks = request.headers.get(LINK) if request.endpoint == "web.keeping" else None
    found = (request.view_args or {}).get("token") or asks
    return found if isinstance(found, str) else None


def _owner() -> str | None:
    """Whoever is signed in with a browser, or who holds the signed link; a key of somebody else's form is worth nothing."""
    if g.get("actor") is not None:
        return None if g.get("by_token", False) else str(g.actor.member_id)
    return f"link {link}" if (link := _link()) else None


def _content() -> str:
    """A digest of what is sent, and where to: files by their name and content.

    Keyed, since a form may hold a password: nobody who reads the table can try words against it.
    """
    digest = hmac.new(current_app.config["SETTINGS"].secret_key.encode(), request.path.encode(), "sha256")
    for name in sorted(request.form):
        # Loaded again after the issue, *check your answers* is the form without what was answered on it.
        if name not in _PASSING and not is_of_the_check(name):
            digest.update(repr((name, request.form.getlist(name))).encode())
    for name in sorted(request.files):
        for file in request.files.getlist(name):
            digest.update(repr((name, file.filename, _hash_of(file.stream))).encode())
    return digest.hexdigest()


def _hash_of(stream: IO[bytes]) -> str:
    found = hashlib.sha256()
    while part := stream.read(_PART):
        found.update(part)
    stream.seek(0)
    return found.hexdigest()


def _flashes() -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = browser.get("_flashes", [])
    return found


def _recorded_at(response: Response, said: Sequence[tuple[str, str]]) -> str | None:
    """Where the answer leads, if something was recorded; a link's token stays out of the database.

    ``said``: what this act tells the next page.
    """
    complained = any(category in {"danger", "warning"} for category, _words in said)
    address = response.headers.get("Location")
    if "kept_form" in g and response.status_code in {200, 201}:
        return (page_to_come_back_to() or "/") + _ONCE_SHOWN
    if response.status_code not in {302, 303} or "refused_form" in g or complained or not address:
        return None
    address = address.replace(link, "{token}") if (link := _link()) else address
    return address if len(address) <= _LONGEST else address.partition("?")[0]


def _opened(address: str | None) -> str:
    return (address or "/").replace("{token}", _link() or "{token}")
