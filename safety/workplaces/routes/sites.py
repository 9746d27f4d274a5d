"""Pages of sites."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from marshmallow import Schema

from safety.access.permissions import Permission as P
from safety.access.scope import Scope
from safety.errors import NotFound, Refusal
from safety.people.guard import current_actor, current_scope, needs, now, today
from safety.people.queries import districts_open_to
from safety.reference.queries import all_district_names, district_names
from safety.wire.addresses import given_filters
from safety.wire.forms import Form
from safety.wire.paging import page_window
from safety.workplaces import operations, queries, schemas
from safety.workplaces.models import Employer, Site
from safety.workplaces.queries.editions import former_unions
from safety.workplaces.queries.transfers import waiting_transfer
from safety.workplaces.routes import choices
from safety.workplaces.routes.blueprint import pages
from safety.workplaces.rules import Datum


@pages.get("/sites")
@needs(P.SITE_READ)
def sites() -> ResponseReturnValue:
    """The register of sites."""
    names = ("q", "district", "kind", "industry", "union_id", "employer_id", "state")
    filters = queries.SiteFilters(**given_filters(schemas.SitesArgs(), names))
    sort = request.args.get("sort", "")
    page = queries.search_sites(current_scope(P.SITE_READ), filters, page_window(), sort)
    return render_template(
        "workplaces/sites.html",
        page=page,
        kinds=choices.kinds(),
        industries=choices.industries(),
        districts=all_district_names(),
    )


@pages.get("/sites/new")
@needs(P.SITE_EDIT)
def new_site() -> ResponseReturnValue:
    """The form for a site, of one employer when the address names it."""
    present: dict[str, Any] = {"id": uuid.uuid4(), "kind": "operating", "datum": Datum.WGS84}
    present["employer_id"] = request.args.get("employer")
    return _site_form(Form(schemas.SitePageIn(), present))


@pages.post("/sites/new")
@needs(P.SITE_EDIT)
def create_site() -> ResponseReturnValue:
    """Register the site; a likely duplicate is shown first."""
    form = Form(schemas.SitePageIn())
    actor = current_actor()
    saved = _submit(form, lambda given: operations.create_site(actor=actor, now=now(), **given))
    if saved.site is None:
        return _site_form(form, duplicates=saved.duplicates)
    flash(_("场所已登记"), "success")
    return redirect(url_for("workplaces.site", site_id=saved.site.id))


@dataclass(frozen=True)
class _Saved:
    """The site that was saved, or the sites that it is probably one with."""

    site: Site | None
    duplicates: list[dict[str, str]]


def _submit(form: Form, act: Callable[[dict[str, Any]], Site]) -> _Saved:
    duplicates: list[dict[str, str]] = []

    def attempt(given: dict[str, Any]) -> Site:
        try:
            return act(given)
        except Refusal as refusal:
            duplicates.extend(refusal.extra.get("candidates", []))
            raise

    return _Saved(form.submit(attempt), duplicates)


def _site_form(
    form: Form, site: Site | None = None, duplicates: list[dict[str, str]] | None = None
) -> ResponseReturnValue:
    scope = current_scope(P.SITE_EDIT)
    employer = _employer_in(scope, form.values.get("employer_id"))
    offered = {one.id: one.name for one in queries.employer_choices(scope, "", 500)}
    offered |= {employer.id: employer.name} if employer else {}
    body = render_template(
        "workplaces/site_form.html",
        form=form,
        site=site,
        employer=site.employer if site else employer,
        employers=list(offered.items()),
        duplicates=duplicates or [],
        kinds=choices.kinds(),
        industries=choices.industries(),
        datums=choices.datums(),
        districts=districts_open_to(
            current_actor(), P.SITE_EDIT, district_names(today()), chosen=form.value("district_code")
        ),
    )
    return body, form.status


def _employer_in(scope: Scope, employer_id: Any) -> Employer | None:
    """The employer that a form or an address names, if it lies in the scope."""
    with suppress(ValueError, NotFound):
        return queries.get_employer(uuid.UUID(str(employer_id)), scope)
    return None


@pages.get("/sites/<uuid:site_id>")
@needs(P.SITE_READ)
def site(site_id: uuid.UUID) -> ResponseReturnValue:
    """One site: its facts, its map, what can be done here, and its whole history."""
    return _page(site_id, None)


def _page(site_id: uuid.UUID, form: Form | None) -> ResponseReturnValue:
    row = queries.get_site(site_id, current_scope(P.SITE_READ))
    actor = current_actor()
    body = render_template(
        "workplaces/site.html",
        form=form,
        site=row,
        events=queries.history_of(row, actor),
        summaries=queries.summaries_of(row, actor),
        actions=queries.actions_at(row, actor),
        kinds=dict(choices.kinds()),
        industries=dict(choices.industries()),
        datums=dict(choices.datums()),
        districts=all_district_names(),
        former=former_unions(row),
        waiting=waiting_transfer(row.id) if actor.may(P.SITE_TRANSFER) else None,
    )
    return body, form.status if form else 200


@pages.get("/sites/<uuid:site_id>/edit")
@needs(P.SITE_EDIT)
def edit_site(site_id: uuid.UUID) -> ResponseReturnValue:
    """The form for changing a site, with the position as it was given."""
    site = queries.get_site(site_id, current_scope(P.SITE_EDIT))
    names = (*operations.SITE_FIELDS, "version", "datum", "accuracy_m", "district_reason")
    present = {name: getattr(site, name) for name in names}
    present |= {"lon": site.given_lon, "lat": site.given_lat, "datum": site.datum or Datum.WGS84}
    if site.outline is not None:  # kept in WGS 84 only
        present |= {"lon": None, "lat": None, "datum": Datum.WGS84, "outline": json.dumps(site.outline)}
    overruled = site.district_code != site.district_found
    present["district_code"] = site.district_code if overruled else None
    return _site_form(Form(schemas.SiteEditPageIn(), present), site)


@pages.post("/sites/<uuid:site_id>/edit")
@needs(P.SITE_EDIT)
def change_site(site_id: uuid.UUID) -> ResponseReturnValue:
    """Change the site."""
    form = Form(schemas.SiteEditPageIn())
    actor = current_actor()
    site = queries.get_site(site_id, current_scope(P.SITE_EDIT))
    saved = _submit(form, lambda given: operations.edit_site(actor=actor, now=now(), site=site, **given))
    if saved.site is None:
        return _site_form(form, queries.get_site(site_id, current_scope(P.SITE_EDIT)), saved.duplicates)
    flash(_("场所已修改"), "success")
    return redirect(url_for("workplaces.site", site_id=site_id))


def _change_state(site_id: uuid.UUID, schema: Schema, act: Any, done: str) -> ResponseReturnValue:
    form = Form(schema)
    actor = current_actor()
    site = queries.get_site(site_id, current_scope(P.SITE_EDIT))
    if form.submit(lambda given: act(actor=actor, now=now(), site=site, **given)) is None:
        return _page(site_id, form)
    flash(done, "success")
    return redirect(url_for("workplaces.site", site_id=site_id))


@pages.post("/sites/<uuid:site_id>/close")
@needs(P.SITE_EDIT)
def close_site(site_id: uuid.UUID) -> ResponseReturnValue:
    """Close the site."""
    return _change_state(site_id, schemas.ReasonPageIn(), operations.close_site, _("场所已关闭"))


@pages.post("/sites/<uuid:site_id>/reopen")
@needs(P.SITE_EDIT)
def reopen_site(site_id: uuid.UUID) -> ResponseReturnValue:
    """Take the site back into use."""
    return _change_state(site_id, schemas.ReasonPageIn(), operations.reopen_site, _("场所已重新启用"))
