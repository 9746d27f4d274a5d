"""Employers, sites and imports for programs."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask import request
from flask_smorest import Blueprint

from safety.access.permissions import Permission as P
from safety.errors import Conflict
from safety.law import credit_code as codes
from safety.people.guard import current_actor, current_scope, needs, now
from safety.text import N_
from safety.wire.paging import listing, window_at
from safety.wire.problems import translate
from safety.wire.versions import asked_version, edits_version
from safety.workplaces import operations, queries, schemas
from safety.workplaces.import_calls import ImportCalls
from safety.workplaces.intake import Intake
from safety.workplaces.models import Employer, Site, SiteTransfer
from safety.workplaces.operations import locating, transfers
from safety.workplaces.operations.site_rows import SITES
from safety.workplaces.queries import transfers as transfer_queries
from safety.workplaces.queries.duplicates import DuplicateFilters, duplicate_pairs
from safety.workplaces.queries.transfers import TransferFilters
from safety.workplaces.rules import Position, TransferState

api = Blueprint("workplaces_api", __name__, description="Employers, sites, and imports of registers")


def employer_shown(row: Employer) -> dict[str, Any]:
    """An employer with what is odd about its code."""
    columns = {column.name: getattr(row, column.name) for column in Employer.__table__.columns}
    odd = codes.warnings(row.credit_code) if row.credit_code else []
    return columns | {"warnings": [translate(one) for one in odd]}


@api.route("/employers")
@needs(P.SITE_READ)
@api.arguments(schemas.EmployersArgs, location="query")
@api.response(200, schemas.EmployersOut)
def list_employers(args: dict[str, Any]) -> dict[str, Any]:
    """Employers within one's scope."""
    filters = queries.EmployerFilters(args["q"], args["district"], args["industry"], args["has_union"])
    window = window_at(args)
    page = queries.search_employers(current_scope(P.SITE_READ), filters, window, args["sort"])
    return listing(page) | {"items": [employer_shown(row) for row in page.items]}


@api.route("/employers/<uuid:employer_id>")
@needs(P.SITE_READ)
@api.response(200, schemas.EmployerOut)
def read_employer(employer_id: uuid.UUID) -> dict[str, Any]:
    """One employer."""
    return employer_shown(queries.get_employer(employer_id, current_scope(P.SITE_READ)))


@api.route("/employers/<uuid:employer_id>", methods=["PUT"])
@needs(P.SITE_EDIT)
@api.arguments(schemas.EmployerNewIn)
@api.response(201, schemas.EmployerOut)
@api.alt_response(200, schema=schemas.EmployerOut, description="The same employer again")
def put_employer(values: dict[str, Any], employer_id: uuid.UUID) -> Any:
    """Register an employer under an id of one's own; the same again answers 200, other content 409."""
    if queries.find_employer(employer_id) is None:
        made = operations.create_employer(actor=current_actor(), now=now(), id=employer_id, **values)
        return employer_shown(made)
    present = queries.get_employer(employer_id, current_scope(P.SITE_EDIT))
    _refuse_other(present, values, operations.EMPLOYER_FIELDS)
    return employer_shown(present), 200


def _refuse_other(row: Employer | Site, values: dict[str, Any], names: tuple[str, ...]) -> None:
    """A repeated PUT must say what the record says; an edit is a PATCH with ``If-Match``."""
    sent = dict(values)
    if sent.get("credit_code"):
        sent["credit_code"] = codes.check(sent["credit_code"])
    if any(sent[name] is not None and getattr(row, name) != sent[name] for name in names if name in sent):
        raise Conflict(
            N_("这个编号已用于内容不同的记录"), code="other_content", extra={"version": row.version}
        )


def _refuse_elsewhere(site: Site, position: Position | None) -> None:
    """A repeated PUT says the place that was entered or the one that was read."""
    if position is None or locating.as_it_is(site, position):
        return
    given = (site.given_lon, site.given_lat, site.datum)
    is_point_given = (position.lon, position.lat, position.datum) == given and position.outline is None
    if not is_point_given and not locating.lies_at(site, position, now()):
        raise Conflict(
            N_("这个编号已用于内容不同的记录"), code="other_content", extra={"version": site.version}
        )


@api.route("/employers/<uuid:employer_id>", methods=["PATCH"])
@needs(P.SITE_EDIT)
@api.arguments(schemas.EmployerIn(partial=True))
@api.response(200, schemas.EmployerOut)
@edits_version
def patch_employer(values: dict[str, Any], employer_id: uuid.UUID) -> dict[str, Any]:
    """Change an employer (``If-Match`` with the version that was read)."""
    row = queries.get_employer(employer_id, current_scope(P.SITE_EDIT))
    sent = {name: value for name, value in values.items() if name in (request.get_json(silent=True) or {})}
    return employer_shown(
        operations.edit_employer(
            actor=current_actor(), now=now(), employer=row, version=asked_version(), **sent
        )
    )


