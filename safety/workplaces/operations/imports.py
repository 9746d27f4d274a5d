"""Taking in a register: the file is kept, previewed, then read in chunks of one transaction each.

Every row ends as created, updated, unchanged or refused with the field and the reason; a refused row
never stops the rest.  The same file again changes nothing: how a record is known again is its register's matter.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from safety.access.scope import Actor
from safety.database import session
from safety.errors import Refusal
from safety.jobs import operations as jobs
from safety.text import Text
from safety.transactions import one_transaction
from safety.workplaces.models import RegisterImport, RegisterImportRow
from safety.workplaces.operations.chunks import Chunk
from safety.workplaces.operations.foldings import tidied_row
from safety.workplaces.operations.locating import far_apart
from safety.workplaces.operations.questions import (
    NEW,
    AskedError,
    Candidate,
    LeftOutError,
    answer_to,
    is_left_out,
    with_answers,
)
from safety.workplaces.operations.reading import Register
from safety.workplaces.operations.registers import (
    Foreseen,
    RegisterKind,
    Row,
    RowTaker,
    kind_of,
    register_kind,
)
from safety.workplaces.operations.taking_back import (
    back_job,
    owner_of,
    take_back_register,
    work_clock,
)
from safety.workplaces.operations.uploads import agreed_of, kept_register
from safety.workplaces.rules import Datum

CHUNK = 500
_COUNTED = ("created", "updated", "unchanged", "refused", "left_out")


def import_register(job_id: uuid.UUID, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Do an import's work, chunk by chunk; one that was interrupted goes on after the rows already done."""
    import_id = uuid.UUID(given["import_id"])
    with one_transaction(write=False):
        found = session.get_one(RegisterImport, import_id)
        total, register = found.rows, kept_register(found)
        of_it = RegisterImportRow.import_id == import_id
        done = set(session.scalars(select(RegisterImportRow.row).where(of_it)))
        ready = _ready(register, found)
    waiting = [(row["number"], row) for row in ready if row["number"] not in done]
    for begin in range(0, len(waiting), CHUNK):
        if _was_stopped(import_id):
            break
        now = work_clock()
        with one_transaction():
            _import_chunk(import_id, waiting[begin : begin + CHUNK], now)
        jobs.report_progress(job_id, len(done) + min(begin + CHUNK, len(waiting)), total)
    with one_transaction(write=False):
        found = session.get_one(RegisterImport, import_id)
        return {"import_id": str(import_id), **{name: getattr(found, name) for name in _COUNTED}}


def _ready(register: Register, found: RegisterImport) -> list[Row]:
    """The rows of (a part of) a file as they are read, each with its number, its name and what was answered about it."""
    named_by = kind_of(found).named_by
    numbered = zip(register.numbers, register.rows, strict=True)
    rows = [with_answers(tidied_row(row), number, found.answers) for number, row in numbered]
    return [row | {"name": row.get(named_by)} for row in rows]


def take_in(kind: RegisterKind) -> None:
    """Let a register come in from files: its imports are found, and their work is done, by its names."""
    register_kind(kind)
    jobs.work(kind.job, resumable=True)(import_register)
    jobs.work(back_job(kind), resumable=True)(take_back_register)


def _was_stopped(import_id: uuid.UUID) -> bool:
    with one_transaction(write=False):
        return session.get_one(RegisterImport, import_id).stopped_at is not None


def _import_chunk(import_id: uuid.UUID, rows: Sequence[tuple[int, Row]], now: datetime) -> None:
    found = session.get_one(RegisterImport, import_id)
    actor, datum = owner_of(found.uploaded_by, now), Datum(found.datum or "wgs84")
    asked = {"clears_empty": found.clears_empty, "source": found.source, "agreed": agreed_of(found)}
    taker = _taker(found, datum, actor, now, [row for _, row in rows], asked)
    results = [_import_row(taker, number, row) for number, row in rows]
    session.flush()
    session.execute(insert(RegisterImportRow), [{"import_id": import_id, **result} for result in results])
    for outcome, count in Counter(result["outcome"] for result in results).items():
        setattr(found, outcome, getattr(found, outcome) + count)
    session.flush()


