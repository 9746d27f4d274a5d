"""What a row of a register changes, in words: the old value beside the new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from safety.law.industries import SECTIONS
from safety.reference.queries import all_district_names
from safety.text import Text
from safety.wire.problems import translate
from safety.workplaces.operations.changes import as_json
from safety.workplaces.operations.registers import RegisterKind

#: What follows from a place that is shown already.
_UNSAID = frozenset({"given_lon", "given_lat", "datum", "accuracy_m", "district_found"})
#: Columns that the headings of a file call otherwise.
_FIELDS: Mapping[str, str] = {"district_code": "district"}


def told_changes(kind: RegisterKind, pairs: Mapping[str, Sequence[Any]]) -> list[dict[str, str | None]]:
    """Field, old and new in words for each column of ``pairs`` (column → old and new) that a reader knows."""
    names = all_district_names() if "district_code" in pairs else {}
    return [
        {
            "field": _FIELDS.get(column, column),
            "old": _words(kind, column, old, names),
            "new": _words(kind, column, new, names),
        }
        for column, (old, new) in pairs.items()
        if column not in _UNSAID
    ]


def _words(kind: RegisterKind, column: str, value: Any, districts: Mapping[str, str]) -> str | None:
    value = as_json(value)
    if value is None:
        return None
    if isinstance(value, bool):
        return str(_("是") if value else _("否"))
    if isinstance(value, dict):
        return str(_("范围"))
    if isinstance(value, list):
        return "、".join(_words(kind, column, one, districts) or "" for one in value)
    return _named(kind, column, value, districts)


def _named(kind: RegisterKind, column: str, value: Any, districts: Mapping[str, str]) -> str:
    labels = kind.labels.get(column, {})
    if value in labels:
        return translate(Text(labels[value]))
    if column == "industry":
        return f"{value} {translate(Text(SECTIONS[value]))}" if value in SECTIONS else str(value)
    return districts.get(value, str(value)) if column == "district_code" else str(value)
