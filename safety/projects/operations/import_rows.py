"""Reading one row of a register of projects: text by field into values, or a refusal that names the field."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from safety.errors import Invalid
from safety.projects.headings import nature_of, tracks_of, yes_of
from safety.projects.operations.registering import PLANNED_DAYS
from safety.text import N_
from safety.workplaces.operations.amounts import yuan_of
from safety.workplaces.operations.import_rows import (
    check_texts,
    credit_code_of,
    day_of,
    industry_of,
    position_of,
    whole_number,
)
from safety.workplaces.operations.record_rows import Read
from safety.workplaces.operations.registers import Row
from safety.workplaces.rules import MOST_WORKERS, Datum

#: The longest text a field takes, in characters.
LIMITS: Mapping[str, int] = {
    "name": 200,
    "employer": 200,
    "external_ref": 80,
    "approval_number": 100,
    "authority": 120,
    "designer": 200,
    "builder": 200,
    "supervisor": 200,
    "assessors": 300,
}
TEXTS = tuple(name for name in LIMITS if name not in {"name", "employer"})


def read_project(row: Row, datum: Datum) -> Read:
    """A row's project values (None where the file says nothing), position and owner's credit code.

    Raises:
        Invalid: the first field that is wrong.
    """
    check_texts(row, LIMITS, needed=("name", "employer"))
    values: dict[str, Any] = {"name": row["name"], "nature": nature_of(row.get("nature") or "")}
    values |= {name: row.get(name) or None for name in TEXTS}
    values |= {
        "industry": industry_of(row.get("industry") or ""),
        "investment_yuan": _investment(row),
        "workers_expected": _workers(row),
        "tracks": tracks_of(row.get("tracks") or ""),
    }
    values |= {name: yes_of(row.get(name) or "", name) for name in ("is_high_risk", "is_city_project")}
    values |= {name: day_of(row.get(name) or "", name) for name in PLANNED_DAYS}
    return Read(values, position_of(row, datum), credit_code_of(row))


def _investment(row: Row) -> Decimal | None:
    yuan = yuan_of(row.get("investment_yuan") or "", "investment_yuan", 1)
    wan = yuan_of(row.get("investment_wan") or "", "investment_wan", 10_000)
    if yuan is not None and wan is not None and yuan != wan:
        raise Invalid(fields={"investment_wan": [N_("与以元填写的投资不一致")]})
    return wan if yuan is None else yuan


def _workers(row: Row) -> int | None:
    count = whole_number(row, "workers_expected")
    if count is not None and not 0 <= count <= MOST_WORKERS:
        raise Invalid(fields={"workers_expected": [N_("人数不合理")]})
    return count