@api.route("/sites")
@needs(P.SITE_READ)
@api.arguments(schemas.SitesArgs, location="query")
@api.response(200, schemas.SitesOut)
def list_sites(args: dict[str, Any]) -> dict[str, Any]:
    """Sites within one's scope."""
    names = ("q", "district", "kind", "industry", "union_id", "employer_id", "state")
    filters = queries.SiteFilters(**{name: args[name] for name in names})
    window = window_at(args)
    return listing(queries.search_sites(current_scope(P.SITE_READ), filters, window, args["sort"]))


@api.route("/sites/duplicates")
@needs(P.SITE_READ)
@api.arguments(schemas.DuplicateArgs, location="query")
@api.response(200, schemas.DuplicatesOut)
@api.alt_response(409, description="There are too many sites to compare; a district has to be chosen")
def list_duplicate_sites(args: dict[str, Any]) -> dict[str, Any]:
    """Pairs of open sites that are probably one, the nearest first."""
    window = window_at(args)
    scope, precise = current_scope(P.SITE_READ), current_scope(P.POSITION_PRECISE)
    return listing(duplicate_pairs(scope, DuplicateFilters(**args), window, precise=precise))


@api.route("/sites/nearest")
@needs(P.SITE_READ)
@api.arguments(schemas.NearestArgs, location="query")
@api.response(200, schemas.NearOut(many=True))
def nearest_sites(args: dict[str, Any]) -> list[dict[str, Any]]:
    """The open sites nearest to a WGS 84 position; without ``position:precise`` by their rounded positions."""
    scope, precise = current_scope(P.SITE_READ), current_scope(P.POSITION_PRECISE)
    found = queries.nearest_sites(scope, args["lon"], args["lat"], args["limit"], precise=precise)
    return [{"site": site, "distance_m": metres} for site, metres in found]


@api.route("/sites/<uuid:site_id>")
@needs(P.SITE_READ)
@api.response(200, schemas.SiteOut)
def read_site(site_id: uuid.UUID) -> Site:
    """One site."""
    return queries.get_site(site_id, current_scope(P.SITE_READ))


@api.route("/sites/<uuid:site_id>", methods=["PUT"])
@needs(P.SITE_EDIT)
@api.arguments(schemas.SiteNewIn)
@api.response(201, schemas.SiteOut)
@api.alt_response(200, schema=schemas.SiteOut, description="The same site again")
def put_site(values: dict[str, Any], site_id: uuid.UUID) -> Any:
    """Register a site under an id of one's own; a likely duplicate answers 409 with its candidates."""
    if queries.find_site(site_id) is None:
        return operations.create_site(actor=current_actor(), now=now(), id=site_id, **values)
    present = queries.get_site(site_id, current_scope(P.SITE_EDIT))
    _refuse_other(present, values, (*operations.SITE_FIELDS, "employer_id"))
    _refuse_elsewhere(present, values["position"])
    return present, 200


@api.route("/sites/<uuid:site_id>", methods=["PATCH"])
@needs(P.SITE_EDIT)
@api.arguments(schemas.SiteEditIn(partial=True))
@api.response(200, schemas.SiteOut)
@edits_version
def patch_site(values: dict[str, Any], site_id: uuid.UUID) -> Site:
    """Change a site (``If-Match`` with the version that was read); what is not sent stays."""
    row = queries.get_site(site_id, current_scope(P.SITE_EDIT))
    given = set(request.get_json(silent=True) or {}) | {"position"}
    sent = {name: value for name, value in values.items() if name in given}
    stays = values["position"] is None or locating.as_it_is(row, values["position"])
    if stays and "district_code" not in given:
        sent = {"district_code": row.district_code, "district_reason": row.district_reason} | sent
    return operations.edit_site(actor=current_actor(), now=now(), site=row, version=asked_version(), **sent)


@api.route("/sites/<uuid:site_id>/close", methods=["POST"])
@needs(P.SITE_EDIT)
@api.arguments(schemas.ReasonIn)
@api.response(200, schemas.SiteOut)
@edits_version
def close_site(values: dict[str, Any], site_id: uuid.UUID) -> Site:
    """Close a site (``If-Match``)."""
    row = queries.get_site(site_id, current_scope(P.SITE_EDIT))
    return operations.close_site(
        actor=current_actor(), now=now(), site=row, version=asked_version(), **values
    )


