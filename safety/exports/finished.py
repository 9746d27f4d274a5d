"""Exports of every kind once they are asked for: whose they are, how far they are, the file as a download."""

from __future__ import annotations

import io
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Response, send_file

from safety.access.scope import Actor
from safety.errors import NotFound
from safety.exports.operations.registers import exports_folder
from safety.jobs import queries as jobs
from safety.jobs.models import Job
from safety.law.days import SHANGHAI
from safety.wire.problems import translate, translate_all


def own_job(export_id: uuid.UUID, actor: Actor, kind: str) -> Job:
    """One's own export of a kind.

    Raises:
        NotFound: there is none, or it is somebody else's, or other work.
    """
    job = jobs.get_job(export_id, actor.member_id)
    if actor.member_id is None or job.kind != kind:
        raise NotFound
    return job


def finished_file(job: Job, file_format: str) -> Path:
    """The file of a finished export.

    Raises:
        NotFound: it is not finished, or it was kept long enough.
    """
    path = _path(job, file_format)
    if job.state != "done" or not path.exists():
        raise NotFound
    return path


def download(
    content: Path | io.BytesIO, *, title: str, file_format: str, media_type: str, at: datetime
) -> Response:
    """The file for its owner only, named after what it holds and the minute it was asked for in Chongqing."""
    moment = at.astimezone(SHANGHAI).strftime("%Y%m%d-%H%M")
    answer = send_file(
        content,
        mimetype=media_type,
        as_attachment=True,
        download_name=f"{translate(title)}-{moment}.{file_format}",
        max_age=0,
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def progress(job: Job, file_format: str, address: str) -> dict[str, Any]:
    """How far an export is, as its page and the API show it; ``address`` is told once its file is there."""
    there = job.state == "done" and _path(job, file_format).exists()
    return {
        "id": job.id,
        "format": file_format,
        "state": job.state,
        "done": job.done,
        "total": job.total,
        "rows": (job.result or {}).get("rows"),
        "problem": translate_all(jobs.reason_of(job)),
        "created_at": job.created_at,
        "ended_at": job.ended_at,
        "file": address if there else None,
    }


def _path(job: Job, file_format: str) -> Path:
    return exports_folder() / f"{job.id}.{file_format}"
