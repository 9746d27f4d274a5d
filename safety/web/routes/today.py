"""The first page after signing in: the numbers of the day, and who must do what by when."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from safety import faces
from safety.access.permissions import Permission as P
from safety.access.scope import Actor
from safety.people.guard import current_actor, needs, now, today
from safety.web.routes.blueprint import pages
from safety.web.today import day_of
from safety.wire.paging import page_window
from safety.worklist import WHOSE_LABELS, Asked, Whose, worklist

ROWS = 25


@pages.get("/", endpoint="today")
@needs(P.SELF)
def today_page() -> ResponseReturnValue:
    """A day's work on one page; each number leads to its list, each row to its next act."""
    actor = current_actor()
    whose = _asked_whose(actor)
    duty = request.args.get("duty")
    only = duty if duty in {one.key for one in faces.duties()} else None
    found = worklist(faces.duties(), Asked(actor, today(), now(), whose), page_window(ROWS), only)
    return render_template(
        "web/today.html",
        day=day_of(actor, today(), now=now()),
        found=found,
        whose=whose,
        duty=only,
        whose_labels=WHOSE_LABELS,
    )


def _asked_whose(actor: Actor) -> Whose:
    """Whose work the address asks for; else one's own where one checks sites, and all for those who lead."""
    asked = request.args.get("whose")
    if asked in set(Whose):
        return Whose(asked)
    leads = actor.may(P.NOTICE_ISSUE) or not actor.may(P.INSPECTION_RECORD)
    return Whose.ALL if leads else Whose.MINE
