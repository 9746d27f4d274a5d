"""What a register is as data: its list, its filters and how they are said, its columns.  One writer reads it.

Each column has a heading in the reader's language and a kind, from which its width and the form of its cells follow.
A column of words for a code carries the code too: all codes stand behind, under the names that they have in the API.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from marshmallow import Schema
from sqlalchemy import Select
from sqlalchemy.orm.interfaces import ORMOption

from safety.access.permissions import Permission
from safety.access.positions import rounded
from safety.access.scope import Actor, Scope
from safety.exports.queries.listed import ids_of, rows_by_id
from safety.exports.tables import Column
from safety.law.days import shanghai_date
from safety.people.queries import member_names
from safety.people.sight import within
from safety.reference.queries import all_district_names
from safety.text import N_
from safety.wire.problems import translate


class Kind(StrEnum):
    """What a column holds."""

    NAME = "name"
    CREDIT = "credit"
    TEXT = "text"
    LONG = "long"
    LAW = "law"
    LABEL = "label"
    DAY = "day"
    MOMENT = "moment"
    NUMBER = "number"
    MONEY = "money"
    DEGREES = "degrees"
    CODE = "code"


#: Characters across.
WIDTHS: Mapping[Kind, int] = MappingProxyType(
    {
        Kind.NAME: 28,
        Kind.CREDIT: 22,
        Kind.TEXT: 15,
        Kind.LONG: 44,
        Kind.LAW: 76,
        Kind.LABEL: 10,
        Kind.DAY: 11,
        Kind.MOMENT: 16,
        Kind.NUMBER: 8,
        Kind.MONEY: 15,
        Kind.DEGREES: 11,
        Kind.CODE: 38,
    }
)
_NUMBERS: Mapping[Kind, str] = MappingProxyType(
    {Kind.NUMBER: "0", Kind.MONEY: "#,##0.00", Kind.DEGREES: "0.000000"}
)
_CODE_WIDTH = 16
#: "Manufacturing" and "investigation" stay whole.
_ENGLISH_LABEL = 16


@dataclass(frozen=True)
class Line:
    """A row of a register with what its cells need besides: names, and when it is read.

    ``more`` is what the register looked up for many rows at once, ``words`` the labels that were translated already.
    """

    row: Any
    people: Mapping[uuid.UUID, str]
    districts: Mapping[str, str]
    now: datetime
    more: Mapping[Any, Any] = field(default_factory=dict)
    is_precise: bool = False
    words: dict[str, str] = field(default_factory=dict)

    def said(self, label: str) -> str:
        """A label in the reader's language: looked up once for all rows, not for each cell."""
        found = self.words.get(label)
        if found is None:
            found = self.words[label] = translate(label)
        return found

    @property
    def today(self) -> date:
        """The day of reading in Chongqing."""
        return shanghai_date(self.now)

    def person(self, member_id: uuid.UUID | None) -> str:
        """The name of a member, empty for nobody."""
        return self.people.get(member_id, "") if member_id else ""

    def degrees(self, placed: Any) -> tuple[float | None, float | None]:
        """Where a record lies as the reader of the file may know it."""
        if placed is None or placed.lon is None or self.is_precise:
            return (placed.lon, placed.lat) if placed is not None else (None, None)
        return rounded(placed.lon, placed.lat)


Value = Callable[[Line], Any]


@dataclass(frozen=True)
class Field:
    """One column: its name for programs (as in the API), its heading, its kind, its cell, and the code behind it.

    One that is not ``on_paper`` is in the file, behind those that are printed.
    """

    key: str
    heading: str
    kind: Kind
    value: Value
    code: Value | None = None
    on_paper: bool = True

    @property
    def is_printed(self) -> bool:
        """Whether people read it on paper: what only programs read is not printed."""
        return self.on_paper and self.kind is not Kind.CODE


def off_paper(columns: Iterable[Field], *keys: str) -> tuple[Field, ...]:
    """The columns, those of ``keys`` left off paper: what is seldom asked for would make a wide table unreadable."""
    found = [replace(one, on_paper=False) if one.key in keys else one for one in columns]
    return tuple(sorted(found, key=lambda one: (not one.is_printed, one.kind is Kind.CODE)))


@dataclass(frozen=True)
class Filter:
    """How a filter is said: its label, and the words for a value."""

    label: str
    words: Callable[[Any, Scope], str] = lambda value, _scope: (
        value.isoformat() if isinstance(value, date) else str(value)
    )


def choice(label: str, labels: Mapping[Any, str]) -> Filter:
    """A filter whose values have labels."""
    return Filter(label, lambda value, _scope: translate(labels[value]) if value in labels else str(value))


def coded(key: str, heading: str, labels: Mapping[Any, str], code: Value) -> Field:
    """A column of labels with the code behind it."""

    def word(line: Line) -> str:
        value = code(line)
        return line.said(labels[value]) if value in labels else str(value or "")

    return Field(key, heading, Kind.LABEL, word, code)


def district(read: Callable[[Any], str | None] = lambda row: row.district_code) -> Field:
    """The column of the district of a row."""
    return Field(
        "district_code",
        N_("区县"),
        Kind.LABEL,
        lambda line: line.districts.get(read(line.row) or "", ""),
        lambda line: read(line.row),
    )


def attribute(key: str, heading: str, kind: Kind = Kind.TEXT) -> Field:
    """The column of a row's attribute of that name."""
    return Field(key, heading, kind, lambda line: getattr(line.row, key))


def person(key: str, heading: str) -> Field:
    """The column of the member whose id is the row's attribute of that name."""
    return Field(key, heading, Kind.LABEL, lambda line: line.person(getattr(line.row, key)))


