"""What a register must say of itself to be taken in from files: sites here, other features add theirs."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from safety.access.permissions import Permission
from safety.access.scope import Actor, Place, Scope
from safety.people.queries import place_of
from safety.text import Text
from safety.workplaces.columns import Headings
from safety.workplaces.models import RegisterImport
from safety.workplaces.queries import Brief

if TYPE_CHECKING:
    from safety.workplaces.operations.chunks import Chunk

#: A row of a file: text by field, and a position or an outline where the file holds shapes.
Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Foreseen:
    """What a row would do: its ``outcome``, and what it says of its record (position in WGS 84).

    ``about`` is the word of the record's kind; ``key`` tells rows of one file that are about the same record; ``known_as`` is the name of the employer where it is
    known already.  ``pairs`` are the old and the new value of what it changes, by column.
    """

    outcome: str
    name: str
    about: str
    key: tuple[str, ...]
    pairs: Mapping[str, tuple[Any, Any]]
    employer: str = ""
    known_as: str | None = None
    position: tuple[float, float] | None = None


@dataclass(frozen=True)
class Taken:
    """What became of a row that came in: its record, the outcome, and what was done to which records, in order."""

    record_id: uuid.UUID
    outcome: str
    steps: list[dict[str, Any]]


class RowTaker(Protocol):
    """Takes the rows of one chunk; both raise the refusal of a row that cannot come in."""

    def foresee(self, row: Row) -> Foreseen:
        """What the row would do; nothing is written."""

    def take(self, row: Row) -> Taken:
        """Take the row in."""


class Undoing:
    """How what an import did to a record is taken back; this one is of records that stand in a place of their own."""

    def place(self, record: Any) -> Place:
        """Where the record stands."""
        return place_of(record)

    def told_of(self, kind: str, record: Any) -> tuple[str, uuid.UUID, uuid.UUID]:
        """Of which record (its word, id and union) the audit tells the undoing."""
        return kind, record.id, record.union_id

    def words(self, record: Any, change: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the audit says of values that go back."""
        return change

    def name_of(self, record: Any) -> Mapping[str, Any]:
        """What the audit says of a record that goes."""
        return {"name": record.name}

    def holds(self, record: Any) -> Text | None:
        """Why a record stays though nobody edited it; None where nothing holds it."""
        return None

    def kept_columns(self, record: Any, columns: set[str]) -> set[str]:
        """Columns that stay though nobody edited them."""
        return set()

    def after(self, actor: Actor, now: datetime, record: Any, change: Mapping[str, tuple[Any, Any]]) -> None:
        """What else follows once the record went (without ``change``), or values went back (from → to)."""


PLACED = Undoing()


@dataclass(frozen=True)
class RegisterKind:
    """A kind of register: its name, the kind of its job and audit rows, rights, headings, and its rows' taker.

    ``briefs`` are the records of a scope that a row might be about; ``choices`` what the empty sheet offers; ``labels``
    the words of columns that hold codes; ``has_places`` whether rows may lie somewhere, ``named_by`` the field by which a row is shown; ``models`` the tables of the records that rows make or change, by their word
    in the audit.
    """

    name: str
    job: str
    permission: Permission
    reading: Permission
    headings: Headings
    begin: Callable[[Chunk, Sequence[Row]], RowTaker]
    briefs: Callable[[Scope], Sequence[Brief]]
    title: str
    choices: Mapping[str, Sequence[str]]
    labels: Mapping[str, Mapping[Any, str]]
    models: Mapping[str, type[Any]]
    has_places: bool = True
    named_by: str = "name"
    undoing: Undoing = PLACED


_KINDS: dict[str, RegisterKind] = {}


def register_kind(kind: RegisterKind) -> None:
    """Make a register known: its imports are found by its name."""
    _KINDS[kind.name] = kind


def kind_of(found: RegisterImport) -> RegisterKind:
    """What kind of register an import takes in."""
    return _KINDS[found.register]
