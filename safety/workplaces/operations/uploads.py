"""Keeping an uploaded register, finding out how to read it, and asking for its import."""

from __future__ import annotations

import hashlib
import shutil
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from flask import current_app

from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.database import hold, session
from safety.errors import Invalid, NotPossibleNow
from safety.jobs import operations as jobs
from safety.jobs import queries as jobs_queries
from safety.jobs.models import Job
from safety.law.days import shanghai_date
from safety.law.positions import check_position
from safety.people import queries as people
from safety.people.inputs import Second
from safety.people.operations.two_persons import agreed_by
from safety.reference.queries import all_district_names
from safety.text import N_
from safety.wire.tables import readings_of
from safety.workplaces import rules
from safety.workplaces.columns import RECORD, Headings
from safety.workplaces.geography import geography
from safety.workplaces.models import RegisterImport
from safety.workplaces.operations import metres
from safety.workplaces.operations.notations import degrees_written, district_meant
from safety.workplaces.operations.reading import TABLE, Register, layers_of, read_register
from safety.workplaces.operations.registers import RegisterKind, Row, kind_of

#: Of a file with more layers, these largest ones are looked at for the one that is meant.
_LAYERS_LOOKED_AT = 20
#: By so many first rows the zone of metres is guessed.
_ROWS_COMPARED = 200


def imports_folder() -> Path:
    """Where uploaded registers are kept."""
    folder: Path = current_app.config["SETTINGS"].data_dir / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def take_file(
    *,
    actor: Actor,
    now: datetime,
    kind: RegisterKind,
    id: uuid.UUID,
    source: Path,
    file_name: str,
    union_id: uuid.UUID,
) -> RegisterImport:
    """Keep an uploaded register and find out how it is to be read; nothing is imported yet.

    Raises:
        NotAllowed, NotFound: no right to import for the union.
        Invalid: it cannot be read, or has too few columns for a register (field ``file``).
    """
    union = people.get_union(union_id)
    actor.require(kind.permission, people.place_in(union))
    content = source.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    kept = imports_folder() / sha256
    if not kept.exists():
        shutil.copyfile(source, kept)
    form = geography().feature_format(kept) or TABLE
    layer, register = _likeliest(kept, form, kind.headings)
    row = RegisterImport(
        id=id,
        register=kind.name,
        union_id=union_id,
        district_code=union.district_code,
        file_name=file_name[:200],
        sha256=sha256,
        format=form,
        layer=layer,
        rows=0,
        columns={},
        uploaded_at=now,
        uploaded_by=actor.member_id,
    )
    note_reading(row, register)
    session.add(row)
    session.flush()
    note_import(actor, now, row, "register_uploaded", {"sha256": sha256, "rows": len(register.rows)})
    return row


def _likeliest(path: Path, form: str, headings: Headings) -> tuple[str | None, Register]:
    """The largest layer with most of the columns that a register needs; the only one, without a name, of most files."""
    layers = layers_of(path, form)[:_LAYERS_LOOKED_AT]
    names: list[str | None] = [*layers] or [None]
    found, refusal = [], None
    for one in names:
        try:
            found.append((one, read_register(path, form, headings, layer=one)))
        except Invalid as error:  # an empty sheet, for one, hides none of the others
            refusal = error
    if not found and refusal is not None:
        raise refusal
    layer, register = min(found, key=lambda one: len(headings.missing_from(one[1].columns)))
    headings.check_head(register.head)
    return layer, register


def hold_unbegun(actor: Actor, found: RegisterImport) -> None:
    """Hold an import whose reading is about to be changed.

    Raises:
        NotAllowed: without the right to import there.
        NotPossibleNow: it was begun before (code ``import_begun``).
    """
    actor.require(kind_of(found).permission, people.place_of(found))
    hold(found)
    refuse_begun(found)


