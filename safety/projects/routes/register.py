"""The register as a list, a board and numbers; one project with both its reviews; the form."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from safety.access.permissions import Permission as P
from safety.corrections.guard import who
from safety.errors import Refusal
from safety.ids import new_id
from safety.law.bases import project as project_basis
from safety.law.industries import SECTIONS
from safety.law.project_natures import ProjectNature
from safety.law.project_terms import classes_on
from safety.law.project_works import ENTERED, Step
from safety.lists import Window
from safety.people.guard import current_actor, current_scope, needs, today
from safety.people.queries import districts_open_to, unions_in
from safety.projects import operations, queries, rules, schemas
from safety.projects.models import Project
from safety.projects.page_schemas import ProjectEditPageIn, ProjectPageIn
from safety.projects.page_words import facts_of, measures_of, next_step, review_words, steps_of
from safety.projects.queries import By, ProjectFilters
from safety.projects.routes.blueprint import FILTERS, pages, show
from safety.projects.terms import acceptances_of, classes_said, clocks_of, day_of_class
from safety.projects.timeline import entries_of_project
from safety.projects.vocabulary import STAGE_LABELS, ReviewKind, Stage, Track
from safety.reference.queries import district_names
from safety.wire.addresses import given_filters
from safety.wire.forms import Form, options
from safety.wire.paging import page_window
from safety.wire.problems import translate
from safety.workplaces.queries import SiteFilters, employer_choices, search_sites
from safety.workplaces.rules import DATUM_LABELS, Datum

BOARD_CARDS = 12
#: The steps whose days stand apart on the form; an acceptance's stands beside who organised it.
DATES = tuple(one for one in ENTERED if one not in {Step.SAFETY_ACCEPTED, Step.HEALTH_ACCEPTED})


def project_filters() -> ProjectFilters:
    """The filters of the address."""
    return ProjectFilters(**given_filters(schemas.ProjectArgs(), FILTERS))


@pages.get("/projects")
@needs(P.PROJECT_READ)
def projects() -> ResponseReturnValue:
    """The register of projects."""
    page = queries.list_projects(
        current_scope(P.PROJECT_READ),
        project_filters(),
        page_window(),
        today=today(),
        sort=request.args.get("sort", ""),
    )
    return show(
        "projects.html",
        page=page,
        districts=list(district_names(today()).items()),
        usual_sort=queries.USUAL_SORT,
        review_words=review_words,
    )


@pages.get("/projects/board")
@needs(P.PROJECT_READ)
def board() -> ResponseReturnValue:
    """The projects in columns by stage, the newest of each."""
    scope, filters = current_scope(P.PROJECT_READ), project_filters()
    counts = queries.stage_counts(scope, replace(filters, stage=None), today=today())
    columns = [
        {
            "stage": stage,
            "total": count,
            "items": queries.list_projects(
                scope, replace(filters, stage=stage), Window(0, BOARD_CARDS), today=today()
            ).items,
        }
        for stage, count in counts.items()
    ]
    return show("board.html", columns=columns, districts=list(district_names(today()).items()))


@pages.get("/projects/numbers")
@needs(P.PROJECT_READ)
def numbers() -> ResponseReturnValue:
    """Shares of invited, attended, adopted, answered in time: drawn and as a table."""
    args = given_filters(schemas.NumbersArgs(), (*FILTERS, "by"))
    by = args.pop("by", By.YEAR)
    rows = queries.tallies(current_scope(P.PROJECT_READ), ProjectFilters(**args), by, today=today())
    groupings = [(By.DISTRICT.value, _("按区县")), (By.NATURE.value, _("按性质"))]
    return show(
        "numbers.html",
        **measures_of(rows, by),
        groupings=groupings,
        districts=list(district_names(today()).items()),
    )


@pages.get("/projects/new")
@needs(P.PROJECT_RECORD)
def new_project() -> ResponseReturnValue:
    """The form for a project, of one owner or at one site when the address names it."""
    present: dict[str, Any] = {"id": new_id(), "nature": "new", "datum": Datum.WGS84, "tracks[]": ["safety"]}
    present |= {"owner_id": request.args.get("owner"), "site_id": request.args.get("site")}
    return _form(Form(ProjectPageIn(), present), None)


@pages.post("/projects/new")
@needs(P.PROJECT_RECORD)
def create_project() -> ResponseReturnValue:
    """Register the project; a likely duplicate is shown first."""
    form = Form(ProjectPageIn())
    duplicates: list[Any] = []

    def act(values: dict[str, Any]) -> Project:
        values.pop("district_reason", None)
        with _collected(duplicates):
            return operations.create_project(**who(), **values)

    made = form.submit(act)
    if made is None:
        return _form(form, None, duplicates)
    flash(_("项目已登记"), "success")
    return redirect(url_for("projects.project", project_id=made.id))


@contextmanager
def _collected(duplicates: list[Any]) -> Iterator[None]:
    """Keep the likely duplicates that a refusal names, for the form to show."""
    try:
        yield
    except Refusal as refusal:
        duplicates.extend(refusal.extra.get("candidates", []))
        raise


def _form(form: Form, project: Project | None, duplicates: list[Any] | None = None) -> ResponseReturnValue:
    scope = current_scope(P.SITE_READ)
    sites = search_sites(scope, SiteFilters(), Window(0, 500), "name").items
    return show(
        "project_form.html",
        form.status,
        form=form,
        project=project,
        duplicates=duplicates or [],
        employers=[(one.id, one.name) for one in employer_choices(scope, "", 500)],
        sites=[(one.id, one.name) for one in sites],
        industries=[(letter, f"{letter} {translate(name)}") for letter, name in SECTIONS.items()],
        datums=options(DATUM_LABELS),
        classes_said=_classes_said(project),
        dates=DATES,
        dates_open=any(form.value(one) or form.error(one) for one in DATES),
        districts=list(
            districts_open_to(
                current_actor(), P.PROJECT_RECORD, district_names(today()), chosen=form.value("district_code")
            ).items()
        ),
        unions=[
            (one.id, one.name) for one in unions_in(current_scope(P.PROJECT_RECORD)) if one.ended_on is None
        ],
    )


def _classes_said(project: Project | None) -> str | None:
    on = day_of_class(project) if project else today()
    known = classes_on(on)
    return classes_said(known, on) if known else None


@pages.get("/projects/<uuid:project_id>/edit")
@needs(P.PROJECT_RECORD)
def edit_project(project_id: uuid.UUID) -> ResponseReturnValue:
    """The form for changing a project's own facts."""
    row = queries.get_project(project_id, current_scope(P.PROJECT_RECORD))
    present = {name: getattr(row, name) for name in (*operations.FIELDS, "version", "accuracy_m")}
    present |= {"lon": row.given_lon, "lat": row.given_lat, "datum": row.datum or Datum.WGS84}
    return _form(Form(ProjectEditPageIn(), present | {"tracks[]": row.tracks}), row)


