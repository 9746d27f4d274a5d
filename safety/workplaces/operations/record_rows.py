"""Taking rows in, the same for every register of places that belong to employers: foresee, then make or change."""

from __future__ import annotations

import uuid
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Generic, TypeVar

from safety.database import session
from safety.errors import NotPossibleNow
from safety.folding.names import name_key
from safety.ids import new_id
from safety.people import queries as people
from safety.people.models import Union
from safety.text import N_
from safety.workplaces.models import Employer
from safety.workplaces.operations.chunks import Chunk
from safety.workplaces.operations.locating import Located, lies_there, locate
from safety.workplaces.operations.registers import Foreseen, Row, Taken
from safety.workplaces.operations.stated import Stated, check_current, check_district, check_owner
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
    #: Whose the record is, where the row says itself which record it is.
    owner: Employer | None = None


class RecordRows(ABC, Generic[T]):
    """Takes the rows of a chunk in as records of one kind; ``noun`` is their word in the audit."""

    noun: ClassVar[str]
    #: Columns that an empty cell may empty, where that was asked.
    clearable: ClassVar[frozenset[str]]

    def __init__(self, chunk: Chunk, stated: Stated[T]) -> None:
        self.chunk, self.stated = chunk, stated

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

    @abstractmethod
    def owner_of(self, record: T) -> Employer:
        """Whose a record is."""

    @abstractmethod
    def check_stated(self, read: Read, record: T) -> None:
        """Refuse a row that says which record it is, and a name or number that is another one's.

        Raises:
            Invalid: it does (fields ``name``, ``external_ref``).
        """

    def check(self, values: Mapping[str, Any], known: T | None) -> None:
        """Refuse values that do not go together, those of the known record included."""

    def words(self, change: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the audit says of an edit: what it says of one by hand."""
        return change

    @abstractmethod
    def registered(self, record: T) -> Mapping[str, Any]:
        """What the audit says of a new record: what it says of one by hand."""

    def applied(self, record: T, change: Mapping[str, Any]) -> None:
        """What else follows from an edit of a record."""

    def owner_facts(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What a new employer takes from the row."""
        return {}

    def foresee(self, row: Row) -> Plan[T]:
        """What the row would do; nothing is written.

        Raises:
            Refusal: it cannot come in.
        """
        chunk, read = self.chunk, self.read(row)
        stated = self.stated.of(row)
        if stated is not None and lies_there(stated, read.position):
            read = replace(read, position=None)
        located = locate(read.position, chunk.now)
        union, district = self._place(row, located, stated)
        owner: Employer | None
        if stated is None:
            owner = chunk.known_employer(row, read.code)
            known = self.known(row, read, owner, union)
        else:
            owner, known = check_owner(row, read.code, self.owner_of(stated)), stated
            self.check_stated(read, stated)
        changes: dict[str, Any] = {}
        if known is not None:
            chunk.actor.require(chunk.permission, people.place_of(known))
            changes = changes_of(known, read, located, district) | self._emptied(row, read, known)
        self.check(read.values, known)
        if changes:
            refuse_closed(known)
            check_current(row, known)
        pairs = {name: (getattr(known, name), value) for name, value in changes.items()}
        if owner is not None and owner.credit_code is None and read.code is not None:
            pairs["credit_code"] = (None, read.code)
        return Plan(
            outcome="created" if known is None else "updated" if pairs else "unchanged",
            name=read.values["name"],
            about=self.noun,
            employer=row["employer"],
            known_as=owner.name if owner is not None else None,
            key=(
                read.values["external_ref"] or read.code or name_key(row["employer"]),
                name_key(read.values["name"]),
            ),
            position=point_of(located),
            pairs=pairs if known is not None else {},
            read=read,
            located=located,
            union=union,
            district=district,
            known=known,
            changes=changes,
            owner=owner if stated is not None else None,
        )

    def _place(self, row: Row, located: Located, stated: T | None) -> tuple[Union, str | None]:
        """The union responsible for a row's record, and its district; a stated record that does not move keeps them."""
        if stated is None or located.lon is not None:
            return self.chunk.place(located, row)
        check_district(self.chunk.district_named(row), stated, self.chunk.districts)
        return session.get_one(Union, stated.union_id), stated.district_code

    def _emptied(self, row: Row, read: Read, known: T) -> dict[str, Any]:
        """The columns that the row's empty cells empty, where that was asked."""
        if not self.chunk.clears_empty:
            return {}
        empty = {name for name in self.clearable & row.keys() if read.values.get(name) is None}
        return {name: None for name in sorted(empty) if getattr(known, name) is not None}

    def take(self, row: Row) -> Taken:
        """Take the row in.

        Raises:
            Refusal: it cannot come in.
        """
        plan = self.foresee(row)
        self.chunk.steps = []
        facts = self.owner_facts(plan.read.values)
        owner = self.chunk.employer(row, plan.read.code, plan.union, plan.district, known=plan.owner, **facts)
        if plan.known is None:
            return Taken(self._make(row, plan, owner), plan.outcome, self.chunk.steps)
        if plan.changes:
            self._change(plan.known, plan.changes)
        return Taken(plan.known.id, plan.outcome, self.chunk.steps)

    def _change(self, known: T, values: Mapping[str, Any]) -> None:
        change = {name: (getattr(known, name), value) for name, value in values.items()}
        for name, value in values.items():
            setattr(known, name, value)
        known.version += 1
        self.applied(known, change)
        self.chunk.note(f"{self.noun}_edited", self.noun, known, change, words=self.words(change))

    def _make(self, row: Row, plan: Plan[T], owner: Employer) -> uuid.UUID:
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
        self.chunk.made_by(row, record)
        self.chunk.note(f"{self.noun}_registered", self.noun, record, self.registered(record), made=True)
        made_id: uuid.UUID = record.id
        return made_id


def refuse_closed(record: Any) -> None:
    """Refuse to edit a record that is closed.

    Raises:
        NotPossibleNow: it is (code ``site_closed``).
    """
    if getattr(record, "closed_at", None) is not None:
        raise NotPossibleNow(N_("场所已关闭，导入不改它；要改请先重新启用"), code="site_closed")


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
    moved = read.position is not None and not lies_there(record, read.position)
    given = read.values | (place_columns(read.position, located) if moved else {})
    given = {name: value for name, value in given.items() if value is not None}
    if moved:
        given["district_found"] = located.district
        if record.district_reason is None and district is not None:
            given["district_code"] = district
    return {name: value for name, value in given.items() if getattr(record, name) != value}


def point_of(located: Located) -> tuple[float, float] | None:
    """Longitude and latitude of a place, if it has any."""
    return (located.lon, located.lat) if located.lon is not None and located.lat is not None else None
