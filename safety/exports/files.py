"""Handing finished exports to their owners."""

from __future__ import annotations

import io
import tempfile
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Response, send_file, url_for

from safety.access.scope import Actor
from safety.errors import NotFound
from safety.exports.asked import MEDIA_TYPES, REGISTER_LABELS, Asked
from safety.exports.operations.registers import KIND, export_register, exports_folder
from safety.exports.schemas import asked_from
from safety.jobs import queries as jobs
from safety.jobs.models import Job
from safety.law.days import SHANGHAI
from safety.wire.problems import translate


def own_export(export_id: uuid.UUID, actor: Actor) -> Job:
    """One's own export.

    Raises:
        NotFound: there is none, or it is somebody else's, or other work.
    """
    job = jobs.get_job(export_id, actor.member_id)
    if actor.member_id is None or job.kind != KIND:
        raise NotFound
    return job


def file_answer(job: Job) -> Response:
    """The file of a finished export.

    Raises:
        NotFound: it is not finished, or it was kept long enough.
    """
    asked = asked_from(job.given)
    path = exports_folder() / f"{job.id}.{asked.format}"
    if job.state != "done" or not path.exists():
        raise NotFound
    return _sent(path, asked, job.created_at)


def direct_answer(asked: Asked, *, actor: Actor, now: datetime) -> Response:
    """The file at once, for a register that is small."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"export.{asked.format}"
        export_register(actor=actor, now=now, asked=asked, path=path)
        return _sent(io.BytesIO(path.read_bytes()), asked, now)


def _sent(content: Path | io.BytesIO, asked: Asked, at: datetime) -> Response:
    day = at.astimezone(SHANGHAI).strftime("%Y%m%d-%H%M")
    answer = send_file(
        content,
        mimetype=MEDIA_TYPES[asked.format],
        as_attachment=True,
        download_name=f"{translate(REGISTER_LABELS[asked.register])}-{day}.{asked.format}",
        max_age=0,
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def shown(job: Job) -> dict[str, Any]:
    """An export as the API shows it."""
    asked, result = asked_from(job.given), job.result or {}
    there = job.state == "done" and (exports_folder() / f"{job.id}.{asked.format}").exists()
    return {
        "id": job.id,
        "register": asked.register,
        "format": asked.format,
        "state": job.state,
        "done": job.done,
        "total": job.total,
        "rows": result.get("rows"),
        "problem": translate(job.problem) if job.problem else None,
        "created_at": job.created_at,
        "ended_at": job.ended_at,
        "file": url_for("exports_api.get_file", export_id=job.id) if there else None,
    }