def guessed_projection(found: RegisterImport, now: datetime) -> str | None:
    """The zone that puts most of the file's places into the districts of their rows, else into the union's; None where it is unclear."""
    if not found.in_metres or found.projection is not None:
        return None
    names, rows = all_district_names(), as_it_stands(found).rows[:_ROWS_COMPARED]
    districts = [district_meant(row.get("district") or "", names) or found.district_code for row in rows]
    return metres.guessed(rows, districts, shanghai_date(now))


def note_reading(found: RegisterImport, register: Register) -> None:
    """Note on an import what was read of its file."""
    found.rows, found.columns, found.in_metres = len(register.rows), register.columns, register.in_metres
    is_ours = RECORD in register.columns  # an export of the register, which tells positions in WGS 84
    found.guessed_datum = rules.Datum.WGS84 if is_ours else _guessed_datum(register.rows[:2000])
    if found.in_metres and found.projection is not None:
        found.guessed_datum = rules.Datum.CGCS2000


def layers_in(found: RegisterImport) -> list[str]:
    """The layers or sheets among which may be chosen; none where the file has one, or is not kept any more."""
    path = imports_folder() / found.sha256
    return layers_of(path, found.format) if found.layer is not None and path.exists() else []


def _guessed_datum(rows: Sequence[Row]) -> str | None:
    """The datum that puts most points into the districts their rows name; None when nothing tells."""
    names = all_district_names()
    points: list[tuple[float, float, str | None]] = []
    for row in rows:
        try:
            lon, lat = _somewhere(row)
            check_position(lon, lat)
        except (LookupError, ValueError, TypeError, Invalid):
            continue
        points.append((lon, lat, district_meant(row.get("district") or "", names)))
    return geography().guess_datum(points)[0] if points else None


def _somewhere(row: Row) -> tuple[float, float]:
    """A row's point, or the first corner of its outline."""
    if "outline" not in row:
        return float(degrees_written(str(row["lon"]))), float(degrees_written(str(row["lat"])))
    corner = row["outline"]["coordinates"]
    while isinstance(corner[0], list):
        corner = corner[0]
    return float(corner[0]), float(corner[1])


def kept_register(found: RegisterImport) -> Register:
    """The register of an import as it is to be read now.

    Raises:
        NotPossibleNow: its file is not kept any more (a restored server may lack it).
    """
    return as_it_stands(found).in_degrees(found.projection)


def as_it_stands(found: RegisterImport) -> Register:
    """The register of an import as it is to be read now, metres as metres.

    Raises:
        NotPossibleNow: its file is not kept any more.
    """
    return read_register(
        kept_file(found),
        found.format,
        kind_of(found).headings,
        found.columns,
        layer=found.layer,
        head_row=found.head_row,
        encoding=found.encoding,
    )


def kept_file(found: RegisterImport) -> Path:
    """The file of an import.

    Raises:
        NotPossibleNow: it is not kept any more.
    """
    path = imports_folder() / found.sha256
    if not path.exists():
        raise NotPossibleNow(N_("上传的文件已不在服务器上，请重新上传"), code="upload_gone")
    return path


def start_import(
    *,
    actor: Actor,
    now: datetime,
    found: RegisterImport,
    datum: rules.Datum | None = None,
    clears_empty: bool = False,
    source: str | None = None,
    queued: bool = True,
    second: Second | None = None,
) -> RegisterImport:
    """Begin importing with the datum that a person confirmed; the work goes on as a job.

    ``clears_empty``: an empty cell empties the value; otherwise it changes nothing.  ``source`` names the list that
    outside numbers belong to.
    ``queued=False``: the caller (a command) does the job itself.  ``second`` agrees with rows that one does not decide alone.

    Raises:
        NotPossibleNow: it was begun before.
        Invalid: no column is known for a needed field; its metres have no zone (field ``projection``), or with one are
            said to be in the datum of a map service (field ``datum``); nobody said in which encoding its words are
            (field ``encoding``).
    """
    hold_unbegun(actor, found)
    missing = kind_of(found).headings.missing_from(found.columns)
    if missing:
        fields = {f"columns.{name}": [N_("此项必填")] for name in missing}
        raise Invalid(N_("请先为必填项选择文件中的列"), code="columns_missing", fields=fields)
    if kind_of(found).has_places and datum is None:
        raise Invalid(fields={"datum": [N_("此项必填")]})
    _check_projection(found, datum)
    _check_encoding(found)
    found.datum, found.clears_empty, found.source = datum, clears_empty, source or None
    union = people.get_union(found.union_id)
    agreed = agreed_by(actor=actor, now=now, second=second, union=union) if second else None
    _begin_job(actor, now, found, done=0, queued=queued, agreed=agreed)
    note_import(
        actor,
        now,
        found,
        "import_started",
        {"datum": datum, "clears_empty": clears_empty, "source": found.source},
    )
    return found


