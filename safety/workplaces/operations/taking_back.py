"""Stopping an import while it runs, and taking back what it did: as a whole, but for what was edited since.

The rows are undone from the last to the first.  What a row made goes, unless it was edited or something rests on
it; what it changed gets its old values, except where somebody has changed them since.  Whatever stays is named.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from safety.access.permissions import Permission
from safety.access.scope import Actor, system_actor
from safety.audit import operations as audit
from safety.database import held, hold, session
from safety.errors import Invalid, NotPossibleNow, Refusal
from safety.jobs import operations as jobs
from safety.jobs import queries as jobs_queries
from safety.law.days import shanghai_date
from safety.people import queries as people
from safety.rollups import operations as rollups
from safety.text import N_, Text
from safety.transactions import all_or_nothing, one_transaction
from safety.workplaces.models import RegisterImport, RegisterImportRow, Site
from safety.workplaces.operations.changes import FIELDS, PLACE, edited_since, edited_since_made, from_json
from safety.workplaces.operations.locating import relocate_former
from safety.workplaces.operations.registers import RegisterKind, kind_of
from safety.workplaces.operations.uploads import note_import
from safety.writes import run_waiting

CHUNK = 200
#: Columns that a reader does not know by name; one of a place stands for all of it.
_SAID_OF_A_PLACE = "lon"


def back_job(kind: RegisterKind) -> str:
    """The kind of the work that takes back an import."""
    return f"{kind.job}_back"


def work_clock() -> datetime:
    """The present moment, for work outside a request."""
    clock = current_app.config.get("CLOCK")
    return clock() if clock else datetime.now(UTC)


def owner_of(member_id: uuid.UUID | None, now: datetime) -> Actor:
    """Whoever asked for work, with the appointments of this moment; a command works as the system."""
    if member_id is None:
        return system_actor("command")
    member = people.member_by_id(member_id)
    if member is None:
        raise Invalid(N_("导入人已不存在"))
    return people.actor_of(member, on=shanghai_date(now), channel="job")


def stop_import(*, actor: Actor, now: datetime, found: RegisterImport) -> RegisterImport:
    """Ask a running import to stop; the rows that are in stay, and it can go on or be taken back.

    Raises:
        NotPossibleNow: it does not run.
    """
    actor.require(kind_of(found).permission, people.place_of(found))
    hold(found)
    if found.job_id is None or found.stopped_at is not None or jobs_queries.has_ended(found.job_id):
        raise NotPossibleNow(N_("这次导入没有在进行"), code="import_not_running")
    found.stopped_at = now
    session.flush()
    note_import(actor, now, found, "import_stopped", {})
    return found


def take_back_import(
    *, actor: Actor, now: datetime, found: RegisterImport, queued: bool = True
) -> RegisterImport:
    """Begin taking an import back; once more after an interruption goes on where it was.

    ``queued=False``: the caller (a command) does the job itself.

    Raises:
        NotPossibleNow: it runs, was not begun, changed nothing, or is taken back already.
    """
    actor.require(kind_of(found).permission, people.place_of(found))
    hold(found)
    if found.job_id is None or not jobs_queries.has_ended(found.job_id):
        raise NotPossibleNow(N_("导入结束或停止后才能撤回"), code="import_running")
    if found.back_job_id is not None and not jobs_queries.has_ended(found.back_job_id):
        raise NotPossibleNow(N_("正在撤回"), code="import_taken_back")
    total = found.created + found.updated
    if found.undone + found.kept >= total:
        raise NotPossibleNow(N_("没有可以撤回的改动，或已经撤回"), code="import_taken_back")
    job = jobs.start(
        kind=back_job(kind_of(found)),
        owner_id=actor.member_id,
        given={"import_id": str(found.id)},
        now=now,
        total=total,
        queued=queued,
    )
    found.back_job_id = job.id
    session.flush()
    note_import(actor, now, found, "import_taken_back", {"created": found.created, "updated": found.updated})
    return found


def take_back_register(job_id: uuid.UUID, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take an import back, chunk by chunk; one that was interrupted goes on with the rows that are left."""
    import_id = uuid.UUID(given["import_id"])
    while True:
        with one_transaction():
            found = session.get_one(RegisterImport, import_id)
            is_more = _Back(found, jobs_queries.owner_of(job_id), work_clock()).chunk()
            done, total = found.undone + found.kept, found.created + found.updated
        jobs.report_progress(job_id, done, total)
        if not is_more:
            with one_transaction(write=False):
                found = session.get_one(RegisterImport, import_id)
                return {"import_id": str(import_id), "undone": found.undone, "kept": found.kept}


class _KeptError(Exception):
    """A step that is not undone; the reason to name."""

    def __init__(self, reason: Text) -> None:
        super().__init__(str(reason))
        self.reason = reason


