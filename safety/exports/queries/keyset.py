"""Reading a long selection part by part: each part begins after the keys of the last row, not at an offset."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, String, Uuid, literal, tuple_, type_coerce

from safety.database import session

#: The keys of the last row read; None before the first part and after the last.
After = tuple[Any, ...] | None


def next_part(
    statement: Select[*tuple[Any, ...]], keys: Sequence[Any], after: After, most: int
) -> tuple[Sequence[Row[*tuple[Any, ...]]], After]:
    """At most ``most`` rows in the order of ``keys`` (which together are unique and never null), and where to go on."""
    if after is not None:
        last = tuple_(*(literal(value, key.type) for key, value in zip(keys, after, strict=True)))
        statement = statement.where(tuple_(*keys) > last)
    labelled = [_as_kept(key).label(f"key_{index}") for index, key in enumerate(keys)]
    rows = session.execute(statement.add_columns(*labelled).order_by(*keys).limit(most)).all()
    if len(rows) < most:
        return rows, None
    last_row = [getattr(rows[-1], f"key_{index}") for index in range(len(keys))]
    return rows, tuple(_read(key, kept) for key, kept in zip(keys, last_row, strict=True))


def _as_kept(key: Any) -> Any:
    """The key as the database keeps it: of thousands of ids only the last one is read as an id."""
    return type_coerce(key, String) if isinstance(key.type, Uuid) else key


def _read(key: Any, kept: Any) -> Any:
    return uuid.UUID(kept) if isinstance(key.type, Uuid) and isinstance(kept, str) else kept