@pages.post("/projects/<uuid:project_id>/edit")
@needs(P.PROJECT_RECORD)
def change_project(project_id: uuid.UUID) -> ResponseReturnValue:
    """Change the project."""
    form = Form(ProjectEditPageIn())
    duplicates: list[Any] = []
    row = queries.get_project(project_id, current_scope(P.PROJECT_RECORD))

    def act(values: dict[str, Any]) -> Project:
        with _collected(duplicates):
            return operations.edit_project(**who(), project=row, **values)

    if form.submit(act) is None:
        return _form(form, queries.get_project(project_id, current_scope(P.PROJECT_RECORD)), duplicates)
    flash(_("项目已修改"), "success")
    return redirect(url_for("projects.project", project_id=project_id))


@pages.get("/projects/<uuid:project_id>")
@needs(P.PROJECT_READ)
def project(project_id: uuid.UUID) -> ResponseReturnValue:
    """One project: both reviews side by side, its timeline, its facts."""
    return _page(project_id, None)


def _page(project_id: uuid.UUID, form: Form | None) -> ResponseReturnValue:
    row = queries.get_project(project_id, current_scope(P.PROJECT_READ))
    reviews = queries.reviews_of(row.id)
    columns = [
        {
            "kind": kind,
            "review": reviews.get(kind),
            "steps": steps_of(reviews[kind], today()) if kind in reviews else [],
            "next": next_step(reviews[kind]) if kind in reviews else None,
        }
        for kind in ReviewKind
    ]
    later = rules.next_stages(Stage(row.stage))
    return show(
        "project.html",
        form.status if form else 200,
        form=form,
        project=row,
        reviews=columns,
        next_stages=[pair for pair in options(STAGE_LABELS) if pair[0] in later],
        entries=entries_of_project(row, reviews.values(), current_actor()),
        project_facts=facts_of(row, today()),
        duty_basis=project_basis(
            ProjectNature(row.nature),
            safety=Track.SAFETY in row.tracks,
            health=Track.HEALTH in row.tracks,
        ),
        clocks=clocks_of(row, today()),
        wrong_organisers=[one for one in acceptances_of(row, today()) if one.differs],
    )


@pages.post("/projects/<uuid:project_id>/stage")
@needs(P.PROJECT_RECORD)
def move_project(project_id: uuid.UUID) -> ResponseReturnValue:
    """Note that the project came to a later stage."""
    form = Form(schemas.MoveIn())
    row = queries.get_project(project_id, current_scope(P.PROJECT_RECORD))
    if form.submit(lambda values: operations.move_project(**who(), project=row, **values)) is None:
        return _page(project_id, form)
    flash(_("进展已登记"), "success")
    return redirect(url_for("projects.project", project_id=project_id))
