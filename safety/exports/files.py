"""Handing exports of registers to their owners."""

from __future__ import annotations

import io
import tempfile
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Response, url_for

from safety.access.scope import Actor
from safety.exports.asked import MEDIA_TYPES, REGISTER_LABELS, Asked
from safety.exports.finished import download, finished_file, own_job, progress
from safety.exports.operations.registers import KIND, export_register
from safety.exports.schemas import asked_from
from safety.jobs.models import Job


def own_export(export_id: uuid.UUID, actor: Actor) -> Job:
    """One's own export of a register; ``NotFound`` for any other."""
    return own_job(export_id, actor, KIND)


def file_answer(job: Job) -> Response:
    """The file of a finished export; ``NotFound`` before and after its time."""
    asked = asked_from(job.given)
    return _sent(finished_file(job, asked.format), asked, job.created_at)


def direct_answer(asked: Asked, *, actor: Actor, now: datetime) -> Response:
    """The file at once, for a register that is small."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"export.{asked.format}"
        export_register(actor=actor, now=now, asked=asked, path=path)
        return _sent(io.BytesIO(path.read_bytes()), asked, now)


def _sent(content: Path | io.BytesIO, asked: Asked, at: datetime) -> Response:
    return download(
        content,
        title=REGISTER_LABELS[asked.register],
        file_format=asked.format,
        media_type=MEDIA_TYPES[asked.format],
        at=at,
    )


def shown(job: Job) -> dict[str, Any]:
    """An export as the API shows it."""
    asked = asked_from(job.given)
    address = url_for("exports_api.get_file", export_id=job.id)
    return {"register": asked.register, **progress(job, asked.format, address)}
