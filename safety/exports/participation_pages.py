"""The pages that export participation records: filters and what they find, how far it is, the file."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from safety.access.permissions import Permission as P
from safety.access.scope import Actor
from safety.errors import NotFound
from safety.exports import operations
from safety.exports.operations.participation import KIND, check_participation
from safety.exports.operations.registers import exports_folder
from safety.exports.participation_saying import filter_words
from safety.exports.participation_schemas import ParticipationFiltersIn, ParticipationIn, participation_from
from safety.exports.queries.participation import OUTCOME_LABELS, people_of, unions_of
from safety.exports.rules.participation import MEDIA_TYPES, PART_LABELS, Asked, Filters
from safety.jobs import queries as jobs
from safety.jobs.models import Job
from safety.law import accident_categories, accident_grades
from safety.law.days import SHANGHAI
from safety.people.guard import current_actor, needs, now, today
from safety.reference.queries import district_names
from safety.text import N_
from safety.wire.forms import Form
from safety.wire.problems import translate

pages = Blueprint("participation", __name__, url_prefix="/exports/participation")


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
    categories = {
        **{key: f"{translate(label)}（1986）" for key, label in accident_categories.GB_6441_86.items()},
        **{key: f"{translate(label)}（2025）" for key, label in accident_categories.GB_6441_2025.items()},
    }
    return {
        "districts": sorted(district_names(today()).items()),
        "unions": unions_of(actor),
        "people": people_of(actor),
        "grades": [(key.value, translate(label)) for key, label in accident_grades.LABELS.items()],
        "categories": list(categories.items()),
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
    """The finished file, for its owner only."""
    return participation_file(own_participation(export_id, current_actor()))


def own_participation(export_id: uuid.UUID, actor: Actor) -> Job:
    """One's own export of participation records.

    Raises:
        NotFound: there is none, or it is somebody else's, or other work.
    """
    job = jobs.get_job(export_id, actor.member_id)
    if actor.member_id is None or job.kind != KIND:
        raise NotFound
    return job


def participation_file(job: Job) -> Response:
    """The file of a finished export.

    Raises:
        NotFound: it is not finished, or it was kept long enough.
    """
    asked = participation_from(job.given)
    path = exports_folder() / f"{job.id}.{asked.format}"
    if job.state != "done" or not path.exists():
        raise NotFound
    moment = job.created_at.astimezone(SHANGHAI).strftime("%Y%m%d-%H%M")
    answer = send_file(
        path,
        mimetype=MEDIA_TYPES[asked.format],
        as_attachment=True,
        download_name=f"{translate(N_('工会参与事故调查处理记录'))}-{moment}.{asked.format}",
        max_age=0,
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def participation_out(job: Job) -> dict[str, Any]:
    """An export as the API and its page show it."""
    asked, result = participation_from(job.given), job.result or {}
    there = job.state == "done" and (exports_folder() / f"{job.id}.{asked.format}").exists()
    return {
        "id": job.id,
        "format": asked.format,
        "state": job.state,
        "done": job.done,
        "total": job.total,
        "rows": result.get("rows"),
        "content_hash": result.get("content_hash"),
        "problem": translate(job.problem) if job.problem else None,
        "created_at": job.created_at,
        "ended_at": job.ended_at,
        "file": url_for("participation_api.get_file", export_id=job.id) if there else None,
    }
