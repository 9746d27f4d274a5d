"""The blueprint of duty 3's API and the record its routes begin with."""

from __future__ import annotations

import uuid

from flask_smorest import Blueprint

from safety.access.permissions import Permission as P
from safety.accidents import queries
from safety.accidents.models import (
    Accident,
)
from safety.people.guard import current_scope

api = Blueprint(
    "accidents_api", __name__, description="Accidents and the union's part in their investigation"
)
ONE = "/accidents/<uuid:accident_id>"


def found(accident_id: uuid.UUID, permission: P = P.ACCIDENT_READ) -> Accident:
    """The accident, where ``permission`` is held."""
    return queries.get_accident(accident_id, current_scope(permission))
