"""Reading a long selection part by part: each part begins after the keys of the last row, not at an offset."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, literal, tuple_

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
    labelled = [key.label(f"key_{index}") for index, key in enumerate(keys)]
    rows = session.execute(statement.add_columns(*labelled).order_by(*keys).limit(most)).all()
    if len(rows) < most:
        return rows, None
    return rows, tuple(getattr(rows[-1], f"key_{index}") for index in range(len(keys)))
