"""The work that exports queue."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from safety.exports.operations import make_export
from safety.exports.operations.map_files import map_by_code
from safety.papers.routes import OTHER_CODES
from safety.papers.rules import printed_code
from safety.people.queries import get_union

WORKS = (make_export,)


def _map_page(code: str) -> ResponseReturnValue | None:
    """What everybody may know of a map that was taken as a file; nothing of what it shows."""
    found = map_by_code(code)
    if found is None:
        return None
    union = get_union(found.union_id).name
    return render_template(
        "exports/map_verified.html", found=found, union=union, code=printed_code(found.code)
    )


OTHER_CODES.append(_map_page)
