"""The page of sites that are probably registered twice."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from safety.access.permissions import Permission as P
from safety.errors import NotPossibleNow
from safety.lists import Page
from safety.people.guard import current_scope, needs
from safety.reference.queries import all_district_names
from safety.wire.paging import page_window
from safety.wire.problems import translate
from safety.workplaces.pairs import WHY_LABELS, Why
from safety.workplaces.queries.duplicates import DuplicateFilters, duplicate_pairs
from safety.workplaces.routes.blueprint import pages

_DISTANCES = (20, 50, 100)


@pages.get("/sites/duplicates")
@needs(P.SITE_READ)
def duplicates() -> ResponseReturnValue:
    """Pairs of sites that are probably one place, with their distance and why."""
    args, window = request.args, page_window()
    why = args.get("why")
    filters = DuplicateFilters(
        q=args.get("q"),
        district=args.get("district"),
        why=Why(why) if why in list(Why) else None,
        within_m=args.get("within", type=int),
    )
    problem = None
    try:
        scope, precise = current_scope(P.SITE_READ), current_scope(P.POSITION_PRECISE)
        page = duplicate_pairs(scope, filters, window, args.get("sort", ""), precise=precise)
    except NotPossibleNow as refusal:
        page, problem = Page([], 0, window), translate(refusal.sentence)
    return render_template(
        "workplaces/duplicates.html",
        page=page,
        problem=problem,
        reasons=[(one.value, translate(label)) for one, label in WHY_LABELS.items()],
        distances=_DISTANCES,
        districts=all_district_names(),
        all_precise=current_scope(P.POSITION_PRECISE).holds(current_scope(P.SITE_READ)),
    )