def yes(key: str, heading: str, read: Callable[[Any], bool] | None = None) -> Field:
    """The column of a yes: empty for a no. Where nothing may have been said, take ``whether``."""
    found = read or (lambda row: getattr(row, key))
    return Field(
        key,
        heading,
        Kind.LABEL,
        lambda line: line.said(N_("是")) if found(line.row) else "",
        lambda line: found(line.row),
    )


def whether(key: str, heading: str, of: Callable[[Line], Any] = lambda line: line.row) -> Field:
    """The column of a yes or no, ``of`` the row or what belongs to it; empty where nobody said."""
    words = {True: N_("是"), False: N_("否")}

    def word(line: Line) -> str:
        found = getattr(of(line), key)
        return "" if found is None else line.said(words[found])

    return Field(key, heading, Kind.LABEL, word, lambda line: getattr(of(line), key))


def identity(heading: str = N_("记录编号")) -> Field:
    """The column of the record's id, for programs."""
    return Field("id", heading, Kind.CODE, lambda line: line.row.id)


def stated() -> tuple[Field, Field]:
    """The columns by which a row that comes in again is known: which record, as it stood at which version."""
    return (identity(), Field("version", N_("记录版本"), Kind.CODE, lambda line: line.row.version))


def degrees(read: Callable[[Any], Any] = lambda row: row) -> tuple[Field, Field]:
    """The columns of a place, rounded for those who may not know it precisely."""
    return (
        Field("lon", N_("经度"), Kind.DEGREES, lambda line: line.degrees(read(line.row))[0]),
        Field("lat", N_("纬度"), Kind.DEGREES, lambda line: line.degrees(read(line.row))[1]),
    )


@dataclass(frozen=True)
class Register:
    """One register.

    ``endpoint`` is its page; ``permissions`` are those of the page (any of them).  ``filters`` is the dataclass that
    its list is narrowed with, ``args`` the schema that reads them from an address, ``told`` how they are said.
    ``ids`` finds the rows as the page does, ``rows`` reads some of them.  ``people`` names the members whose names
    the cells need, ``more`` looks up the rest for many rows.  ``placed`` leads to the record that has ``lon``,
    ``lat`` and perhaps ``outline``, and by which it is decided who may know it precisely.
    """

    title: str
    endpoint: str
    permissions: tuple[Permission, ...]
    filters: type[Any]
    args: type[Schema]
    told: Mapping[str, Filter]
    ids: Callable[[Actor, Any, datetime, str], Sequence[Any]]
    rows: Callable[[Sequence[Any]], Sequence[Any]]
    columns: Sequence[Field]
    sort: str = ""
    people: Callable[[Any], Iterable[uuid.UUID | None]] = lambda _row: ()
    more: Callable[[Sequence[Any], datetime], Mapping[Any, Any]] = lambda _rows, _now: {}
    placed: Callable[[Any], Any] | None = None
    has_map: bool = False

    @property
    def filter_names(self) -> list[str]:
        """The filters that its address can have."""
        known = self.args().fields
        return [one.name for one in fields(self.filters) if one.name != "sort" and one.name in known]

    def scope(self, actor: Actor) -> Scope:
        """Where the person may read the register, by the first right of its page that is held."""
        right = next((one for one in self.permissions if actor.may(one)), self.permissions[0])
        actor.require(right)
        return actor.scope(right)

    def lines(self, ids: Sequence[Any], now: datetime, precise: Scope) -> list[Line]:
        """The rows of ``ids`` in their order, with the names that their cells show; precise within ``precise``."""
        rows = self.rows(ids)
        people = member_names([one for row in rows for one in self.people(row)])
        districts, more, words = all_district_names(), self.more(rows, now), dict[str, str]()
        return [Line(row, people, districts, now, more, self._seen(row, precise), words) for row in rows]

    def _seen(self, row: Any, precise: Scope) -> bool:
        placed = self.placed(row) if self.placed else None
        return placed is not None and within(precise, placed)

    def headings(self) -> list[Column]:
        """The columns in the reader's language, to be filled from lists of cells; codes stand behind."""
        told = [(translate(one.heading), one) for one in self.columns]
        found = [(heading, _width_of(heading, one.kind), one.kind, one.is_printed) for heading, one in told]
        found += [(one.key, _CODE_WIDTH, Kind.CODE, False) for one in self.columns if one.code]
        return [
            Column(heading, width, _cell(index), _NUMBERS.get(kind), is_printed)
            for index, (heading, width, kind, is_printed) in enumerate(found)
        ]

    def cells(self, line: Line) -> list[Any]:
        """One line's cells."""
        codes = [one.code(line) for one in self.columns if one.code]
        told = [str(one).lower() if isinstance(one, bool) else one for one in codes]
        return [one.value(line) for one in self.columns] + told


def _width_of(heading: str, kind: Kind) -> int:
    """Wide enough for the longest word of the heading, and of English labels."""
    words = _ENGLISH_LABEL if kind is Kind.LABEL and heading.isascii() else 0
    return max(WIDTHS[kind], _longest_word(heading), words)


def _longest_word(heading: str) -> int:
    """Characters of a heading that cannot be broken: Chinese breaks anywhere."""
    return max((len(word) for word in heading.split() if word.isascii()), default=0)


def _cell(index: int) -> Callable[[Sequence[Any]], Any]:
    return lambda cells: cells[index]


def from_statement(
    statement: Callable[[Actor, Any, datetime, str], Select[Any]], model: Any, *options: ORMOption
) -> dict[str, Any]:
    """``ids`` and ``rows`` of a register whose page shows what a statement finds."""
    return {
        "ids": lambda actor, filters, now, sort: ids_of(statement(actor, filters, now, sort), model),
        "rows": lambda ids: rows_by_id(model, ids, *options),
    }
