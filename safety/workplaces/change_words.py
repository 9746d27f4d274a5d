"""What a row of a register changes, in words: the old value beside the new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from safety.law.industries import SECTIONS
from safety.people.queries import union_names
from safety.reference.queries import all_district_names
from safety.text import Text
from safety.wire.problems import translate
from safety.workplaces.operations.changes import FIELDS, as_json
from safety.workplaces.operations.registers import RegisterKind

#: What follows from a place that is shown already.
_UNSAID = frozenset({"given_lon", "given_lat", "datum", "accuracy_m", "district_found"})


def told_changes(kind: RegisterKind, pairs: Mapping[str, Sequence[Any]]) -> list[dict[str, str | None]]:
    """Field, old and new in words for each column of ``pairs`` (column → old and new) that a reader knows."""
    names = dict(all_district_names()) if "district_code" in pairs else {}
    if "union_id" in pairs:
        unions = [UUID(str(one)) for one in pairs["union_id"] if one is not None]
        names |= {str(one): name for one, name in union_names(unions).items()}
    return [
        {
            "field": FIELDS.get(column, column),
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
    return districts.get(value, str(value)) if column in FIELDS else str(value)
