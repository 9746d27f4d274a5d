"""Which rows of a register, before it is imported, are probably about records that are known already."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from safety.folding.names import bare
from safety.workplaces.operations.imports import Prospect
from safety.workplaces.operations.registers import Foreseen
from safety.workplaces.queries import Brief
from safety.workplaces.rules import probably_one

#: About 220 m of latitude: what is near lies in a point's own cell or one of the eight around it.
_CELL_DEGREES = 0.0025
_MOST_SHOWN = 50


@dataclass(frozen=True)
class Likeness:
    """A row (numbered as in the file, the heading is 1) that is probably about a record known already."""

    row: int
    name: str
    record_id: uuid.UUID
    record_name: str


class _Known:
    """Known records, found by cell and by employer without asking the database per row."""

    def __init__(self, records: Iterable[Brief]) -> None:
        self.by_cell: dict[tuple[int, int], list[Brief]] = defaultdict(list)
        self.by_employer: dict[str, list[Brief]] = defaultdict(list)
        for one in records:
            self.by_employer[bare(one.employer)].append(one)
            if one.position is not None:
                self.by_cell[_cell(one.position)].append(one)

    def about(self, plan: Foreseen) -> Iterable[Brief]:
        """The records worth comparing with a row."""
        found = list(self.by_employer[bare(plan.employer)])
        if plan.position is not None:
            x, y = _cell(plan.position)
            for cell in ((x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)):
                found += self.by_cell.get(cell, [])
        return {one.id: one for one in found}.values()


def likenesses(prospects: Sequence[Prospect], records: Iterable[Brief]) -> list[Likeness]:
    """The rows that would make a record and are probably about a known one, each with the first such record."""
    known = _Known(records)
    found: list[Likeness] = []
    for one in prospects:
        if one.outcome != "created" or one.foreseen is None or len(found) >= _MOST_SHOWN:
            continue
        plan = one.foreseen
        like = next((record for record in known.about(plan) if _is_like(plan, record)), None)
        if like is not None:
            found.append(Likeness(one.row, plan.name, like.id, like.name))
    return found


def _is_like(plan: Foreseen, record: Brief) -> bool:
    return probably_one(
        name=plan.name,
        other_name=record.name,
        same_employer=bare(plan.employer) == bare(record.employer),
        position=plan.position,
        other_position=record.position,
    )


def _cell(position: tuple[float, float]) -> tuple[int, int]:
    return int(position[0] // _CELL_DEGREES), int(position[1] // _CELL_DEGREES)
