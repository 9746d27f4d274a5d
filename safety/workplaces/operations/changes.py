"""What a row of a register changes of a record: as JSON for taking it back, and back again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import inspect

#: Columns of a place, which change together: where one of them was edited since, the others stay too.
PLACE = frozenset(
    {
        "lon",
        "lat",
        "outline",
        "given_lon",
        "given_lat",
        "datum",
        "accuracy_m",
        "district_found",
        "district_code",
    }
)

#: Columns that the headings of a file call otherwise.
FIELDS: Mapping[str, str] = {"district_code": "district", "union_id": "union"}


def as_json(value: Any) -> Any:
    """A column's value as it is kept beside the row that changed it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):  # a moment is one too
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value


def from_json(record: Any, column: str, value: Any) -> Any:
    """The value of a record's ``column`` that was kept as ``value``."""
    if not isinstance(value, str):
        return value
    kind = inspect(type(record)).columns[column].type.python_type
    if kind in {date, datetime}:
        return kind.fromisoformat(value)
    if kind is UUID:
        return UUID(value)
    return Decimal(value) if kind is Decimal else value


def step(kind: str, record: Any, change: Mapping[str, tuple[Any, Any]] | None) -> dict[str, Any]:
    """What was done to a record, to be kept: made (``change`` None), or changed from old to new; its version after."""
    pairs = (
        None if change is None else {name: [as_json(one) for one in pair] for name, pair in change.items()}
    )
    version = getattr(record, "version", None)
    told = {"kind": kind, "id": str(record.id), "version": version, "change": pairs}
    return told if version is not None else told | {"made": _columns(record)}


def _columns(record: Any) -> dict[str, Any]:
    """All that a record without a version holds."""
    return {column.key: as_json(getattr(record, column.key)) for column in inspect(type(record)).columns}


def edited_since_made(step: Mapping[str, Any], record: Any, undone: int) -> bool:
    """Whether a record was edited since a row made it; an edit and the ``undone`` ones each raised its version by one."""
    if step["version"] is None:
        return bool(_columns(record) != step["made"])
    return bool(record.version != step["version"] + 2 * undone)


def edited_since(record: Any, change: Mapping[str, list[Any]]) -> set[str]:
    """The columns of a kept change that hold something else by now; of a place all or none."""
    found = {name for name, (_, new) in change.items() if as_json(getattr(record, name)) != new}
    return found | (PLACE & change.keys()) if found & PLACE else found
