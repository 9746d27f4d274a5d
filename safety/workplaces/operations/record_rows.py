"""Taking rows in, the same for every register of places that belong to employers: foresee, then make or change."""

from __future__ import annotations

import uuid
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from safety.database import session
from safety.folding.names import name_key
from safety.ids import new_id
from safety.people import queries as people
from safety.people.models import Union
from safety.workplaces.models import Employer
from safety.workplaces.operations.chunks import Chunk
from safety.workplaces.operations.locating import Located, locate
from safety.workplaces.operations.registers import Foreseen, Row
from safety.workplaces.rules import Position

T = TypeVar("T", bound=Any)


@dataclass(frozen=True)
class Read:
    """What a row says: the record's values, its position as given, and its employer's credit code."""

    values: dict[str, Any]
    position: Position | None
    code: str | None


@dataclass(frozen=True, kw_only=True)
class Plan(Foreseen, Generic[T]):
    """A row that can come in: a record to make, or what changes of the known one."""

    read: Read
    located: Located
    union: Union
    district: str | None
    known: T | None
    changes: Mapping[str, Any]


class RecordRows(ABC, Generic[T]):
    """Takes the rows of a chunk in as records of one kind; ``noun`` is their word in the audit."""

    noun: ClassVar[str]

    def __init__(self, chunk: Chunk) -> None:
        self.chunk = chunk

    @abstractmethod
    def read(self, row: Row) -> Read:
        """The row's values, checked.

        Raises:
            Invalid: the first field that is wrong.
        """

    @abstractmethod
    def known(self, row: Row, read: Read, owner: Employer | None, union: Union) -> T | None:
        """The record that the row is about, if there is one.

        Raises:
            Invalid: the row contradicts what is known.
        """

    @abstractmethod
    def columns(self, plan: Plan[T], owner: Employer) -> T:
        """The new record that the row makes, not yet added: its own columns beside those of its place."""

    @abstractmethod
    def made(self, record: T) -> None:
        """Remember a record that a row made, for the rows after it."""

    def check(self, values: Mapping[str, Any], known: T | None) -> None:
        """Refuse values that do not go together, those of the known record included."""

    def owner_facts(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What a new employer takes from the row."""
        return {}

    def foresee(self, row: Row) -> Plan[T]:
        """What the row would do; nothing is written.

        Raises:
            Refusal: it cannot come in.
        """
        chunk, read = self.chunk, self.read(row)
        located = locate(read.position, chunk.now)
        union, district = chunk.place(located, row)
        owner = chunk.known_employer(row["employer"], read.code)
        known = self.known(row, read, owner, union)
        changes: dict[str, Any] = {}
        if known is not None:
            chunk.actor.require(chunk.permission, people.place_of(known))
            changes = changes_of(known, read, located, district)
        self.check(read.values, known)
        return Plan(
            outcome="created" if known is None else "updated" if changes else "unchanged",
            name=read.values["name"],
            employer=row["employer"],
            known_as=owner.name if owner is not None else None,
            key=(
                read.values["external_ref"] or read.code or name_key(row["employer"]),
                name_key(read.values["name"]),
            ),
            position=point_of(located),
            read=read,
            located=located,
            union=union,
            district=district,
            known=known,
            changes=changes,
        )

    def take(self, row: Row) -> tuple[uuid.UUID, str]:
        """Take the row in; its record's id and what became of it.

        Raises:
            Refusal: it cannot come in.
        """
        plan = self.foresee(row)
        facts = self.owner_facts(plan.read.values)
        owner = self.chunk.employer(plan.employer, plan.read.code, plan.union, plan.district, **facts)
        if plan.known is None:
            return self._make(plan, owner), plan.outcome
        if plan.changes:
            for name, value in plan.changes.items():
                setattr(plan.known, name, value)
            plan.known.version += 1
            self.chunk.note(f"{self.noun}_edited", self.noun, plan.known, {"fields": sorted(plan.changes)})
        known_id: uuid.UUID = plan.known.id
        return known_id, plan.outcome

    def _make(self, plan: Plan[T], owner: Employer) -> uuid.UUID:
        record = self.columns(plan, owner)
        record.id = new_id()
        record.union_id, record.district_code = plan.union.id, plan.district
        record.district_found = plan.located.district
        record.created_at, record.created_by = self.chunk.now, self.chunk.actor.member_id
        record.version = 1
        for name, value in place_columns(plan.read.position, plan.located).items():
            setattr(record, name, value)
        session.add(record)
        self.made(record)
        self.chunk.note(f"{self.noun}_registered", self.noun, record, {})
        made_id: uuid.UUID = record.id
        return made_id


def place_columns(position: Position | None, located: Located) -> dict[str, Any]:
    """The columns of a record's place, as given and in WGS 84; none when the row gives no place."""
    if position is None:
        return {}
    return {
        "lon": located.lon,
        "lat": located.lat,
        "outline": located.outline,
        "given_lon": position.lon,
        "given_lat": position.lat,
        "datum": position.datum,
    }


def changes_of(record: Any, read: Read, located: Located, district: str | None) -> dict[str, Any]:
    """The values by which a row differs from a known record; what the file leaves empty stays."""
    given = read.values | place_columns(read.position, located)
    given = {name: value for name, value in given.items() if value is not None}
    if read.position is not None:
        given["district_found"] = located.district
        if record.district_reason is None and district is not None:
            given["district_code"] = district
    return {name: value for name, value in given.items() if getattr(record, name) != value}


def point_of(located: Located) -> tuple[float, float] | None:
    """Longitude and latitude of a place, if it has any."""
    return (located.lon, located.lat) if located.lon is not None and located.lat is not None else None
