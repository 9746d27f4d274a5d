"""The blueprint of the API of inspections, and what several of its endpoints need."""

from __future__ import annotations

import uuid

from flask_smorest import Blueprint

from safety.errors import NotAllowed
from safety.people.guard import current_actor

api = Blueprint("inspections_api", __name__, description="Checklists, plans, site checks and their findings")


def own_union() -> uuid.UUID:
    """The union of the person who acts.

    Raises:
        NotAllowed: it is nobody with a union.
    """
    found = current_actor().union_id
    if found is None:
        raise NotAllowed
    return found
