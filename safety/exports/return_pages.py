"""The pages of returns: the numbers of a union, those of the unions below it, the records behind each."""

from __future__ import annotations

import io
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from marshmallow import ValidationError

from safety.access.permissions import Permission as P
from safety.errors import Invalid, NotFound
from safety.exports import operations
from safety.exports.queries import returns as queries
from safety.exports.queries.known_accidents import events_of
from safety.exports.return_asked import chosen_span, chosen_union, union_choices
from safety.exports.return_events import lines_of
from safety.exports.return_schemas import FiguresIn, ReturnFileIn
from safety.exports.rules.kinds import ReturnFormat
from safety.exports.rules.numbers import (
    GROUP_LABELS,
    NUMBERS,
    RATES,
    Group,
    Kept,
    Number,
    entered_numbers,
    of_group,
)
from safety.exports.rules.participation import MEDIA_TYPES, FileFormat
from safety.exports.rules.periods import Period, Span, period_from, periods_before
from safety.lists import Page
from safety.people.guard import current_actor, needs, now, today
from safety.people.models import Union
from safety.people.queries import member_names, union_names
from safety.wire.addresses import id_in
from safety.wire.forms import Form, nested
from safety.wire.paging import page_window
from safety.wire.problems import translate
from safety.wire.schemas import Day

pages = Blueprint("returns", __name__, url_prefix="/returns")


def _asked() -> tuple[Union, Span]:
    """The union and span of the address; what is no period, day or id counts as not given."""
    return chosen_union(current_actor(), id_in("union")), chosen_span(_period(), _as_of(), today())


def _period() -> Period | None:
    try:
        return period_from(request.args.get("period", ""))
    except Invalid:
        return None


def _as_of() -> date | None:
    try:
        found: date = Day().deserialize(request.args.get("as_of", ""))
    except ValidationError:
        return None
    return found


def _shown(union: Union, span: Span) -> dict[str, Any]:
    """What every page of a return shows above its tables; ``here`` are the address's own arguments."""
    return {
        "union": union,
        "span": span,
        "here": {"period": span.period.key, "union": union.id, "as_of": span.as_of.isoformat()},
        "periods": [(one.key, translate(one.label)) for one in periods_before(today())],
        "unions": union_choices(current_actor(), union),
        "provisional": span.is_provisional(today()),
    }


@pages.get("/")
@needs(P.RETURN_READ)
def overview() -> ResponseReturnValue:
    """The numbers of a union for a period: with all below it, and its own."""
    union, span = _asked()
    actor = current_actor()
    made = queries.make_return(actor, union, span)
    entries = queries.typed_entries(actor, union.id, span)
    return render_template(
        "exports/returns.html",
        made=made,
        own_entries={row.key: row for _, row in entries if row.union_id == union.id},
        people=member_names(row.entered_by for _, row in entries),
        **_parts(),
        **_shown(union, span),
    )


def _parts() -> dict[str, Any]:
    rates = {group: [one for one in RATES if one.group is group] for group in Group}
    return {
        "groups": [(GROUP_LABELS[one], of_group(one), rates[one]) for one in Group if of_group(one)],
        "typed": entered_numbers(),
        "typed_keys": {one.key for one in entered_numbers()},
    }


@pages.get("/unions")
@needs(P.RETURN_READ)
def unions() -> ResponseReturnValue:
    """The same numbers of the unions directly below, each with all below it."""
    union, span = _asked()
    made = queries.make_return(current_actor(), union, span)
    return render_template("exports/return_unions.html", made=made, **_parts(), **_shown(union, span))


@pages.get("/records")
@needs(P.RETURN_READ)
def records() -> ResponseReturnValue:
    """The records behind one number."""
    union, span = _asked()
    number, own = _number(), request.args.get("own") == "true"
    shown = _shown(union, span) | {"number": number, "own": own}
    if number.kept is not Kept.COUNTED:
        return render_template("exports/return_entries.html", **shown, **_entries(number, union, span, own))
    actor = current_actor()
    page = queries.list_records(actor, number, span, union.id, page_window(), own=own)
    return render_template(
        "exports/return_records.html",
        page=page,
        total=queries.sum_of_records(actor, number, span, union.id, own=own),
        behind=queries.RECORDS[number.key],
        union_names=union_names(row.union_id for row in page.items),
        **shown,
    )


