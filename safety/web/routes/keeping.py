"""What a page asks about its forms: who is signed in, the key of that person's copies, a fresh CSRF token, what was recorded."""

from __future__ import annotations

from flask import g, jsonify, request
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from safety.people.guard import open_to_all
from safety.web.keeping import key_of_member
from safety.web.routes.blueprint import pages
from safety.web.sent_forms import recorded


@pages.get("/keeping")
@open_to_all("tells a page whose session ended that it did; a key is given to nobody but its owner")
def keeping() -> Response:
    """Who is here; ``owner``, ``name`` and ``key`` are null for somebody who is not signed in with a browser.

    ``recorded``: when and where the form with the key ``sent`` was recorded for who asks, or null;
    the page of a signed link names it in the header ``Qunjian-Link``.
    """
    actor = None if g.get("by_token", False) else g.actor
    return jsonify(
        owner=str(actor.member_id) if actor else None,
        name=actor.name if actor else None,
        key=key_of_member(actor.member_id) if actor else None,
        csrf_token=generate_csrf(),
        recorded=recorded(request.args.get("sent", "")),
    )
