"""The pages that export participation records: filters and what they find, how far it is, the file."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from safety.access.permissions import Permission as P
from safety.access.scope import Actor
from safety.accidents.page_words import category_choices
from safety.exports import operations
from safety.exports.finished import (
    download,
    finished_file,
    own_job,
    progress,
    statement_of_file,
    zipped,
)
from safety.exports.operations.participation import KIND, check_participation
from safety.exports.participation_saying import filter_words
from safety.exports.participation_schemas import ParticipationFiltersIn, ParticipationIn, participation_from
from safety.exports.queries.participation import OUTCOME_LABELS, people_of, unions_of
from safety.exports.rules.participation import MEDIA_TYPES, PART_LABELS, Asked, FileFormat, Filters
from safety.jobs.models import Job
from safety.law import accident_grades
from safety.law.regimes import REGIME_LABELS
from safety.people.guard import current_actor, needs, now, today
from safety.reference.queries import district_names
from safety.text import N_
from safety.wire.forms import Form
from safety.wire.problems import translate

pages = Blueprint("participation", __name__, url_prefix="/exports/participation")
TITLE = N_("工会参与事故调查处理记录")


def _filters() -> tuple[Filters, dict[str, str]]:
    """The filters of the address, and which of them are in force; what is none of its field counts as not given."""
    given = {name: value for name, value in request.args.items() if value and name in Filters.__annotations__}
    schema = ParticipationFiltersIn()
    try:
        filters: Filters = schema.load(given)
    except ValidationError as error:
        wrong = set(error.messages_dict)
        filters = schema.load({name: value for name, value in given.items() if name not in wrong})
    return filters, filters.as_text()


@pages.get("/")
@needs(P.ACCIDENT_READ)
def new() -> ResponseReturnValue:
    """The filters, how many records they find, and the form that asks for the file."""
    return _page(Form(ParticipationIn()))


def _page(form: Form) -> str:
    filters, given = _filters()
    actor = current_actor()
    counts = check_participation(Asked(filters=filters), actor=actor)
    return render_template(
        "exports/participation.html",
        form=form,
        given=given,
        counts=[(PART_LABELS[part], count) for part, count in counts.items()],
        total=sum(counts.values()),
        words=filter_words(filters, actor),
        **_choices(actor),
    )


def _choices(actor: Actor) -> dict[str, Any]:
    return {
        "districts": sorted(district_names(today()).items()),
        "unions": unions_of(actor),
        "people": people_of(actor),
        "grades": [(str(key), translate(label)) for key, label in accident_grades.WORDS.items()],
        "categories": category_choices(),
        "regimes": [(str(key), translate(label)) for key, label in REGIME_LABELS.items()],
        "outcomes": [(key, translate(label)) for key, label in OUTCOME_LABELS.items()],
    }


@pages.post("/")
@needs(P.ACCIDENT_READ)
def create() -> ResponseReturnValue:
    """Begin the work; the next page shows how far it is."""
    operations.sweep_exports(now=now())
    form = Form(ParticipationIn())

    def begin(asked: Asked) -> Job:
        return operations.begin_participation(actor=current_actor(), now=now(), asked=asked)

    job = form.submit(begin)  # type: ignore[arg-type]  # this schema loads to ``Asked``
    if job is None:
        return _page(form), form.status
    return redirect(url_for("participation.export", export_id=job.id))


@pages.get("/<uuid:export_id>")
@needs(P.ACCIDENT_READ)
def export(export_id: uuid.UUID) -> ResponseReturnValue:
    """How far one's own export is, and its file once it is done."""
    job = own_participation(export_id, current_actor())
    return render_template("exports/participation_export.html", export=participation_out(job))


@pages.get("/<uuid:export_id>/file")
@needs(P.ACCIDENT_READ)
def file(export_id: uuid.UUID) -> ResponseReturnValue:
    """The finished file, for its owner only; a CSV in a ZIP together with what it says of itself."""
    job = own_participation(export_id, current_actor())
    asked = participation_from(job.given)
    if asked.format is FileFormat.CSV:
        return zipped(finished_file(job, asked.format), title=TITLE, at=job.created_at)
    return participation_file(job)


def own_participation(export_id: uuid.UUID, actor: Actor) -> Job:
    """One's own export of participation records; ``NotFound`` for any other."""
    return own_job(export_id, actor, KIND)


def participation_file(job: Job) -> Response:
    """The file of a finished export; ``NotFound`` before and after its time."""
    asked = participation_from(job.given)
    return download(
        finished_file(job, asked.format),
        title=TITLE,
        file_format=asked.format,
        media_type=MEDIA_TYPES[asked.format],
        at=job.created_at,
    )


def participation_statement(job: Job) -> Response:
    """What a finished CSV says of itself; ``NotFound`` for other files, and before and after its time."""
    asked = participation_from(job.given)
    return statement_of_file(finished_file(job, asked.format), title=TITLE, at=job.created_at)


def participation_out(job: Job) -> dict[str, Any]:
    """An export as the API and its page show it."""
    asked = participation_from(job.given)
    address = url_for("participation_api.get_file", export_id=job.id)
    content_hash = (job.result or {}).get("content_hash")
    found = progress(job, asked.format, address)
    beside = asked.format is FileFormat.CSV and found["file"] is not None
    statement = url_for("participation_api.get_statement", export_id=job.id) if beside else None
    return {"content_hash": content_hash, "statement": statement, **found}
