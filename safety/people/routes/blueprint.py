"""The blueprint of the pages about people, and what several of them show."""

from __future__ import annotations

import uuid

from flask import Blueprint

from safety.access.scope import Scope
from safety.people.queries import registers

pages = Blueprint("people", __name__, url_prefix="/people")


def union_choices(scope: Scope, *, but: uuid.UUID | None = None) -> list[tuple[str, str]]:
    """The living unions of a scope for a list to choose from, indented by their depth in the tree."""
    rows = registers.union_tree(scope)
    return [(str(row.union.id), "\u3000" * row.depth + row.union.name) for row in rows if row.union.id != but]
