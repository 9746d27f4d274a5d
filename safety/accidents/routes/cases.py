"""The register of accidents, one accident with its facts, casualties and grade, and the forms."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from safety.access.permissions import Permission as P
from safety.accidents import operations, queries, schemas, schemas_filters
from safety.accidents.grading import GOVERNMENTS
from safety.accidents.models import Accident
from safety.accidents.page_schemas import AccidentEditPageIn
from safety.accidents.page_words import (
    category_choices,
    fact_rows,
    grade_entries,
    grade_words,
    investigator_words,
    people_rows,
    series_picture,
    series_rows,
    unread_terms,
)
from safety.accidents.queries import AccidentFilters
from safety.accidents.routes.blueprint import act_on, found, pages, show, show_case
from safety.corrections.guard import who
from safety.ids import new_id
from safety.law.accident_grades import LEVEL_LABELS
from safety.law.citations import on_page
from safety.law.days import SHANGHAI, shanghai_date
from safety.law.duties import duties_at_accident
from safety.law.industries import SECTIONS
from safety.law.regimes import REGIME_LABELS, Criteria
from safety.lists import Window
from safety.people.guard import current_actor, current_scope, needs, today
from safety.people.queries import unions_in
from safety.reference.queries import all_district_names, district_names
from safety.wire.addresses import given_filters, id_in
from safety.wire.forms import Form
from safety.wire.paging import page_window
from safety.wire.problems import translate
from safety.workplaces.queries import SiteFilters, search_sites

FILTERS = (
    "q", "district", "grade", "category", "regime", "state", "union_part", "since", "until", "site_id", "employer_id",
)  # fmt: skip
MOST_SITES = 500


@pages.get("/accidents")
@needs(P.ACCIDENT_READ)
def register() -> ResponseReturnValue:
    """The register of accidents."""
    filters = AccidentFilters(**given_filters(schemas_filters.AccidentArgs(), FILTERS))
    page = queries.list_accidents(
        current_scope(P.ACCIDENT_READ), filters, page_window(), sort=request.args.get("sort", "")
    )
    districts = list(district_names(today()).items())
    return show("register.html", page=page, districts=districts, categories=category_choices())


@pages.get("/accidents/<uuid:accident_id>")
@needs(P.ACCIDENT_READ)
def accident(accident_id: uuid.UUID) -> ResponseReturnValue:
    """One accident: facts, grade with its reason, casualties."""
    return accident_page(accident_id, None)


def accident_page(accident_id: uuid.UUID, form: Form | None, *, clear: bool = False) -> ResponseReturnValue:
    """The accident's page; names of casualties only when ``clear``, after the look was audited."""
    row = found(accident_id)
    grades, ground = queries.grades_of(row, today()), queries.ground_of(row)
    return show_case(
        "accident.html",
        "facts",
        row,
        form,
        standing=grades[-1],
        standing_words=grade_words(grades[-1]),
        investigator=investigator_words(row, grades[-1]),
        grades=grade_entries(row, grades),
        series=series_rows(row),
        chart=series_picture(row, today()),
        people=people_rows(queries.victims_of(row.id), clear=clear),
        clear=clear,
        takes_told_grade=ground.edition.criteria is Criteria.TOLD,
        criteria=on_page(ground.edition.criteria_by, ground.accident_on),
        unread=unread_terms(row),
        owes_opinion=queries.owes_opinion(row),
        may_look=queries.in_the_case(current_actor(), row),
        casualty_days=ground.windows.casualty_days if ground.has_window else None,
        government_levels=[(one.value, translate(LEVEL_LABELS[one])) for one in GOVERNMENTS],
        handovers=queries.handovers_of(row.id),
        notices=queries.notifications_of(row.id),
        papers=queries.papers_of_case(row.id),
        duties=duties_at_accident(
            queries.regime_of(row), shanghai_date(row.happened_at), industry=row.industry
        ),
        fact_rows=fact_rows(row, all_district_names()),
    )


@pages.post("/accidents/<uuid:accident_id>/casualties/shown")
@needs(P.ACCIDENT_UNMASK)
def show_casualties(accident_id: uuid.UUID) -> ResponseReturnValue:
    """The casualties' names, once; the look is audited."""
    operations.show_victims(**who(), accident=found(accident_id, P.ACCIDENT_UNMASK))
    return accident_page(accident_id, None, clear=True)


@pages.post("/accidents/<uuid:accident_id>/casualties")
@needs(P.ACCIDENT_RECORD)
def add_casualties(accident_id: uuid.UUID) -> ResponseReturnValue:
    """New numbers; the grade is computed again."""
    return act_on(
        accident_id,
        schemas.CasualtiesIn(),
        lambda row, given: operations.report_casualties(**who(), accident=row, **given),
        _("伤亡和损失已登记，等级已重新计算"),
        accident_page,
    )


