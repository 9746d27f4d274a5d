"""The rows of a list for an export: their ids in the list's own order, then the rows part by part."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm.interfaces import ORMOption

from safety.database import session


def ids_of(statement: Select[Any], model: Any) -> Sequence[uuid.UUID]:
    """The ids of ``model`` that a list's statement finds, in its order."""
    return session.scalars(statement.with_only_columns(model.id, maintain_column_froms=True)).all()


def rows_by_id(model: Any, ids: Sequence[uuid.UUID], *options: ORMOption) -> list[Any]:
    """The rows of ``ids`` in that order, without those that are gone; the caller found the ids within a scope."""
    found = {
        row.id: row
        for row in session.scalars(select(model).where(model.id.in_(ids)).options(*options)).unique()
    }
    return [found[one] for one in ids if one in found]
