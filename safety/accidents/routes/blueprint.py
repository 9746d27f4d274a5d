"""The blueprint of the pages of duty 3, and what its modules share: filters, words, one act on one accident."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema

from safety.access.permissions import Permission as P
from safety.accidents import queries
from safety.accidents import vocabulary as words
from safety.accidents.models import Accident
from safety.accidents.rules import acts
from safety.corrections.vocabulary import STANCE_LABELS
from safety.law.accident_categories import LABELS as CATEGORY_LABELS
from safety.law.accident_grades import LABELS as GRADE_LABELS
from safety.law.accident_grades import LEVEL_LABELS
from safety.law.accident_grades import WORDS as GRADE_WORDS
from safety.law.citations import on_page
from safety.law.clocks import STATUS_LABELS, Clock
from safety.law.injuries import DEGREE_LABELS, EMPLOYMENT_LABELS, EMPLOYMENT_OFFERED
from safety.law.regimes import REGIME_LABELS
from safety.papers.queries import copies_before
from safety.people.guard import current_scope, now, today
from safety.wire.forms import Form, options

pages = Blueprint("accidents", __name__)

Shows = Callable[[uuid.UUID, Form | None], ResponseReturnValue]

LABELS: Mapping[str, Mapping[Any, str]] = {
    "grades": GRADE_WORDS,
    "counted_grades": GRADE_LABELS,
    "regimes": REGIME_LABELS,
    "concealments": words.CONCEALMENT_LABELS,
    "levels": LEVEL_LABELS,
    "categories": CATEGORY_LABELS,
    "states": words.CASE_STATE_LABELS,
    "parts": words.UNION_PART_LABELS,
    "channels": words.CHANNEL_LABELS,
    "seats": words.SEAT_STATE_LABELS,
    "activities": words.ACTIVITY_LABELS,
    "abouts": words.ABOUT_LABELS,
    "outcomes": words.OUTCOME_LABELS,
    "handovers": words.HANDOVER_LABELS,
    "extensions": words.EXTENSION_LABELS,
    "applicants": words.APPLICANT_LABELS,
    "sexes": words.SEX_LABELS,
    "degrees": DEGREE_LABELS,
    "employment": EMPLOYMENT_LABELS,
    "employment_offered": EMPLOYMENT_OFFERED,
    "stances": STANCE_LABELS,
    "opinion_states": words.OPINION_STATUS_LABELS,
    "clock_states": STATUS_LABELS,
}
TONES: Mapping[str, Mapping[str, str]] = {
    "states": {
        "registered": "neutral",
        "investigating": "progress",
        "reported": "warning",
        "approved": "info",
        "closed": "success",
    },
    "parts": {"none": "neutral", "asked": "warning", "taking_part": "success", "not_invited": "danger"},
    "seats": {
        "asked": "warning",
        "given": "info",
        "named": "success",
        "not_invited": "danger",
        "replaced": "neutral",
        "ended": "neutral",
    },
    "outcomes": {"signed": "success", "reserved": "warning", "refused": "danger"},
    "clocks": {
        "not_begun": "neutral",
        "running": "info",
        "overdue": "danger",
        "met_in_time": "success",
        "met_late": "warning",
        "ended": "neutral",
        "day_unknown": "warning",
        "done_instead": "warning",
    },
}


def found(accident_id: uuid.UUID, permission: P = P.ACCIDENT_READ) -> Accident:
    """The accident of the address, where ``permission`` is held."""
    return queries.get_accident(accident_id, current_scope(permission))


def cited(clock: Clock) -> str:
    """The articles that set a term, as they stood when the term began: each law once, its articles in order."""
    return on_page(clock.provisions, clock.day_of_fact or today())


def show(template: str, status: int = 200, **values: Any) -> tuple[str, int]:
    """A page of duty 3, with the words of the field."""
    body = render_template(
        f"accidents/{template}",
        today=today(),
        now=now(),
        labels=LABELS,
        tones=TONES,
        options=options,
        cited=cited,
        **values,
    )
    return body, status


def show_case(
    template: str, here: str, accident: Accident, form: Form | None, **values: Any
) -> tuple[str, int]:
    """One of the pages of an accident; ``here`` names it among its neighbours."""
    return show(
        template,
        form.status if form else 200,
        here=here,
        accident=accident,
        form=form,
        acts=acts(queries.facts_of(accident)),
        copies=copies_before(accident.union_id, queries.SOURCE, [accident.id]),
        **values,
    )


def act_on(
    accident_id: uuid.UUID,
    schema: Schema,
    act: Callable[[Accident, dict[str, Any]], Any],
    done: str | Callable[[Any], str],
    page: Shows,
    permission: P = P.ACCIDENT_RECORD,
) -> ResponseReturnValue:
    """Do ``act`` with the form that was sent and go back to ``page``, which also shows a refusal.

    ``done`` is what is said then, or tells it from what came of ``act``.
    """
    form = Form(schema)
    accident = found(accident_id, permission)
    made = form.submit(lambda given: act(accident, given) or True)
    if made is None:
        return page(accident_id, form)
    flash(done if isinstance(done, str) else done(made), "success")
    return redirect(url_for(f"accidents.{page.__name__.removesuffix('_page')}", accident_id=accident_id))
