"""Files of districts through the API: uploaded, looked at, put to use."""

from __future__ import annotations

import uuid
from typing import Any

from flask_smorest import Blueprint

from maps.edition_file_pages import adopted, discarded, keep_uploaded, looked_at
from maps.edition_file_schemas import AdoptionIn, BoundaryFileOut, LookArgs, LookOut
from safety.access.permissions import Permission as P
from safety.people.guard import needs
from safety.reference.models import BoundaryFile
from safety.reference.queries import boundary_file
from safety.transactions import reads_first
from safety.wire.problems import translate
from safety.wire.schemas import FILE_BODY

api = Blueprint("edition_files_api", __name__, description="Files of districts")


@api.route("/map/edition-files/<uuid:boundary_file_id>", methods=["PUT"])
@needs(P.BOUNDARY_MANAGE)
@reads_first
@api.doc(requestBody=FILE_BODY)
@api.response(201, BoundaryFileOut)
def put_boundary_file(boundary_file_id: uuid.UUID) -> BoundaryFile:
    """Upload districts as the part ``file`` (GeoJSON, zipped Shapefile, GeoPackage, KML); nothing is put to use."""
    return keep_uploaded(boundary_file_id)


@api.route("/map/edition-files/<uuid:boundary_file_id>/preview", methods=["GET"])
@needs(P.BOUNDARY_MANAGE)
@api.arguments(LookArgs, location="query")
@api.response(200, LookOut)
def preview_boundary_file(args: dict[str, Any], boundary_file_id: uuid.UUID) -> dict[str, Any]:
    """What the file would change beside the edition of its first day, and how many sites change district."""
    look = looked_at(boundary_file(boundary_file_id), args)
    told = look.differences
    return {
        "valid_from": look.valid_from,
        "datum": str(look.datum),
        "fits": str(look.fits) if look.fits else None,
        "columns": look.columns,
        "reasons": [translate(one) for one in look.reasons],
        "remarks": [translate(one) for one in look.remarks],
        "districts": {code: one.name for code, one in look.outlines.items()},
        "new_districts": told.new,
        "gone_districts": told.gone,
        "renamed_districts": {code: new for code, (_, new) in told.renamed.items()},
        "merged_districts": told.merged,
        "successors": told.successors,
        "moves": [
            {"old_code": old, "new_code": new, "sites": count}
            for (old, new), count in sorted(look.moves.items())
        ],
        "moved": look.moved,
    }


@api.route("/map/edition-files/<uuid:boundary_file_id>/adoption", methods=["POST"])
@needs(P.BOUNDARY_MANAGE)
@reads_first
@api.arguments(AdoptionIn)
@api.response(200, BoundaryFileOut)
def adopt_boundary_file(values: dict[str, Any], boundary_file_id: uuid.UUID) -> BoundaryFile:
    """Use the file's districts from their first day on; records are carried over within the next minute."""
    found = boundary_file(boundary_file_id)
    adopted(found, values)
    return found


@api.route("/map/edition-files/<uuid:boundary_file_id>", methods=["DELETE"])
@needs(P.BOUNDARY_MANAGE)
@api.response(204)
def discard_boundary_file(boundary_file_id: uuid.UUID) -> None:
    """Let go of a file that was not put to use."""
    discarded(boundary_file(boundary_file_id))
