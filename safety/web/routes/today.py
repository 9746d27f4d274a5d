"""The first page after signing in."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from safety.access.permissions import Permission as P
from safety.people.guard import current_actor, needs, now, today
from safety.web.routes.blueprint import pages
from safety.web.today import day_of


@pages.get("/", endpoint="today")
@needs(P.SELF)
def today_page() -> ResponseReturnValue:
    """A day's work on one page; each number leads to its list."""
    return render_template("web/today.html", day=day_of(current_actor(), today(), now=now()))