@pages.get("/events")
@needs(P.RETURN_READ)
def events() -> ResponseReturnValue:
    """One line an event: the accidents of the period, for who may read accidents."""
    union, span = _asked()
    actor = current_actor()
    if not actor.may(P.ACCIDENT_READ):
        raise NotFound
    found, window = events_of(actor, union.id, span), page_window()
    part = lines_of(found[window.offset : window.offset + window.limit], span)
    page = Page(part, len(found), window)
    return render_template("exports/return_events.html", page=page, **_shown(union, span))


def _number() -> Number:
    """The number of the address.

    Raises:
        NotFound: there is none of this name, or the reader may not see it.
    """
    number = NUMBERS.get(request.args.get("number", ""))
    if number is None or not current_actor().may(number.permission):
        raise NotFound
    return number


def _entries(number: Number, union: Union, span: Span, own: bool) -> dict[str, Any]:  # noqa: FBT001
    found = queries.entries_behind(current_actor(), number, span, union.id, own=own)
    rows = [row for one in found.values() for row in one.rows]
    return {
        "total": sum(one.value for one in found.values()),
        "entries": rows,
        "union_names": union_names(row.union_id for row in rows),
        "people": member_names(row.entered_by for row in rows),
    }


@pages.get("/figures")
@needs(P.RETURN_RECORD)
def figures() -> ResponseReturnValue:
    """The form of what a union reports itself."""
    union, span = _asked()
    present = queries.own_entries(current_actor(), union.id, span.period, now())
    values: dict[str, Any] = {f"values.{key}": row.value for key, row in present.items()}
    if present:
        values |= {"source": max(present.values(), key=lambda row: row.entered_at).source}
    return _figures_form(Form(FiguresIn(), values), union, span)


@pages.post("/figures")
@needs(P.RETURN_RECORD)
def enter_figures() -> ResponseReturnValue:
    """Keep what was entered."""
    union, span = _asked()
    form = Form(FiguresIn())

    def enter(given: dict[str, Any]) -> int:
        given.pop("union")
        return len(operations.enter_figures(actor=current_actor(), now=now(), union=union, **given))

    made = form.submit(enter)
    if made is None:
        return _figures_form(form, union, span), form.status
    flash(_("已保存 %(n)s 项填报数据", n=made), "success")
    return redirect(_after_entering(union, span))


def _after_entering(union: Union, span: Span) -> str:
    """The return with what was just entered: past the due day only a later last day shows it."""
    late = span.period.due_day < today()
    as_of = today().isoformat() if late else None
    return url_for("returns.overview", period=span.period.key, union=union.id, as_of=as_of)


def _figures_form(form: Form, union: Union, span: Span) -> str:
    return render_template(
        "exports/return_figures.html",
        form=form,
        numbers=entered_numbers(),
        late=span.period.due_day < today(),
        **_shown(union, span),
    )


@pages.post("/export")
@needs(P.EXPORT_CREATE)
def export() -> ResponseReturnValue:
    """The return as a workbook, or as a document."""
    given = ReturnFileIn().load(nested(request.form))
    union = chosen_union(current_actor(), given["union"])
    return return_file(union, chosen_span(given["period"], given["as_of"], today()), given["format"])


def return_file(union: Union, span: Span, file_format: ReturnFormat) -> Response:
    """The file of a return, as it is sent."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"return.{file_format}"
        operations.export_return(
            actor=current_actor(), now=now(), union=union, span=span, path=path, file_format=file_format
        )
        content = io.BytesIO(path.read_bytes())
    answer = send_file(
        content,
        mimetype=MEDIA_TYPES[FileFormat(file_format.value)],
        as_attachment=True,
        download_name=f"{_('统计报表')}-{union.short_name}-{span.period.key}.{file_format}",
        max_age=0,
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