def _check_encoding(found: RegisterImport) -> None:
    if found.format == TABLE and found.encoding is None and readings_of(kept_file(found)):
        sentence = N_("分不清文件是国标还是 Big5 编码，请先选择")
        raise Invalid(sentence, code="encoding_missing", fields={"encoding": [sentence]})


def _check_projection(found: RegisterImport, datum: rules.Datum | None) -> None:
    if not found.in_metres:
        return
    if found.projection is None:
        sentence = N_("坐标是以米计的平面坐标，请先选择投影坐标系")
        raise Invalid(sentence, code="projection_missing", fields={"projection": [sentence]})
    if datum in {rules.Datum.GCJ02, rules.Datum.BD09}:
        raise Invalid(fields={"datum": [N_("坐标已从所选的投影坐标系换算，坐标系请选 CGCS2000")]})


def resume_import(*, actor: Actor, now: datetime, found: RegisterImport) -> RegisterImport:
    """Go on with an import whose work ended on the way, from the kept file, after the rows already done.

    Raises:
        NotPossibleNow: it is under way, finished, or was not begun.
    """
    actor.require(kind_of(found).permission, people.place_of(found))
    hold(found)
    done = found.behind
    stopped = found.job_id is not None and jobs_queries.has_ended(found.job_id)
    if not stopped or done >= found.rows or found.back_job_id is not None:
        raise NotPossibleNow(N_("这次导入没有中断"), code="import_not_interrupted")
    found.stopped_at = None
    _begin_job(actor, now, found, done=done, agreed=agreed_of(found))
    note_import(actor, now, found, "import_resumed", {"rows_done": done})
    return found


def refuse_begun(found: RegisterImport) -> None:
    """Refuse to change how a file is read once its import was begun.

    Raises:
        NotPossibleNow: it was (code ``import_begun``).
    """
    if found.job_id is not None:
        raise NotPossibleNow(N_("这份文件已经开始导入"), code="import_begun")


def agreed_of(found: RegisterImport) -> uuid.UUID | None:
    """The second administrator who agreed when the import was begun."""
    given = session.get_one(Job, found.job_id).given if found.job_id is not None else {}
    return uuid.UUID(given["agreed_by"]) if given.get("agreed_by") else None


def _begin_job(
    actor: Actor,
    now: datetime,
    found: RegisterImport,
    *,
    done: int,
    queued: bool = True,
    agreed: uuid.UUID | None = None,
) -> None:
    job = jobs.start(
        kind=kind_of(found).job,
        owner_id=actor.member_id,
        given={"import_id": str(found.id)} | ({"agreed_by": str(agreed)} if agreed else {}),
        now=now,
        total=found.rows,
        queued=queued,
    )
    job.done = done
    found.job_id = job.id
    session.flush()


def note_import(
    actor: Actor, now: datetime, row: RegisterImport, action: str, change: Mapping[str, object]
) -> None:
    """Say in the audit what was done with an import."""
    audit.record(
        actor=actor,
        now=now,
        action=action,
        kind=kind_of(row).job,
        record_id=row.id,
        union_id=row.union_id,
        change=change,
    )
