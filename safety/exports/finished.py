"""Exports of every kind once they are asked for: whose they are, how far they are, the file as a download."""

from __future__ import annotations

import io
import uuid
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Response, send_file

from safety.access.scope import Actor
from safety.errors import NotFound
from safety.exports.operations.registers import exports_folder
from safety.exports.tables import statement_beside
from safety.jobs import queries as jobs
from safety.jobs.models import Job
from safety.law.days import SHANGHAI
from safety.text import N_
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
    name = name_of(title, file_format, at)
    answer = send_file(content, mimetype=media_type, as_attachment=True, download_name=name, max_age=0)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def name_of(title: str, ending: str, at: datetime, part: str = "") -> str:
    """A file's name: what it holds, the minute it was asked for in Chongqing, and which part of it."""
    moment = at.astimezone(SHANGHAI).strftime("%Y%m%d-%H%M")
    return f"{translate(title)}-{moment}{'-' if part else ''}{part}.{ending}"


def zipped(path: Path, *, title: str, at: datetime) -> Response:
    """A CSV in a ZIP together with what it says of itself, as a person takes it."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, name_of(title, "csv", at))
        archive.write(statement_beside(path), name_of(title, "txt", at, translate(N_("说明"))))
    content.seek(0)
    return download(content, title=title, file_format="zip", media_type="application/zip", at=at)


def statement_of_file(path: Path, *, title: str, at: datetime) -> Response:
    """What a CSV says of itself.

    Raises:
        NotFound: the file is no CSV.
    """
    beside = statement_beside(path)
    if not beside.exists():
        raise NotFound
    return download(beside, title=title, file_format="txt", media_type="text/plain; charset=utf-8", at=at)


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
