"""What of a register's texts is not taken as it stands in the file, for the preview to tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from safety.folding.names import name_key
from safety.folding.texts import in_one_line, shown, tidied
from safety.law import credit_code
from safety.reference.queries import all_district_names
from safety.workplaces.operations.notations import count_written, degrees_written, district_meant
from safety.workplaces.operations.reading import Register
from safety.workplaces.operations.registers import Foreseen, Row

_MOST_SHOWN = 50
#: Fields that hold numbers, and how these are read.
_WRITTEN: Mapping[str, Callable[[str], str]] = {
    "headcount": count_written,
    "workers_expected": count_written,
    **dict.fromkeys(("deaths", "serious", "slight", "missing", "poisoned"), count_written),
    "lon": degrees_written,
    "lat": degrees_written,
}


@dataclass(frozen=True)
class Folding:
    """A text of a row (numbered as in the file), what stood there, and as what it is taken."""

    row: int
    field: str
    given: str
    taken: str


def _taken(name: str, value: Any) -> Any:
    """A text of a row without what nobody sees in it: an address in one line, a credit code without full-width forms."""
    if not isinstance(value, str):
        return value
    if name in _WRITTEN:
        return _WRITTEN[name](tidied(value))
    if name == "address":
        return in_one_line(value)
    return credit_code.folded(tidied(value)) if name == "credit_code" else tidied(value)


def tidied_row(row: Row) -> Row:
    """The row as it is read: without what nobody sees in its texts, its credit code folded."""
    return {name: _taken(name, value) for name, value in row.items()}


def foldings(register: Register, plans: Iterable[tuple[int, Foreseen | None]]) -> list[Folding]:
    """What is folded in the rows of a register, and which employers are taken for one though written otherwise."""
    rows = dict(zip(register.numbers, register.rows, strict=True))
    names = all_district_names()
    found: list[Folding] = []
    employers: dict[str, str] = {}
    for number, plan in plans:
        row = rows[number]
        for name, given in row.items():
            taken = _taken(name, given)
            if name == "district" and taken not in names:
                taken = names.get(district_meant(taken, names) or "", taken)
            if taken != given:
                found.append(Folding(number, name, shown(given), taken))
        if plan is not None:
            first = plan.known_as or employers.setdefault(name_key(plan.employer), plan.employer)
            if first != plan.employer and name_key(first) == name_key(plan.employer):
                found.append(Folding(number, "employer", plan.employer, first))
    return found[:_MOST_SHOWN]
