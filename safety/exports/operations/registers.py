"""Writing a register to a file: what the page's filters show, row by row, and noted in the audit."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import force_locale

from safety.access.permissions import Permission
from safety.access.scope import Actor, Scope
from safety.audit import operations as audit
from safety.database import reading_once
from safety.errors import Invalid, NotAllowed
from safety.exports.asked import Asked, FileFormat, filters_as_text
from safety.exports.features import feature, write_features
from safety.exports.registers import REGISTERS, Register
from safety.exports.saying import statement_of
from safety.exports.schemas import asked_from
from safety.exports.sheet_rows import EXCEL_ROWS
from safety.exports.tables import Sheet, Statement, write_csv, write_xlsx
from safety.jobs import operations as jobs
from safety.jobs import queries as job_queries
from safety.jobs.models import Job
from safety.law.days import shanghai_date
from safety.people.queries import actor_of, member_by_id
from safety.text import N_
from safety.transactions import one_transaction
from safety.wire.problems import translate

KIND = "register_export"
ROWS_AT_ONCE = 500
#: Up to so many rows a page answers with the file itself; more is done behind, with a progress bar.
DIRECT_ROWS = 2_000
#: A file is kept so long for its owner.
KEPT = timedelta(days=7)
LOCALES: Mapping[str, str] = {"zh": "zh_CN", "en": "en"}


@dataclass(frozen=True)
class Prepared:
    """An export before its first row: which rows, and what the file will say of itself."""

    asked: Asked
    register: Register
    ids: Sequence[Any]
    statement: Statement
    now: datetime
    precise: Scope


def prepare(asked: Asked, *, actor: Actor, now: datetime) -> Prepared:
    """Find the rows, with the scope that the page has for this person.

    Raises:
        NotAllowed: without ``export:create`` and the right to read the register.
        Invalid: more rows than a sheet can hold (field ``format``).
    """
    actor.require(Permission.EXPORT_CREATE)
    register = REGISTERS[asked.register]
    scope = register.scope(actor)
    asked = replace(
        asked,
        sort=asked.sort or register.sort,
        filters=register.filters() if asked.filters is None else asked.filters,
    )
    ids = register.ids(actor, asked.filters, now, asked.sort or register.sort)
    if asked.format is FileFormat.GEOJSON and not register.has_map:
        raise Invalid(fields={"format": [N_("不在可选范围内")]})
    if asked.format is FileFormat.XLSX and len(ids) >= EXCEL_ROWS:
        raise Invalid(fields={"format": [N_("超过一张工作表能容纳的行数，请导出 CSV")]})
    precise = actor.scope(Permission.POSITION_PRECISE)
    is_rounded = register.placed is not None and not precise.holds(scope)
    statement = statement_of(asked, actor=actor, scope=scope, now=now, is_rounded=is_rounded)
    return Prepared(asked, register, ids, statement, now, precise)


def begin_export(*, actor: Actor, now: datetime, asked: Asked) -> Job:
    """Ask for an export to be done behind; only its owner can fetch the file.

    Raises:
        NotAllowed: as ``prepare``, or nobody is signed in.
    """
    if actor.member_id is None:
        raise NotAllowed
    rows = len(prepare(asked, actor=actor, now=now).ids)
    return jobs.start(kind=KIND, owner_id=actor.member_id, given=asked.as_json(), now=now, total=rows)


@reading_once()
def export_register(*, actor: Actor, now: datetime, asked: Asked, path: Path) -> int:
    """Write the register to ``path`` in the present transaction; how many rows.

    Raises:
        NotAllowed, Invalid: as ``prepare``.
    """
    prepared = prepare(asked, actor=actor, now=now)
    count = _write(prepared, _cells(prepared), path)
    _note(actor, now, prepared, count, uuid.uuid4(), sha256_of(path))
    return count


@jobs.work(KIND)
@reading_once()
def make_export(job_id: uuid.UUID, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Do a queued export with the owner's rights of this moment; rows are read in short transactions."""
    asked, now = asked_from(given), datetime.now(UTC)
    folder = exports_folder()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{job_id}.{asked.format}"
    with force_locale(LOCALES[asked.language]):
        with one_transaction(write=False):
            actor = owner_of_job(job_id, now)
            prepared = prepare(asked, actor=actor, now=now)
        jobs.report_progress(job_id, 0, len(prepared.ids))

        def told(done: int) -> None:
            jobs.report_progress(job_id, done, len(prepared.ids))

        count = _write(prepared, _cells(prepared, alone=True, told=told), path)
    sha256 = sha256_of(path)
    with one_transaction():
        _note(actor, now, prepared, count, job_id, sha256)
    return {"rows": count, "format": asked.format.value, "sha256": sha256}


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def owner_of_job(job_id: uuid.UUID, now: datetime) -> Actor:
    """Who asked for a job, with the rights of this moment.

    Raises:
        NotAllowed: nobody did, or the account was disabled since.
    """
    owner_id = job_queries.owner_of(job_id)
    member = member_by_id(owner_id) if owner_id else None
    if member is None or member.disabled_at is not None:
        raise NotAllowed
    return actor_of(member, on=shanghai_date(now), channel="job")