class _Back:
    """Some rows of an import, to be undone by whoever asked for it."""

    def __init__(self, found: RegisterImport, owner_id: uuid.UUID | None, now: datetime) -> None:
        self.found, self.kind, self.now = found, kind_of(found), now
        self.actor = owner_of(owner_id, now)
        self.undone: Counter[str] = Counter()
        of_it = RegisterImportRow.import_id == found.id
        for steps in session.scalars(
            select(RegisterImportRow.steps).where(of_it, RegisterImportRow.back == "undone")
        ):
            self._count(steps)
        left = select(RegisterImportRow).where(
            of_it, RegisterImportRow.steps.is_not(None), RegisterImportRow.back.is_(None)
        )
        self.rows = session.scalars(left.order_by(RegisterImportRow.row.desc()).limit(CHUNK)).all()

    def chunk(self) -> bool:
        """Undo these rows; whether there were any."""
        if any(step["kind"] == "site" for row in self.rows for step in row.steps or ()):
            rollups.hold_state()  # a site that goes leaves the kept sums: nobody counts meanwhile
        for row in self.rows:
            reason = self._undo(row)  # before the row is touched: what is given up forgets what waits
            row.back = "undone" if reason is None else "kept"
            row.back_reason = reason.as_json() if reason is not None else None
            setattr(self.found, row.back, getattr(self.found, row.back) + 1)
            session.flush()
        return bool(self.rows)

    def _undo(self, row: RegisterImportRow) -> Text | None:
        """Undo a row as far as it goes; why something of it stays, None when all is undone."""
        left: list[Text] = []
        own: list[Text] = []  # what is said of the row is said of its own record first
        for step in reversed(row.steps or []):
            said = own if step["id"] == str(row.record_id) else left
            try:
                with all_or_nothing():
                    self._undo_step(step, said)
            except _KeptError as kept:
                said.append(kept.reason)
            except IntegrityError:
                said.append(Text(N_("已有其他记录与它相关，保留不删")))
            except Refusal as refusal:
                said.append(refusal.sentence)
        if not own and not left:
            self._count(row.steps or [])
        return next(reversed(own or left), None)

    def _count(self, steps: Sequence[Mapping[str, Any]] | None) -> None:
        self.undone.update(step["id"] for step in steps or () if step["change"] is not None)

    def _undo_step(self, step: Mapping[str, Any], left: list[Text]) -> None:
        model = self.kind.models[step["kind"]]
        record = session.scalars(held(select(model).where(model.id == uuid.UUID(step["id"])))).one_or_none()
        if record is None:
            raise _KeptError(Text(N_("记录已不存在")))
        self.actor.require(self.kind.permission, self.kind.undoing.place(record))
        if step["change"] is None:
            self._unmake(step, record)
        else:
            self._change_back(step, record, left)

    def _unmake(self, step: Mapping[str, Any], record: Any) -> None:
        """Remove a record that a row made."""
        if edited_since_made(step, record, self.undone[step["id"]]):
            raise _KeptError(Text(N_("登记后又有修改，保留不删")))
        if (held := self.kind.undoing.holds(record)) is not None:
            raise _KeptError(held)
        told = self.kind.undoing.told_of(step["kind"], record)
        model = type(record)
        if isinstance(record, Site):
            session.flush()
            run_waiting()
            rollups.keep_marked([], marked=[record.id])
        session.execute(delete(model).where(model.id == record.id))
        session.expunge(record)
        words = {"import": True, **self.kind.undoing.name_of(record)}
        self.kind.undoing.after(self.actor, self.now, record, {})
        self._say(f"{step['kind']}_taken_back", told, record, words)

    def _change_back(self, step: Mapping[str, Any], record: Any, left: list[Text]) -> None:
        if getattr(record, "closed_at", None) is not None:
            raise _KeptError(Text(N_("场所已关闭，保留不改")))
        since = edited_since(record, step["change"])
        since |= self.kind.undoing.kept_columns(record, set(step["change"]))
        back = {
            name: from_json(record, name, old)
            for name, (old, _) in step["change"].items()
            if name not in since
        }
        change = {name: (getattr(record, name), value) for name, value in back.items()}
        for name, value in back.items():
            setattr(record, name, value)
        if change:
            record.version += 1
            if isinstance(record, Site) and {"lon", "lat"} & change.keys():
                relocate_former(record, record.lon, record.lat)
            session.flush()
            undoing = self.kind.undoing
            undoing.after(self.actor, self.now, record, change)
            told = undoing.told_of(step["kind"], record)
            self._say(
                f"{step['kind']}_edited", told, record, {"import": True, **undoing.words(record, change)}
            )
        if since:
            left.append(self._named(since))

    def _named(self, columns: set[str]) -> Text:
        """Which fields were edited since, by their headings."""
        plain = columns - PLACE | ({_SAID_OF_A_PLACE} if columns & PLACE else set())
        headings = self.kind.headings.names
        fields = sorted(FIELDS.get(one, one) for one in plain)
        names = "、".join(headings[one][0] if one in headings else one for one in fields)
        return Text(N_("导入后又有人修改，保留：%(names)s"), names=names)

    def _say(
        self, action: str, told: tuple[str, uuid.UUID, uuid.UUID], record: Any, change: Mapping[str, Any]
    ) -> None:
        kind, record_id, union_id = told
        permission: Permission = self.kind.permission
        held = self.actor.appointment_for(permission, self.kind.undoing.place(record))
        audit.record(
            actor=self.actor,
            now=self.now,
            action=action,
            kind=kind,
            record_id=record_id,
            union_id=union_id,
            change=change,
            appointment_id=held.appointment_id if held else None,
        )
