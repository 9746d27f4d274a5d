"""The hash of each record that matters as a transaction leaves it: computed here alone, just before the commit.

What was touched is noted as it is written (``touch``): by the unit of work, by statements of the session and by those
that wait beside it.  What of it the memory does not hold is read once.
"""

from __future__ import annotations

import uuid
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date
from decimal import Decimal
from enum import Enum
from functools import cache
from hashlib import sha256
from secrets import token_hex
from typing import Any

import orjson
from sqlalchemy import (
    JSON,
    DateTime,
    Float,
    Numeric,
    Table,
    TypeDecorator,
    Uuid,
    and_,
    insert,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.orm.attributes import instance_state

from safety.audit.covered import COVERED
from safety.audit.models import RecordSalt
from safety.audit.rules import canonical, plain

_TOUCHED = "touched_records"
_CHANGED = "tables_changed_beside"
_AT_ONCE = 500
DRAFT = "draft"
Values = Mapping[str, Any]
Speller = Callable[[Any], Any]


class _ReadBack:
    """Of a record only the key is known: what became of it is read before the commit."""


class _Gone:
    """The record was deleted."""


READ_BACK, GONE = _ReadBack(), _Gone()


def touch(session: Session, table: Table, key: str, values: Any) -> None:
    """Note that a record (``key_of``) was written: its columns as a mapping, the record itself, READ_BACK or GONE."""
    session.info.setdefault(_TOUCHED, []).append((table, key, values))


def key_of(table: Table, values: Values) -> str:
    """The primary key as the audit names the record."""
    return "/".join(str(values[one.key]) for one in table.primary_key.columns)


def change_beside(session: Session, table: Table) -> None:
    """Note that an UPDATE beside the unit of work changes records of the list: which ones has to be told (``touch``)."""
    session.info.setdefault(_CHANGED, set()).add(str(table.name))


def untold_changes(session: Session) -> list[str]:
    """The tables that were changed beside the unit of work without a word of which records; before ``hashes_after``."""
    told = {str(table.name) for table, _, _ in session.info.get(_TOUCHED, ())}
    return sorted(session.info.pop(_CHANGED, set()) - told)


def touch_flushed(flushed: Session) -> None:
    """Note the records of the list that go through the unit of work."""
    for changed, gone in (((*flushed.new, *flushed.dirty), False), (flushed.deleted, True)):
        for record in changed:
            table = record.__table__
            if table.name in COVERED and _says_something(record, COVERED[table.name].without):
                touch(flushed, table, key_of(table, vars(record)), GONE if gone else record)


def _says_something(record: Any, without: frozenset[str]) -> bool:
    """Whether more than columns that are not covered changed: a sign-in alone leaves no trace in the audit."""
    changed: Mapping[str, Any] = instance_state(record).committed_state
    return not changed or not changed.keys() <= without


def touch_rows(session: Session, table: Table, rows: Iterable[Values]) -> None:
    """Note new rows; one that does not name every column is read back."""
    columns = {one.key for one in table.columns}
    for row in rows:
        touch(session, table, key_of(table, row), row if row.keys() >= columns else READ_BACK)


def touch_statement(state: ORMExecuteState) -> None:
    """Note what a statement of the session writes to the list; the keys of what it changes are asked before."""
    statement: Any = state.statement
    table: Any = getattr(statement, "table", None)
    if state.is_select or getattr(table, "name", None) not in COVERED:
        return
    if state.is_insert:
        given: Any = state.parameters or statement.compile().params
        touch_rows(state.session, table, given if isinstance(given, list) else [given])
        return
    keys = list(table.primary_key.columns)
    found = state.session.connection().execute(select(*keys).where(*statement._where_criteria))  # noqa: SLF001
    for row in map(dict, found.mappings().all()):
        touch(state.session, table, key_of(table, row), GONE if state.is_delete else READ_BACK)


def hashes_after(session: Session) -> dict[str, dict[str, str | None]]:
    """The hash of every record that was touched, by table and key; None where it is there no more."""
    touched: dict[tuple[str, str], tuple[Table, Any]] = {}
    for table, key, values in session.info.pop(_TOUCHED, ()):
        touched[str(table.name), key] = (table, values)
    if not touched:
        return {}
    _read_back(session, touched)
    salts = _salts(
        session, [one for one in touched if COVERED[one[0]].personal and touched[one][1] is not GONE]
    )
    found: dict[str, dict[str, str | None]] = {}
    for (name, key), (table, values) in touched.items():
        told = None if values is GONE else hash_of(table, key, values, salts.get((name, key)))
        if told != "":
            found.setdefault(name, {})[key] = told
    return found


def hash_of(table: Table, key: str, record: Any, salt: str | None) -> str:
    """The hash of a record as it is; empty of a draft, which is not covered."""
    values = record if isinstance(record, Mapping) else _Attributes(record)
    if COVERED[table.name].drafts and values["state"] == DRAFT:
        return ""
    spelled = {}
    for name, spell in _spellers(table):
        value = values[name]
        if value is not None:
            spelled[name] = value if spell is None else spell(value)
    content = {"table": str(table.name), "id": key, "values": spelled}
    if salt is not None:
        content["salt"] = salt
    return urlsafe_b64encode(sha256(canonical(content)).digest()).decode().rstrip("=")


class _Attributes(dict[str, Any]):
    """The columns of a record of the unit of work; what it has not loaded it reads."""

    def __init__(self, record: Any) -> None:
        super().__init__(vars(record))
        self.record = record

    def __missing__(self, name: str) -> Any:
        return getattr(self.record, name)


@cache
def _spellers(table: Table) -> tuple[tuple[str, Speller | None], ...]:
    covered = COVERED[table.name]
    return tuple((one.key, _speller(one.type)) for one in table.columns if one.key not in covered.without)


def _speller(kind: Any) -> Speller | None:
    """What brings a column's value to its one spelling: as memory, SQLite and PostgreSQL give it, it is the same."""
    if isinstance(kind, TypeDecorator):
        kind = kind.impl_instance
    if isinstance(kind, DateTime):
        return lambda value: value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(kind, Uuid):
        return str
    if isinstance(kind, JSON):
        return lambda value: plain(orjson.loads(orjson.dumps(value)))
    if isinstance(kind, Float):
        return lambda value: repr(float(value) + 0.0)
    if isinstance(kind, Numeric):
        step = Decimal(1).scaleb(-(kind.scale or 0))
        return lambda value: str(Decimal(value).quantize(step))
    return _plain_value


def _plain_value(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _read_back(session: Session, touched: dict[tuple[str, str], tuple[Table, Any]]) -> None:
    waiting: dict[Table, list[str]] = {}
    for (_, key), (table, values) in touched.items():
        if values is READ_BACK:
            waiting.setdefault(table, []).append(key)
    for table, keys in waiting.items():
        for key in keys:
            touched[str(table.name), key] = (table, GONE)
        for start in range(0, len(keys), _AT_ONCE):
            chosen = _chosen(table, keys[start : start + _AT_ONCE])
            for row in map(dict, session.connection().execute(select(table).where(chosen)).mappings()):
                touched[str(table.name), key_of(table, row)] = (table, row)


def _chosen(table: Table, keys: Sequence[str]) -> Any:
    columns = list(table.primary_key.columns)
    named = [
        [_as_key(column, part) for column, part in zip(columns, key.split("/"), strict=True)] for key in keys
    ]
    if len(columns) == 1:
        return columns[0].in_([one[0] for one in named])
    return or_(*(and_(*(column == part for column, part in zip(columns, one, strict=True))) for one in named))


def _as_key(column: Any, part: str) -> Any:
    return uuid.UUID(part) if isinstance(column.type, Uuid) else column.type.python_type(part)


def _salts(session: Session, records: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The salt of each record with personal values; a new record gets its own."""
    if not records:
        return {}
    named = tuple_(RecordSalt.table_name, RecordSalt.record_id)
    found: dict[tuple[str, str], str] = {}
    for start in range(0, len(records), _AT_ONCE):
        some = records[start : start + _AT_ONCE]
        for row in session.execute(select(RecordSalt).where(named.in_(some))).scalars():
            found[row.table_name, row.record_id] = row.salt
    new = {one: token_hex(16) for one in records if one not in found}
    if new:
        rows = [{"table_name": one[0], "record_id": one[1], "salt": salt} for one, salt in new.items()]
        session.execute(insert(RecordSalt), rows)
    return found | new