@pages.post("/accidents/<uuid:accident_id>/victims")
@needs(P.ACCIDENT_RECORD)
def add_victim(accident_id: uuid.UUID) -> ResponseReturnValue:
    """Record a person who was hurt."""
    return act_on(
        accident_id,
        schemas.VictimIn(),
        lambda row, given: operations.add_victim(**who(), accident=row, **given),
        _("伤亡人员已登记"),
        accident_page,
    )


@pages.post("/accidents/<uuid:accident_id>/handovers")
@needs(P.ACCIDENT_RECORD)
def add_handover(accident_id: uuid.UUID) -> ResponseReturnValue:
    """The investigation was taken over or entrusted."""
    return act_on(
        accident_id,
        schemas.HandoverIn(),
        lambda row, given: operations.record_handover(**who(), accident=row, **given),
        _("已登记由谁调查"),
        accident_page,
    )


@pages.post("/accidents/<uuid:accident_id>/close")
@needs(P.ACCIDENT_RECORD)
def close_accident(accident_id: uuid.UUID) -> ResponseReturnValue:
    """Archive the case."""
    return act_on(
        accident_id,
        schemas.CloseIn(),
        lambda row, given: operations.close_accident(**who(), accident=row, **given),
        _("事故已归档"),
        accident_page,
    )


@pages.get("/accidents/new")
@needs(P.ACCIDENT_RECORD)
def new_accident() -> ResponseReturnValue:
    """The form, filled from a notice when it comes from one."""
    return form_page(Form(schemas.AccidentIn(), {"id": new_id(), **_from_notice()}), None)


def _from_notice() -> dict[str, Any]:
    given = id_in("notice")
    if given is None:
        return {}
    notice = queries.get_notification(given, current_scope(P.ACCIDENT_RECORD))
    names = (
        "place",
        "employer_name",
        "site_id",
        "words",
        "deaths",
        "serious",
        "slight",
        "missing",
        "poisoned",
        "district_code",
        "lon",
        "lat",
    )
    values = {name: getattr(notice, name) for name in names if getattr(notice, name) is not None}
    return {**values, "happened_at": local(notice.happened_at), "notification_id": notice.id}


def local(moment: Any) -> str:
    """A moment as a date-and-time field shows it, in Chongqing's time."""
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M") if moment else ""


def form_page(form: Form, row: Accident | None) -> ResponseReturnValue:
    """The form of a new accident, or of one that is changed."""
    scope = current_scope(P.ACCIDENT_RECORD)
    sites = search_sites(scope, SiteFilters(), Window(0, MOST_SITES)).items
    return show(
        "accident_form.html",
        form.status,
        form=form,
        accident=row,
        sites=[(str(one.id), one.name) for one in sites],
        unions=[(str(one.id), one.name) for one in unions_in(scope)],
        categories=category_choices(),
        industries=[(code, f"{code} {translate(label)}") for code, label in SECTIONS.items()],
        districts=list(district_names(today()).items()),
        regimes=[(one.value, translate(label)) for one, label in REGIME_LABELS.items()],
    )


@pages.post("/accidents/new")
@needs(P.ACCIDENT_RECORD)
def create_accident() -> ResponseReturnValue:
    """Record the accident."""
    form = Form(schemas.AccidentIn())
    kept = form.submit(lambda given: operations.register_accident(**who(), **given))
    if kept is None:
        return form_page(form, None)
    flash(_("事故已登记，等级和期限已算出"), "success")
    return redirect(url_for("accidents.accident", accident_id=kept.id))


#: What the form of an accident holds; the numbers are reported anew instead.
EDITED = (
    "title", "place", "words", "employer_name", "employer_id", "site_id", "category", "regime", "at_project",
    "industry", "lon", "lat", "source", "version", "told_grade", "told_grade_source", "district_code",
    "home_district_code", "concealment", "discovered_on", "concealment_source",
)  # fmt: skip
TOLD = ("happened_at", "head_told_at", "authority_told_at", "upward_told_at")


@pages.get("/accidents/<uuid:accident_id>/edit")
@needs(P.ACCIDENT_RECORD)
def edit_accident(accident_id: uuid.UUID) -> ResponseReturnValue:
    """The form for what was entered of an accident."""
    row = found(accident_id, P.ACCIDENT_RECORD)
    present = {name: getattr(row, name) for name in EDITED}
    present |= {name: local(getattr(row, name)) for name in TOLD}
    return form_page(Form(AccidentEditPageIn(), present), row)


@pages.post("/accidents/<uuid:accident_id>/edit")
@needs(P.ACCIDENT_RECORD)
def change_accident(accident_id: uuid.UUID) -> ResponseReturnValue:
    """Correct what was entered."""
    form = Form(AccidentEditPageIn())
    row = found(accident_id, P.ACCIDENT_RECORD)
    if form.submit(lambda given: operations.edit_accident(**who(), accident=row, **given)) is None:
        return form_page(form, found(accident_id, P.ACCIDENT_RECORD))
    flash(_("事故已修改"), "success")
    return redirect(url_for("accidents.accident", accident_id=accident_id))
