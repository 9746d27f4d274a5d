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
from safety.exports.asked import MEDIA_TYPES, Asked, FileFormat
from safety.exports.finished import (
    download,
    finished_file,
    own_job,
    progress,
    statement_of_file,
    zipped,
)
from safety.exports.operations.registers import KIND, export_register
from safety.exports.registers import REGISTERS
from safety.exports.schemas import asked_from
from safety.jobs.models import Job


def own_export(export_id: uuid.UUID, actor: Actor) -> Job:
    """One's own export of a register; ``NotFound`` for any other."""
    return own_job(export_id, actor, KIND)


def file_answer(job: Job) -> Response:
    """The file of a finished export; ``NotFound`` before and after its time."""
    asked = asked_from(job.given)
    return _sent(finished_file(job, asked.format), asked, job.created_at)


def statement_answer(job: Job) -> Response:
    """What a finished CSV says of itself; ``NotFound`` for other files, and before and after its time."""
    asked = asked_from(job.given)
    title = REGISTERS[asked.register].title
    return statement_of_file(finished_file(job, asked.format), title=title, at=job.created_at)


def page_answer(job: Job) -> Response:
    """The file of a finished export as a person takes it: a CSV in a ZIP together with its statement."""
    asked = asked_from(job.given)
    path = finished_file(job, asked.format)
    if asked.format is FileFormat.CSV:
        return zipped(path, title=REGISTERS[asked.register].title, at=job.created_at)
    return _sent(path, asked, job.created_at)


def direct_answer(asked: Asked, *, actor: Actor, now: datetime) -> Response:
    """The file at once, for a register that is small."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"export.{asked.format}"
        export_register(actor=actor, now=now, asked=asked, path=path)
        if asked.format is FileFormat.CSV:
            return zipped(path, title=REGISTERS[asked.register].title, at=now)
        return _sent(io.BytesIO(path.read_bytes()), asked, now)


def _sent(content: Path | io.BytesIO, asked: Asked, at: datetime) -> Response:
    return download(
        content,
        title=REGISTERS[asked.register].title,
        file_format=asked.format,
        media_type=MEDIA_TYPES[asked.format],
        at=at,
    )


def shown(job: Job) -> dict[str, Any]:
    """An export as the API shows it."""
    asked = asked_from(job.given)
    address = url_for("exports_api.get_file", export_id=job.id)
    found = progress(job, asked.format, address)
    beside = asked.format is FileFormat.CSV and found["file"] is not None
    return {
        "register": asked.register,
        "sha256": (job.result or {}).get("sha256"),
        "statement": url_for("exports_api.get_statement", export_id=job.id) if beside else None,
        **found,
    }
