"""The blueprint of the pages, and what its modules share: filters, words, the page of a review."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema

from safety.access.permissions import Permission as P
from safety.corrections import vocabulary as demand_words
from safety.corrections.rules import is_overdue
from safety.law import project_terms, project_works
from safety.law.project_natures import LABELS as NATURES
from safety.people.guard import current_scope, today
from safety.projects import queries
from safety.projects import vocabulary as words
from safety.projects.models import Review
from safety.projects.terms import TONES, basis_of
from safety.projects.vocabulary import Conclusion, Stage
from safety.reference.queries import all_district_names
from safety.wire.forms import Form, options

pages = Blueprint("projects", __name__)
STAGE_TONES: Mapping[Stage, str] = {
    Stage.REGISTERED: "neutral",
    Stage.DESIGN: "info",
    Stage.CONSTRUCTION: "progress",
    Stage.TRIAL: "progress",
    Stage.ACCEPTANCE: "warning",
    Stage.IN_USE: "success",
}
DEMAND_TONES = {
    "raised": "neutral",
    "demanded": "info",
    "replied": "warning",
    "uncorrected": "danger",
    "referred": "progress",
    "awaiting_second": "warning",
    "closed": "success",
    "withdrawn": "neutral",
}
CONCLUSION_TONES: Mapping[Conclusion, tuple[str, str]] = {
    Conclusion.AGREE: ("success", "circle-check"),
    Conclusion.CONDITIONAL: ("warning", "alert-circle"),
    Conclusion.REFUSE: ("danger", "circle-x"),
}
LABELS: Mapping[str, Mapping[Any, str]] = {
    "stages": words.STAGE_LABELS,
    "kinds": words.KIND_LABELS,
    "natures": NATURES,
    "tracks": words.TRACK_LABELS,
    "hows": words.HOW_LABELS,
    "attendances": words.ATTENDANCE_LABELS,
    "categories": words.CATEGORY_LABELS,
    "conclusions": words.CONCLUSION_LABELS,
    "states": demand_words.STATE_LABELS,
    "stances": demand_words.STANCE_LABELS,
    "results": demand_words.RESULT_LABELS,
    "methods": demand_words.METHOD_LABELS,
    "vias": demand_words.VIA_LABELS,
    "grades": demand_words.GRADE_LABELS,
    "specials": project_works.SPECIAL_LABELS,
    "classes": project_works.CLASS_LABELS,
    "organisers": project_works.ORGANISER_LABELS,
    "steps": project_works.STEP_LABELS,
    "terms": project_terms.TERM_LABELS,
    "standings": project_terms.STANDING_LABELS,
}
FILTERS = (
    "q", "district", "stage", "nature", "no_union_part", "high_risk", "site_id", "waiting", "since", "until",
)  # fmt: skip


def show(template: str, status: int = 200, **values: Any) -> tuple[str, int]:
    """A page of projects, with the words of the field."""
    body = render_template(
        f"projects/{template}",
        today=today(),
        labels=LABELS,
        options=options,
        stage_tones=STAGE_TONES,
        state_tones=DEMAND_TONES,
        conclusion_tones=CONCLUSION_TONES,
        term_tones=TONES,
        basis_of=basis_of,
        length_of=project_terms.days_of,
        district_names=all_district_names(),
        overdue=lambda one: is_overdue(is_open=one.is_open, term_on=one.term_on, today=today()),
        **values,
    )
    return body, status


def found_review(review_id: uuid.UUID, permission: P = P.PROJECT_READ) -> Review:
    """The review of the address, within the scope of ``permission``."""
    return queries.get_review(review_id, current_scope(permission))


def act_on_review(
    review_id: uuid.UUID,
    schema: Schema,
    act: Callable[[Review, dict[str, Any]], Any],
    done: str | Callable[[Any], str],
    refused: Callable[[Review, Form], ResponseReturnValue],
) -> ResponseReturnValue:
    """Run one act of a form on a review: back to the review when it is done, ``refused`` when it is not.

    ``done`` is what is said then, or tells it from what came of ``act``.
    """
    form = Form(schema)
    review = found_review(review_id)
    made = form.submit(lambda values: act(review, values) or True)
    if made is None:
        return refused(found_review(review_id), form)
    flash(done if isinstance(done, str) else done(made), "success")
    return redirect(url_for("projects.review", review_id=review_id))
