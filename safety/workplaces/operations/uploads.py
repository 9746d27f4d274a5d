"""Keeping an uploaded register, finding out how to read it, and asking for its import."""

from __future__ import annotations

import hashlib
import shutil
import uuid
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from flask import current_app

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.database import session
from safety.errors import Invalid, NotPossibleNow
from safety.jobs import operations as jobs
from safety.law.positions import check_position
from safety.people import queries as people
from safety.reference.queries import all_district_names
from safety.text import N_
from safety.wire.tables import cell_text, read_table
from safety.workplaces import rules
from safety.workplaces.geography import geography
from safety.workplaces.headings import matched
from safety.workplaces.models import SiteImport
from safety.workplaces.operations.import_rows import Row

KIND = "site_import"


def imports_folder() -> Path:
    """Where uploaded registers are kept."""
    folder: Path = current_app.config["SETTINGS"].data_dir / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def take_file(
    *, actor: Actor, now: datetime, id: uuid.UUID, source: Path, file_name: str, union_id: uuid.UUID
) -> SiteImport:
    """Keep an uploaded register and find out how it is to be read; nothing is imported yet.

    Raises:
        NotAllowed, NotFound: no ``site:import`` for the union.
        Invalid: it cannot be read, or a needed column is missing (field ``file``).
    """
    union = people.get_union(union_id)
    actor.require(Permission.SITE_IMPORT, people.place_in(union))
    content = source.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    kept = imports_folder() / sha256
    if not kept.exists():
        shutil.copyfile(source, kept)
    form = "geojson" if content.lstrip()[:1] in {b"{", b"["} else "table"
    columns, rows = read_register(kept, form)
    guessed = _guessed_datum(rows[:2000])
    row = SiteImport(
        id=id,
        union_id=union_id,
        district_code=union.district_code,
        file_name=file_name[:200],
        sha256=sha256,
        format=form,
        rows=len(rows),
        columns=columns,
        guessed_datum=guessed,
        uploaded_at=now,
        uploaded_by=actor.member_id,
    )
    session.add(row)
    session.flush()
    audit.record(
        actor=actor,
        now=now,
        action="register_uploaded",
        kind="site_import",
        record_id=id,
        union_id=union_id,
        change={"sha256": sha256, "rows": len(rows)},
    )
    return row


def _guessed_datum(rows: Sequence[Row]) -> str | None:
    """The datum that puts most points into the districts their rows name; None when nothing tells."""
    codes_by_name = {name: code for code, name in all_district_names().items()}
    points: list[tuple[float, float, str | None]] = []
    for row in rows:
        stated = row.get("district") or ""
        try:
            lon, lat = float(row["lon"]), float(row["lat"])
            check_position(lon, lat)
        except (KeyError, ValueError, TypeError, Invalid):
            continue
        points.append((lon, lat, codes_by_name.get(stated, stated if stated.isdigit() else None)))
    return geography().guess_datum(points)[0] if points else None


def read_register(path: Path, form: str) -> tuple[dict[str, str], list[Row]]:
    """The columns found (field → heading) and the rows by field, in the order of the file."""
    if form == "geojson":
        features = geography().read_features(path)
        head = list(dict.fromkeys(name for one in features for name in one))
        columns = matched([name for name in head if name not in {"lon", "lat", "outline"}])
        rows = [
            {name: cell_text(one.get(heading)) for name, heading in columns.items()}
            | {name: one[name] for name in ("lon", "lat", "outline", "refused") if one.get(name) is not None}
            for one in features
        ]
        return columns, rows
    table = read_table(path)
    columns = matched(table[0])
    places = {name: table[0].index(heading) for name, heading in columns.items()}
    return columns, [
        {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
        for cells in table[1:]
    ]


def start_import(
    *, actor: Actor, now: datetime, site_import: SiteImport, datum: rules.Datum, queued: bool = True
) -> SiteImport:
    """Begin importing with the datum that a person confirmed; the work goes on as a job.

    ``queued=False``: the caller (a command) does the job itself.

    Raises:
        NotPossibleNow: it was begun before.
    """
    actor.require(Permission.SITE_IMPORT, people.place_of(site_import))
    if site_import.job_id is not None:
        raise NotPossibleNow(N_("这份文件已经开始导入"), code="import_begun")
    site_import.datum = datum
    job = jobs.start(
        kind=KIND,
        owner_id=actor.member_id,
        given={"import_id": str(site_import.id)},
        now=now,
        total=site_import.rows,
        queued=queued,
    )
    site_import.job_id = job.id
    session.flush()
    audit.record(
        actor=actor,
        now=now,
        action="import_started",
        kind="site_import",
        record_id=site_import.id,
        union_id=site_import.union_id,
        change={"datum": datum},
    )
    return site_import


def preview(site_import: SiteImport, most: int = 10) -> list[Row]:
    """The first rows of an uploaded register as they would be read."""
    _, rows = read_register(imports_folder() / site_import.sha256, site_import.format)
    return rows[:most]