@api.route("/sites/<uuid:site_id>/reopen", methods=["POST"])
@needs(P.SITE_EDIT)
@api.arguments(schemas.ReasonIn)
@api.response(200, schemas.SiteOut)
@edits_version
def reopen_site(values: dict[str, Any], site_id: uuid.UUID) -> Site:
    """Take a closed site back into use (``If-Match``)."""
    row = queries.get_site(site_id, current_scope(P.SITE_EDIT))
    return operations.reopen_site(
        actor=current_actor(), now=now(), site=row, version=asked_version(), **values
    )


@api.route("/sites/<uuid:site_id>/transfers", methods=["POST"])
@needs(P.SITE_TRANSFER)
@api.arguments(schemas.TransferIn)
@api.response(201, schemas.TransferOut)
def propose_transfer(values: dict[str, Any], site_id: uuid.UUID) -> dict[str, Any]:
    """Offer a site to another union; it passes when that union accepts."""
    site = queries.get_site(site_id, current_scope(P.SITE_TRANSFER))
    made = transfers.propose_transfer(actor=current_actor(), now=now(), site=site, **values)
    return _told([made])[0]


@api.route("/site-transfers")
@needs(P.SITE_TRANSFER)
@api.arguments(schemas.TransfersListArgs, location="query")
@api.response(200, schemas.TransfersOut)
def list_transfers(args: dict[str, Any]) -> dict[str, Any]:
    """Sites offered by or to one's unions, those that wait first."""
    filters = TransferFilters(args["state"], args["side"])
    window = window_at(args)
    page = transfer_queries.list_transfers(current_scope(P.SITE_TRANSFER), filters, window)
    return listing(page) | {"items": _told(page.items)}


def _told(rows: Sequence[SiteTransfer]) -> list[dict[str, Any]]:
    """Transfers, those that wait with what would pass with their sites."""
    waiting = transfer_queries.waiting_at(
        [one.site_id for one in rows if one.state == TransferState.PROPOSED]
    )
    names = [name for name in schemas.TransferOut().fields if name not in {"site_name", "waiting"}]
    return [
        {name: getattr(one, name) for name in names} | {"site": one.site, "waiting": waiting.get(one.site_id)}
        for one in rows
    ]


def _transfer(transfer_id: uuid.UUID) -> SiteTransfer:
    return transfer_queries.get_transfer(transfer_id, current_scope(P.SITE_TRANSFER))


@api.route("/site-transfers/<uuid:transfer_id>")
@needs(P.SITE_TRANSFER)
@api.response(200, schemas.TransferOut)
def read_transfer(transfer_id: uuid.UUID) -> dict[str, Any]:
    """One transfer."""
    return _told([_transfer(transfer_id)])[0]


@api.route("/site-transfers/<uuid:transfer_id>/acceptance", methods=["POST"])
@needs(P.SITE_TRANSFER)
@api.response(200, schemas.TransferOut)
def accept_transfer(transfer_id: uuid.UUID) -> dict[str, Any]:
    """Take the site over, as the receiving union."""
    done = transfers.accept_transfer(actor=current_actor(), now=now(), transfer=_transfer(transfer_id))
    return _told([done])[0]


@api.route("/site-transfers/<uuid:transfer_id>/refusal", methods=["POST"])
@needs(P.SITE_TRANSFER)
@api.arguments(schemas.WordsIn)
@api.response(200, schemas.TransferOut)
def refuse_transfer(values: dict[str, Any], transfer_id: uuid.UUID) -> dict[str, Any]:
    """Decline the site, as the receiving union."""
    done = transfers.refuse_transfer(
        actor=current_actor(), now=now(), transfer=_transfer(transfer_id), **values
    )
    return _told([done])[0]


@api.route("/site-transfers/<uuid:transfer_id>/withdrawal", methods=["POST"])
@needs(P.SITE_TRANSFER)
@api.arguments(schemas.WordsIn)
@api.response(200, schemas.TransferOut)
def withdraw_transfer(values: dict[str, Any], transfer_id: uuid.UUID) -> dict[str, Any]:
    """Take the offer back, as the union that made it."""
    done = transfers.withdraw_transfer(
        actor=current_actor(), now=now(), transfer=_transfer(transfer_id), **values
    )
    return _told([done])[0]


ImportCalls(Intake(SITES), "import_id", schemas.SitePreviewOut, schemas.SiteImportRowsOut).serve(
    api, "/site-imports"
)
