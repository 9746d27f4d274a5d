"""Taking in a register's file and telling what became of its rows, for the page and the API alike."""

from __future__ import annotations

import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import request

from safety.access.permissions import Permission
from safety.errors import Invalid, NotSignedIn
from safety.people.guard import current_actor, current_scope, now
from safety.text import N_
from safety.wire.problems import translate
from safety.workplaces.headings import missing_from
from safety.workplaces.models import SiteImport, SiteImportRow
from safety.workplaces.operations import uploads
from safety.workplaces.operations.likenesses import Likeness, likenesses
from safety.workplaces.queries import imports as imports_queries
from safety.workplaces.rules import Datum

SHOWN_ROWS = 10
COMPARED_ROWS = 2_000


def take_upload(import_id: uuid.UUID) -> Any:
    """Keep the uploaded file of this request."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Invalid(fields={"file": [N_("请选择文件")]})
    actor = current_actor()
    if actor.union_id is None:
        raise NotSignedIn
    with tempfile.NamedTemporaryFile(suffix=".upload") as kept:
        sent.save(kept)
        kept.flush()
        return uploads.take_file(
            actor=actor,
            now=now(),
            id=import_id,
            source=Path(kept.name),
            file_name=Path(sent.filename).name,
            union_id=actor.union_id,
        )


def row_shown(row: SiteImportRow) -> dict[str, Any]:
    """What became of one row, its reason in the reader's language."""
    reason = imports_queries.reason_of(row)
    columns = {name: getattr(row, name) for name in ("row", "outcome", "name", "site_id", "field")}
    return columns | {"reason": translate(reason) if reason else None}


@dataclass(frozen=True)
class Preview:
    """How an uploaded register would be read; ``compared`` rows were looked through for duplicates."""

    headings: list[str]
    columns: dict[str, str]
    missing: list[str]
    rows: list[dict[str, Any]]
    compared: int
    duplicates: list[Likeness]


def preview_of(site_import: SiteImport, datum: Datum | None = None) -> Preview:
    """The preview of an import, its positions read in ``datum``, else in the one that was guessed."""
    register = uploads.kept_register(site_import)
    used = datum or Datum(site_import.guessed_datum or Datum.WGS84)
    compared = register.rows[:COMPARED_ROWS]
    missing = missing_from(register.columns)
    return Preview(
        headings=list(dict.fromkeys(heading for heading in register.head if heading)),
        columns=register.columns,
        missing=missing,
        rows=register.rows[:SHOWN_ROWS],
        compared=len(compared),
        duplicates=[] if missing else likenesses(compared, used, now(), current_scope(Permission.SITE_READ)),
    )
