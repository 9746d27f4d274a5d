"""The first page after signing in."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from safety.access.permissions import Permission as P
from safety.people.guard import current_actor, needs, today
from safety.people.queries import registers
from safety.web.routes.blueprint import pages
from safety.web.routes.profile import own_id
from safety.web.today import day_of


@pages.get("/", endpoint="today")
@needs(P.SELF)
def today_page() -> ResponseReturnValue:
    """A day's work on one page; each number leads to its list."""
    day = day_of(current_actor(), today())
    return render_template("web/today.html", day=day, certificates=registers.own_certificates(own_id()))
