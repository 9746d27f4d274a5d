"""Accidents in numbers: by grade, category, district and month, with the union's part."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from safety.access.permissions import Permission as P
from safety.accidents import queries, schemas_filters
from safety.accidents.page_words import number_groups
from safety.accidents.queries import AccidentFilters
from safety.accidents.routes.blueprint import pages, show
from safety.people.guard import current_scope, needs, today
from safety.reference.queries import all_district_names
from safety.wire.addresses import given_filters

LISTED_BY = {"grade": "grade", "category": "category", "district": "district"}


@pages.get("/accidents/numbers")
@needs(P.ACCIDENT_READ)
def numbers() -> ResponseReturnValue:
    """The numbers of a span of days; each opens the list behind it."""
    span = given_filters(schemas_filters.AccidentArgs(), ("since", "until"))
    filters, scope = AccidentFilters(**span), current_scope(P.ACCIDENT_READ)
    titles = {"grade": _("按等级"), "category": _("按类别"), "district": _("按区县"), "month": _("按月份")}
    rows = {by: queries.numbers(scope, by=by, today=today(), filters=filters) for by in titles}
    groups = number_groups(titles, rows, all_district_names())
    addresses = {
        (by, row.key): url_for("accidents.register", **{LISTED_BY[by]: row.key, **span})
        for by, some in rows.items()
        for row in some
        if by in LISTED_BY and row.key
    }
    total = sum(row.accidents for row in rows["grade"])
    return show("numbers.html", groups=groups, addresses=addresses, total=total)
