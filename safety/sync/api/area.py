"""What a device takes along: sizes first, then the records, then what changed."""

from __future__ import annotations

import uuid
from typing import Any

from safety.access.permissions import Permission
from safety.errors import Invalid
from safety.people.guard import current_actor, needs, now, today
from safety.sync import schemas
from safety.sync.api.blueprint import api
from safety.sync.queries import changes
from safety.sync.queries.area import Area
from safety.text import N_


def _area(args: dict[str, Any]) -> Area:
    """The area asked for; a list may be given as one word with commas, too."""
    districts = {*args["district"], *(args["districts"] or "").split(",")}
    try:
        sites = {uuid.UUID(one) for one in (args["sites"] or "").split(",") if one}
    except ValueError as error:
        raise Invalid(fields={"sites": [N_("编号格式不正确")]}) from error
    return Area(
        actor=current_actor(),
        today=today(),
        districts=frozenset(one for one in districts if one),
        sites=frozenset({*args["site"], *sites}),
    )


@api.route("/sync/area", methods=["GET"])
@needs(Permission.INSPECTION_RECORD, Permission.ACCIDENT_RECORD, Permission.PROJECT_RECORD)
@api.doc(summary="How much there is to take along")
@api.arguments(schemas.AreaArgs, location="query")
@api.response(200, schemas.AreaOut)
def area_sizes(args: dict[str, Any]) -> dict[str, Any]:
    """Records and bytes, before anything is downloaded."""
    return changes.sizes(_area(args))


@api.route("/sync/changes", methods=["GET"])
@needs(Permission.INSPECTION_RECORD, Permission.ACCIDENT_RECORD, Permission.PROJECT_RECORD)
@api.doc(summary="The records of an area, or what changed in it")
@api.arguments(schemas.ChangeArgs, location="query")
@api.response(200, schemas.ChangesOut)
@api.alt_response(410, description="The cursor is too old, or the scope changed: begin anew without it")
def changes_since(args: dict[str, Any]) -> dict[str, Any]:
    """A page; ``next`` leads on while ``more``, and is the ``since`` of the next time when not."""
    found = changes.page(_area(args), now(), args["since"], args["limit"])
    return {"items": found.items, "next": found.next, "more": found.more, "as_of": now()}
