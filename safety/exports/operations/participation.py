"""Exporting participation records: rights and purpose, rows to disk in short reads, the file, the audit."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask_babel import force_locale

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.audit.queries import head_hash
from safety.database import reading_once
from safety.errors import Invalid, NotAllowed
from safety.exports.dossier import write_dossier
from safety.exports.operations.registers import LOCALES, exports_folder, owner_of_job
from safety.exports.participation_files import write_book, write_csv, write_json
from safety.exports.participation_saying import about, statement_of
from safety.exports.participation_schemas import participation_from
from safety.exports.queries import participation as queries
from safety.exports.queries.keyset import After
from safety.exports.rules.participation import Asked, FileFormat, Part
from safety.exports.sheet_rows import EXCEL_ROWS
from safety.exports.spool import Row, Spool
from safety.jobs import operations as jobs
from safety.jobs.models import Job
from safety.text import N_, Text
from safety.transactions import one_transaction

KIND = "participation_export"
ROWS_AT_ONCE = 2_000
#: A document for reading holds so many records; more belong into a table.
DOCUMENT_ROWS = 5_000

Told = Callable[[int], None]


@dataclass(frozen=True)
class Written:
    """What a file holds: rows by sheet, and the hash of their content."""

    counts: Mapping[Part, int]
    content_hash: str

    @property
    def rows(self) -> int:
        """All rows of all sheets."""
        return sum(self.counts.values())


def check_participation(asked: Asked, *, actor: Actor) -> dict[Part, int]:
    """How many rows each sheet will have.

    Raises:
        NotAllowed: without ``export:create`` and ``accident:read``, or personal data without ``export:personal``.
        Invalid: personal data without a purpose; more rows than the form can hold.
    """
    actor.require(Permission.EXPORT_CREATE)
    actor.require(Permission.ACCIDENT_READ)
    if asked.personal:
        actor.require(Permission.EXPORT_PERSONAL)
        if not asked.purpose:
            raise Invalid(fields={"purpose": [N_("导出个人信息须写明用途")]})
    counts = queries.counts(actor, asked.filters)
    if asked.format is FileFormat.DOCX and sum(counts.values()) > DOCUMENT_ROWS:
        sentence = Text(N_("超过 %(n)s 条记录，不宜作成文档，请缩小范围或导出表格"), n=DOCUMENT_ROWS)
        raise Invalid(fields={"format": [sentence]})
    if asked.format in {FileFormat.XLSX, FileFormat.ZIP} and max(counts.values()) >= EXCEL_ROWS:
        raise Invalid(fields={"format": [N_("超过一张工作表能容纳的行数，请导出 CSV")]})
    return counts


def begin_participation(*, actor: Actor, now: datetime, asked: Asked) -> Job:
    """Ask for an export to be made behind; only its owner can fetch the file.

    Raises:
        NotAllowed, Invalid: as ``check_participation``; or nobody is signed in.
    """
    if actor.member_id is None:
        raise NotAllowed
    rows = sum(check_participation(asked, actor=actor).values())
    return jobs.start(kind=KIND, owner_id=actor.member_id, given=asked.as_json(), now=now, total=rows)


@jobs.work(KIND)
def make_participation(job_id: uuid.UUID, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Do a queued export with the owner's rights of this moment."""
    asked, now = participation_from(given), datetime.now(UTC)
    folder = exports_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with one_transaction(write=False):
        actor = owner_of_job(job_id, now)
        total = sum(check_participation(asked, actor=actor).values())

    def told(done: int) -> None:
        jobs.report_progress(job_id, min(done, total), total)

    with force_locale(LOCALES[asked.language]):
        written = write_participation(
            actor=actor, now=now, asked=asked, path=folder / f"{job_id}.{asked.format}", told=told, id=job_id
        )
    return {"rows": written.rows, "format": asked.format.value, "content_hash": written.content_hash}


@reading_once()
def write_participation(
    *,
    actor: Actor,
    now: datetime,
    asked: Asked,
    path: Path,
    told: Told | None = None,
    id: uuid.UUID | None = None,
) -> Written:
    """Write the file in short transactions of its own, never holding more than one part of the rows.

    The export is in the audit before this returns: filters, rows, hash, and for personal data the purpose.

    Raises:
        NotAllowed, Invalid: as ``check_participation``.
    """
    with one_transaction(write=False):
        check_participation(asked, actor=actor)
        head = head_hash()
    with tempfile.TemporaryDirectory() as folder:
        spool = Spool(Path(folder), asked)
        _fill(spool, actor, told)
        written = Written(dict(spool.counts), spool.content_hash)
        with one_transaction(write=False):
            statement = statement_of(spool, actor=actor, now=now, head=head)
            facts = about(asked, actor=actor, now=now, head=head)
            attached = list(queries.attached_files(actor, asked)) if asked.format is FileFormat.ZIP else []
        match asked.format:
            case FileFormat.XLSX:
                write_book(spool, statement, path)
            case FileFormat.CSV:
                write_csv(spool, statement, path)
            case FileFormat.JSON:
                write_json(spool, facts, path)
            case FileFormat.DOCX:
                from safety.exports.participation_word import write_summaries

                write_summaries(spool, statement, path)
            case FileFormat.ZIP:
                write_dossier(spool, statement, facts, path, attached)
    with one_transaction():
        _note(actor, now, asked, written, id or uuid.uuid4())
    return written


def _fill(spool: Spool, actor: Actor, told: Told | None) -> None:
    done = 0
    for part in Part:
        for count in spool.take(part, _rows(actor, spool.asked, part)):
            if told and count % ROWS_AT_ONCE == 0:
                told(done + count)
        done += spool.counts[part]
        if told:
            told(done)


def _rows(actor: Actor, asked: Asked, part: Part) -> Iterator[Row]:
    after: After = None
    while True:
        with one_transaction(write=False):
            rows, after = queries.next_rows(actor, asked, part, after, ROWS_AT_ONCE)
        yield from rows
        if after is None:
            return


def _note(actor: Actor, now: datetime, asked: Asked, written: Written, export_id: uuid.UUID) -> None:
    audit.record(
        actor=actor,
        now=now,
        action="participation_exported",
        kind="export",
        record_id=export_id,
        union_id=actor.union_id,
        change={
            "format": asked.format,
            "filters": asked.filters.as_text(),
            "rows": {part.value: count for part, count in written.counts.items()},
            "personal": asked.personal,
            "purpose": asked.purpose,
            "content_hash": written.content_hash,
        },
    )