def _taker(
    found: RegisterImport,
    datum: Datum,
    actor: Actor,
    now: datetime,
    rows: Sequence[Row],
    asked: Mapping[str, Any],
) -> RowTaker:
    """Takes some rows in; ``asked`` is what else the import is told (``clears_empty``, ``source``)."""
    kind = kind_of(found)
    chunk = Chunk(
        actor=actor, now=now, found=found, datum=datum, permission=kind.permission, rows=rows, **asked
    )
    return kind.begin(chunk, rows)


def _import_row(taker: RowTaker, number: int, row: Row) -> dict[str, Any]:
    """One row's result; a refusal is kept as its field and sentence."""
    result: dict[str, Any] = {
        "row": number,
        "name": (row.get("name") or None) and row["name"][:200],
        "record_id": None,
        "field": None,
        "reason": None,
        "steps": None,
    }
    if is_left_out(row):
        return result | {"outcome": "left_out"}
    try:
        taken = taker.take(row)
    except LeftOutError:
        return result | {"outcome": "left_out"}
    except Refusal as refusal:
        field, sentence = _first_reason(refusal)
        return result | {"outcome": "refused", "field": field, "reason": sentence.as_json()}
    return result | {"outcome": taken.outcome, "record_id": taken.record_id, "steps": taken.steps or None}


def _first_reason(refusal: Refusal) -> tuple[str | None, Text]:
    """The first field that was refused, with its sentence; else the refusal's own sentence."""
    return next(
        ((name, texts[0]) for name, texts in refusal.fields.items() if texts), (None, refusal.sentence)
    )


@dataclass(frozen=True)
class Prospect:
    """What a row (numbered as the program of its file shows it) would do; ``foreseen`` unless it is refused.

    An ``asked`` one waits for an answer; without one it will be refused.
    """

    row: int
    outcome: str
    field: str | None = None
    reason: Text | None = None
    foreseen: Foreseen | None = None
    name: str | None = None
    asked: AskedError | None = None


def prospects(
    found: RegisterImport,
    register: Register,
    datum: Datum,
    actor: Actor,
    now: datetime,
    asked: Mapping[str, Any],
) -> list[Prospect]:
    """What the rows of (a part of) a file would do, if the import began now; nothing is written.

    A row about a record that an earlier row of the file makes counts as an update of it.
    """
    rows = _ready(register, found)
    taker = _taker(found, datum, actor, now, rows, asked)
    made: dict[tuple[str, ...], _Made] = {}
    return [_prospect(taker, row, made) for row in rows]


@dataclass(frozen=True)
class _Made:
    """A record that an earlier row of the file would make."""

    row: int
    name: str
    position: tuple[float, float] | None


def _prospect(taker: RowTaker, row: Row, made: dict[tuple[str, ...], _Made]) -> Prospect:
    number, name = row["number"], row.get("name") or None
    if is_left_out(row):
        return Prospect(number, "left_out", name=name)
    try:
        plan = taker.foresee(row)
        is_another = plan.outcome == "created" and _is_another(row, plan, made.get(plan.key))
    except LeftOutError:
        return Prospect(number, "left_out", name=name)
    except AskedError as question:
        return Prospect(number, "asked", *_first_reason(question), name=name, asked=question)
    except Refusal as refusal:
        return Prospect(number, "refused", *_first_reason(refusal), name=name)
    outcome = "updated" if plan.key in made and not is_another else plan.outcome
    if plan.outcome == "created":
        made.setdefault(plan.key, _Made(number, plan.name, plan.position))
    return Prospect(number, outcome, foreseen=plan, name=name)


def _is_another(row: Row, plan: Foreseen, earlier: _Made | None) -> bool:
    """Whether two rows that would be about one new record are about two: they lie apart, and somebody said so.

    Raises:
        AskedError: nobody said.
    """
    if earlier is None or plan.position is None or earlier.position is None:
        return False
    apart = far_apart(*plan.position, *earlier.position)
    if apart is None:
        return False
    candidate = Candidate(f"row:{earlier.row}", earlier.name)
    return answer_to(row, AskedError(plan.about, "lon", apart, [candidate])) == NEW
