"""Taking in a register's file and telling what became of its rows, for the page and the API alike."""

from __future__ import annotations

import tempfile
import uuid
from pathlib import Path
from typing import Any

from flask import request

from safety.errors import Invalid, NotSignedIn
from safety.people.guard import current_actor, now
from safety.text import N_
from safety.wire.problems import translate
from safety.workplaces.models import SiteImportRow
from safety.workplaces.operations import uploads
from safety.workplaces.queries import imports as imports_queries


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