def _cells(
    prepared: Prepared, *, alone: bool = False, told: Callable[[int], None] | None = None
) -> Iterator[list[Any]]:
    """The rows as plain cells; ``alone`` reads each part in a transaction of its own."""
    for start in range(0, len(prepared.ids), ROWS_AT_ONCE):
        part = prepared.ids[start : start + ROWS_AT_ONCE]
        if alone:
            with one_transaction(write=False):
                found = _read(prepared, part)
        else:
            found = _read(prepared, part)
        yield from found
        if told:
            told(start + len(part))


def _read(prepared: Prepared, ids: Sequence[uuid.UUID]) -> list[list[Any]]:
    register = prepared.register
    lines = register.lines(ids, prepared.now, prepared.precise)
    if prepared.asked.format is FileFormat.GEOJSON:
        return [[feature(register, line)] for line in lines]
    return [register.cells(line) for line in lines]


def _write(prepared: Prepared, rows: Iterator[list[Any]], path: Path) -> int:
    name = translate(prepared.register.title)
    if prepared.asked.format is FileFormat.GEOJSON:
        return write_features(path, name, prepared.statement.lines, rows)
    sheet = Sheet(name, prepared.register.headings(), rows)
    label = translate(N_("记录数"))
    if prepared.asked.format is FileFormat.CSV:
        return write_csv(path, sheet, prepared.statement, count_label=label)
    return write_xlsx(path, [sheet], prepared.statement, count_label=label)[name]


def _note(
    actor: Actor, now: datetime, prepared: Prepared, rows: int, export_id: uuid.UUID, sha256: str
) -> None:
    asked = prepared.asked
    given = filters_as_text(asked.filters)
    if "q" in given:
        given["q"] = "…"  # what was searched for may be a person's name
    audit.record(
        actor=actor,
        now=now,
        action="register_exported",
        kind="export",
        record_id=export_id,
        union_id=actor.union_id,
        change={
            "register": asked.register,
            "format": asked.format,
            "filters": given,
            "rows": rows,
            "sha256": sha256,
        },
    )


def exports_folder() -> Path:
    """Where finished exports wait for their owners."""
    data_dir: Path = current_app.config["SETTINGS"].data_dir
    return data_dir / "exports"


def sweep_exports(*, now: datetime) -> int:
    """Delete files that have waited longer than a week; how many."""
    stale = [
        path
        for path in exports_folder().glob("*")
        if datetime.fromtimestamp(path.stat().st_mtime, UTC) < now - KEPT
    ]
    for path in stale:
        path.unlink(missing_ok=True)
    return len(stale)
