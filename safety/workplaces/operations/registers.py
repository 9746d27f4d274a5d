"""What a register must say of itself to be taken in from files: sites here, other features add theirs."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from safety.access.permissions import Permission
from safety.access.scope import Scope
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


@dataclass(frozen=True)
class RegisterKind:
    """A kind of register: its name, the kind of its job and audit rows, rights, headings, and its rows' taker.

    ``briefs`` are the records of a scope that a row might be about; ``choices`` what the empty sheet offers; ``labels``
    the words of columns that hold codes; ``has_places`` whether rows may lie somewhere; ``models`` the tables of the records that rows make or change, by their word
    in the audit; ``restored`` what else follows when a change is taken back (record, old and new values, when, by whom).
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
    restored: Callable[[Any, Mapping[str, tuple[Any, Any]], datetime, uuid.UUID | None], None] = lambda *_: (
        None
    )


_KINDS: dict[str, RegisterKind] = {}


def register_kind(kind: RegisterKind) -> None:
    """Make a register known: its imports are found by its name."""
    _KINDS[kind.name] = kind


def kind_of(found: RegisterImport) -> RegisterKind:
    """What kind of register an import takes in."""
    return _KINDS[found.register]
