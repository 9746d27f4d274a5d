"""What a page asks before it sends a form: who is signed in, the key of that person's copies, a fresh CSRF token."""

from __future__ import annotations

from flask import g, jsonify
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from safety.people.guard import open_to_all
from safety.web.keeping import key_of_member
from safety.web.routes.blueprint import pages


@pages.get("/keeping")
@open_to_all("tells a page whose session ended that it did; a key is given to nobody but its owner")
def keeping() -> Response:
    """Who is here; ``owner``, ``name`` and ``key`` are null for somebody who is not signed in with a browser."""
    actor = None if g.get("by_token", False) else g.actor
    return jsonify(
        owner=str(actor.member_id) if actor else None,
        name=actor.name if actor else None,
        key=key_of_member(actor.member_id) if actor else None,
        csrf_token=generate_csrf(),
    )
