"""Editions of districts and the handings-over that follow from them, through the API."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask_smorest import Blueprint
from marshmallow import fields

from maps.boundaries import edition_on
from maps.edition_use import take_back
from maps.wording import warning_of
from safety.access.permissions import Permission as P
from safety.people.guard import current_actor, current_scope, needs, now, today
from safety.reference.queries import editions
from safety.wire.problems import translate
from safety.wire.schemas import Strict
from safety.workplaces.models import Handover
from safety.workplaces.operations import handing_over
from safety.workplaces.queries import editions as queries

api = Blueprint("editions_api", __name__, description="Editions of districts and handings-over of sites")
#: How many sites without a district an answer lists.
MOST_LISTED = 1000


class CarriedOut(Strict):
    """How many sites an edition brought from one district to another."""

    old_code = fields.String(allow_none=True)
    new_code = fields.String(allow_none=True)
    sites = fields.Integer(required=True)


class EditionOut(Strict):
    """An edition of districts; ``carried_at`` is null until the records were carried over to it."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    valid_from = fields.Date(required=True)
    source = fields.String(required=True)
    districts = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    successors = fields.Dict(allow_none=True)
    carried_at = fields.AwareDateTime(allow_none=True)
    moves = fields.List(fields.Nested(CarriedOut), required=True)


class UnplacedOut(Strict):
    """A site that lies in no district of the present edition."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    district_code = fields.String(allow_none=True)


class EditionsOut(Strict):
    """The editions, the newest first; ``used`` names the one of today and ``warning`` what is to be said of it."""

    items = fields.List(fields.Nested(EditionOut), required=True)
    used = fields.String(required=True)
    warning = fields.String(allow_none=True)
    unplaced = fields.List(fields.Nested(UnplacedOut), required=True)
    unplaced_total = fields.Integer(required=True)


class HandoverOut(Strict):
    """A handing-over of sites that an edition asks for."""

    id = fields.UUID(required=True)
    edition_id = fields.UUID(required=True)
    from_union_id = fields.UUID(required=True)
    to_union_id = fields.UUID(required=True)
    state = fields.String(required=True)
    proposed_at = fields.AwareDateTime(required=True)
    settled_at = fields.AwareDateTime(allow_none=True)
    sites = fields.List(fields.Nested(UnplacedOut), required=True)


@api.route("/map/editions", methods=["GET"])
@api.response(200, EditionsOut)
@needs(P.MAP_READ)
def list_editions() -> dict[str, Any]:
    """Editions of districts, what each moved, and the sites that lie in none of its districts."""
    scope, used = current_scope(P.SITE_READ), edition_on(today())
    warning = warning_of(used, today())
    items = [
        {
            "id": row.id,
            "name": row.name,
            "valid_from": row.valid_from,
            "source": row.source,
            "districts": {one.code: one.name for one in row.districts},
            "successors": row.successors,
            "carried_at": row.carried_at,
            "moves": [
                {"old_code": old, "new_code": new, "sites": count}
                for old, new, count in (queries.moves_of(row.valid_from) if scope.everything else ())
            ],
        }
        for row in editions()
    ]
    return {
        "items": items,
        "used": used.name,
        "warning": translate(warning) if warning else None,
        "unplaced": queries.unplaced_sites(scope, used.names, MOST_LISTED),
        "unplaced_total": queries.count_unplaced(scope, used.names),
    }


@api.route("/map/editions/<uuid:edition_id>/handovers", methods=["POST"])
@api.response(201, HandoverOut(many=True))
@needs(P.SITE_EDIT)
def propose(edition_id: uuid.UUID) -> Sequence[Handover]:
    """List the handings-over that an edition asks for; the city union alone."""
    edition = queries.get_edition(edition_id)
    return handing_over.propose_handovers(actor=current_actor(), now=now(), edition=edition)


@api.route("/map/editions/<uuid:edition_id>/taking-back", methods=["POST"])
@api.response(204)
@needs(P.BOUNDARY_MANAGE)
def take_back_edition(edition_id: uuid.UUID) -> None:
    """Take an imported edition back: the one before it counts again; refused once records rest on it."""
    take_back(queries.get_edition(edition_id), actor=current_actor(), now=now())


@api.route("/handovers", methods=["GET"])
@api.response(200, HandoverOut(many=True))
@needs(P.SITE_READ)
def list_handovers() -> Sequence[Handover]:
    """The handings-over with a site within one's scope, the newest first."""
    return queries.handovers(current_scope(P.SITE_READ))


@api.route("/handovers/<uuid:handover_id>/confirm", methods=["POST"])
@api.response(200, HandoverOut)
@needs(P.SITE_EDIT)
def confirm(handover_id: uuid.UUID) -> Handover:
    """Hand all its sites over; the city union alone, and once."""
    found = queries.get_handover(handover_id, current_scope(P.SITE_EDIT))
    return handing_over.confirm_handover(actor=current_actor(), now=now(), handover=found)


@api.route("/handovers/<uuid:handover_id>/withdraw", methods=["POST"])
@api.response(200, HandoverOut)
@needs(P.SITE_EDIT)
def withdraw(handover_id: uuid.UUID) -> Handover:
    """Take a proposal back; nothing has changed."""
    found = queries.get_handover(handover_id, current_scope(P.SITE_EDIT))
    return handing_over.withdraw_handover(actor=current_actor(), now=now(), handover=found)
