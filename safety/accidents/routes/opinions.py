"""Opinions of the union on an accident, and the measures of the report."""

from __future__ import annotations

import uuid
from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from safety.access.permissions import Permission as P
from safety.accidents import operations, queries, rules, schemas, schemas_filters
from safety.accidents.models import Accident
from safety.accidents.routes.blueprint import act_on, found, pages, show, show_case
from safety.corrections.guard import said_of_application, who
from safety.corrections.queries import demands_of
from safety.corrections.rules import is_overdue
from safety.corrections.vocabulary import STATE_LABELS
from safety.people.guard import current_scope, needs, today
from safety.wire.addresses import given_filters
from safety.wire.forms import Form
from safety.wire.paging import page_window

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


def opinions_page(accident_id: uuid.UUID, form: Form | None) -> ResponseReturnValue:
    """The opinions, with ``form`` where one was refused."""
    accident = found(accident_id)
    rows = queries.opinions_of(accident.id)
    applied = queries.applied_for(one.id for one in rows)
    return show_case(
        "opinions.html",
        "opinions",
        accident,
        form,
        rows=rows,
        referrals=queries.referrals_of(accident.id),
        applied=applied,
        referable=lambda one: rules.opinion_can_be_referred(
            stance=one.stance,
            answered_on=one.answered_on,
            due_on=one.due_on,
            applied=one.id in applied,
            revoked=one.revoked_at is not None,
            today=today(),
        ),
    )


@pages.get("/accidents/opinions")
@needs(P.ACCIDENT_READ)
def all_opinions() -> ResponseReturnValue:
    """The opinions on every accident: what waits for an answer, the longest due first."""
    names = ("q", "status", "about", "since", "until")
    filters = queries.OpinionFilters(**given_filters(schemas_filters.OpinionArgs(), names))
    page = queries.list_opinions(current_scope(P.ACCIDENT_READ), filters, page_window(), today=today())
    return show("all_opinions.html", page=page, titles=queries.titles_of(page.items))


@pages.get("/accidents/<uuid:accident_id>/opinions")
@needs(P.ACCIDENT_READ)
def opinions(accident_id: uuid.UUID) -> ResponseReturnValue:
    """What the union said, and what was answered."""
    return opinions_page(accident_id, None)


@pages.post("/accidents/<uuid:accident_id>/opinions")
@needs(P.ACCIDENT_RECORD)
def add_opinion(accident_id: uuid.UUID) -> ResponseReturnValue:
    """Give an opinion."""
    return act_on(
        accident_id,
        schemas.OpinionIn(),
        lambda accident, given: operations.give_opinion(**who(), accident=accident, **given),
        _("意见已登记"),
        opinions_page,
    )


@pages.post("/accidents/<uuid:accident_id>/opinions/<uuid:accident_opinion_id>/answer")
@needs(P.ACCIDENT_RECORD)
def answer_opinion(accident_id: uuid.UUID, accident_opinion_id: uuid.UUID) -> ResponseReturnValue:
    """Record the answer."""

    def act(accident: Accident, given: dict[str, Any]) -> object:
        opinion = queries.get_opinion(accident_opinion_id, accident)
        return operations.answer_opinion(**who(), opinion=opinion, **given)

    return act_on(accident_id, schemas.AnswerIn(), act, _("答复已登记"), opinions_page)


@pages.post("/accidents/<uuid:accident_id>/opinions/<uuid:accident_opinion_id>/referral")
@needs(P.ACCIDENT_RECORD)
def refer_opinion(accident_id: uuid.UUID, accident_opinion_id: uuid.UUID) -> ResponseReturnValue:
    """Ask a department to deal with an opinion that was not answered or was rejected."""

    def act(accident: Accident, given: dict[str, Any]) -> object:
        opinion = queries.get_opinion(accident_opinion_id, accident)
        return operations.refer_opinion(**who(), opinion=opinion, **given)

    return act_on(accident_id, schemas.ReferOpinionIn(), act, said_of_application, opinions_page)


def measures_page(accident_id: uuid.UUID, form: Form | None) -> ResponseReturnValue:
    """The measures, with ``form`` where one was refused."""
    accident = found(accident_id)
    return show_case(
        "measures.html",
        "measures",
        accident,
        form,
        rows=demands_of("accident", accident.id),
        demand_labels={"states": STATE_LABELS},
        demand_tones=DEMAND_TONES,
        overdue=lambda one: is_overdue(is_open=one.is_open, term_on=one.term_on, today=today()),
    )


@pages.get("/accidents/<uuid:accident_id>/measures")
@needs(P.ACCIDENT_READ)
def measures(accident_id: uuid.UUID) -> ResponseReturnValue:
    """The report's measures until they are verified."""
    return measures_page(accident_id, None)


@pages.post("/accidents/<uuid:accident_id>/measures")
@needs(P.ACCIDENT_RECORD)
def add_measure(accident_id: uuid.UUID) -> ResponseReturnValue:
    """Record a measure."""
    return act_on(
        accident_id,
        schemas.MeasureIn(),
        lambda accident, given: operations.raise_measure(**who(), accident=accident, **given),
        _("措施已登记"),
        measures_page,
    )
