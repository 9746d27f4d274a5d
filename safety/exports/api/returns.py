"""Returns for programs: numbers, the records behind them, entered figures, the workbook."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Response
from flask_babel import force_locale
from flask_smorest import Blueprint

from safety.access.permissions import Permission as P
from safety.errors import Invalid, NotFound
from safety.exports import operations
from safety.exports.models import ReturnFigure
from safety.exports.operations.registers import LOCALES
from safety.exports.queries import returns as queries
from safety.exports.queries.known_accidents import events_of
from safety.exports.return_asked import chosen_span, chosen_union, return_out
from safety.exports.return_events import lines_of
from safety.exports.return_pages import return_file
from safety.exports.return_schemas import (
    EventArgs,
    EventListOut,
    FigureOut,
    FiguresIn,
    RecordArgs,
    RecordListOut,
    ReturnArgs,
    ReturnExportIn,
    ReturnOut,
)
from safety.exports.rules.numbers import NUMBERS, Kept
from safety.lists import part_of
from safety.people.guard import current_actor, needs, now, today
from safety.people.queries.named import named_at
from safety.text import N_
from safety.wire.paging import listing, window_at

api = Blueprint("returns_api", __name__, description="Quarterly and yearly returns over all duties")


@api.route("/returns", methods=["GET"])
@needs(P.RETURN_READ)
@api.doc(summary="The return of a union for a period")
@api.arguments(ReturnArgs, location="query")
@api.response(200, ReturnOut)
def get_return(args: dict[str, Any]) -> dict[str, Any]:
    """The numbers and rates of a union, and of the unions directly below it."""
    actor = current_actor()
    union = chosen_union(actor, args["union"])
    return return_out(actor, union, chosen_span(args["period"], args["as_of"], today()), today())


@api.route("/returns/records", methods=["GET"])
@needs(P.RETURN_READ)
@api.doc(summary="The records behind a number of a return")
@api.arguments(RecordArgs, location="query")
@api.response(200, RecordListOut)
def get_records(args: dict[str, Any]) -> dict[str, Any]:
    """The records that were counted, oldest first.

    Raises:
        NotFound: the number may not be seen.
        Invalid: the number is entered, not counted (field ``number``).
    """
    actor, number = current_actor(), NUMBERS[args["number"]]
    if not actor.may(number.permission):
        raise NotFound
    if number.kept is not Kept.COUNTED:
        raise Invalid(fields={"number": [N_("这一项由工会填报，没有记录清单")]})
    union = chosen_union(actor, args["union"])
    span = chosen_span(args["period"], args["as_of"], today())
    window = window_at(args)
    page = queries.list_records(actor, number, span, union.id, window, own=args["own"])
    items = [asdict(row) | {"at": row.at.isoformat() if row.at else None} for row in page.items]
    return listing(page) | {"items": items}


@api.route("/returns/events", methods=["GET"])
@needs(P.RETURN_READ)
@api.doc(summary="The events of a return, one line each")
@api.arguments(EventArgs, location="query")
@api.response(200, EventListOut)
def get_events(args: dict[str, Any]) -> dict[str, Any]:
    """The accidents of the period as they were known on the last day that counts, oldest first.

    Raises:
        NotFound: accidents may not be seen.
    """
    actor = current_actor()
    if not actor.may(P.ACCIDENT_READ):
        raise NotFound
    union = chosen_union(actor, args["union"])
    span = chosen_span(args["period"], args["as_of"], today())
    found = events_of(actor, union.id, span)
    page = part_of(found, window_at(args), lambda one: (one.accident.happened_at, one.accident.id))
    return listing(page) | {"items": lines_of(page.items, span)}


@api.route("/returns/figures", methods=["POST"])
@needs(P.RETURN_RECORD)
@api.doc(summary="Enter what a union reports itself")
@api.arguments(FiguresIn)
@api.response(201, FigureOut(many=True), description="The figures that are new")
def post_figures(args: dict[str, Any]) -> list[ReturnFigure]:
    """Keep figures with their source; one that stays the same makes no new row."""
    actor = current_actor()
    with named_at("union"):
        union = chosen_union(actor, args.pop("union"))
    return operations.enter_figures(actor=actor, now=now(), union=union, **args)


@api.route("/returns/export", methods=["POST"])
@needs(P.EXPORT_CREATE)
@api.doc(summary="A return as a workbook or a document")
@api.arguments(ReturnExportIn)
@api.response(200, content_type="application/octet-stream", description="XLSX or DOCX")
def post_export(args: dict[str, Any]) -> Response:
    """The file, with the whole branch of the union."""
    with named_at("union"):
        union = chosen_union(current_actor(), args["union"])
    with force_locale(LOCALES[args["language"]]):
        return return_file(union, chosen_span(args["period"], args["as_of"], today()), args["format"])
